using Akka.Actor;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Links;

namespace PeerActors.Actors.Transports;

/// <summary>Makes connections to peers that are known by their key. Nothing here blocks or throws for what the far side does: every outcome is told to an actor.</summary>
public interface IPeerTransport
{
    /// <summary>From now on <paramref name="acceptor"/> is told a <see cref="PeerWireAccepted"/> for each peer that connects, and a <see cref="PeerRefused"/> for
    /// each that showed no key.</summary>
    void Listen(IActorRef acceptor);

    /// <summary>Dials and tells <paramref name="to"/> exactly one <see cref="PeerWireOpened"/> or <see cref="WireFailed"/>.</summary>
    /// <param name="remote">Where the peer listens.</param>
    /// <param name="expected">Who must be there; somebody else is hung up on.</param>
    /// <param name="limit">Longest time to wait for the connection and its handshake.</param>
    /// <param name="to">Who is told.</param>
    void Dial(PeerAddress remote, PeerId expected, TimeSpan limit, IActorRef to);

    /// <summary>Accepts no more. Wires that are open stay open.</summary>
    void StopListening();
}

/// <summary>A peer connected and has shown its key.</summary>
/// <param name="Wire">The connection; whoever is told owns it and must close it.</param>
/// <param name="Peer">The holder of that key.</param>
public sealed record PeerWireAccepted(IWire Wire, PeerId Peer);

/// <summary>The dialled connection is there, and so is the peer that was expected.</summary>
/// <param name="Wire">The connection; whoever is told owns it and must close it.</param>
public sealed record PeerWireOpened(IWire Wire);

/// <summary>Somebody connected and was refused before there was a link.</summary>
/// <param name="Remote">The far end as seen.</param>
/// <param name="Reason">One of the closed list.</param>
/// <param name="Detail">What was seen and what is allowed.</param>
public sealed record PeerRefused(PeerAddress Remote, LinkCloseReason Reason, string Detail);
