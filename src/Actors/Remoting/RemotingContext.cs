using Akka.Actor;
using PeerActors.Messages.Access;

namespace PeerActors.Actors.Remoting;

/// <summary>What the actors of all peers have in common.</summary>
/// <param name="Desk">Outboxes, exports and counters.</param>
/// <param name="Links">The room of peer links.</param>
/// <param name="Access">The access room; told of denials.</param>
/// <param name="Store">Keeps what was promised.</param>
/// <param name="Clock">Wall time and the monotonic clock.</param>
/// <param name="Dice">Dice of the room.</param>
internal sealed record RemotingContext(RemotingDesk Desk, IActorRef Links, IActorRef Access, IServiceStore Store, TimeProvider Clock, Random Dice)
{
    /// <summary>Who may do what, as it stands.</summary>
    public AccessPolicy Policy { get; init; } = AccessPolicy.Closed;
}
