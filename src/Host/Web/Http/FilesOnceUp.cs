using PeerActors.Messages.Identity;
using PeerActors.Messages.Shares;

namespace PeerActors.Host.Web.Http;

/// <summary>The library from the moment when the peer is up; the port is open a little earlier, and who asks then waits.</summary>
internal sealed class FilesOnceUp : ISharedFiles
{
    private readonly TaskCompletionSource<ISharedFiles> _files = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Open(ISharedFiles files) => _files.TrySetResult(files);

    public async Task<SharedFile?> FindAsync(FileIndex index, string name, CancellationToken stopping) =>
        await (await _files.Task.WaitAsync(stopping)).FindAsync(index, name, stopping);

    public async Task<SharedFile?> FindAsync(Sha1Hash sha1, CancellationToken stopping) =>
        await (await _files.Task.WaitAsync(stopping)).FindAsync(sha1, stopping);

    public void Rescan()
    {
        if (_files.Task.IsCompletedSuccessfully) _files.Task.Result.Rescan();
    }
}
