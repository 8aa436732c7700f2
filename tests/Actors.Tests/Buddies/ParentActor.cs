using Akka.Actor;

namespace PeerActors.Actors.Tests.Buddies;

/// <summary>In the place of the peer: what the room tells its parent reaches a probe.</summary>
internal sealed class ParentActor : UntypedActor
{
    private readonly IActorRef _probe;

    public ParentActor(Props room, IActorRef probe)
    {
        _probe = probe;
        Context.ActorOf(room);
    }

    public static Props For(Props room, IActorRef probe) => Props.Create(() => new ParentActor(room, probe));

    protected override void OnReceive(object message) => _probe.Tell(message);
}
