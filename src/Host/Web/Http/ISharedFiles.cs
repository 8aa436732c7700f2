using PeerActors.Actors.Peer;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Shares;

namespace PeerActors.Host.Web.Http;

/// <summary>The library as file serving sees it. Files are looked up by name or content, never by path.</summary>
internal interface ISharedFiles
{
    /// <summary>The file of that name; null when none is offered.</summary>
    Task<SharedFile?> FindAsync(FileIndex index, string name, CancellationToken stopping);

    /// <summary>The file of that content; null when it is not offered.</summary>
    Task<SharedFile?> FindAsync(Sha1Hash sha1, CancellationToken stopping);

    /// <summary>What is on disk is not what the library thinks.</summary>
    void Rescan();
}

/// <summary>The library of the peer behind a gateway.</summary>
internal sealed class GatewayFiles(IPeerGateway gateway) : ISharedFiles
{
    public Task<SharedFile?> FindAsync(FileIndex index, string name, CancellationToken stopping) => gateway.FindFile(index, name, stopping);

    public Task<SharedFile?> FindAsync(Sha1Hash sha1, CancellationToken stopping) => gateway.FindFile(sha1, stopping);

    public void Rescan() => gateway.Rescan();
}
