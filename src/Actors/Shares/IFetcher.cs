using System.Collections.Immutable;
using PeerActors.Actors.Shares.Pushes;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Shares;
using PeerActors.Messages.Wire.Gnutella;

namespace PeerActors.Actors.Shares;

/// <summary>Fetches a file from one source to the disk. Everything runs off the caller's thread.</summary>
public interface IFetcher
{
    /// <summary>
    /// Fetches into a partial file, going on where an earlier try left off, hashes while it writes, verifies, and renames to
    /// the final name. Never throws for what the far side or the disk does: that is a <see cref="FetchOutcome"/>.
    /// </summary>
    /// <param name="order">What and from where.</param>
    /// <param name="progress">Told how it goes, at most every <c>downloads.progress-interval</c>, from any thread.</param>
    /// <param name="stopping">Gives up; the partial file stays.</param>
    Task<FetchOutcome> FetchAsync(FetchOrder order, Action<FetchProgress> progress, CancellationToken stopping);
}

/// <summary>What to fetch from one source.</summary>
/// <param name="Target">What is wanted.</param>
/// <param name="Source">From where.</param>
/// <param name="Path">Absolute path of the finished file; null for the download folder and the target's cleaned name.</param>
public sealed record FetchOrder(DownloadTarget Target, DownloadSource Source, string? Path)
{
    /// <summary>On which to ask, when the sharer dialled us; null to dial it.</summary>
    public IGivenConnection? Connection { get; init; }

    /// <summary>True when the fetch may wait in the sharer's queue; false while another source is untried.</summary>
    public bool StaysInQueue { get; init; } = true;

    /// <summary>Other sources that brought content of this file; told to the sharer (<c>X-Alt</c>).</summary>
    public ImmutableArray<PeerAddress> GoodSources { get; init; } = [];

    /// <summary>Sources that were of no use; told to the sharer (<c>X-NAlt</c>).</summary>
    public ImmutableArray<PeerAddress> BadSources { get; init; } = [];
}

/// <summary>How a fetch goes.</summary>
/// <param name="Bytes">Bytes in hand, those from earlier tries included.</param>
/// <param name="Total">Size of the whole, once known.</param>
/// <param name="QueuePosition">Our place in the sharer's queue, from 1; 0 when it tells none, null when we are not queued.</param>
public readonly record struct FetchProgress(long Bytes, long? Total, int? QueuePosition = null);

/// <summary>How it went.</summary>
public abstract record FetchOutcome
{
    /// <summary>Others who have the file, as the sharer says (<c>X-Alt</c>).</summary>
    public ImmutableArray<PeerAddress> Alternates { get; init; } = [];

    /// <summary>Others who have it and must be pushed, as the sharer says (<c>X-Falt</c>).</summary>
    public ImmutableArray<FirewalledLocation> Firewalled { get; init; } = [];

    /// <summary>True when the source brought content, if not all of it.</summary>
    public bool Brought { get; init; }
}

/// <summary>The file is complete under its final name.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="ResumedFrom">Bytes that were there before.</param>
/// <param name="Sha1">As computed.</param>
/// <param name="Sha256">As computed.</param>
/// <param name="Verified">Which of them were known beforehand, or stated by the sharer, and compared.</param>
public sealed record Fetched(string Path, long Bytes, long ResumedFrom, Sha1Hash Sha1, Sha256Hash Sha256, VerifiedHashes Verified) : FetchOutcome;

/// <summary>It did not go well.</summary>
/// <param name="Failure">One of the closed list.</param>
/// <param name="Detail">What was seen, what is allowed, the setting, what was kept.</param>
/// <param name="OtherSourceMayHelp">False when our own disk is the cause.</param>
public sealed record FetchFailed(DownloadFailure Failure, string Detail, bool OtherSourceMayHelp) : FetchOutcome
{
    /// <summary>When the sharer, which is busy, asks us to come again; null when it does not say.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
