using Akka.Actor;
using PeerActors.Actors.Links.Greeting;
using PeerActors.Actors.Transports;
using PeerActors.Messages.HostCatcher;
using PeerActors.Messages.Links;
using PeerActors.Messages.Wire.Gnutella;

namespace PeerActors.Actors.Links;

/// <summary>
/// One neighbour: connect, greet, carry, close. It is told to close, or closes itself and says why in <see cref="LinkClosed"/>; what the far
/// side does is a message to it and never an exception.
/// </summary>
/// <remarks>States: Dial, Greet (and LetGo, for whoever is refused), Carry, Close. The last two stand in a file of their own.</remarks>
internal sealed partial class ConnectionActor : ReceiveActor, IWithTimers
{
    private readonly ConnectionOrder _order;
    private readonly LinkSettings _settings;
    private readonly OwnGreeting _own;
    private readonly ITransport _transport;
    private readonly IActorRef _router;
    private readonly TimeProvider _clock;
    private readonly Random _dice;
    private readonly IActorRef _manager = Context.Parent;
    private IWire? _wire;

    public ConnectionActor(ConnectionOrder order, LinkSettings settings, OwnGreeting own, ITransport transport, IActorRef router, TimeProvider clock, Random dice)
    {
        (_order, _settings, _own, _transport, _router, _clock, _dice) = (order, settings, own, transport, router, clock, dice);
        if (order is AcceptOrder accept)
        {
            _wire = accept.Wire;
            Greet(accept.Wire, new AcceptedTalk(own, order.Remote), clock.GetTimestamp());
        }
        else
        {
            Dial(own.Dialect == LinkDialect.Gnutella06 ? new DialledTalk(own, order.Remote) : new DialledLegacyTalk());
        }
    }

    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>Makes the actor.</summary>
    /// <param name="order">Whom to dial, or whom to accept.</param>
    /// <param name="settings">Bounds and times.</param>
    /// <param name="own">What this peer says of itself.</param>
    /// <param name="transport">Makes the connection.</param>
    /// <param name="router">Gets what arrives.</param>
    /// <param name="clock">The monotonic clock.</param>
    /// <param name="dice">For GUIDs.</param>
    public static Props For(
        ConnectionOrder order, LinkSettings settings, OwnGreeting own, ITransport transport, IActorRef router, TimeProvider clock, Random dice) =>
        Props.Create(() => new ConnectionActor(order, settings, own, transport, router, clock, dice));

    protected override void PostStop() => _wire?.Close();

    private void Dial(GreetingTalk talk)
    {
        _transport.Dial(_order.Remote, _settings.DialTimeout, Self);
        Receive<WireOpened>(m =>
        {
            _wire = m.Wire;
            var started = _clock.GetTimestamp();
            Become(() => Greet(m.Wire, talk, started));
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

    /// <summary>Carries out what the talk wants, one step after another.</summary>
    private void Greet(IWire wire, GreetingTalk talk, long started)
    {
        // Whoever dials us and is refused has only made us read; whom we dialled, we asked, and a refusal names hosts above all.
        var (named, isBelieved) = (NamedHosts.None, _order.Direction == LinkDirection.Outbound);
        Timers.StartSingleTimer(TimeIsUp.Key, TimeIsUp.Instance, _settings.GreetingTimeout);
        Receive<WireSent>(_ => Do(talk.OnSaid()));
        Receive<WireReceived<GreetingBlock>>(m =>
        {
            named = named.And(m.Messages[0].Headers.HostsToTry());
            TellNamed();
            Do(talk.OnHeard(m.Messages[0]));
        });
        Receive<PlaceJudged>(m =>
        {
            isBelieved |= m.Refusal is null;
            TellNamed();
            Do(talk.OnJudged(m));
        });
        Receive<WireFailed>(m => Do(talk.OnFailed(m)));
        Receive<TimeIsUp>(_ => End(LinkCloseReason.GreetingTimeout, $"no whole greeting within {_settings.GreetingTimeout.TotalSeconds:0.###} s (links.greeting-timeout)"));
        ReceiveOrdersToClose(carrying: null);
        ReceiveQuestions(LinkState.Greeting, carrying: null);
        Do(talk.Begin());

        void TellNamed()
        {
            if (!isBelieved || named.IsEmpty) return;
            _manager.Tell(new HostsTold(_order.Link, named));
            named = NamedHosts.None;
        }

        void Do(GreetingStep step)
        {
            switch (step)
            {
                case GreetingStep.Say say: wire.Send([say.Block], GreetingWriter.Instance, Self); break;
                case GreetingStep.Listen: wire.Receive(new GreetingReader(_settings.MaxGreeting, _settings.MaxGreetingHeaders, _settings.MaxGreetingLine), 1, Self); break;
                case GreetingStep.AskForPlace ask: _manager.Tell(new AskForPlace(_order.Link, ask.Introduction)); break;
                case GreetingStep.Carry carry: Become(() => Carry(wire, carry.Traits, started)); break;
                case GreetingStep.LetGo let: Become(() => LetGo(wire, let.Refusal)); break;
                case GreetingStep.GiveUp when talk.MayBeOlder && _order is DialOrder { IsJoined: true }: DialAgain(wire); break;
                case GreetingStep.GiveUp up: End(up.Reason, up.Detail); break;
            }
        }
    }

    /// <summary>A host that the user named, and that does not answer our dialect, is perhaps one of our own kind that speaks 0.4 only.</summary>
    private void DialAgain(IWire wire)
    {
        Timers.Cancel(TimeIsUp.Key);
        wire.Close();
        _wire = null;
        Become(() => Dial(new DialledLegacyTalk()));
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

    private void ReceiveQuestions(LinkState state, Carrying? carrying)
    {
        var since = _clock.GetUtcNow();
        Receive<DescribeLink>(m => Sender.Tell(new LinkDescribed(m.Request, _order.Link, state, since, carrying?.Traffic ?? LinkTraffic.None, carrying?.Traits)));
    }

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
