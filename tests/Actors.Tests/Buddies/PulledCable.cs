using Akka.Actor;
using Akka.Configuration;
using PeerActors.Actors.Transports;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Links;
using PeerActors.Messages.Wire;

namespace PeerActors.Actors.Tests.Buddies;

/// <summary>A cable that can be pulled out of one peer: what it holds falls silent on both sides without an end, what it dials comes to nothing, and nobody reaches it.</summary>
internal sealed class PulledCable : IAsyncDisposable
{
    private readonly ActorSystem _system = ActorSystem.Create("cable", ConfigurationFactory.ParseString("akka { loggers = [], stdout-loglevel = OFF }"));
    private readonly List<IWire> _left = [];
    private volatile bool _isOff;

    public IPeerTransport Around(IPeerTransport transport) => new Ends(this, transport);

    public void Off() => _isOff = true;

    /// <summary>The network is back. Connections of before are not.</summary>
    public void On()
    {
        _isOff = false;
        lock (_left)
        {
            foreach (var wire in _left) wire.Close();
            _left.Clear();
        }
    }

    public async ValueTask DisposeAsync()
    {
        On();
        await _system.Terminate();
    }

    private IActorRef Through(IActorRef to) => _system.ActorOf(GateActor.For(this, to));

    private sealed class Ends(PulledCable cable, IPeerTransport inner) : IPeerTransport
    {
        public void Listen(IActorRef acceptor) => inner.Listen(cable.Through(acceptor));

        public void StopListening() => inner.StopListening();

        public void Dial(PeerAddress remote, PeerId expected, TimeSpan limit, IActorRef to)
        {
            if (cable._isOff) to.Tell(new WireFailed(LinkCloseReason.DialFailed, "the network cannot be reached"));
            else inner.Dial(remote, expected, limit, cable.Through(to));
        }
    }

    private sealed class Strand(PulledCable cable, IWire inner) : IWire
    {
        private IActorRef? _gate;

        public PeerAddress Remote => inner.Remote;

        public void Receive<T>(IMessageReader<T> reader, int maxBatch, IActorRef to)
        {
            if (!cable._isOff) inner.Receive(reader, maxBatch, _gate ??= cable.Through(to));
        }

        public void Send<T>(ReadOnlySpan<T> messages, IMessageWriter<T> writer, IActorRef to)
        {
            if (!cable._isOff) inner.Send(messages, writer, _gate ??= cable.Through(to));
        }

        public void Compress(WireCompression compression) => inner.Compress(compression);

        public void Close()
        {
            if (!cable._isOff) inner.Close();
            else lock (cable._left) cable._left.Add(inner);
        }
    }

    /// <summary>What comes for one actor, as long as the cable is in.</summary>
    private sealed class GateActor : UntypedActor
    {
        private readonly PulledCable _cable;
        private readonly IActorRef _to;

        public GateActor(PulledCable cable, IActorRef to) => (_cable, _to) = (cable, to);

        public static Props For(PulledCable cable, IActorRef to) => Props.Create(() => new GateActor(cable, to));

        protected override void OnReceive(object message)
        {
            var through = message switch
            {
                PeerWireOpened opened => new PeerWireOpened(new Strand(_cable, opened.Wire)),
                PeerWireAccepted accepted => accepted with { Wire = new Strand(_cable, accepted.Wire) },
                _ => message,
            };
            if (!_cable._isOff) _to.Tell(through);
            else if (through is PeerWireAccepted late) late.Wire.Close();
            else if (through is PeerWireOpened) _to.Tell(new WireFailed(LinkCloseReason.DialFailed, "the network cannot be reached"));
        }
    }
}
