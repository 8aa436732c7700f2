using System.Collections.Immutable;
using Akka.Actor;
using PeerActors.Messages.Buddies;

namespace PeerActors.Actors.Buddies;

/// <summary>Stands in the place of the room in a peer without a key: it has no buddies, and says so.</summary>
internal sealed class NoBuddiesActor : ReceiveActor
{
    public NoBuddiesActor()
    {
        Receive<ListBuddies>(m => Sender.Tell(new BuddiesListed(
            m.Request, Own: null, new(PresenceState.Online, "", "", []), [], 0, ImmutableSortedDictionary<string, long>.Empty)));
        Receive<IBuddyRequest>(m => Sender.Tell(new BuddyNotChanged(m.Request, "Nothing was changed: this peer has no key, and so no buddies.")));
    }

    /// <summary>Makes the actor.</summary>
    public static Props For() => Props.Create(() => new NoBuddiesActor());
}
