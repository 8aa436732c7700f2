using System.Collections.Immutable;
using System.Threading.Channels;
using Akka.Actor;
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

namespace PeerActors.Actors.Peer;

/// <summary>
/// The one way into a peer for code that is not an actor (web front, command line, tests), and the only place that asks.
/// Safe for use from any thread.
/// </summary>
public sealed class PeerGateway(ActorSystem system, IActorRef peer, TimeSpan askTimeout) : IPeerGateway
{
    private const int WaitingProgress = 64;

    /// <summary>Changes of buddies that wait for a slow reader; more than the roster has entries, and the oldest make room.</summary>
    private const int WaitingBuddies = 2000;

    private long _lastId;

    /// <summary>Every link, and how links have ended.</summary>
    /// <exception cref="AskTimeoutException">The room did not answer within <c>peer.ask-timeout</c>; so for every question here.</exception>
    public Task<LinksListed> Links(CancellationToken stopping = default) => Ask<LinksListed>(new ListLinks(NextRequest()), stopping);

    /// <summary>Every address that is barred.</summary>
    public Task<BansListed> Bans(CancellationToken stopping = default) => Ask<BansListed>(new ListBans(NextRequest()), stopping);

    /// <summary>Every host known.</summary>
    public Task<HostsListed> Hosts(CancellationToken stopping = default) => Ask<HostsListed>(new ListHosts(NextRequest()), stopping);

    /// <summary>How the library is doing.</summary>
    public Task<LibraryStatus> Library(CancellationToken stopping = default) => Ask<LibraryStatus>(new GetLibraryStatus(NextRequest()), stopping);

    /// <summary>The router's counters.</summary>
    public Task<RouterStatus> Router(CancellationToken stopping = default) => Ask<RouterStatus>(new GetRouterStatus(NextRequest()), stopping);

    /// <summary>A shared file by number and name; null when nothing of that name is offered.</summary>
    public async Task<SharedFile?> FindFile(FileIndex index, string name, PeerId? asker = null, CancellationToken stopping = default) =>
        (await Ask<object>(new FindFileByName(NextRequest(), index, name) { Asker = asker }, stopping) as FileFound)?.File;

    /// <summary>A shared file by content; null when it is not offered.</summary>
    public async Task<SharedFile?> FindFile(Sha1Hash sha1, PeerId? asker = null, CancellationToken stopping = default) =>
        (await Ask<object>(new FindFileByHash(NextRequest(), sha1) { Asker = asker }, stopping) as FileFound)?.File;

    /// <summary>A page of the files offered, behind a number.</summary>
    public Task<FilesBrowsed> Browse(FileIndex after, PeerId? asker = null, CancellationToken stopping = default) => Ask<FilesBrowsed>(new BrowseFiles(NextRequest(), after) { Asker = asker }, stopping);

    /// <summary>Tells who else has a content, as an asker said, and is told whom to name to it.</summary>
    public async Task<ImmutableArray<PeerAddress>> ExchangeAlternates(
        Sha1Hash content, TransferAsker asker, ImmutableArray<PeerAddress> heard, ImmutableArray<PeerAddress> gone, CancellationToken stopping = default) =>
        (await Ask<AlternatesTold>(new ExchangeAlternates(NextRequest(), content, asker, heard, gone), stopping)).Alternates;

    /// <summary>Asks for a slot to send a file. A granted one is given back with <see cref="EndUpload"/>, always.</summary>
    public async Task<IUploadAnswer> AskUpload(TransferAsker asker, QueueTicket? ticket, Sha1Hash content, long size, CancellationToken stopping = default)
    {
        var upload = NextRequest();
        try
        {
            return await Ask<IUploadAnswer>(new AskUpload(upload, asker, ticket, content, size), stopping);
        }
        catch
        {
            // Nobody waits for the answer any more, and it may be a slot.
            EndUpload(upload, willWantMore: false);
            throw;
        }
    }

    /// <summary>Gives a slot back.</summary>
    public void EndUpload(RequestId upload, bool willWantMore) => peer.Tell(new EndUpload(upload, willWantMore));

    /// <summary>How uploads are doing.</summary>
    public Task<UploadsStatus> Uploads(CancellationToken stopping = default) => Ask<UploadsStatus>(new GetUploadsStatus(NextRequest()), stopping);

    /// <summary>How pushes went.</summary>
    public Task<PushStatus> Pushes(CancellationToken stopping = default) => Ask<PushStatus>(new GetPushStatus(NextRequest()), stopping);

    /// <summary>Passes a push on to a sharer, for somebody else (a push proxy's service).</summary>
    public async Task<PushSending> PassPush(ServentId sharer, FileIndex file, PeerAddress asker, CancellationToken stopping = default) =>
        (await Ask<PushSent>(new SendPush(NextRequest(), sharer, file, asker), stopping)).Sending;

    /// <summary>A hit of an earlier search, and others of the same content; without a hit when it is not remembered.</summary>
    public Task<HitRecalled> RecallHit(HitId hit, CancellationToken stopping = default) => Ask<HitRecalled>(new RecallHit(NextRequest(), hit), stopping);

    /// <summary>Hits of earlier searches that have a content, best first.</summary>
    public Task<HitsOfContentRecalled> RecallHits(Sha1Hash content, CancellationToken stopping = default) =>
        Ask<HitsOfContentRecalled>(new RecallHitsOfContent(NextRequest(), content), stopping);

    /// <summary>Dials a peer and goes on dialling it.</summary>
    public void OpenLink(PeerAddress remote) => peer.Tell(new OpenLink(remote));

    /// <summary>Closes a link with a Bye.</summary>
    public void CloseLink(LinkId link, string why) => peer.Tell(new CloseLink(link, LinkCloseReason.ClosedByUs, why));

    /// <summary>Every peer that is linked by its key, or is to be.</summary>
    public Task<PeerLinksListed> PeerLinks(CancellationToken stopping = default) => Ask<PeerLinksListed>(new ListPeerLinks(NextRequest()), stopping);

    /// <summary>Dials a peer that must show its key, and goes on dialling it.</summary>
    public void OpenPeerLink(PeerId peer, PeerAddress remote) => Tell(new OpenPeerLink(peer, remote));

    /// <summary>Asks who may do what, or changes it.</summary>
    public Task<IAccessAnswer> Access(Func<RequestId, IAccessRequest> request, CancellationToken stopping = default) => Ask<IAccessAnswer>(request(NextRequest()), stopping);

    /// <summary>Asks for buddies, or changes something about them.</summary>
    public Task<IBuddyAnswer> Buddies(Func<RequestId, IBuddyRequest> request, CancellationToken stopping = default) => Ask<IBuddyAnswer>(request(NextRequest()), stopping);

    /// <summary>Every entry of the roster as it is now, and then each that changes, without an end. Leaving it is enough.</summary>
    public async IAsyncEnumerable<IBuddyEvent> FollowBuddies([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken stopping = default)
    {
        var events = Channel.CreateBounded<IBuddyEvent>(new BoundedChannelOptions(WaitingBuddies) { FullMode = BoundedChannelFullMode.DropOldest });
        var listener = system.ActorOf(ListenerActor<IBuddyEvent>.For(peer, events.Writer, static e => e is BuddyNotChanged));
        try
        {
            peer.Tell(new FollowBuddies(NextRequest()), listener);
            await foreach (var e in events.Reader.ReadAllAsync(stopping)) yield return e;
        }
        finally
        {
            system.Stop(listener);
        }
    }

    /// <summary>Looks at the shared folders again, now.</summary>
    public void Rescan() => peer.Tell(Messages.Shares.Rescan.Instance);

    /// <summary>Searches the network; the sequence ends with <see cref="SearchFinished"/>. Leaving it early ends the search.</summary>
    public IAsyncEnumerable<ISearchEvent> Search(SearchTerms terms, TimeSpan duration, int wanted, CancellationToken stopping = default) =>
        Search(search => new StartSearch(search, terms, duration, wanted), wanted, stopping);

    /// <summary>Lists the files of one host; the sequence ends with <see cref="SearchFinished"/>. Leaving it early ends it.</summary>
    public IAsyncEnumerable<ISearchEvent> BrowseHost(PeerAddress host, int wanted, CancellationToken stopping = default) =>
        Search(search => new StartBrowse(search, host, wanted), wanted, stopping);

    /// <summary>Fetches a file; the sequence ends with <see cref="DownloadFinished"/> or <see cref="DownloadFailed"/>.
    /// Leaving it early gives the download up.</summary>
    public async IAsyncEnumerable<IDownloadEvent> Download(
        DownloadTarget target, ImmutableArray<DownloadSource> sources, string? path,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken stopping = default)
    {
        var transfer = new TransferId(Next());
        var events = Channel.CreateBounded<IDownloadEvent>(new BoundedChannelOptions(WaitingProgress) { FullMode = BoundedChannelFullMode.DropOldest });
        var listener = system.ActorOf(ListenerActor<IDownloadEvent>.For(peer, events.Writer, static e => e is DownloadFinished or DownloadFailed));
        try
        {
            peer.Tell(new StartDownload(transfer, target, sources, path), listener);
            await foreach (var e in events.Reader.ReadAllAsync(stopping)) yield return e;
        }
        finally
        {
            peer.Tell(new CancelDownload(transfer), listener);
            system.Stop(listener);
        }
    }

    /// <summary>Leaves in order: Bye to neighbours, state saved.</summary>
    public Task<PeerLeft> Leave(TimeSpan limit) => peer.Ask<PeerLeft>(new LeaveNetwork(NextRequest()), limit);

    private async IAsyncEnumerable<ISearchEvent> Search(
        Func<SearchId, object> start, int wanted, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken stopping)
    {
        var search = new SearchId(Next());
        var events = Channel.CreateBounded<ISearchEvent>(Math.Clamp(wanted, 1, 1_000_000) + 2);
        var listener = system.ActorOf(ListenerActor<ISearchEvent>.For(peer, events.Writer, static e => e is SearchFinished));
        try
        {
            peer.Tell(start(search), listener);
            await foreach (var e in events.Reader.ReadAllAsync(stopping)) yield return e;
        }
        finally
        {
            peer.Tell(new StopSearch(search), listener);
            system.Stop(listener);
        }
    }

    private Task<T> Ask<T>(object question, CancellationToken stopping) => peer.Ask<T>(question, askTimeout, stopping);

    private void Tell(object command) => peer.Tell(command);

    private RequestId NextRequest() => new(Next());

    private long Next() => Interlocked.Increment(ref _lastId);

    /// <summary>Hands what an actor is told to code that reads a channel; the channel ends with the last event, or with the peer.</summary>
    private sealed class ListenerActor<T> : UntypedActor
        where T : class
    {
        private readonly IActorRef _peer;
        private readonly ChannelWriter<T> _events;
        private readonly Func<T, bool> _isLast;

        public ListenerActor(IActorRef peer, ChannelWriter<T> events, Func<T, bool> isLast) => (_peer, _events, _isLast) = (peer, events, isLast);

        public static Props For(IActorRef peer, ChannelWriter<T> events, Func<T, bool> isLast) =>
            Props.Create(() => new ListenerActor<T>(peer, events, isLast));

        protected override void PreStart() => Context.Watch(_peer);

        protected override void OnReceive(object message)
        {
            switch (message)
            {
                case T e:
                    _events.TryWrite(e);
                    if (_isLast(e)) _events.TryComplete();
                    break;
                case Terminated:
                    _events.TryComplete();
                    break;
                default:
                    Unhandled(message);
                    break;
            }
        }

        protected override void PostStop() => _events.TryComplete();
    }
}
