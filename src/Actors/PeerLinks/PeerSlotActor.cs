using System.Collections.Immutable;
using Akka.Actor;
using Akka.Event;
using PeerActors.Actors.Transports;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Links;
using PeerActors.Messages.PeerLinks;
using PeerActors.Messages.Router;

namespace PeerActors.Actors.PeerLinks;

/// <summary>
/// One peer, whatever address it has: at most one link to it carries. It dials while the link is wanted, keeps what was promised until the peer has it, and
/// hands what comes to whom it is for. It ends when nobody needs it any more.
/// </summary>
internal sealed class PeerSlotActor : ReceiveActor, IWithTimers
{
    private readonly SlotOrder _order;
    private readonly PeerLinkContext _context;
    private readonly IActorRef _manager = Context.Parent;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly Dictionary<LinkId, Attempt> _attempts = [];
    private readonly Dictionary<RequestId, Delivery> _deliveries = [];
    private readonly HashSet<string> _manifests = new(StringComparer.Ordinal);
    private readonly ReliableOut _out;
    private readonly ReliableIn _in = new();
    private readonly ReachableLink _reachable = new();
    private readonly Random _dice;
    private ImmutableDictionary<string, IActorRef> _consumers;
    private PeerAddress? _wanted;
    private Attempt? _held;
    private long _lastLink;
    private long _lastDelivery;
    private int _failures;
    private int _notSent;
    private long _heard;
    private bool _leaving;

    public PeerSlotActor(SlotOrder order, PeerLinkContext context, ImmutableDictionary<string, IActorRef> consumers)
    {
        (_order, _context, _consumers) = (order, context, consumers);
        _out = new(context.Settings.MaxKept);
        _dice = context.Dice($"peer-{order.Peer.Short}");
        ReceiveWork<PeerWireAccepted>(m => Start(m.Wire.Remote, m.Wire));
        ReceiveWork<OpenPeerLink>(m => Want(m.Remote));
        Receive<Redial>(_ => DialIfWanted());
        ReceiveWork<ClosePeerLink>(m =>
        {
            _wanted = null;
            CloseAll(LinkCloseReason.ClosedByUs, m.Detail);
        });
        ReceiveWork<SendPeerMessage>(Send);
        ReceiveWork<SendServiceMessages>(m =>
        {
            if (_held is { } held) held.Connection.Forward(m);
            else Sender.Tell(new ServiceMessagesLeft(m.Batch, Link: null, m.Messages.Length));
        });
        Receive<LongIdle>(_ => TellIfIdle(isLongSo: true));
        Receive<PeerGreeted>(OnGreeted);
        Receive<LinkOpened>(m =>
        {
            _manager.Tell(m);
            if (_reachable.Opened(m.Link, Held()) is { } reachable) _manager.Tell(reachable);
        });
        Receive<LinkClosed>(OnClosed);
        Receive<AttemptEnded>(m =>
        {
            if (_attempts.TryGetValue(m.Link, out var attempt)) OnClosed(new(m.Link, attempt.Order.Remote, attempt.Order.Direction, LinkCloseReason.Failed, "its connection actor was stopped", attempt == _held));
        });
        Receive<MessagesCame>(OnMessages);
        Receive<PeerConfirmed>(m =>
        {
            if (!_out.TryConfirm(m.Class, m.Received)) Sender.Tell(new CloseLink(m.Link, LinkCloseReason.OutOfOrder, $"it confirmed message {m.Received} of class {m.Class}, which was never sent"));
            TellIfIdle();
        });
        Receive<PeerMessagesTaken>(m => OnTaken(m.Delivery));
        Receive<ConsumersChanged>(m =>
        {
            var before = Services;
            _consumers = m.Consumers;
            if (!Equals(before, Services)) _held?.Connection.Tell(new ServicesAre(Services));
            foreach (var (id, delivery) in _deliveries.ToArray())
                if (!_consumers.ContainsValue(delivery.Consumer)) OnTaken(id);
        });
        Receive<DescribeSlot>(m => Sender.Tell(new SlotDescribed(m.Request, new(_order.Peer, _held?.Order.Link, _held?.Order.Remote ?? _wanted, _held?.Version ?? 0, _out.Count))));
        Receive<LeaveAll>(_ =>
        {
            (_wanted, _leaving) = (null, true);
            CloseAll(LinkCloseReason.Leaving, "the peer is leaving");
            TellIfIdle();
        });
    }

    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>Makes the actor. Its parent is the room.</summary>
    public static Props For(SlotOrder order, PeerLinkContext context, ImmutableDictionary<string, IActorRef> consumers) =>
        Props.Create(() => new PeerSlotActor(order, context, consumers));

    /// <summary>The far side's bytes never get here. An order to kill ends that link alone; what is unknown is a fault of ours that nobody has understood.</summary>
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(
        maxNrOfRetries: 0, withinTimeRange: TimeSpan.FromMinutes(1), localOnlyDecider: static failure => failure is ActorKilledException ? Directive.Stop : Directive.Escalate);

    private void Want(PeerAddress remote)
    {
        (_wanted, _failures) = (remote, 0);
        Timers.Cancel(Redial.Instance);
        DialIfWanted();
    }

    private void DialIfWanted()
    {
        if (_wanted is { } remote && _held is null && !_attempts.Values.Any(static a => a.Order.Wire is null)) Start(remote, wire: null);
    }

    private void Start(PeerAddress remote, IWire? wire)
    {
        // Each accepted wire showed the peer's own key, so it crowds out nobody but itself.
        if (_leaving || _attempts.Count >= Attempt.Most)
        {
            if (wire is null) return;
            wire.Close();
            _manager.Tell(new PeerRefused(remote, LinkCloseReason.TooManyLinks, $"{_attempts.Count} links to peer {_order.Peer.Short} are being made or closed"));
            return;
        }

        var number = ++_lastLink;
        var link = new LinkId(_order.FirstLink + number);
        var order = new PeerConnectionOrder(link, _order.Peer, remote, Hello((ulong)number), wire);
        var connection = Context.ActorOf(PeerConnectionActor.For(order, _context), $"link-{number}");
        Context.WatchWith(connection, new AttemptEnded(link));
        _attempts.Add(link, new(order, connection));
    }

    private HelloFrame Hello(ulong number) => new()
    {
        OldestVersion = HelloFrame.SpokenSince, Version = HelloFrame.CurrentVersion, Session = _context.Session, Number = number, Endpoint = _context.SignEndpoint(),
        MaxFrame = _context.Settings.MaxFrame, Windows = _context.Settings.Windows, OfSession = _in.Session, Received = Taken,
    };

    private void OnGreeted(PeerGreeted m)
    {
        if (!_attempts.TryGetValue(m.Link, out var newcomer)) return;
        newcomer = newcomer with { Slot = new(newcomer.Order.Wire is null, newcomer.Order.Hello.Number, m.Hello.Session, m.Hello.Number), Version = m.Version, Room = PeerRoom.Of(m.Hello, _context.Settings), Endpoint = m.Hello.Endpoint };
        _attempts[m.Link] = newcomer;
        if (_held is { Slot: { } held } && !SlotRules.NewcomerStays(_context.Own, _order.Peer, held, newcomer.Slot))
        {
            Sender.Tell(new CloseLink(m.Link, LinkCloseReason.Duplicate, "another link to this peer stays"));
            return;
        }

        _held?.Connection.Tell(new CloseLink(_held.Order.Link, LinkCloseReason.Replaced, "a newer link to this peer took its place"));
        _held = newcomer;
        _failures = 0;
        Timers.Cancel(Redial.Instance);
        if (_in.Session != m.Hello.Session)
            foreach (var (id, delivery) in _deliveries.ToArray()) _deliveries[id] = delivery with { Firsts = default };
        _in.Begin(m.Hello.Session);
        _out.GoOnBehind(m.Hello.OfSession == _context.Session ? m.Hello.Received : default);
        foreach (var unfit in _out.TakeUnfit(newcomer.Room.MaxPayload)) GiveUp(unfit, newcomer.Room);
        _context.Counters.Add(PeerLinkCount.Resent, _out.Count - _notSent);
        _notSent = 0;
        Sender.Tell(new CarryOn([.. _out.All], Services));
    }

    private void OnClosed(LinkClosed m)
    {
        if (!_attempts.Remove(m.Link, out _)) return;
        if (_held?.Order.Link == m.Link) _held = null;
        if (m.Carried) _context.Router.Tell(m);
        if (m.Reason is LinkCloseReason.WrongKey) _log.Warning("No link to peer {0}: {1}.", _order.Peer, m.Detail);
        _manager.Tell(m);
        if (m.Reason is LinkCloseReason.NobodyThere) _manager.Tell(new PeerNotThere(_order.Peer));
        if (_reachable.Closed(m.Reason, isHeld: _held is not null) is { } unreachable) _manager.Tell(unreachable);
        if (_wanted is not null && _held is null && _attempts.Count == 0) Timers.StartSingleTimer(Redial.Instance, Redial.Instance, Backoff.After(_failures++, _context.Settings, _dice));
        TellIfIdle();
    }

    /// <summary>Up to where, in each class, all that came was taken.</summary>
    private PerClass<ulong> Taken => new(TakenOf(UrgencyClass.Urgent), TakenOf(UrgencyClass.Normal), TakenOf(UrgencyClass.Bulk));

    private IActorRef? Services => _consumers.GetValueOrDefault(PeerLinksActor.Services);

    private PeerReachable? Held() => _held is { Order: var order } ? new(_order.Peer, order.Link, order.Remote, _held.Endpoint) { MaxPayload = _held.Room?.MaxPayload(UrgencyClass.Normal) ?? int.MaxValue } : null;

    private void Send(SendPeerMessage m)
    {
        if (Problem(m) is { } problem)
        {
            Refuse(m.Request, problem);
            return;
        }

        var message = m.Reliable ? _out.TryKeep(m.Class, m.Manifest, m.Payload, new(Sender, m.Request)) : new KeptMessage(m.Class, 0, m.Manifest, m.Payload);
        if (message is null)
        {
            Refuse(m.Request, $"messages of {_context.Settings.MaxKept:N0} bytes wait for peer {_order.Peer.Short} already (peer-link.max-kept)");
            return;
        }

        if (m.Reliable) _context.Counters.Add(PeerLinkCount.Kept);
        if (_held is not null) _held.Connection.Tell(new CarryMessages([message]));
        else if (m.Reliable) _notSent++;
        else
        {
            _manager.Tell(MessageDropped.Instance);
            _context.Counters.Add(PeerLinkCount.DroppedUnlinked);
        }
    }

    private void Refuse(RequestId request, string problem)
    {
        _context.Counters.Add(PeerLinkCount.Refused);
        Sender.Tell(new PeerMessageRefused(request, problem));
    }

    /// <summary>It was promised and cannot be kept: the others close up, so that the peer misses none, and whoever sent it is told.</summary>
    private void GiveUp(KeptMessage message, PeerRoom room)
    {
        var why = $"a message {message.Manifest} of {message.Payload.Length:N0} bytes was kept for peer {_order.Peer.Short}, which takes no more than {room.MaxPayload(message.Class):N0} since it was linked anew";
        _context.Counters.Add(PeerLinkCount.NoLongerFits);
        _log.Warning("A message is dropped that was promised: {0}.", why);
        message.Sender?.By.Tell(new PeerMessageRefused(message.Sender.Request, why));
    }

    private string? Problem(SendPeerMessage m)
    {
        var own = _context.Settings.MaxFrame - PeerRoom.Around;
        var room = Math.Min(_held?.Room?.MaxPayload(m.Class) ?? int.MaxValue, own);
        if (m.Manifest.Length is 0 or > NameFrame.MaxManifest || m.Manifest.Any(char.IsControl)) return $"its manifest has {m.Manifest.Length} characters; 1 to {NameFrame.MaxManifest} are allowed, and no control characters";
        if (m.Payload.Length > room)
        {
            return $"a message {m.Manifest} of {m.Payload.Length:N0} bytes does not fit into a frame with room for {room:N0} ({(room < own ? "the peer takes no larger ones" : "peer-link.max-frame")})";
        }

        if (!_manifests.Contains(m.Manifest) && _manifests.Count == _context.Settings.MaxNames) return $"{_manifests.Count:N0} kinds of message were sent to peer {_order.Peer.Short} already (peer-link.max-names)";
        _manifests.Add(m.Manifest);
        return null;
    }

    private void OnMessages(MessagesCame m)
    {
        foreach (var group in m.Messages.GroupConsecutive())
        {
            var fresh = ImmutableArray.CreateBuilder<Payload>();
            var costs = default(PerClass<int>);
            var gap = false;
            var firsts = new ulong[PerClass.Count];
            foreach (var message in group)
            {
                costs = costs.With(message.Class, costs[message.Class] + message.Payload.Length + PaidFrame.Overhead);
                var arrival = message.Sequence == 0 ? Arrival.Next : _in.Take(message.Class, message.Sequence);
                if (arrival == Arrival.Next) fresh.Add(message.Payload);
                else gap |= arrival == Arrival.Gap;
                if (arrival == Arrival.Next && message.Sequence > 0) firsts[(int)message.Class] = firsts[(int)message.Class] == 0 ? message.Sequence : firsts[(int)message.Class];
                if (arrival != Arrival.Repeated) continue;
                _context.Counters.Add(PeerLinkCount.Repeated);
                Sender.Tell(new Acknowledge(message.Class, Taken[message.Class]));
            }

            if (gap)
            {
                Sender.Tell(new CloseLink(m.Link, LinkCloseReason.OutOfOrder, "it left out a message that it had promised"));
                return;
            }

            Deliver(group[0].Manifest, fresh, costs, new(firsts[0], firsts[1], firsts[2]));
        }
    }

    private void Deliver(string manifest, ImmutableArray<Payload>.Builder fresh, PerClass<int> costs, PerClass<ulong> firsts)
    {
        if (fresh.Count == 0) Sender.Tell(new LookedAt(costs));
        else if (_consumers.TryGetValue(manifest, out var consumer))
        {
            var delivery = new RequestId(++_lastDelivery);
            _deliveries.Add(delivery, new(consumer, Sender, costs, firsts));
            consumer.Tell(new PeerMessagesArrived(delivery, _order.Peer, manifest, fresh.ToImmutable()));
        }
        else
        {
            Sender.Tell(new SayNotUnderstood(manifest));
            Sender.Tell(new LookedAt(costs));
            AcknowledgeTaken(Sender, firsts);
            _manager.Tell(MessageDropped.Instance);
        }
    }

    private void OnTaken(RequestId id)
    {
        if (!_deliveries.Remove(id, out var delivery)) return;
        delivery.Connection.Tell(new LookedAt(delivery.Costs));
        AcknowledgeTaken(_held?.Connection ?? delivery.Connection, delivery.Firsts);
    }

    /// <summary>What was promised is confirmed once whoever it is for has taken it, and never before: it is then no more ours to lose.</summary>
    private void AcknowledgeTaken(IActorRef connection, PerClass<ulong> firsts)
    {
        foreach (var traffic in (ReadOnlySpan<UrgencyClass>)[UrgencyClass.Urgent, UrgencyClass.Normal, UrgencyClass.Bulk])
            if (firsts[traffic] > 0) connection.Tell(new Acknowledge(traffic, Taken[traffic]));
    }

    private ulong TakenOf(UrgencyClass traffic) =>
        _deliveries.Values.Select(d => d.Firsts[traffic]).Where(static first => first > 0).Append(_in.Received[traffic] + 1).Min() - 1;

    private void CloseAll(LinkCloseReason reason, string detail)
    {
        foreach (var (link, attempt) in _attempts) attempt.Connection.Tell(new CloseLink(link, reason, detail));
    }

    /// <summary>The room knows how much work it has given; the slot is ended by it when this is all of that, so that nothing is lost on the way.</summary>
    private void TellIfIdle(bool isLongSo = false)
    {
        if (_attempts.Count > 0 || _wanted is not null || (_out.Count > 0 && !_leaving)) return;
        var remembers = !_leaving && !isLongSo && _in.Received != default;
        if (remembers) Timers.StartSingleTimer(LongIdle.Instance, LongIdle.Instance, _context.Settings.RememberFor);
        _manager.Tell(new SlotIdle(_order.Peer, _heard, remembers));
    }

    private void ReceiveWork<T>(Action<T> work) => Receive<T>(m =>
    {
        _heard++;
        work(m);
        TellIfIdle();
    });

    private sealed record AttemptEnded(LinkId Link);

    /// <param name="Consumer">Who was given it.</param>
    /// <param name="Connection">By which it came.</param>
    /// <param name="Costs">Credit that goes back.</param>
    /// <param name="Firsts">The first number of each class in it; 0 for none.</param>
    private sealed record Delivery(IActorRef Consumer, IActorRef Connection, PerClass<int> Costs, PerClass<ulong> Firsts);

    private sealed record LongIdle
    {
        public static LongIdle Instance { get; } = new();
    }

    private sealed record Redial
    {
        public static Redial Instance { get; } = new();
    }
}
