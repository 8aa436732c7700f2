using PeerActors.Actors.Simulation.Shrinking;

namespace PeerActors.Actors.Tests.Simulation.Swarm;

/// <summary>Reduces a plan in which something is broken to what that takes: first the faults, then the peers, then the faults again.</summary>
internal static class SwarmShrinking
{
    private const int MaxRuns = 300;

    /// <summary>Reduces a plan.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="broken">True for a plan in which the same is broken.</param>
    public static SwarmPlan Shrink(SwarmPlan plan, Func<SwarmPlan, bool> broken)
    {
        var shrinker = new Shrinker(MaxRuns);
        var less = WithFewerFaults(plan);
        int[] peers = [.. Enumerable.Range(0, plan.Peers)];
        var (whole, kept) = (less, shrinker.Shrink(peers, some => broken(Among(less, some))));
        less = WithFewerFaults(Among(whole, kept));
        return less;

        SwarmPlan WithFewerFaults(SwarmPlan of) => of with { Faults = shrinker.Shrink(of.Faults, faults => broken(of with { Faults = faults })) };
        SwarmPlan Among(SwarmPlan of, IReadOnlyList<int> some) => of.Without(peers.Except(some).ToHashSet());
    }

    /// <summary>What is broken, without times, names and numbers: the same kind of thing in another run is the same.</summary>
    public static string KindOf(string broken) => string.Concat(broken.Where(static c => !char.IsAsciiDigit(c) && !char.IsAsciiHexDigitLower(c)));
}
