using System.Collections.Immutable;
using PeerActors.Messages.Access;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Shares;
using PeerActors.Messages.Wire.Gnutella;

namespace PeerActors.Host.Web.Http;

/// <summary>The library from the moment when the peer is up; the port is open a little earlier, and who asks then waits.</summary>
internal sealed class FilesOnceUp : ISharedFiles
{
    private readonly TaskCompletionSource<ISharedFiles> _files = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Open(ISharedFiles files) => _files.TrySetResult(files);

    public async Task<SharedFile?> FindAsync(PeerId? asker, FileIndex index, string name, CancellationToken stopping) =>
        await (await _files.Task.WaitAsync(stopping)).FindAsync(asker, index, name, stopping);

    public async Task<SharedFile?> FindAsync(PeerId? asker, Sha1Hash sha1, CancellationToken stopping) =>
        await (await _files.Task.WaitAsync(stopping)).FindAsync(asker, sha1, stopping);

    public async Task<bool> MayReadAsync(PeerId? asker, ResourcePath resource, CancellationToken stopping) =>
        await (await _files.Task.WaitAsync(stopping)).MayReadAsync(asker, resource, stopping);

    public async Task<FilesBrowsed> BrowseAsync(PeerId? asker, FileIndex after, CancellationToken stopping) =>
        await (await _files.Task.WaitAsync(stopping)).BrowseAsync(asker, after, stopping);

    public async Task<ImmutableArray<PeerAddress>> ExchangeAsync(Sha1Hash content, SharingRequest asked, CancellationToken stopping) =>
        await (await _files.Task.WaitAsync(stopping)).ExchangeAsync(content, asked, stopping);

    public async Task<IUploadAnswer> AskUploadAsync(TransferAsker asker, QueueTicket? ticket, Sha1Hash content, long size, CancellationToken stopping) =>
        await (await _files.Task.WaitAsync(stopping)).AskUploadAsync(asker, ticket, content, size, stopping);

    /// <summary>A slot that was granted came from a peer that is up.</summary>
    public void EndUpload(RequestId upload, bool willWantMore)
    {
        if (_files.Task.IsCompletedSuccessfully) _files.Task.Result.EndUpload(upload, willWantMore);
    }

    public void Rescan()
    {
        if (_files.Task.IsCompletedSuccessfully) _files.Task.Result.Rescan();
    }
}
