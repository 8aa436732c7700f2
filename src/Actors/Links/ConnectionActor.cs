using System.Collections.Immutable;
using Akka.Actor;
using PeerActors.Actors.Transports;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Links;
using PeerActors.Messages.Router;
using PeerActors.Messages.Wire.Gnutella;

namespace PeerActors.Actors.Links;

/// <summary>
/// One neighbour: connect, greet, carry, close. It is told to close, or closes itself and says why in <see cref="LinkClosed"/>; what the far
/// side does is a message to it and never an exception.
/// </summary>
internal sealed class ConnectionActor : ReceiveActor, IWithTimers
{
    private readonly ConnectionOrder _order;
    private readonly LinkSettings _settings;
    private readonly ITransport _transport;
    private readonly IActorRef _router;
    private readonly TimeProvider _clock;
    private readonly Random _dice;
    private readonly IActorRef _manager = Context.Parent;
    private IWire? _wire;

    public ConnectionActor(ConnectionOrder order, LinkSettings settings, ITransport transport, IActorRef router, TimeProvider clock, Random dice)
    {
        (_order, _settings, _transport, _router, _clock, _dice) = (order, settings, transport, router, clock, dice);
        if (order is AcceptOrder accept)
        {
            _wire = accept.Wire;
            BeGreeted(accept.Wire, accept.Refusal, clock.GetTimestamp());
        }
        else
        {
            Dial();
        }
    }

    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>Makes the actor.</summary>
    /// <param name="order">Whom to dial, or whom to accept.</param>
    /// <param name="settings">Bounds and times.</param>
    /// <param name="transport">Makes the connection.</param>
    /// <param name="router">Gets what arrives.</param>
    /// <param name="clock">The monotonic clock.</param>
    /// <param name="dice">For GUIDs.</param>
    public static Props For(ConnectionOrder order, LinkSettings settings, ITransport transport, IActorRef router, TimeProvider clock, Random dice) =>
        Props.Create(() => new ConnectionActor(order, settings, transport, router, clock, dice));

    protected override void PostStop() => _wire?.Close();

    private void Dial()
    {
        _transport.Dial(_order.Remote, _settings.DialTimeout, Self);
        Receive<WireOpened>(m =>
        {
            _wire = m.Wire;
            var started = _clock.GetTimestamp();
            Become(() => Greet(m.Wire, started));
        });
        Receive<WireFailed>(m => End(LinkCloseReason.DialFailed, m.Detail));
        Receive<CloseLink>(m =>
        {
            TellClosed(m.Reason, m.Detail, carried: false);
            Become(AwaitDialled);
        });
        ReceiveQuestions(LinkState.Dialling, carrying: null);
    }

    /// <summary>The link is over before the dial is; a connection that still comes would belong to nobody.</summary>
    private void AwaitDialled()
    {
        Receive<WireOpened>(m =>
        {
            m.Wire.Close();
            Context.Stop(Self);
        });
        Receive<WireFailed>(_ => Context.Stop(Self));
        ReceiveAny(static _ => { });
    }

    private void Greet(IWire wire, long started)
    {
        StartGreetingClock();
        wire.Send([GreetingBlock.Connect04], GreetingWriter.Instance, Self);
        Receive<WireSent>(_ => wire.Receive(new GreetingReader(_settings.MaxGreeting), 1, Self));
        Receive<WireReceived<GreetingBlock>>(m =>
        {
            var answer = m.Messages[0];
            if (answer == GreetingBlock.Ok04) Become(() => Carry(wire, started));
            else End(LinkCloseReason.RefusedByRemote, $"it answered \"{WireText.Clean(answer.FirstLine)}\"");
        });
        ReceiveGreetingTroubles();
    }

    private void BeGreeted(IWire wire, LinkRefusal? refusal, long started)
    {
        StartGreetingClock();
        wire.Receive(new GreetingReader(_settings.MaxGreeting), 1, Self);
        Receive<WireReceived<GreetingBlock>>(m =>
        {
            if (m.Messages[0] != GreetingBlock.Connect04)
                End(LinkCloseReason.UnknownGreeting, $"it greeted with \"{WireText.Clean(m.Messages[0].FirstLine)}\"; we speak \"{GreetingBlock.Connect04.FirstLine}\"");
            else
                wire.Send([refusal is null ? GreetingBlock.Ok04 : GreetingBlock.Refuse(refusal.Code, refusal.Text)], GreetingWriter.Instance, Self);
        });
        Receive<WireSent>(_ =>
        {
            if (refusal is null) Become(() => Carry(wire, started));
            else Become(() => LetGo(wire, refusal));
        });
        ReceiveGreetingTroubles();
    }

    /// <summary>The refusal is on its way; whoever is refused closes, or is closed when the time for that is up.</summary>
    private void LetGo(IWire wire, LinkRefusal refusal)
    {
        Timers.StartSingleTimer(TimeIsUp.Key, TimeIsUp.Instance, _settings.ByeTimeout);
        wire.Receive(DiscardReader.Instance, 1, Self);
        Receive<WireReceived<Discarded>>(_ => wire.Receive(DiscardReader.Instance, 1, Self));
        Receive<WireFailed>(_ => End(refusal.Reason, refusal.Text));
        Receive<TimeIsUp>(_ => End(refusal.Reason, refusal.Text));
        ReceiveOrdersToClose(carrying: null);
        ReceiveQuestions(LinkState.Closing, carrying: null);
    }

    private void StartGreetingClock() => Timers.StartSingleTimer(TimeIsUp.Key, TimeIsUp.Instance, _settings.GreetingTimeout);

    private void ReceiveGreetingTroubles()
    {
        Receive<TimeIsUp>(_ => End(LinkCloseReason.GreetingTimeout, $"no whole greeting within {_settings.GreetingTimeout.TotalSeconds:0.###} s (links.greeting-timeout)"));
        Receive<WireFailed>(m => End(m.Reason, m.Detail));
        ReceiveOrdersToClose(carrying: null);
        ReceiveQuestions(LinkState.Greeting, carrying: null);
    }

    private void Carry(IWire wire, long started)
    {
        Timers.Cancel(TimeIsUp.Key);
        var opened = new LinkOpened(_order.Link, _order.Remote, _order.Direction, _clock.GetElapsedTime(started), NeighbourTraits.Legacy);
        _router.Tell(opened);
        _manager.Tell(opened);

        var carrying = new Carrying(wire, _settings, _clock.GetTimestamp());
        Timers.StartPeriodicTimer(Look.Key, Look.Instance, carrying.LookInterval);
        carrying.ReceiveNext(Self);

        Receive<WireReceived<Descriptor>>(m => OnReceived(carrying, m));
        Receive<DescriptorsRouted>(_ => carrying.ReceiveNext(Self));
        Receive<SendDescriptors>(m => carrying.Send(m.Descriptors, Self, _clock.GetTimestamp()));
        Receive<WireSent>(m => carrying.OnSent(m, Self, _clock.GetTimestamp()));
        Receive<Look>(_ => LookAfter(carrying));
        Receive<NeighbourIntroduced>(m => _manager.Tell(m));
        Receive<WireFailed>(m =>
        {
            carrying.OnReceiveEnded();
            if (IsBadBytes(m)) SayBye(carrying, m.Reason, m.Detail, Bye.BadBytes);
            else End(m.Reason, m.Detail, carried: true);
        });
        ReceiveOrdersToClose(carrying);
        ReceiveQuestions(LinkState.Carrying, carrying);
    }

    private void OnReceived(Carrying carrying, WireReceived<Descriptor> m)
    {
        carrying.OnReceived(m, _clock.GetTimestamp());
        var (before, bye) = UpToBye(m.Messages);
        if (!before.IsEmpty) _router.Tell(new DescriptorsReceived(_order.Link, before));
        if (bye is not null) End(LinkCloseReason.ByeReceived, $"Bye {bye.Code} {bye.Text}", carried: true);
        else if (carrying.Unknown > _settings.MaxUnknown) CloseAsUnknown(carrying, m.Messages);
    }

    private void CloseAsUnknown(Carrying carrying, ImmutableArray<Descriptor> last)
    {
        var code = last.OfType<UnknownDescriptor>().Last().Code;
        SayBye(
            carrying, LinkCloseReason.UnknownKind,
            $"it sent {carrying.Unknown} descriptors that mean nothing, the last of kind 0x{code:x2}; {_settings.MaxUnknown} are allowed (links.max-unknown)", Bye.BadBytes);
    }

    /// <summary>A Bye is the last that a link carries; what came before it still counts, what comes behind it does not.</summary>
    private static (ImmutableArray<Descriptor> Before, Bye? Bye) UpToBye(ImmutableArray<Descriptor> descriptors)
    {
        for (var i = 0; i < descriptors.Length; i++)
            if (descriptors[i] is Bye bye) return (descriptors[..i], bye);
        return (descriptors, null);
    }

    private void LookAfter(Carrying carrying)
    {
        var now = _clock.GetTimestamp();
        var quiet = _clock.GetElapsedTime(carrying.LastReceived, now);
        if (quiet >= _settings.IdleTimeout)
            SayBye(carrying, LinkCloseReason.Silent, $"no whole descriptor for {quiet.TotalSeconds:0.#} s, the limit is {_settings.IdleTimeout.TotalSeconds:0.#} s (links.idle-timeout)", Bye.BadBytes);
        else if (carrying.SendingSince is { } since && _clock.GetElapsedTime(since, now) >= _settings.WriteTimeout)
            End(LinkCloseReason.RemoteTooSlow, $"its connection took nothing for {_settings.WriteTimeout.TotalSeconds:0.#} s (links.write-timeout)", carried: true);
        else if (quiet >= _settings.PingInterval)
            _router.Tell(new PingNeighbour(_order.Link));
    }

    private void ReceiveOrdersToClose(Carrying? carrying) => Receive<CloseLink>(m =>
    {
        var code = m.Reason switch
        {
            LinkCloseReason.Duplicate or LinkCloseReason.Self => Bye.Duplicate,
            LinkCloseReason.TooManyLinks or LinkCloseReason.TooManyFromAddress => Bye.Full,
            _ => Bye.Leaving,
        };
        if (carrying is null) End(m.Reason, m.Detail);
        else SayBye(carrying, m.Reason, m.Detail, code);
    });

    private void ReceiveQuestions(LinkState state, Carrying? carrying)
    {
        var since = _clock.GetUtcNow();
        Receive<DescribeLink>(m => Sender.Tell(new LinkDescribed(m.Request, _order.Link, state, since, carrying?.Traffic ?? LinkTraffic.None, carrying?.Traits)));
    }

    /// <summary>Says Bye after what is being sent, and closes when the far side has closed, or when the time for that is up.</summary>
    private void SayBye(Carrying carrying, LinkCloseReason reason, string detail, ushort code)
    {
        var bye = Bye.Create(DescriptorId.Roll(_dice), code, detail);
        Become(() => Close(carrying, bye, reason, detail));
    }

    private void Close(Carrying carrying, Bye bye, LinkCloseReason reason, string detail)
    {
        Timers.CancelAll();
        Timers.StartSingleTimer(TimeIsUp.Key, TimeIsUp.Instance, _settings.ByeTimeout);
        carrying.Drain(Self);
        if (carrying.SendingSince is null) carrying.SendLast(bye, Self, _clock.GetTimestamp());
        Receive<WireSent>(_ =>
        {
            if (!carrying.SaidBye) carrying.SendLast(bye, Self, _clock.GetTimestamp());
        });
        Receive<WireReceived<Descriptor>>(_ => DrainOn());
        Receive<WireReceived<Discarded>>(_ => DrainOn());
        Receive<WireFailed>(m =>
        {
            if (IsBadBytes(m)) DrainOn();
            else End(reason, detail, carried: true);
        });
        Receive<DescriptorsRouted>(static _ => { });
        Receive<SendDescriptors>(static _ => { });
        Receive<NeighbourIntroduced>(static _ => { });
        Receive<CloseLink>(static _ => { });
        Receive<Look>(static _ => { });
        Receive<TimeIsUp>(_ => End(reason, detail, carried: true));
        ReceiveQuestions(LinkState.Closing, carrying);

        void DrainOn()
        {
            carrying.OnReceiveEnded();
            carrying.Drain(Self);
        }
    }

    private static bool IsBadBytes(WireFailed failed) => failed.Reason is LinkCloseReason.BadBytes or LinkCloseReason.TooLarge;

    private void End(LinkCloseReason reason, string detail, bool carried = false)
    {
        TellClosed(reason, detail, carried);
        Become(Ended);
        Context.Stop(Self);
    }

    private void TellClosed(LinkCloseReason reason, string detail, bool carried) =>
        _manager.Tell(new LinkClosed(_order.Link, _order.Remote, _order.Direction, reason, detail, carried));

    private void Ended() => ReceiveAny(static _ => { });

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
