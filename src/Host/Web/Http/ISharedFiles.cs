using System.Collections.Immutable;
using PeerActors.Actors.Peer;
using PeerActors.Messages.Access;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Shares;
using PeerActors.Messages.Wire.Gnutella;

namespace PeerActors.Host.Web.Http;

/// <summary>The peer as file serving sees it. Files are looked up by name or content, never by path. The asker is null where no key was shown.</summary>
internal interface ISharedFiles
{
    /// <summary>The file of that name; null when none is offered to the asker.</summary>
    Task<SharedFile?> FindAsync(PeerId? asker, FileIndex index, string name, CancellationToken stopping);

    /// <summary>The file of that content; null when it is not offered to the asker.</summary>
    Task<SharedFile?> FindAsync(PeerId? asker, Sha1Hash sha1, CancellationToken stopping);

    /// <summary>Whether an asker may read something that the library does not hold.</summary>
    Task<bool> MayReadAsync(PeerId? asker, ResourcePath resource, CancellationToken stopping);

    /// <summary>A page of the files offered, behind a number.</summary>
    Task<FilesBrowsed> BrowseAsync(PeerId? asker, FileIndex after, CancellationToken stopping);

    /// <summary>Tells who else has a content, and is told whom to name.</summary>
    Task<ImmutableArray<PeerAddress>> ExchangeAsync(Sha1Hash content, SharingRequest asked, CancellationToken stopping);

    /// <summary>Asks for a slot; a granted one is given back with <see cref="EndUpload"/>.</summary>
    Task<IUploadAnswer> AskUploadAsync(TransferAsker asker, QueueTicket? ticket, Sha1Hash content, long size, CancellationToken stopping);

    /// <summary>Gives a slot back.</summary>
    void EndUpload(RequestId upload, bool willWantMore);

    /// <summary>What is on disk is not what the library thinks.</summary>
    void Rescan();
}

/// <summary>The library of the peer behind a gateway.</summary>
internal sealed class GatewayFiles(IPeerGateway gateway) : ISharedFiles
{
    public Task<SharedFile?> FindAsync(PeerId? asker, FileIndex index, string name, CancellationToken stopping) => gateway.FindFile(index, name, asker, stopping);

    public Task<SharedFile?> FindAsync(PeerId? asker, Sha1Hash sha1, CancellationToken stopping) => gateway.FindFile(sha1, asker, stopping);

    public async Task<bool> MayReadAsync(PeerId? asker, ResourcePath resource, CancellationToken stopping) =>
        await gateway.Access(r => new AskAccess(r, asker, AccessVerbs.Read, resource), stopping) is AccessJudged { Verdict.May: true };

    public Task<FilesBrowsed> BrowseAsync(PeerId? asker, FileIndex after, CancellationToken stopping) => gateway.Browse(after, asker, stopping);

    public Task<ImmutableArray<PeerAddress>> ExchangeAsync(Sha1Hash content, SharingRequest asked, CancellationToken stopping) =>
        gateway.ExchangeAlternates(content, asked.Asker, asked.Heard, asked.Gone, stopping);

    public Task<IUploadAnswer> AskUploadAsync(TransferAsker asker, QueueTicket? ticket, Sha1Hash content, long size, CancellationToken stopping) =>
        gateway.AskUpload(asker, ticket, content, size, stopping);

    public void EndUpload(RequestId upload, bool willWantMore) => gateway.EndUpload(upload, willWantMore);

    public void Rescan() => gateway.Rescan();
}
