using System.Collections.Concurrent;
using PeerActors.Host.Web.Http;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Shares;

namespace PeerActors.Host.Tests.Web;

/// <summary>A library without a peer.</summary>
internal sealed class FakeFiles : ISharedFiles
{
    private readonly ConcurrentDictionary<string, SharedFile> _files = new(StringComparer.Ordinal);
    private int _rescans;

    /// <summary>Thrown instead of an answer, where set.</summary>
    public Exception? Failure { get; set; }

    public int Rescans => Volatile.Read(ref _rescans);

    public void Add(SharedFile file) => _files[file.Name] = file;

    public Task<SharedFile?> FindAsync(FileIndex index, string name, CancellationToken stopping) =>
        Failure is { } failure ? Task.FromException<SharedFile?>(failure) : Task.FromResult(_files.GetValueOrDefault(name));

    public Task<SharedFile?> FindAsync(Sha1Hash sha1, CancellationToken stopping) =>
        Task.FromResult(_files.Values.FirstOrDefault(file => file.Sha1 == sha1));

    public void Rescan() => Interlocked.Increment(ref _rescans);
}
