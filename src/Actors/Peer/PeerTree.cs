using Akka.Actor;

namespace PeerActors.Actors.Peer;

/// <summary>A peer in an actor system that somebody else made: alone in it, or beside thousands of others.</summary>
internal static class PeerTree
{
    /// <summary>Starts a peer; its observer is told when it is up.</summary>
    /// <param name="where">The actor system.</param>
    /// <param name="name">The name of the tree; no two of a system have the same.</param>
    /// <param name="settings">Checked settings.</param>
    /// <param name="environment">Clock, dice, network and disk.</param>
    /// <param name="observer">Told what happens.</param>
    public static IActorRef Spawn(IActorRefFactory where, string name, PeerSettings settings, PeerEnvironment environment, IActorRef observer) =>
        where.ActorOf(PeerActor.For(settings, environment, observer), name);
}
