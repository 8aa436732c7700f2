using PeerActors.Actors.Simulation;
using PeerActors.Messages.Links;

namespace PeerActors.Actors.Tests.Simulation.Swarm;

/// <summary>Who the peers of a swarm are.</summary>
internal enum SwarmKind
{
    /// <summary>Servents of 0.4: everybody hands everything on.</summary>
    Flood,

    /// <summary>Ultrapeers and leaves of 0.6: query routing tables, dynamic queries, cached pongs.</summary>
    Shielded,
}

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

    /// <summary>One only dials out.</summary>
    Firewall,

    /// <summary>One gets another address, which those who dial it are told after 5 seconds.</summary>
    Move,

    /// <summary>One cannot load or save anything.</summary>
    Disk,

    /// <summary>One searches in the middle of it all.</summary>
    Search,

    /// <summary>And another.</summary>
    SearchToo,
}

/// <summary>A fault at a time.</summary>
internal sealed record Fault(TimeSpan At, FaultKind Kind, int One, int Other)
{
    public override string ToString() => $"at {At.TotalSeconds:0.0} s {Kind} {One}{(Kind is FaultKind.Cut or FaultKind.OneWay ? $" {Other}" : "")}";
}

/// <summary>A network and what happens to it; both follow from the seed.</summary>
/// <param name="Seed">Of the run too.</param>
/// <param name="Kind">Who the peers are.</param>
/// <param name="Routers">Peers that hand on, numbered from 0; the others are leaves.</param>
/// <param name="Peers">All peers.</param>
/// <param name="Links">Who dials whom.</param>
/// <param name="Faults">In the order of time.</param>
internal sealed record SwarmPlan(int Seed, SwarmKind Kind, int Routers, int Peers, IReadOnlyList<(int One, int Other)> Links, IReadOnlyList<Fault> Faults)
{
    private const int MostRouters = 16;
    private const int MostLeaves = 8;
    private const int MostFaults = 14;

    /// <summary>Peers that are left out and never start; a plan that was reduced has some.</summary>
    public IReadOnlySet<int> Absent { get; init; } = new HashSet<int>();

    public static SwarmPlan Of(int seed, SwarmKind kind)
    {
        var dice = new Random(seed);
        var routers = dice.Next(4, MostRouters + 1);
        var topology = dice.Next(6) switch
        {
            0 => Topology.Ring,
            1 => Topology.Star,
            2 => Topology.Tree(2),
            3 => Topology.ScaleFree(2),
            4 => Topology.Line,
            _ => Topology.Regular(3),
        };
        var links = topology.Links(routers, dice).ToList();
        var peers = kind == SwarmKind.Shielded ? routers + dice.Next(1, MostLeaves + 1) : routers;
        for (var leaf = routers; leaf < peers; leaf++)
        {
            var shield = dice.Next(routers);
            links.Add((leaf, shield));
            if (dice.Next(2) == 0) links.Add((leaf, (shield + dice.Next(1, routers)) % routers));
        }

        var faults = Enumerable.Range(0, dice.Next(1, MostFaults + 1)).Select(_ =>
        {
            var one = dice.Next(peers);
            return new Fault(TimeSpan.FromSeconds(135 + dice.NextDouble() * 90), (FaultKind)dice.Next(10), one, (one + dice.Next(1, peers)) % peers);
        });
        return new(seed, kind, routers, peers, links, [.. faults.OrderBy(static f => f.At)]);
    }

    /// <summary>True for a peer that hands nothing on.</summary>
    public bool IsLeaf(int peer) => peer >= Routers;

    /// <summary>What a peer is.</summary>
    public PeerMode ModeOf(int peer) => IsLeaf(peer) ? PeerMode.Leaf : PeerMode.Ultrapeer;

    /// <summary>The same without some peers, their links and their faults.</summary>
    public SwarmPlan Without(IReadOnlySet<int> absent) => this with
    {
        Absent = absent,
        Links = [.. Links.Where(l => !absent.Contains(l.One) && !absent.Contains(l.Other))],
        Faults = [.. Faults.Where(f => !absent.Contains(f.One) && !(f.Kind is FaultKind.Cut or FaultKind.OneWay && absent.Contains(f.Other)))],
    };

    public override string ToString() =>
        $"{Kind}, {Peers - Absent.Count} peers{(Peers > Routers ? $" (leaves from {Routers} on)" : "")}, linked {string.Join(", ", Links.Select(static l => $"{l.One}-{l.Other}"))}; {(Faults.Count == 0 ? "no faults" : string.Join("; ", Faults))}";
}
