using Akka.Actor;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Links;

namespace PeerActors.Actors.Transports;

/// <summary>
/// Makes connections, whatever carries them. Rooms know this interface only. Nothing here blocks or throws for what the far
/// side does: every outcome is told to an actor.
/// </summary>
public interface ITransport
{
    /// <summary>Listens at an address (port 0 picks one) and tells <paramref name="acceptor"/> one
    /// <see cref="ListeningStarted"/> or <see cref="ListeningFailed"/>, and only then a <see cref="WireAccepted"/> for each connection.</summary>
    void Listen(PeerAddress at, IActorRef acceptor);

    /// <summary>Dials and tells <paramref name="to"/> exactly one <see cref="WireOpened"/> or <see cref="WireFailed"/>.</summary>
    /// <param name="remote">Where the peer listens.</param>
    /// <param name="limit">Longest time to wait for the connection.</param>
    /// <param name="to">Who is told.</param>
    void Dial(PeerAddress remote, TimeSpan limit, IActorRef to);

    /// <summary>Stops listening. Wires that are open stay open.</summary>
    void StopListening();
}

/// <summary>The transport listens.</summary>
/// <param name="At">With the port that was picked.</param>
public sealed record ListeningStarted(PeerAddress At);

/// <summary>The transport cannot listen.</summary>
/// <param name="At">Where it tried.</param>
/// <param name="Why">In words.</param>
public sealed record ListeningFailed(PeerAddress At, string Why);

/// <summary>Somebody connected.</summary>
/// <param name="Wire">The connection; whoever is told owns it and must close it.</param>
public sealed record WireAccepted(IWire Wire);

/// <summary>The dialled connection is there.</summary>
/// <param name="Wire">The connection; whoever is told owns it and must close it.</param>
public sealed record WireOpened(IWire Wire);

/// <summary>The connection broke, ended, could not be made, or carried bad bytes. Nothing more comes from this wire.</summary>
/// <param name="Reason">One of the closed list.</param>
/// <param name="Detail">What was seen and what is allowed.</param>
public sealed record WireFailed(LinkCloseReason Reason, string Detail);
