using System.Collections.Immutable;
using Akka.Actor;
using PeerActors.Actors.Transports;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Links;
using PeerActors.Messages.PeerLinks;
using PeerActors.Messages.Router;
using PeerActors.Messages.Wire.PeerLink;

namespace PeerActors.Actors.PeerLinks;

/// <summary>One peer link: dials or takes over, says hello, asks its slot whether it is the one, carries, closes with a reason.</summary>
internal sealed class PeerConnectionActor : ReceiveActor, IWithTimers
{
    /// <summary>In less than this no frame of the overlay fits.</summary>
    private const int SmallestWindow = 1024;

    private readonly PeerConnectionOrder _order;
    private readonly PeerLinkSettings _settings;
    private readonly IPeerTransport _transport;
    private readonly TimeProvider _clock;
    private readonly IActorRef _router;
    private readonly PeerLinkCounters _counters;
    private readonly IActorRef _slot = Context.Parent;
    private readonly Queue<int> _atRouter = new();
    private readonly Dictionary<RequestId, PerClass<int>> _atServices = [];
    private IActorRef? _services;
    private long _lastDelivery;
    private IWire? _wire;

    public PeerConnectionActor(PeerConnectionOrder order, PeerLinkContext context)
    {
        (_order, _settings, _transport, _clock, _router, _counters) = (order, context.Settings, context.Transport, context.Clock, context.Router, context.Counters);
        if (order.Wire is { } wire) Greet(wire);
        else Dial();
    }

    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>Makes the actor. Its parent is the slot of the peer.</summary>
    public static Props For(PeerConnectionOrder order, PeerLinkContext context) => Props.Create(() => new PeerConnectionActor(order, context));

    protected override void PostStop() => _wire?.Close();

    private void Dial()
    {
        _transport.Dial(_order.Remote, _order.Peer, _settings.DialTimeout, Self);
        Receive<PeerWireOpened>(m => Become(() => Greet(m.Wire)));
        Receive<WireFailed>(m => End(m.Reason, m.Detail));
        Receive<CloseLink>(m => Become(() => HangUp(m)));
    }

    /// <summary>What is being dialled may still come; then it is closed.</summary>
    private void HangUp(CloseLink order)
    {
        Receive<PeerWireOpened>(m =>
        {
            m.Wire.Close();
            End(order.Reason, order.Detail);
        });
        Receive<WireFailed>(_ => End(order.Reason, order.Detail));
        Receive<CloseLink>(static _ => { });
    }

    private void Greet(IWire wire)
    {
        _wire = wire;
        var started = _clock.GetTimestamp();
        Self.Tell(SayHello.Instance);
        Receive<SayHello>(_ =>
        {
            Timers.StartSingleTimer(TimeIsUp.Key, TimeIsUp.Instance, _settings.HelloTimeout);
            wire.Send<PeerFrame>([_order.Hello], FrameWriter.Instance, Self);
            wire.Receive(new FrameReader(_settings.MaxFrame), 1, Self);
        });
        var (isSent, theirs) = (false, (HelloFrame?)null);
        Receive<WireSent>(_ =>
        {
            isSent = true;
            Advance();
        });
        Receive<WireReceived<PeerFrame>>(m =>
        {
            theirs = m.Messages[0] as HelloFrame;
            if (theirs is null) End(LinkCloseReason.OutOfOrder, $"its first frame is a {m.Messages[0].GetType().Name}; a hello is expected");
            else Advance();
        });
        Receive<TimeIsUp>(_ => End(LinkCloseReason.GreetingTimeout, $"no whole hello within {_settings.HelloTimeout.TotalSeconds:0.###} s (peer-link.hello-timeout)"));
        Receive<WireFailed>(m => End(m.Reason, m.Detail));
        Receive<CloseLink>(m => End(m.Reason, m.Detail));

        void Advance()
        {
            if (!isSent || theirs is null) return;
            var verdict = HelloJudge.Judge(theirs, _order.Peer, SmallestWindow);
            var carrying = new PeerCarrying(wire, theirs, _settings, _counters, _clock.GetTimestamp());
            if (verdict.Detail is { } refusal) Become(() => Close(carrying, verdict.Reason, refusal, carried: false));
            else Become(() => Wait(carrying, new(_order.Link, theirs, verdict.Version, verdict.Endpoint), started));
        }
    }

    /// <summary>The slot decides; it answers at once.</summary>
    private void Wait(PeerCarrying carrying, PeerGreeted greeted, long started)
    {
        Timers.Cancel(TimeIsUp.Key);
        _slot.Tell(greeted);
        Receive<CarryOn>(m =>
        {
            _services = m.Services;
            Become(() => Carry(carrying, m.Messages, started));
        });
        Receive<CloseLink>(m => Become(() => Close(carrying, m.Reason, m.Detail, carried: false)));
    }

    private void Carry(PeerCarrying carrying, ImmutableArray<KeptMessage> first, long started)
    {
        var opened = new LinkOpened(_order.Link, _order.Remote, _order.Direction, _clock.GetElapsedTime(started), new NeighbourTraits { Dialect = LinkDialect.PeerLink, Ggep = true, Peer = _order.Peer });
        _router.Tell(opened);
        _slot.Tell(opened);
        // There is a name for each: the slot refuses a message of one kind too many before it promises anything.
        foreach (var message in first) carrying.TryAdd(message);
        carrying.Pump(Self, _clock.GetTimestamp());
        carrying.ReceiveNext(Self);
        Timers.StartPeriodicTimer(Look.Key, Look.Instance, _settings.BeatInterval / 4);

        Receive<WireReceived<PeerFrame>>(m => OnReceived(carrying, m.Messages));
        Receive<WireSent>(_ =>
        {
            carrying.OnSent();
            carrying.Pump(Self, _clock.GetTimestamp());
            TellLeft(carrying);
        });
        Receive<SendServiceMessages>(m =>
        {
            carrying.Add(m, Sender);
            carrying.Pump(Self, _clock.GetTimestamp());
            TellLeft(carrying);
        });
        Receive<PeerMessagesTaken>(m =>
        {
            if (!_atServices.Remove(m.Delivery, out var costs)) return;
            _services = Sender;
            LookedAt(carrying, costs);
        });
        Receive<ServicesAre>(m =>
        {
            _services = m.Services;
            foreach (var costs in _atServices.Values) LookedAt(carrying, costs);
            _atServices.Clear();
        });
        Receive<SendDescriptors>(m =>
        {
            foreach (var departure in m.Descriptors) carrying.Add(new DescriptorFrame(departure));
            carrying.Pump(Self, _clock.GetTimestamp());
            TellLeft(carrying);
        });
        Receive<CarryMessages>(m =>
        {
            // To leave out one that was promised would be a hole; over another link what was promised is named first.
            if (m.Messages.All(carrying.TryAdd)) carrying.Pump(Self, _clock.GetTimestamp());
            else CloseCarried(carrying, LinkCloseReason.Failed, $"no name is left for a message that was promised: {_settings.MaxNames:N0} kinds were named already (peer-link.max-names)");
        });
        Receive<DescriptorsRouted>(_ => LookedAt(carrying, default(PerClass<int>).With(UrgencyClass.Normal, _atRouter.Dequeue())));
        Receive<LookedAt>(m => LookedAt(carrying, m.Costs));
        Receive<Acknowledge>(m =>
        {
            carrying.Acknowledge(m.Class, m.Received);
            carrying.Pump(Self, _clock.GetTimestamp());
        });
        Receive<SayNotUnderstood>(m => carrying.OnNotUnderstood(m.Manifest));
        Receive<Look>(_ => LookAfter(carrying));
        Receive<NeighbourIntroduced>(static _ => { });
        Receive<WireFailed>(m =>
        {
            carrying.OnReceiveEnded();
            if (m.Reason is LinkCloseReason.BadBytes or LinkCloseReason.TooLarge) CloseCarried(carrying, m.Reason, m.Detail);
            else End(m.Reason, m.Detail, carried: true);
        });
        Receive<CloseLink>(m => CloseCarried(carrying, m.Reason, m.Detail));
    }

    private void TellLeft(PeerCarrying carrying)
    {
        carrying.TellBatchesLeft(_order.Link, Self);
        if (carrying.TakeLeft(_order.Link) is { } left) _router.Tell(left);
    }

    private void LookedAt(PeerCarrying carrying, PerClass<int> costs)
    {
        foreach (var traffic in (ReadOnlySpan<UrgencyClass>)[UrgencyClass.Urgent, UrgencyClass.Normal, UrgencyClass.Bulk]) carrying.OnLookedAt(traffic, costs[traffic]);
        carrying.Pump(Self, _clock.GetTimestamp());
    }

    private void OnReceived(PeerCarrying carrying, ImmutableArray<PeerFrame> frames)
    {
        carrying.OnReceived(_clock.GetTimestamp());
        var descriptors = ImmutableArray.CreateBuilder<Descriptor>();
        var messages = ImmutableArray.CreateBuilder<KeptMessage>();
        ImmutableArray<ServiceMessage>.Builder? services = null;
        var cost = 0;
        var costOfServices = default(PerClass<int>);
        (LinkCloseReason Reason, string Detail)? fault = null;
        foreach (var frame in frames)
        {
            fault = frame is PaidFrame paid && !carrying.TryUse(paid)
                ? (LinkCloseReason.CreditExceeded, $"it sent more of class {paid.Class} than the window of {_settings.Windows[paid.Class]:N0} bytes allows (peer-link.window-{paid.Class.ToString().ToLowerInvariant()})")
                : Take(frame);
            if (fault is not null) break;
        }

        if (descriptors.Count > 0)
        {
            _atRouter.Enqueue(cost);
            _router.Tell(new DescriptorsReceived(_order.Link, descriptors.ToImmutable()));
        }

        carrying.CountReceived();
        if (messages.Count > 0) _slot.Tell(new MessagesCame(_order.Link, messages.ToImmutable()));
        if (services is not null) Deliver(services.DrainToImmutable(), costOfServices);
        if (fault is var (reason, detail))
        {
            if (reason == LinkCloseReason.ByeReceived) End(reason, detail, carried: true);
            else CloseCarried(carrying, reason, detail);
            return;
        }

        carrying.Pump(Self, _clock.GetTimestamp());
        TellLeft(carrying);
        carrying.ReceiveNext(Self);

        (LinkCloseReason Reason, string Detail)? Take(PeerFrame frame)
        {
            switch (frame)
            {
                case DescriptorFrame descriptor:
                    descriptors.Add(descriptor.Descriptor.Descriptor);
                    cost += descriptor.Cost;
                    return null;
                case MessageFrame message:
                    if (carrying.NameOf(message.Manifest) is not { } name) return (LinkCloseReason.OutOfOrder, $"it sent a message of manifest {message.Manifest}, which it never named");
                    if (name.IsOfService && message.Sequence == 0 && _services is not null)
                    {
                        services ??= ImmutableArray.CreateBuilder<ServiceMessage>(frames.Length);
                        services.Add(new(name.Manifest, message.Payload) { To = message.To, From = message.From });
                        costOfServices = costOfServices.With(message.Class, costOfServices[message.Class] + message.Cost);
                        return null;
                    }

                    messages.Add(new(message.Class, message.Sequence, name.Manifest, message.Payload));
                    return null;
                case CreditFrame credit:
                    return carrying.TryGrant(credit) ? null : (LinkCloseReason.BadBytes, $"it gave credit of {credit.Bytes:N0} bytes for class {credit.Class}, more than was used of its window");
                case AckFrame ack:
                    _slot.Tell(new PeerConfirmed(_order.Link, ack.Class, ack.Received));
                    return null;
                case NameFrame naming:
                    return carrying.TryName(naming) ? null : (LinkCloseReason.OutOfOrder, $"it named manifest {naming.Number} out of turn, or more than {_settings.MaxNames} (peer-link.max-names)");
                case ByeFrame bye:
                    return (LinkCloseReason.ByeReceived, $"Bye {bye.Code} {bye.Text}");
                case HelloFrame:
                    return (LinkCloseReason.OutOfOrder, "it said hello a second time");
                case UnknownFrame:
                    carrying.OnNotUnderstood(manifest: null);
                    return null;
                case NotUnderstoodFrame:
                    _counters.Add(PeerLinkCount.NotUnderstoodThere);
                    return null;
                default:
                    return null;
            }
        }
    }

    private void Deliver(ImmutableArray<ServiceMessage> messages, PerClass<int> costs)
    {
        var delivery = new RequestId(++_lastDelivery);
        _atServices.Add(delivery, costs);
        _services?.Tell(new ServiceMessagesArrived(delivery, _order.Peer, messages));
    }

    private void LookAfter(PeerCarrying carrying)
    {
        var now = _clock.GetTimestamp();
        if (_clock.GetElapsedTime(carrying.LastReceived, now) >= _settings.LostAfter)
            CloseCarried(carrying, LinkCloseReason.Silent, $"nothing came for {_settings.LostAfter.TotalSeconds:0.#} s (peer-link.lost-after)");
        else if (carrying.SendingSince is { } since && _clock.GetElapsedTime(since, now) >= _settings.StallTimeout)
            End(LinkCloseReason.RemoteTooSlow, $"its connection took nothing for {_settings.StallTimeout.TotalSeconds:0.#} s (peer-link.stall-timeout)", carried: true);
        else if (carrying.StalledSince is { } stalled && _clock.GetElapsedTime(stalled, now) >= _settings.StallTimeout)
            CloseCarried(carrying, LinkCloseReason.NoCredit, $"it gave no credit for what waits for {_settings.StallTimeout.TotalSeconds:0.#} s (peer-link.stall-timeout)");
        else
        {
            if (_clock.GetElapsedTime(carrying.LastSent, now) >= _settings.BeatInterval) carrying.Beat();
            carrying.Pump(Self, now);
        }
    }

    private void CloseCarried(PeerCarrying carrying, LinkCloseReason reason, string detail) => Become(() => Close(carrying, reason, detail, carried: true));

    /// <summary>Says Bye after what is being sent, and ends when the far side has closed, or when the time for that is up.</summary>
    private void Close(PeerCarrying carrying, LinkCloseReason reason, string detail, bool carried)
    {
        var bye = new ByeFrame(reason is LinkCloseReason.Leaving or LinkCloseReason.ClosedByUs ? Bye.Leaving : reason is LinkCloseReason.Duplicate or LinkCloseReason.Replaced ? Bye.Duplicate : Bye.BadBytes, detail);
        var isSaid = false;
        Timers.CancelAll();
        Timers.StartSingleTimer(TimeIsUp.Key, TimeIsUp.Instance, _settings.ByeTimeout);
        if (carrying.SendingSince is null) Say();
        if (!carrying.IsReceiving) carrying.ReceiveNext(Self);
        Receive<WireSent>(_ =>
        {
            carrying.OnSent();
            if (!isSaid) Say();
        });
        Receive<WireReceived<PeerFrame>>(m =>
        {
            if (m.Messages.Any(static f => f is ByeFrame)) End(reason, detail, carried);
            else carrying.ReceiveNext(Self);
        });
        Receive<WireFailed>(m =>
        {
            // Bytes that are no frames are still there when the Bye has to go; nothing is read behind them.
            if (m.Reason is not (LinkCloseReason.BadBytes or LinkCloseReason.TooLarge)) End(reason, detail, carried);
        });
        Receive<TimeIsUp>(_ => End(reason, detail, carried));
        ReceiveAny(static _ => { });

        void Say()
        {
            isSaid = true;
            carrying.SendLast(bye, Self, _clock.GetTimestamp());
        }
    }

    private void End(LinkCloseReason reason, string detail, bool carried = false)
    {
        _slot.Tell(new LinkClosed(_order.Link, _order.Remote, _order.Direction, reason, detail, carried));
        Become(Ended);
        Context.Stop(Self);
    }

    private void Ended() => ReceiveAny(static _ => { });

    private sealed record SayHello
    {
        public static SayHello Instance { get; } = new();
    }

    private sealed record TimeIsUp
    {
        public const string Key = "time-is-up";

        public static TimeIsUp Instance { get; } = new();
    }

    private sealed record Look
    {
        public const string Key = "look";

        public static Look Instance { get; } = new();
    }
}
