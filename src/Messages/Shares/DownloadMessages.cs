using System.Collections.Immutable;
using PeerActors.Messages.Identity;

namespace PeerActors.Messages.Shares;

/// <summary>A place from which a file can be fetched.</summary>
/// <param name="Url">An http URL.</param>
public sealed record DownloadSource(Uri Url)
{
    /// <summary>How to have the sharer dial us where it cannot be dialled; null when there is no way.</summary>
    public PushRoute? Push { get; init; }

    /// <summary>True when the sharer says that it cannot be dialled; then nobody tries.</summary>
    public bool MustPush { get; init; }
}

/// <summary>What is wanted, as far as it is known beforehand. What is known is held against what arrives.</summary>
/// <param name="Name">The name to store it under when the user gives no path; cleaned before use.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Sha1">Of the whole file.</param>
/// <param name="Sha256">Of the whole file.</param>
public sealed record DownloadTarget(string Name, long? Size, Sha1Hash? Sha1, Sha256Hash? Sha256);

/// <summary>Fetch a file. The sender is told <see cref="DownloadProgressed"/> at times and at last
/// <see cref="DownloadFinished"/> or <see cref="DownloadFailed"/>.</summary>
/// <param name="Transfer">Chosen by the asker; repeated by every answer.</param>
/// <param name="Target">What is wanted.</param>
/// <param name="Sources">Tried in turn; at least one.</param>
/// <param name="Path">Absolute path of the finished file; null for the download folder and the target's name.</param>
public sealed record StartDownload(TransferId Transfer, DownloadTarget Target, ImmutableArray<DownloadSource> Sources, string? Path);

/// <summary>Give a download up; the partial file stays for a later try.</summary>
/// <param name="Transfer">Which.</param>
public sealed record CancelDownload(TransferId Transfer);

/// <summary>What a download tells its asker.</summary>
public interface IDownloadEvent
{
    /// <summary>Which download.</summary>
    TransferId Transfer { get; }
}

/// <summary>Bytes arrived, or a source is being tried.</summary>
/// <param name="Transfer">Which download.</param>
/// <param name="Bytes">Bytes in hand, those from earlier tries included.</param>
/// <param name="Total">Size of the whole, once known.</param>
/// <param name="Source">From where.</param>
public sealed record DownloadProgressed(TransferId Transfer, long Bytes, long? Total, Uri Source) : IDownloadEvent
{
    /// <summary>Our place in the sharer's queue, from 1; 0 when it tells none, null when we are not queued.</summary>
    public int? QueuePosition { get; init; }

    /// <summary>True while the sharer was asked to dial us and has not done so yet.</summary>
    public bool AwaitsPush { get; init; }
}

/// <summary>The file is complete under its final name.</summary>
/// <param name="Transfer">Which download.</param>
/// <param name="Path">Where it is.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="ResumedFrom">Bytes that an earlier try had left.</param>
/// <param name="Sha1">As computed from what arrived.</param>
/// <param name="Sha256">As computed from what arrived.</param>
/// <param name="Verified">Which of them were known beforehand, or stated by the sharer, and compared.</param>
public sealed record DownloadFinished(
    TransferId Transfer, string Path, long Bytes, long ResumedFrom, Sha1Hash Sha1, Sha256Hash Sha256, VerifiedHashes Verified) : IDownloadEvent;

/// <summary>Which hashes of a file were compared with what somebody named, and are equal.</summary>
[Flags]
public enum VerifiedHashes
{
    /// <summary>Nobody named one.</summary>
    None = 0,

    /// <summary>SHA-1, as hits of servents name it.</summary>
    Sha1 = 1,

    /// <summary>SHA-256, as hits of this program name it too.</summary>
    Sha256 = 2,
}

/// <summary>The closed list of reasons for which a download, or one source of it, fails.</summary>
public enum DownloadFailure
{
    /// <summary>The sharer cannot be reached, or the connection broke.</summary>
    Unreachable,

    /// <summary>The sharer does not have it (404, 410).</summary>
    NotThere,

    /// <summary>The sharer refuses or is busy (other 4xx and 5xx).</summary>
    Refused,

    /// <summary>The sharer's answer makes no sense (another size or range than asked for).</summary>
    BadAnswer,

    /// <summary>The content is not what was asked for; nothing of it is kept.</summary>
    WrongHash,

    /// <summary>The sharer sent nothing for <c>downloads.stall-timeout</c>.</summary>
    Stalled,

    /// <summary>The disk is full.</summary>
    DiskFull,

    /// <summary>Our own disk refuses: path, permission, something exists already under that name.</summary>
    CannotStore,

    /// <summary>More than <c>downloads.max</c> are running, or the request itself makes no sense.</summary>
    NotStarted,

    /// <summary>The user gave it up.</summary>
    Cancelled,

    /// <summary>This peer itself failed; its log says how.</summary>
    OurFault,
}

/// <summary>The download has failed at every source; nothing is under the final name.</summary>
/// <param name="Transfer">Which download.</param>
/// <param name="Failure">Of the last source tried, or of our own disk.</param>
/// <param name="Detail">What was seen, what is allowed, the setting, what was kept.</param>
public sealed record DownloadFailed(TransferId Transfer, DownloadFailure Failure, string Detail) : IDownloadEvent;
