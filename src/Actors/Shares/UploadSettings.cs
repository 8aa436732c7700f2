namespace PeerActors.Actors.Shares;

/// <summary>Settings of uploads; units, defaults, ranges and reasons stand in <c>reference.conf</c> under <c>peer.uploads</c>.</summary>
public sealed record UploadSettings
{
    /// <summary><c>uploads.slots</c></summary>
    public required int Slots { get; init; }

    /// <summary><c>uploads.max-per-address</c></summary>
    public required int MaxPerAddress { get; init; }

    /// <summary><c>uploads.max-queued</c></summary>
    public required int MaxQueued { get; init; }

    /// <summary><c>uploads.max-queued-per-address</c></summary>
    public required int MaxQueuedPerAddress { get; init; }

    /// <summary><c>uploads.small-file</c>, bytes</summary>
    public required long SmallFile { get; init; }

    /// <summary><c>uploads.poll-min</c></summary>
    public required TimeSpan PollMin { get; init; }

    /// <summary><c>uploads.poll-max</c></summary>
    public required TimeSpan PollMax { get; init; }

    /// <summary><c>uploads.max-early-polls</c></summary>
    public required int MaxEarlyPolls { get; init; }

    /// <summary><c>uploads.slot-hold</c></summary>
    public required TimeSpan SlotHold { get; init; }

    /// <summary><c>uploads.max-rate</c>, bytes per second; 0 for no limit</summary>
    public required long MaxRate { get; init; }
}

/// <summary>Settings of the alternate-location mesh; units, defaults, ranges and reasons stand in <c>reference.conf</c> under <c>peer.alternates</c>.</summary>
public sealed record AlternateSettings
{
    /// <summary><c>alternates.max-files</c></summary>
    public required int MaxFiles { get; init; }

    /// <summary><c>alternates.max-per-file</c></summary>
    public required int MaxPerFile { get; init; }

    /// <summary><c>alternates.lifetime</c></summary>
    public required TimeSpan Lifetime { get; init; }
}

/// <summary>Settings of browsing; units, defaults, ranges and reasons stand in <c>reference.conf</c> under <c>peer.browse</c>.</summary>
public sealed record BrowseSettings
{
    /// <summary><c>browse.enabled</c></summary>
    public required bool Enabled { get; init; }

    /// <summary><c>browse.interval</c></summary>
    public required TimeSpan Interval { get; init; }

    /// <summary><c>browse.max-files</c></summary>
    public required int MaxFiles { get; init; }

    /// <summary><c>browse.max-askers</c></summary>
    public required int MaxAskers { get; init; }
}
