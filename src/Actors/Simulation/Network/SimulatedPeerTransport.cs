using Akka.Actor;
using PeerActors.Actors.Transports;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Links;

namespace PeerActors.Actors.Simulation.Network;

/// <summary>
/// Peer links of one run of a peer on the <see cref="SimulatedNetwork"/>: connections to the same port as all others, behind which each side knows the key of the other, as after a
/// handshake of TLS. Nothing is encrypted: nobody listens in on a simulation.
/// </summary>
internal sealed class SimulatedPeerTransport(SimulatedNetwork network, SimulatedHost host, PeerId own) : IPeerTransport
{
    /// <inheritdoc/>
    public void Listen(IActorRef acceptor) => host.Keyed = new(acceptor, network.Loop.Current, own);

    /// <inheritdoc/>
    public void StopListening() => host.Keyed = null;

    /// <inheritdoc/>
    public void Dial(PeerAddress remote, PeerId expected, TimeSpan limit, IActorRef to) => network.Dial(host, limit, new KeyedDialling(remote, own, expected, to));

    /// <summary>One attempt to connect to the holder of a key.</summary>
    private sealed class KeyedDialling(PeerAddress remote, PeerId own, PeerId expected, IActorRef dialler) : Dialling(remote, dialler)
    {
        public override string Setting => "peer-link.dial-timeout";

        public override LinkCloseReason NobodyThere => LinkCloseReason.NobodyThere;

        public override bool WantsProcess => true;

        /// <summary>One round trip (RFC 8446, section 2): the dialler knows the other behind it, and is known when its own certificate has crossed too.</summary>
        public override Handshake Shake(Func<TimeSpan> cross)
        {
            var known = cross() + cross();
            return new(known, known + cross());
        }

        public override WireFailed? Refused(SimulatedHost to) => to.Keyed switch
        {
            null => new(LinkCloseReason.HandshakeFailed, $"{Remote} ended the connection in the TLS handshake: it has no key"),
            { Peer: var there } when there != expected => new(LinkCloseReason.WrongKey, $"who answers at {Remote} is refused: it is peer {there}; {expected} was dialled"),
            _ => null,
        };

        /// <summary>Whoever is refused learns of it by the end of the connection: in TLS 1.3 the dialler looks at the certificate when it has sent its own.</summary>
        public override Notice? Accepted(SimulatedHost to, SimulatedHost.Listener listener, IWire wire) => to.Keyed is { } keyed ? new(keyed.Acceptor, new PeerWireAccepted(wire, own), keyed.Of) : null;

        public override object Opened(IWire wire) => new PeerWireOpened(wire);
    }
}
