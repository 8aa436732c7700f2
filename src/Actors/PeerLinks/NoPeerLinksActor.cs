using System.Collections.Immutable;
using Akka.Actor;
using PeerActors.Messages.Links;
using PeerActors.Messages.PeerLinks;

namespace PeerActors.Actors.PeerLinks;

/// <summary>Stands in the place of the room in a peer without a key: there are no peer links, and it says so.</summary>
internal sealed class NoPeerLinksActor : ReceiveActor
{
    public NoPeerLinksActor()
    {
        Receive<ListPeerLinks>(m => Sender.Tell(new PeerLinksListed(m.Request, [], ImmutableSortedDictionary<LinkCloseReason, long>.Empty, 0)));
        Receive<SendPeerMessage>(m => Sender.Tell(new PeerMessageRefused(m.Request, "this peer has no key, and so no peer links")));
        Receive<IPeerLinkCommand>(static _ => { });
        Receive<LeaveAll>(m => Sender.Tell(new AllLinksLeft(m.Request, 0)));
    }

    /// <summary>Makes the actor.</summary>
    public static Props For() => Props.Create(() => new NoPeerLinksActor());
}
