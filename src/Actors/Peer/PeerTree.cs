using Akka.Actor;
using PeerActors.Actors.Remoting;

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
    /// <param name="desk">Where its services are exported and found; null for a peer that has none.</param>
    public static IActorRef Spawn(IActorRefFactory where, string name, PeerSettings settings, PeerEnvironment environment, IActorRef observer, RemotingDesk? desk = null) =>
        where.ActorOf(PeerActor.For(settings, environment, observer, desk), name);

    /// <summary>Runs an actor of the user's beside a peer's rooms; it counts as the peer's own.</summary>
    /// <param name="where">The actor system.</param>
    /// <param name="tree">The name of the peer's tree.</param>
    /// <param name="actor">How it is made.</param>
    /// <param name="name">Its name; no two of a peer have the same.</param>
    public static IActorRef SpawnBeside(IActorRefFactory where, string tree, Props actor, string name) => where.ActorOf(actor, $"{tree}+{name}");
}
