using System.Collections.Immutable;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Shares;

namespace PeerActors.Actors.Shares;

/// <summary>The disk as the library sees it. Everything runs off the caller's thread.</summary>
public interface IShareDisk
{
    /// <summary>Lists every file below the folders, in a stable order. What cannot be read is a problem in the listing, not an exception.</summary>
    Task<FolderListing> ListAsync(ImmutableArray<string> folders, int maxFiles, CancellationToken stopping);

    /// <summary>Hashes one file. <paramref name="progress"/> is told the bytes read so far, now and then, from any thread.</summary>
    /// <returns>The hashes, or why there are none (vanished, unreadable, changed while it was read).</returns>
    Task<FileHashOutcome> HashAsync(FoundFile file, Action<long> progress, CancellationToken stopping);

    /// <summary>Calls <paramref name="changed"/> from any thread when something below the folders may have changed, until disposed.</summary>
    IDisposable Watch(ImmutableArray<string> folders, Action changed);
}

/// <summary>A file found in a shared folder.</summary>
/// <param name="Path">Absolute.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Modified">Last write.</param>
public sealed record FoundFile(string Path, long Size, DateTimeOffset Modified);

/// <summary>What is below the shared folders.</summary>
/// <param name="Files">At most as many as were asked for.</param>
/// <param name="Problems">What could not be read, and why.</param>
/// <param name="LeftOut">Files beyond that bound.</param>
public sealed record FolderListing(ImmutableArray<FoundFile> Files, ImmutableArray<ShareProblem> Problems, long LeftOut);

/// <summary>What hashing a file came to.</summary>
/// <param name="File">Which file.</param>
/// <param name="Sha1">When it went well.</param>
/// <param name="Sha256">When it went well.</param>
/// <param name="Problem">When it did not.</param>
public sealed record FileHashOutcome(FoundFile File, Sha1Hash? Sha1, Sha256Hash? Sha256, string? Problem);
