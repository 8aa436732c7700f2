using Akka.Actor;
using Akka.Event;

namespace PeerActors.Actors.Remoting;

/// <summary>Something for the one actor that speaks with a peer.</summary>
internal abstract record PeerOrder(PeerOutbox Outbox) : IDeadLetterSuppression;

/// <summary>There is something in the outbox of a peer.</summary>
internal sealed record CollectPeerMessages(PeerOutbox Outbox) : PeerOrder(Outbox);

/// <summary>There is something to keep until the peer has confirmed it.</summary>
internal sealed record KeepPeerMessages(PeerOutbox Outbox) : PeerOrder(Outbox);

/// <summary>Somebody wants to know when a peer is lost.</summary>
/// <param name="Outbox">That peer's.</param>
/// <param name="Watchee">What it watches.</param>
/// <param name="Watcher">Who.</param>
internal sealed record WatchPeer(PeerOutbox Outbox, IInternalActorRef Watchee, IInternalActorRef Watcher) : PeerOrder(Outbox);

/// <summary>Somebody does not want to know any more.</summary>
internal sealed record UnwatchPeer(PeerOutbox Outbox, IInternalActorRef Watchee, IInternalActorRef Watcher) : PeerOrder(Outbox);

/// <summary>An actor is exported: it is watched from now on.</summary>
internal sealed record ServiceExported(IActorRef Actor) : IDeadLetterSuppression;

/// <summary>An actor that was exported has ended.</summary>
internal sealed record ServiceEnded(IActorRef Actor);

/// <summary>Nothing is left to do for a peer that is lost, and nobody keeps a reference to it.</summary>
/// <param name="Outbox">That peer's.</param>
/// <param name="Remembered">How far streams were taken and given.</param>
internal sealed record PeerIsIdle(PeerOutbox Outbox, ServiceStock Remembered);

/// <summary>As many streams are remembered as may be: the oldest of a peer that is not spoken with makes room.</summary>
internal sealed record MakeRoomForStreams
{
    public static MakeRoomForStreams Instance { get; } = new();
}
