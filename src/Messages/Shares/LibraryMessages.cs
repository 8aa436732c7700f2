using System.Collections.Immutable;
using PeerActors.Messages.Identity;

namespace PeerActors.Messages.Shares;

/// <summary>A file that this peer offers; it is offered once it is hashed.</summary>
/// <param name="Index">Its number in hits and in <c>/get/</c>.</param>
/// <param name="Path">Where it is on disk, absolute.</param>
/// <param name="Name">Its name without folders.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Modified">Last write, as the disk says.</param>
/// <param name="Sha1">SHA-1 of the whole file.</param>
/// <param name="Sha256">SHA-256 of the whole file.</param>
public sealed record SharedFile(
    FileIndex Index, string Path, string Name, long Size, DateTimeOffset Modified, Sha1Hash Sha1, Sha256Hash Sha256);

/// <summary>Asks for shared files, or about them.</summary>
public interface IFileQuery
{
    /// <summary>Repeated by the answer.</summary>
    RequestId Request { get; }
}

/// <summary>Asks for what is offered to somebody: what the asker may not have is not there for it.</summary>
public interface IOfferQuery : IFileQuery
{
    /// <summary>Who asks; null when no key was shown.</summary>
    PeerId? Asker { get; }
}

/// <summary>Asks by index and name, as <c>GET /get/INDEX/NAME</c> does. The name wins over a wrong index.</summary>
/// <param name="Request">Repeated by the answer.</param>
/// <param name="Index">The number in the request.</param>
/// <param name="Name">The name in the request, decoded.</param>
public sealed record FindFileByName(RequestId Request, FileIndex Index, string Name) : IOfferQuery
{
    /// <inheritdoc/>
    public PeerId? Asker { get; init; }
}

/// <summary>Asks by content, as <c>GET /uri-res/N2R?urn:sha1:…</c> does.</summary>
/// <param name="Request">Repeated by the answer.</param>
/// <param name="Sha1">The content.</param>
public sealed record FindFileByHash(RequestId Request, Sha1Hash Sha1) : IOfferQuery
{
    /// <inheritdoc/>
    public PeerId? Asker { get; init; }
}

/// <summary>The file is offered.</summary>
/// <param name="Request">Of the question.</param>
/// <param name="File">The file.</param>
public sealed record FileFound(RequestId Request, SharedFile File);

/// <summary>Nothing of that name or content is offered.</summary>
/// <param name="Request">Of the question.</param>
public sealed record FileNotFound(RequestId Request);

/// <summary>Asks how the library is doing; <see cref="LibraryStatus"/> answers.</summary>
/// <param name="Request">Repeated by the answer.</param>
public sealed record GetLibraryStatus(RequestId Request);

/// <summary>How the library is doing.</summary>
/// <param name="Request">Of the question.</param>
/// <param name="Files">Files offered.</param>
/// <param name="Bytes">Their size.</param>
/// <param name="WaitingToHash">Files found that are not hashed yet.</param>
/// <param name="BytesToHash">Their size, less what is hashed already.</param>
/// <param name="HashedFiles">Files hashed in this run.</param>
/// <param name="RememberedFiles">Files whose hashes were remembered from an earlier run.</param>
/// <param name="QueriesLookedUp">Queries held against the index.</param>
/// <param name="QueriesMatched">Of those, how many had a match.</param>
/// <param name="Problems">Folders and files that cannot be offered, and why; at most <c>shares.max-problems</c>.</param>
public sealed record LibraryStatus(
    RequestId Request, int Files, long Bytes, int WaitingToHash, long BytesToHash, long HashedFiles, long RememberedFiles,
    long QueriesLookedUp, long QueriesMatched, ImmutableArray<ShareProblem> Problems);

/// <summary>Every file found so far is hashed and offered; told after the first look through the folders, and whenever what is offered has changed since.</summary>
/// <param name="Files">Files offered.</param>
/// <param name="Bytes">Their size.</param>
public sealed record LibrarySettled(int Files, long Bytes);

/// <summary>A folder or file that cannot be offered.</summary>
/// <param name="Path">Which.</param>
/// <param name="Why">In words.</param>
public sealed record ShareProblem(string Path, string Why);

/// <summary>Look at the shared folders again, now.</summary>
public sealed record Rescan
{
    private Rescan() { }

    /// <summary>It says nothing more.</summary>
    public static Rescan Instance { get; } = new();
}
