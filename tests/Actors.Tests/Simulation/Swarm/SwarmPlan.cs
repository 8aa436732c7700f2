using PeerActors.Actors.Simulation;

namespace PeerActors.Actors.Tests.Simulation.Swarm;

/// <summary>What goes wrong.</summary>
internal enum FaultKind
{
    /// <summary>The link between two breaks, and none can be made.</summary>
    Cut,

    /// <summary>Nothing from one reaches the other.</summary>
    OneWay,

    /// <summary>The peers below a number do not reach the others.</summary>
    Partition,

    /// <summary>One crashes, and comes back after 20 seconds.</summary>
    Crash,

    /// <summary>One sends 200 bytes per second.</summary>
    Slow,

    /// <summary>One searches in the middle of it all.</summary>
    Search,
}

/// <summary>A fault at a time.</summary>
internal sealed record Fault(TimeSpan At, FaultKind Kind, int One, int Other)
{
    public override string ToString() => $"at {At.TotalSeconds:0.0} s {Kind} {One} {Other}";
}

/// <summary>A network and what happens to it; both follow from the seed.</summary>
internal sealed record SwarmPlan(int Seed, int Peers, IReadOnlyList<(int One, int Other)> Links, IReadOnlyList<Fault> Faults)
{
    private const int MostPeers = 16;
    private const int MostFaults = 12;

    public static SwarmPlan Of(int seed)
    {
        var dice = new Random(seed);
        var peers = dice.Next(4, MostPeers + 1);
        var topology = dice.Next(5) switch
        {
            0 => Topology.Ring,
            1 => Topology.Star,
            2 => Topology.Tree(2),
            3 => Topology.ScaleFree(2),
            _ => Topology.Regular(3),
        };
        var faults = Enumerable.Range(0, dice.Next(1, MostFaults + 1)).Select(_ =>
        {
            var one = dice.Next(peers);
            return new Fault(TimeSpan.FromSeconds(90 + dice.NextDouble() * 120), (FaultKind)dice.Next(6), one, (one + dice.Next(1, peers)) % peers);
        });
        return new(seed, peers, [.. topology.Links(peers, dice)], [.. faults.OrderBy(static f => f.At)]);
    }
}
