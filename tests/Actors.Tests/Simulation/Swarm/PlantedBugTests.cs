using Akka.Actor;
using PeerActors.Actors.Peer;
using PeerActors.Actors.Tests.Simulation.Shrinking;
using PeerActors.Messages.Router;

namespace PeerActors.Actors.Tests.Simulation.Swarm;

/// <summary>Bugs that are planted for the swarm to find: each of its rules must be able to fail.</summary>
public class PlantedBugTests
{
    [Fact]
    public void Routers_that_forget_their_neighbours_on_a_reconnect_are_found_and_the_plan_is_reduced_to_five_faults_or_fewer()
    {
        bool IsBroken(SwarmPlan plan) => Find(plan, routing: ForgetfulRouter.For).Any(static b => b.Contains("does not find", StringComparison.Ordinal));
        var plan = SwarmPlan.Of(72, SwarmKind.Flood);
        Assert.True(plan.Faults.Count > 5, plan.ToString());
        Assert.True(IsBroken(plan));
        var less = SwarmShrinking.Shrink(plan, IsBroken);
        Assert.True(IsBroken(less));
        Assert.True(less.Faults.Count <= 2 && less.Peers - less.Absent.Count <= 4, less.ToString());
    }

    [Fact]
    public void Routers_that_remember_too_few_routes_are_found_out() => Assert.Contains(
        Find(SwarmPlan.Of(72, SwarmKind.Flood), static s => s with { Router = s.Router with { MaxRoutes = 1 } }), static b => b.EndsWith("a second time", StringComparison.Ordinal));

    [Fact]
    public void Routers_that_lose_hits_are_found_out() => Assert.Contains(
        Find(SwarmPlan.Of(3, SwarmKind.Flood), routing: LossyRouter.For), static b => b.Contains("does not hand it to link", StringComparison.Ordinal));

    [Fact]
    public void Peers_that_do_not_flood_as_far_as_they_should_are_found_out() => Assert.Contains(
        Find(SwarmPlan.Of(3, SwarmKind.Flood), static s => s with { Router = s.Router with { MaxTtl = 2 } }), static b => b.Contains("within its reach", StringComparison.Ordinal));

    [Fact]
    public void Queries_that_go_too_far_are_found_out() => Assert.Contains(
        Find(SwarmPlan.Of(2, SwarmKind.Shielded), static s => s with { Router = s.Router with { MaxTtlModern = 7 } }), static b => b.Contains("beyond its reach", StringComparison.Ordinal));

    [Fact]
    public void Tables_above_their_bounds_are_found_out() => Assert.Contains(
        Find(SwarmPlan.Of(3, SwarmKind.Flood), static s => s with { Links = s.Links with { DialDiscovered = true }, Hosts = s.Hosts with { Max = 1000 } }, most: 2),
        static b => b.Contains("are allowed", StringComparison.Ordinal));

    private static IReadOnlyList<string> Find(SwarmPlan plan, Func<PeerSettings, PeerSettings>? change = null, Func<Props, Props>? routing = null, int? most = null) =>
        SwarmRun.Of(plan, change, routing, most).Broken;

    /// <summary>Hands every second batch on without its hits.</summary>
    private sealed class LossyRouter : ReceiveActor
    {
        private int _batches;

        public LossyRouter(Props router)
        {
            var real = Context.ActorOf(router, "real");
            Receive<DescriptorsReceived>(m => real.Forward(
                ++_batches % 2 == 0 ? m with { Descriptors = [.. m.Descriptors.Where(static d => d is not QueryHit)] } : m));
            ReceiveAny(real.Forward);
        }

        public static Props For(Props router) => Props.Create(() => new LossyRouter(router));
    }
}
