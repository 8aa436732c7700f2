using Akka.Actor;
using PeerActors.Messages.Links;

namespace PeerActors.Actors.Tests.Simulation.Shrinking;

/// <summary>A bug for the shrinker to find: a router that loses sight of a neighbour that it was linked to before, as if routes were kept by address and not forgotten.</summary>
internal sealed class ForgetfulRouter : ReceiveActor
{
    private readonly HashSet<uint> _met = [];

    public ForgetfulRouter(Props router)
    {
        var real = Context.ActorOf(router, "real");
        Receive<LinkOpened>(m =>
        {
            if (_met.Add(m.Remote.Ip)) real.Forward(m);
        });
        ReceiveAny(real.Forward);
    }

    /// <summary>Makes the actor in the place of a router.</summary>
    public static Props For(Props router) => Props.Create(() => new ForgetfulRouter(router));
}
