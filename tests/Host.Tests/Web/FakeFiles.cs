using System.Collections.Concurrent;
using System.Collections.Immutable;
using PeerActors.Actors.Shares;
using PeerActors.Host.Tests.Composition;
using PeerActors.Host.Web.Http;
using PeerActors.Messages.Access;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Router;
using PeerActors.Messages.Shares;
using PeerActors.Messages.Wire.Gnutella;

namespace PeerActors.Host.Tests.Web;

/// <summary>A library without a peer.</summary>
internal sealed class FakeFiles : ISharedFiles
{
    private readonly ConcurrentDictionary<string, SharedFile> _files = new(StringComparer.Ordinal);
    private int _rescans;
    private long _uploads;

    /// <summary>Thrown instead of an answer, where set.</summary>
    public Exception? Failure { get; set; }

    public int Rescans => Volatile.Read(ref _rescans);

    public void Add(SharedFile file) => _files[file.Name] = file;

    public Task<SharedFile?> FindAsync(PeerId? asker, FileIndex index, string name, CancellationToken stopping) =>
        Failure is { } failure ? Task.FromException<SharedFile?>(failure) : Task.FromResult(_files.GetValueOrDefault(name));

    public Task<SharedFile?> FindAsync(PeerId? asker, Sha1Hash sha1, CancellationToken stopping) =>
        Task.FromResult(_files.Values.FirstOrDefault(file => file.Sha1 == sha1));

    /// <summary>Answers whoever wants a slot; by default everybody gets one.</summary>
    public Func<AskUpload, IUploadAnswer> Slots { get; set; } = static ask => new UploadGranted(ask.Request);

    /// <summary>Uploads that ended, in order.</summary>
    public ConcurrentQueue<EndUpload> Ended { get; } = new();

    /// <summary>What askers told of others.</summary>
    public ConcurrentQueue<SharingRequest> Told { get; } = new();

    /// <summary>Whom askers are told of.</summary>
    public ImmutableArray<PeerAddress> Alternates { get; set; } = [];

    public Task<bool> MayReadAsync(PeerId? asker, ResourcePath resource, CancellationToken stopping) => Task.FromResult(true);

    /// <summary>All files in one page each of two.</summary>
    public Task<FilesBrowsed> BrowseAsync(PeerId? asker, FileIndex after, CancellationToken stopping)
    {
        var files = _files.Values.OrderBy(static file => file.Index.Value).Where(file => file.Index.Value > after.Value).ToArray();
        var hits = ImmutableArray.CreateBuilder<QueryHit>();
        var page = files.Take(2).ToImmutableArray();
        new HitMaker(TestSettings.Default.Shares, new(new(1, 2), new(PeerAddress.Loopback, 6346)), static _ => []).MakeForBrowser(page, hits);
        return Task.FromResult(new FilesBrowsed(new(1), page, hits.ToImmutable(), files.Length > 2 ? page[^1].Index : null));
    }

    public Task<ImmutableArray<PeerAddress>> ExchangeAsync(Sha1Hash content, SharingRequest asked, CancellationToken stopping)
    {
        Told.Enqueue(asked);
        return Task.FromResult(Alternates);
    }

    public Task<IUploadAnswer> AskUploadAsync(TransferAsker asker, QueueTicket? ticket, Sha1Hash content, long size, CancellationToken stopping) =>
        Task.FromResult(Slots(new(new(Interlocked.Increment(ref _uploads)), asker, ticket, content, size)));

    public void EndUpload(RequestId upload, bool willWantMore) => Ended.Enqueue(new(upload, willWantMore));

    public void Rescan() => Interlocked.Increment(ref _rescans);
}
