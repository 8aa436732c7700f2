using System.Collections.Immutable;
using System.Globalization;
using Akka.Actor;
using Akka.Event;
using PeerActors.Actors.Peer;
using PeerActors.Messages.Access;
using PeerActors.Messages.Identity;
using PeerActors.Messages.PeerLinks;

namespace PeerActors.Actors.Remoting;

/// <summary>
/// Services of other peers as actors here, and ours as actors there: one <see cref="PeerServicesActor"/> for each peer that is spoken with. Only what was exported, and
/// whoever asked something, can be told anything from outside; nothing here has a path that another peer could name.
/// </summary>
/// <remarks>States: Loading what was kept, while all else waits, then Serving.</remarks>
internal sealed class RemotingActor : ReceiveActor, IWithUnboundedStash
{
    private readonly Dictionary<PeerOutbox, IActorRef> _peers = [];
    private readonly Dictionary<PeerId, PeerReachable> _reachable = [];
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private RemotingContext _context;
    private readonly CancellationTokenSource _stopping = new();
    private StockBook _stocks = new(ServiceStock.None);
    private long _peersMade;

    public RemotingActor(RemotingContext context)
    {
        _context = context;
        Receive<StockLoaded>(m =>
        {
            _stocks = new(m.Stock);
            _context.Desk.Streams.Restore(m.Stock.Taken.Length);
            Become(Serve);
            Stash.UnstashAll();
        });
        Receive<StockNotLoaded>(static m => throw m.Cause as StorageUnavailable ?? new StorageUnavailable($"What is promised to services of peers could not be loaded: {m.Cause.Message}", m.Cause));
        ReceiveAny(_ => Stash.Stash());
    }

    /// <inheritdoc/>
    public IStash Stash { get; set; } = null!;

    private void Serve()
    {
        var desk = _context.Desk;

        // Those for whom something is kept are spoken with as soon as they are linked; after a restart, those who were told here before still know their outboxes.
        foreach (var peer in _stocks.Waiting) desk.OutboxOf(peer);
        foreach (var outbox in desk.Outboxes) PeerOf(outbox);
        MakeRoom(desk.Streams.Beyond);
        Receive<PeerOrder>(m =>
        {
            if (PeerOf(m.Outbox) is { } peer) peer.Forward(m);
            else if (m is WatchPeer watch) PeerWatchers.Tell(watch.Watchee, watch.Watcher);
        });
        Receive<ServiceMessagesArrived>(m =>
        {
            if (desk.OutboxOf(m.Peer) is { } outbox && PeerOf(outbox) is { } peer)
            {
                peer.Forward(m);
                return;
            }

            desk.Counters.Add(RemotingCount.TooManyPeers, m.Messages.Length);
            Sender.Tell(new PeerMessagesTaken(m.Delivery));
        });
        Receive<PeerReachable>(m =>
        {
            _reachable[m.Peer] = m;
            Tell(m.Peer, m);
        });
        Receive<PeerUnreachable>(m =>
        {
            _reachable.Remove(m.Peer);
            Tell(m.Peer, m);
        });
        Receive<AccessChanged>(m =>
        {
            _context = _context with { Policy = m.Policy };
            foreach (var peer in _peers.Values) peer.Tell(m);
        });
        Receive<ServiceExported>(static m => Context.Watch(m.Actor));
        Receive<Terminated>(m =>
        {
            desk.Exports.RemoveOf(m.ActorRef);
            foreach (var peer in _peers.Values) peer.Tell(new ServiceEnded(m.ActorRef));
        });
        Receive<PeerIsIdle>(m =>
        {
            if (_reachable.ContainsKey(m.Outbox.Peer) || !_peers.TryGetValue(m.Outbox, out var peer) || !desk.TryEnd(m.Outbox)) return;
            m.Outbox.Collector = Self;
            _peers.Remove(m.Outbox);
            _stocks.Put(m.Outbox.Peer, m.Remembered);
            Context.Stop(peer);
        });
        Receive<StreamsGone>(static _ => { });
        Receive<MakeRoomForStreams>(_ => MakeRoom(desk.Streams.AreFull ? 1 : 0));
        Receive<StreamsNotForgotten>(m => _log.Warning("What is remembered of {0} streams too many could not be deleted, and is when this peer starts again (remoting.max-remembered): {1}", m.Streams, m.Cause.Message));
    }

    /// <summary>Makes the actor.</summary>
    public static Props For(RemotingContext context) => Props.Create(() => new RemotingActor(context));

    /// <summary>What is unknown is a fault of ours that nobody has understood.</summary>
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(static _ => Directive.Escalate);

    protected override void PreStart()
    {
        _context.Access.Tell(FollowAccess.Instance);
        _context.Links.Tell(ReceiveServiceMessages.Instance);
        _context.Links.Tell(FollowPeerReach.Instance);
        _ = _context.Store.LoadAsync(_stopping.Token).PipeTo(Self, success: static stock => new StockLoaded(stock), failure: static cause => new StockNotLoaded(cause));
        base.PreStart();
    }

    protected override void PostStop()
    {
        _stopping.Cancel();
        _stopping.Dispose();
        base.PostStop();
    }

    /// <summary>The actor of a peer, made when there is none; null when nobody is to be spoken with by that outbox any more.</summary>
    private IActorRef? PeerOf(PeerOutbox outbox)
    {
        if (_peers.TryGetValue(outbox, out var known)) return known;
        if (_context.Desk.OutboxOf(outbox.Peer) != outbox) return null;
        var peer = Context.ActorOf(PeerServicesActor.For(outbox, _stocks.Take(outbox.Peer), _context), string.Create(CultureInfo.InvariantCulture, $"peer-{++_peersMade}"));
        if (_reachable.TryGetValue(outbox.Peer, out var reachable)) peer.Tell(reachable);
        _peers.Add(outbox, peer);
        return peer;
    }

    private void MakeRoom(int streams)
    {
        var gone = ImmutableArray.CreateBuilder<ServiceChange>();
        while (gone.Count < streams && _stocks.ForgetOldest() is { } oldest)
        {
            _context.Desk.Streams.Free();
            gone.Add(oldest);
        }

        if (gone.Count == 0) return;
        _context.Desk.Counters.Add(RemotingCount.StreamsForgotten, gone.Count);
        _ = _context.Store.SaveAsync(gone.ToImmutable(), CancellationToken.None).PipeTo(Self, success: static () => StreamsGone.Instance, failure: cause => new StreamsNotForgotten(gone.Count, cause));
    }

    private void Tell(PeerId peer, object change)
    {
        if (_context.Desk.FindOutbox(peer) is { } outbox && _peers.TryGetValue(outbox, out var actor)) actor.Tell(change);
    }

    private sealed record StreamsGone : IDeadLetterSuppression
    {
        public static StreamsGone Instance { get; } = new();
    }

    private sealed record StreamsNotForgotten(int Streams, Exception Cause) : IDeadLetterSuppression;

    private sealed record StockLoaded(ServiceStock Stock) : IDeadLetterSuppression;

    private sealed record StockNotLoaded(Exception Cause) : IDeadLetterSuppression;
}
