using System.IO.Pipelines;
using Akka.Actor;
using PeerActors.Actors.Transports;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Links;

namespace PeerActors.Actors.Tests.PeerLinks;

/// <summary>Peers that reach each other through pipes in this process; each shows its id as TLS would have shown it.</summary>
internal sealed class PipedPeers
{
    private readonly Dictionary<PeerAddress, PipedPeer> _peers = [];
    private readonly List<PipeWire> _wires = [];

    private readonly List<Action> _held = [];

    /// <summary>Dials come about once so many have been tried, all of them then.</summary>
    public int DialsAtOnce { get; set; } = 1;

    public IPeerTransport At(PeerAddress address, PeerId peer)
    {
        lock (_peers) return _peers[address] = new(this, address, peer);
    }

    /// <summary>Nobody answers there any more.</summary>
    public void Fell(PeerAddress address)
    {
        lock (_peers) _peers.Remove(address);
    }

    /// <summary>Breaks every connection that there is.</summary>
    public void BreakAll()
    {
        lock (_peers)
        {
            foreach (var wire in _wires) wire.BreakOff();
            _wires.Clear();
        }
    }

    /// <summary>Both ends of a connection.</summary>
    public (PipeWire Dialled, PipeWire Accepted) Connect(PeerAddress from, PeerAddress to)
    {
        var (there, back) = (new Pipe(), new Pipe());
        var dialled = new PipeWire(new Ends(back.Reader, there.Writer), to, static () => { });
        var accepted = new PipeWire(new Ends(there.Reader, back.Writer), from, static () => { });
        lock (_peers) _wires.AddRange([dialled, accepted]);
        return (dialled, accepted);
    }

    private void Hold(Action dial)
    {
        List<Action> due;
        lock (_held)
        {
            _held.Add(dial);
            if (_held.Count < DialsAtOnce) return;
            due = [.. _held];
            _held.Clear();
        }

        foreach (var held in due) held();
    }

    private PipedPeer? Find(PeerAddress address)
    {
        lock (_peers) return _peers.GetValueOrDefault(address);
    }

    private sealed class PipedPeer(PipedPeers network, PeerAddress own, PeerId peer) : IPeerTransport
    {
        private volatile IActorRef? _acceptor;

        public void Listen(IActorRef acceptor) => _acceptor = acceptor;

        public void StopListening() => _acceptor = null;

        public void Dial(PeerAddress remote, PeerId expected, TimeSpan limit, IActorRef to) => network.Hold(() => Connect(remote, expected, to));

        private void Connect(PeerAddress remote, PeerId expected, IActorRef to)
        {
            if (network.Find(remote) is not { _acceptor: { } acceptor } there)
            {
                to.Tell(new WireFailed(LinkCloseReason.DialFailed, $"nobody is at {remote}"));
                return;
            }

            if (there.Peer != expected)
            {
                to.Tell(new WireFailed(LinkCloseReason.WrongKey, $"it is peer {there.Peer}"));
                return;
            }

            var (dialled, accepted) = network.Connect(own, remote);
            to.Tell(new PeerWireOpened(dialled));
            acceptor.Tell(new PeerWireAccepted(accepted, peer));
        }

        private PeerId Peer => peer;
    }

    private sealed record Ends(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
