using System.Collections.Immutable;

namespace PeerActors.Actors.Shares;

/// <summary>Settings of the library; units, defaults, ranges and reasons stand in <c>reference.conf</c> under <c>peer.shares</c>.</summary>
public sealed record ShareSettings
{
    /// <summary><c>shares.folders</c>, absolute paths</summary>
    public required ImmutableArray<string> Folders { get; init; }

    /// <summary><c>shares.rescan-interval</c></summary>
    public required TimeSpan RescanInterval { get; init; }

    /// <summary><c>shares.settle-time</c></summary>
    public required TimeSpan SettleTime { get; init; }

    /// <summary><c>shares.max-files</c></summary>
    public required int MaxFiles { get; init; }

    /// <summary><c>shares.max-file-size</c>, bytes</summary>
    public required long MaxFileSize { get; init; }

    /// <summary><c>shares.max-problems</c></summary>
    public required int MaxProblems { get; init; }

    /// <summary><c>shares.max-hits-per-query</c></summary>
    public required int MaxHitsPerQuery { get; init; }

    /// <summary><c>shares.max-hit-payload</c>, bytes</summary>
    public required int MaxHitPayload { get; init; }

    /// <summary><c>shares.max-views</c></summary>
    public required int MaxViews { get; init; }

    /// <summary><c>shares.speed</c>, kilobits per second</summary>
    public required uint Speed { get; init; }

    /// <summary><c>shares.share-partial</c></summary>
    public required bool SharePartial { get; init; }
}

/// <summary>Settings of searches; units, defaults, ranges and reasons stand in <c>reference.conf</c> under <c>peer.searches</c>.</summary>
public sealed record SearchSettings
{
    /// <summary><c>searches.max-duration</c></summary>
    public required TimeSpan MaxDuration { get; init; }

    /// <summary><c>searches.max-hits</c></summary>
    public required int MaxHits { get; init; }

    /// <summary><c>searches.max-running</c></summary>
    public required int MaxRunning { get; init; }

    /// <summary><c>searches.max-words-length</c>, UTF-8 bytes</summary>
    public required int MaxWordsLength { get; init; }

    /// <summary><c>searches.max-browse</c>, bytes</summary>
    public required int MaxBrowse { get; init; }

    /// <summary><c>searches.remembered-hits</c></summary>
    public required int RememberedHits { get; init; }
}

/// <summary>Settings of downloads; units, defaults, ranges and reasons stand in <c>reference.conf</c> under <c>peer.downloads</c>.</summary>
public sealed record DownloadSettings
{
    /// <summary><c>downloads.folder</c>, absolute, or empty for the folder <c>downloads</c> in the data folder</summary>
    public required string Folder { get; init; }

    /// <summary><c>downloads.max</c></summary>
    public required int Max { get; init; }

    /// <summary><c>downloads.connect-timeout</c></summary>
    public required TimeSpan ConnectTimeout { get; init; }

    /// <summary><c>downloads.stall-timeout</c></summary>
    public required TimeSpan StallTimeout { get; init; }

    /// <summary><c>downloads.progress-interval</c></summary>
    public required TimeSpan ProgressInterval { get; init; }

    /// <summary><c>downloads.max-rate</c>, bytes per second; 0 for no limit</summary>
    public required long MaxRate { get; init; }

    /// <summary><c>downloads.max-size</c>, bytes</summary>
    public required long MaxSize { get; init; }

    /// <summary><c>downloads.max-sources</c></summary>
    public required int MaxSources { get; init; }

    /// <summary><c>downloads.max-retries</c></summary>
    public required int MaxRetries { get; init; }

    /// <summary><c>downloads.max-retry-wait</c></summary>
    public required TimeSpan MaxRetryWait { get; init; }

    /// <summary><c>downloads.max-queue-wait</c></summary>
    public required TimeSpan MaxQueueWait { get; init; }
}
