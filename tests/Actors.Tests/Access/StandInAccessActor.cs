using Akka.Actor;
using PeerActors.Messages.Access;

namespace PeerActors.Actors.Tests.Access;

/// <summary>In the place of the access room: says what holds to whoever follows, and hands denials on.</summary>
internal sealed class StandInAccessActor : ReceiveActor
{
    public StandInAccessActor(AccessPolicy policy, IActorRef denials)
    {
        Receive<FollowAccess>(_ => Sender.Tell(new AccessChanged(policy)));
        Receive<AccessDenied>(denials.Tell);
    }

    public static Props For(AccessPolicy policy, IActorRef denials) => Props.Create(() => new StandInAccessActor(policy, denials));
}
