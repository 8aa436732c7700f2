using System.Collections.Immutable;
using Akka.Actor;
using PeerActors.Messages.Access;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Router;

namespace PeerActors.Actors.Buddies;

/// <summary>All that the buddies room is made with.</summary>
/// <param name="Settings">Bounds and times.</param>
/// <param name="Own">Which peer this is.</param>
/// <param name="Store">Keeps the roster.</param>
/// <param name="Clock">Wall time and the monotonic clock.</param>
/// <param name="Dice">For waits that are not to coincide.</param>
/// <param name="Secret">Makes so many bytes that nobody can guess.</param>
/// <param name="PeerLinks">Carries messages and dials.</param>
/// <param name="Access">Is told who is a buddy, and says who may be told how we are.</param>
internal sealed record BuddiesOrder(
    BuddySettings Settings, OwnBuddy Own, IBuddyStore Store, TimeProvider Clock, Random Dice, Func<int, Payload> Secret, IActorRef PeerLinks, IActorRef Access);

/// <summary>A peer as its buddies are to know it.</summary>
/// <param name="Peer">Its id.</param>
/// <param name="Name">For people; cut to what others take.</param>
/// <param name="Addresses">Where it can be dialled; empty when nowhere.</param>
/// <param name="Capabilities">What it can.</param>
/// <param name="Person">Whose device it is; null when that is not known.</param>
/// <param name="Acquaintances">Of whom more is known than a key without any buddy: the devices of that person.</param>
internal sealed record OwnBuddy(
    PeerId Peer, string Name, ImmutableArray<PeerAddress> Addresses, ImmutableArray<string> Capabilities, PersonHistory? Person, ImmutableDictionary<PeerId, Acquaintance> Acquaintances);
