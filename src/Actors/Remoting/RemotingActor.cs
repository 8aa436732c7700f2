using System.Globalization;
using Akka.Actor;
using PeerActors.Messages.Access;
using PeerActors.Messages.Identity;
using PeerActors.Messages.PeerLinks;

namespace PeerActors.Actors.Remoting;

/// <summary>
/// Services of other peers as actors here, and ours as actors there: one <see cref="PeerServicesActor"/> for each peer that is spoken with. Only what was exported, and
/// whoever asked something, can be told anything from outside; nothing here has a path that another peer could name.
/// </summary>
internal sealed class RemotingActor : ReceiveActor
{
    private readonly Dictionary<PeerOutbox, IActorRef> _peers = [];
    private readonly Dictionary<PeerId, PeerReachable> _reachable = [];
    private RemotingContext _context;
    private long _peersMade;

    public RemotingActor(RemotingContext context)
    {
        _context = context;
        var desk = context.Desk;
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
            Context.Stop(peer);
        });
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

        // After a restart, those who were told here before still know their outboxes.
        foreach (var outbox in _context.Desk.Outboxes) PeerOf(outbox);
        base.PreStart();
    }

    /// <summary>The actor of a peer, made when there is none; null when nobody is to be spoken with by that outbox any more.</summary>
    private IActorRef? PeerOf(PeerOutbox outbox)
    {
        if (_peers.TryGetValue(outbox, out var known)) return known;
        if (_context.Desk.OutboxOf(outbox.Peer) != outbox) return null;
        var peer = Context.ActorOf(PeerServicesActor.For(outbox, _context), string.Create(CultureInfo.InvariantCulture, $"peer-{++_peersMade}"));
        if (_reachable.TryGetValue(outbox.Peer, out var reachable)) peer.Tell(reachable);
        _peers.Add(outbox, peer);
        return peer;
    }

    private void Tell(PeerId peer, object change)
    {
        if (_context.Desk.FindOutbox(peer) is { } outbox && _peers.TryGetValue(outbox, out var actor)) actor.Tell(change);
    }
}
