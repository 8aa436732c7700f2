using System.Collections.Immutable;
using System.Globalization;
using Akka.Actor;
using Akka.Event;
using PeerActors.Actors.Transports;
using PeerActors.Messages.Access;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Links;
using PeerActors.Messages.PeerLinks;
using PeerActors.Messages.Wire.Statements;

namespace PeerActors.Actors.PeerLinks;

/// <summary>Links to peers that are known by their key: one <see cref="PeerSlotActor"/> for each peer, whatever address it has.</summary>
internal sealed class PeerLinksActor : ReceiveActor, IWithUnboundedStash
{
    /// <summary>Under which, among those who take messages, is the one who takes all messages between services.</summary>
    public const string Services = "service/";

    private static readonly ResourcePath Resource = ResourcePath.Of(Resources.PeerLink);

    /// <summary>Numbers of peer links begin behind those that the links room will ever give.</summary>
    private const long FirstLink = 1L << 40;

    /// <summary>Links that one slot may number.</summary>
    private const long LinksOfSlot = 1L << 20;

    private readonly PeerLinkContext _context;
    private readonly IActorRef _access;
    private readonly IActorRef _peer = Context.Parent;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly SortedDictionary<PeerId, SlotHandle> _slots = [];
    private readonly Dictionary<RequestId, SlotReport> _reports = [];
    private readonly ReachBook _reach = new();

    /// <summary>Peers whose slots only remember, longest first.</summary>
    private readonly List<PeerId> _resting = [];

    private readonly long[] _closed = new long[Enum.GetValues<LinkCloseReason>().Length];
    private ImmutableDictionary<string, IActorRef> _consumers = ImmutableDictionary.Create<string, IActorRef>(StringComparer.Ordinal);
    private long _slotsMade;
    private long _messagesDropped;
    private AccessPolicy? _policy;

    public PeerLinksActor(
        PeerLinkSettings settings, SigningKey key, ImmutableArray<PeerAddress> listening, IPeerTransport transport, TimeProvider clock, Func<string, Random> dice, IActorRef router, IActorRef access)
    {
        _access = access;
        var session = Session(dice("peer-links"));
        var start = clock.GetUtcNow();
        _context = new(key.Public.Holder, session, settings, transport, clock, dice, router, () => Endpoint(key, listening, start, clock));
        access.Tell(FollowAccess.Instance);
        Serving();
    }

    /// <inheritdoc/>
    public IStash Stash { get; set; } = null!;

    /// <summary>Makes the actor. Its parent is told of every link that opens and closes.</summary>
    /// <param name="settings">Bounds and times.</param>
    /// <param name="key">Signs where this peer listens.</param>
    /// <param name="listening">Where that is.</param>
    /// <param name="transport">Makes connections.</param>
    /// <param name="clock">Wall time and the monotonic clock.</param>
    /// <param name="dice">Dice by name.</param>
    /// <param name="router">Gets descriptors.</param>
    /// <param name="access">Says who may hold a link; until it has, nobody is listened to.</param>
    public static Props For(
        PeerLinkSettings settings, SigningKey key, ImmutableArray<PeerAddress> listening, IPeerTransport transport, TimeProvider clock, Func<string, Random> dice, IActorRef router,
        IActorRef access) =>
        Props.Create(() => new PeerLinksActor(settings, key, listening, transport, clock, dice, router, access));

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(static _ => Directive.Escalate);

    private void Serving()
    {
        Receive<PeerWireAccepted>(m =>
        {
            if (m.Peer == _context.Own) Hang(m.Wire, LinkCloseReason.Self);
            else if (WhyNot(m.Peer) is not null) Hang(m.Wire, LinkCloseReason.Denied);
            else if (SlotOf(m.Peer) is { } slot) slot.Give(m, Self);
            else Hang(m.Wire, LinkCloseReason.TooManyLinks);
        });
        Receive<OpenPeerLink>(m =>
        {
            // Asked for before the rules are there, it is not refused for lack of them.
            if (_policy is null) Stash.Stash();
            else if (m.Peer == _context.Own) _log.Warning("Peer {0} at {1} is not dialled: it is this peer itself.", m.Peer, m.Remote);
            else if (WhyNot(m.Peer) is { } why) _log.Warning("Peer {0} at {1} is not dialled: {2}.", m.Peer, m.Remote, why);
            else if (SlotOf(m.Peer) is { } slot) slot.Give(m, Self);
            else _log.Warning("Peer {0} at {1} is not dialled: {2} peers are linked or waited for, no more are allowed (peer-link.max-links).", m.Peer, m.Remote, _slots.Count);
        });
        Receive<ClosePeerLink>(m =>
        {
            if (_slots.TryGetValue(m.Peer, out var slot)) slot.Give(m, Self);
        });
        Receive<SendPeerMessage>(m =>
        {
            if ((m.Reliable ? SlotOf(m.Peer) : _slots.GetValueOrDefault(m.Peer)) is { } slot) slot.Give(m, Sender);
            else if (m.Reliable)
            {
                _context.Counters.Add(PeerLinkCount.Refused);
                Sender.Tell(new PeerMessageRefused(m.Request, $"{_slots.Count} peers are linked or waited for, no more are allowed (peer-link.max-links)"));
            }
            else Drop();
        });
        Receive<ReceivePeerMessages>(m =>
        {
            Context.WatchWith(Sender, new ListenerEnded(Sender));
            Consume(_consumers.SetItem(m.Manifest, Sender));
        });
        Receive<ReceiveServiceMessages>(_ =>
        {
            Context.WatchWith(Sender, new ListenerEnded(Sender));
            Consume(_consumers.SetItem(Services, Sender));
        });
        Receive<SendServiceMessages>(m =>
        {
            if (_slots.TryGetValue(m.Peer, out var slot)) slot.Give(m, Sender);
            else Sender.Tell(new ServiceMessagesLeft(m.Batch, Link: null, m.Messages.Length));
        });
        Receive<FollowPeerReach>(_ =>
        {
            if (_reach.Follow(Sender)) Context.WatchWith(Sender, new ListenerEnded(Sender));
        });
        Receive<LeaveAll>(m => Become(() => Leave(m.Request, Sender)));
        ReceiveAlways();
    }

    private void Leave(RequestId request, IActorRef asker)
    {
        var told = _slots.Count;
        foreach (var slot in _slots.Values) slot.Slot.Tell(new LeaveAll(request));
        Receive<PeerWireAccepted>(static m => m.Wire.Close());
        Receive<IPeerLinkCommand>(static _ => { });
        ReceiveAlways();
        Receive<Alone>(_ => AnswerWhenAlone());
        AnswerWhenAlone();

        void AnswerWhenAlone()
        {
            if (_slots.Count > 0) return;
            asker.Tell(new AllLinksLeft(request, told));
            asker = ActorRefs.Nobody;
        }
    }

    private void ReceiveAlways()
    {
        Receive<AccessChanged>(m =>
        {
            if (_policy is null) _context.Transport.Listen(Self);
            _policy = m.Policy;
            foreach (var (peer, slot) in _slots)
                if (WhyNot(peer) is { } why) slot.Give(new ClosePeerLink(peer, why), Self);
            Stash.UnstashAll();
        });
        Receive<PeerRefused>(m =>
        {
            _closed[(int)m.Reason]++;
            _log.Info("Refused a peer link from {0}: {1}.", m.Remote, m.Detail);
        });
        Receive<LinkOpened>(_peer.Tell);
        Receive<LinkClosed>(m =>
        {
            _closed[(int)m.Reason]++;
            if (!m.Carried) _log.Info("No peer link {0} {1}: {2}.", m.Direction == LinkDirection.Outbound ? "to" : "from", m.Remote, m.Detail);
            _peer.Tell(m);
        });
        Receive<PeerReachable>(_reach.On);
        Receive<PeerUnreachable>(_reach.On);
        Receive<PeerNotThere>(_reach.On);
        Receive<MessageDropped>(_ => _messagesDropped++);
        Receive<ListenerEnded>(m =>
        {
            _reach.Forget(m.Listener);
            Consume(_consumers.RemoveRange(_consumers.Where(c => c.Value.Equals(m.Listener)).Select(static c => c.Key)));
        });
        Receive<SlotIdle>(m =>
        {
            if (!_slots.TryGetValue(m.Peer, out var slot) || !slot.Slot.Equals(Sender) || slot.Given != m.Heard) return;
            _resting.Remove(m.Peer);
            if (m.Remembers) _resting.Add(m.Peer);
            else End(m.Peer, slot);
        });
        Receive<SlotEnded>(m =>
        {
            if (_slots.TryGetValue(m.Peer, out var slot) && slot.Slot.Equals(m.Slot)) Forget(m.Peer);
        });
        Receive<ListPeerLinks>(m =>
        {
            _reports[m.Request] = new(Sender, [.. _slots.Keys], []);
            foreach (var slot in _slots.Values) slot.Slot.Tell(new DescribeSlot(m.Request));
            Advance(m.Request, static r => r);
        });
        Receive<SlotDescribed>(m => Advance(m.Request, r => new(r.Asker, r.Waiting.Remove(m.View.Peer), r.Views.Add(m.View))));
    }

    private void End(PeerId peer, SlotHandle slot)
    {
        Context.Stop(slot.Slot);
        Forget(peer);
    }

    private void Forget(PeerId peer)
    {
        _slots.Remove(peer);
        _resting.Remove(peer);
        foreach (var request in _reports.Keys.ToArray()) Advance(request, r => r with { Waiting = r.Waiting.Remove(peer) });
        if (_slots.Count == 0) Self.Tell(Alone.Instance);
    }

    private void Advance(RequestId request, Func<SlotReport, SlotReport> advance)
    {
        if (!_reports.TryGetValue(request, out var report)) return;
        _reports[request] = report = advance(report);
        if (report.Waiting.Count > 0) return;
        _reports.Remove(request);
        report.Asker.Tell(new PeerLinksListed(request, [.. report.Views.OrderBy(static v => v.Peer)], Closed(), _messagesDropped) { Counts = _context.Counters.Now() });
    }

    private void Drop()
    {
        _messagesDropped++;
        _context.Counters.Add(PeerLinkCount.DroppedUnlinked);
    }

    private ImmutableSortedDictionary<LinkCloseReason, long> Closed() =>
        Enum.GetValues<LinkCloseReason>().Where(r => _closed[(int)r] > 0).ToImmutableSortedDictionary(static r => r, r => _closed[(int)r]);

    private void Consume(ImmutableDictionary<string, IActorRef> consumers)
    {
        _consumers = consumers;
        foreach (var slot in _slots.Values) slot.Slot.Tell(new ConsumersChanged(consumers));
    }

    /// <summary>Why a peer may hold no link; null when it may.</summary>
    private string? WhyNot(PeerId peer)
    {
        var policy = _policy ?? AccessPolicy.Closed;
        var verdict = policy.Judge(policy.Who(peer), AccessVerbs.Invoke, Resource, _context.Clock.GetUtcNow());
        if (verdict.May) return null;
        _access.Tell(new AccessDenied(peer, AccessVerbs.Invoke, Resource, verdict));
        return verdict.Why;
    }

    private void Hang(IWire wire, LinkCloseReason reason)
    {
        _closed[(int)reason]++;
        wire.Close();
    }

    /// <summary>The slot of a peer, made when there is none, in the place of one that only remembers if need be; null when there may be no more.</summary>
    private SlotHandle? SlotOf(PeerId peer)
    {
        _resting.Remove(peer);
        if (_slots.TryGetValue(peer, out var slot)) return slot;
        if (_slots.Count >= _context.Settings.MaxLinks && _resting is [var longest, ..]) End(longest, _slots[longest]);
        if (_slots.Count >= _context.Settings.MaxLinks) return null;
        var number = ++_slotsMade;
        var actor = Context.ActorOf(PeerSlotActor.For(new(peer, FirstLink + number * LinksOfSlot), _context, _consumers), string.Create(CultureInfo.InvariantCulture, $"slot-{number}"));
        Context.WatchWith(actor, new SlotEnded(peer, actor));
        slot = new(actor);
        _slots.Add(peer, slot);
        return slot;
    }

    /// <summary>The same record for all links, so that two who compare theirs see that nothing is new; the next one when half of its life is over.</summary>
    private static SignedStatement Endpoint(SigningKey key, ImmutableArray<PeerAddress> listening, DateTimeOffset start, TimeProvider clock)
    {
        var half = EndpointRecord.MaxLifetime / 2;
        var issued = start + half * Math.Max(0, Math.Floor((clock.GetUtcNow() - start) / half));
        var dialable = listening.RemoveAll(static a => !a.IsDialable);
        return StatementCodec.Sign(new EndpointRecord(key.Public.Holder, (ulong)issued.ToUnixTimeMilliseconds(), issued, EndpointRecord.MaxLifetime, dialable), key);
    }

    /// <summary>Never 0, which stands for none.</summary>
    private static ulong Session(Random dice) => (ulong)dice.NextInt64(1, long.MaxValue);

    private sealed record SlotEnded(PeerId Peer, IActorRef Slot);

    /// <summary>Who takes messages, or is told who is reachable, or both: one actor is watched with one message.</summary>
    private sealed record ListenerEnded(IActorRef Listener);

    private sealed record SlotReport(IActorRef Asker, ImmutableHashSet<PeerId> Waiting, ImmutableArray<PeerLinkView> Views);

    private sealed record Alone
    {
        public static Alone Instance { get; } = new();
    }
}
