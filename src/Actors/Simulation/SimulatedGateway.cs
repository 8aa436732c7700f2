using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using PeerActors.Actors.Peer;
using PeerActors.Messages.Access;
using PeerActors.Messages.Buddies;
using PeerActors.Messages.HostCatcher;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Links;
using PeerActors.Messages.Peer;
using PeerActors.Messages.PeerLinks;
using PeerActors.Messages.Router;
using PeerActors.Messages.Shares;
using PeerActors.Messages.Wire.Gnutella;

namespace PeerActors.Actors.Simulation;

/// <summary>A simulated peer asked as a real one is. Nothing waits in real time: each question runs the simulation until it is answered, and is answered when it returns.</summary>
internal sealed class SimulatedGateway(SimulatedWorld world, SimulatedPeer peer) : IPeerGateway
{
    /// <inheritdoc/>
    public Task<LinksListed> Links(CancellationToken stopping = default) => Task.FromResult(peer.ListLinks());

    /// <inheritdoc/>
    public Task<HostsListed> Hosts(CancellationToken stopping = default) => Task.FromResult(peer.ListHosts());

    /// <inheritdoc/>
    public Task<LibraryStatus> Library(CancellationToken stopping = default) => Task.FromResult(peer.LibraryStatus());

    /// <inheritdoc/>
    public Task<RouterStatus> Router(CancellationToken stopping = default) => Task.FromResult(peer.RouterStatus());

    /// <inheritdoc/>
    public Task<SharedFile?> FindFile(FileIndex index, string name, PeerId? asker = null, CancellationToken stopping = default) => Find(r => new FindFileByName(r, index, name) { Asker = asker });

    /// <inheritdoc/>
    public Task<SharedFile?> FindFile(Sha1Hash sha1, PeerId? asker = null, CancellationToken stopping = default) => Find(r => new FindFileByHash(r, sha1) { Asker = asker });

    /// <inheritdoc/>
    public Task<FilesBrowsed> Browse(FileIndex after, PeerId? asker = null, CancellationToken stopping = default) => Task.FromResult(peer.Answer<FilesBrowsed>(r => new BrowseFiles(r, after) { Asker = asker }));

    /// <inheritdoc/>
    public Task<ImmutableArray<PeerAddress>> ExchangeAlternates(
        Sha1Hash content, TransferAsker asker, ImmutableArray<PeerAddress> heard, ImmutableArray<PeerAddress> gone, CancellationToken stopping = default) =>
        Task.FromResult(peer.Answer<AlternatesTold>(r => new ExchangeAlternates(r, content, asker, heard, gone)).Alternates);

    /// <inheritdoc/>
    public Task<IUploadAnswer> AskUpload(TransferAsker asker, QueueTicket? ticket, Sha1Hash content, long size, CancellationToken stopping = default) =>
        Task.FromResult(peer.Answer<IUploadAnswer>(r => new AskUpload(r, asker, ticket, content, size)));

    /// <inheritdoc/>
    public void EndUpload(RequestId upload, bool willWantMore) => peer.Tell(new EndUpload(upload, willWantMore));

    /// <inheritdoc/>
    public Task<UploadsStatus> Uploads(CancellationToken stopping = default) => Task.FromResult(peer.Answer<UploadsStatus>(static r => new GetUploadsStatus(r)));

    /// <inheritdoc/>
    public Task<BansListed> Bans(CancellationToken stopping = default) => Task.FromResult(peer.Answer<BansListed>(static r => new ListBans(r)));

    /// <inheritdoc/>
    public Task<PeerLinksListed> PeerLinks(CancellationToken stopping = default) => Task.FromResult(peer.Answer<PeerLinksListed>(static r => new ListPeerLinks(r)));

    /// <inheritdoc/>
    public void OpenPeerLink(PeerId peer, PeerAddress remote) => Tell(new OpenPeerLink(peer, remote));

    /// <inheritdoc/>
    public Task<PushStatus> Pushes(CancellationToken stopping = default) => Task.FromResult(peer.Answer<PushStatus>(static r => new GetPushStatus(r)));

    /// <inheritdoc/>
    public Task<PushSending> PassPush(ServentId sharer, FileIndex file, PeerAddress asker, CancellationToken stopping = default) =>
        Task.FromResult(peer.Answer<PushSent>(r => new SendPush(r, sharer, file, asker)).Sending);

    /// <inheritdoc/>
    public Task<HitRecalled> RecallHit(HitId hit, CancellationToken stopping = default) =>
        Task.FromResult(peer.Answer<HitRecalled>(r => new RecallHit(r, hit)));

    /// <inheritdoc/>
    public Task<HitsOfContentRecalled> RecallHits(Sha1Hash content, CancellationToken stopping = default) =>
        Task.FromResult(peer.Answer<HitsOfContentRecalled>(r => new RecallHitsOfContent(r, content)));

    /// <inheritdoc/>
    public void OpenLink(PeerAddress remote) => peer.OpenLink(remote);

    /// <inheritdoc/>
    public void CloseLink(LinkId link, string why) => peer.CloseLink(link, why);

    /// <inheritdoc/>
    public Task<IAccessAnswer> Access(Func<RequestId, IAccessRequest> request, CancellationToken stopping = default) => Task.FromResult(peer.Answer<IAccessAnswer>(request));

    /// <inheritdoc/>
    public Task<IBuddyAnswer> Buddies(Func<RequestId, IBuddyRequest> request, CancellationToken stopping = default) => Task.FromResult(peer.Answer<IBuddyAnswer>(request));

    /// <inheritdoc/>
    public IAsyncEnumerable<IBuddyEvent> FollowBuddies(CancellationToken stopping = default) => new[]
    {
        new BuddyNotChanged(new(0), "Nobody follows the buddies of a simulated peer without an end; SimulatedWorld.OnBuddyChanged tells of each that changes."),
    }.ToAsyncEnumerable();

    /// <inheritdoc/>
    public void Rescan() => peer.Tell(Messages.Shares.Rescan.Instance);

    /// <inheritdoc/>
    public IAsyncEnumerable<ISearchEvent> BrowseHost(PeerAddress host, int wanted, CancellationToken stopping = default) => new[]
    {
        new SearchFinished(new(0), 0, SearchEnd.NotTold, "A simulated host serves no HTTP."),
    }.ToAsyncEnumerable();

    /// <inheritdoc/>
    public async IAsyncEnumerable<ISearchEvent> Search(
        SearchTerms terms, TimeSpan duration, int wanted, [EnumeratorCancellation] CancellationToken stopping = default)
    {
        var search = peer.Search(terms, duration, wanted);
        for (var told = 0; search.End is null || told < search.Hits.Count; told++)
        {
            stopping.ThrowIfCancellationRequested();
            var next = told;
            if (!world.RunUntil(() => search.Hits.Count > next || search.End is not null, duration + TimeSpan.FromMinutes(1))) yield break;
            if (search.Hits.Count > next) yield return search.Hits[next];
        }

        yield return search.End;
        await Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<IDownloadEvent> Download(
        DownloadTarget target, ImmutableArray<DownloadSource> sources, string? path, [EnumeratorCancellation] CancellationToken stopping = default)
    {
        var events = new Queue<IDownloadEvent>();
        peer.Download(target, sources, events.Enqueue);
        for (var isOver = false; !isOver;)
        {
            stopping.ThrowIfCancellationRequested();
            if (!world.RunUntil(() => events.Count > 0, TimeSpan.FromDays(1))) yield break;
            var e = events.Dequeue();
            isOver = e is DownloadFinished or DownloadFailed;
            yield return e;
        }

        await Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<PeerLeft> Leave(TimeSpan limit) => Task.FromResult(peer.Answer<PeerLeft>(static r => new LeaveNetwork(r)));

    private Task<SharedFile?> Find(Func<RequestId, object> question) => Task.FromResult((peer.Answer<object>(question) as FileFound)?.File);

    private void Tell(object command) => peer.Tell(command);
}
