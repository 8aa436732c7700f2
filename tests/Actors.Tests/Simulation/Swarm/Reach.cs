using System.Collections.Immutable;
using PeerActors.Actors.Simulation;

namespace PeerActors.Actors.Tests.Simulation.Swarm;

/// <summary>Whom a search must reach over the links that there are, and whom it cannot reach.</summary>
/// <remarks>
/// A flood of 0.4 goes to everybody within the TTL of 7: where every link takes as long as every other, a query comes first over the shortest way. A
/// dynamic query comes in steps, and may come the long way with a low TTL before it comes the short way; it goes on then only when it comes the long way again,
/// with more. So within the TTL of 4 those are sure whom a shortest way leads to on which nobody is reached by a longer way too.
/// </remarks>
internal sealed class Reach
{
    private const int FloodTtl = 7;
    private const int ModernTtl = 4;

    private readonly SwarmPlan _plan;
    private readonly List<int>[] _neighbours;

    public Reach(SwarmPlan plan, SimulatedWorld world, SwarmRecords records)
    {
        _plan = plan;
        _neighbours = [.. world.Peers.Select(static _ => new List<int>())];
        for (var i = 0; i < plan.Peers; i++)
            _neighbours[i].AddRange(world.Peers[i].Links.Select(l => NumberOf(records.NameAt(l.Remote))).Distinct());
    }

    /// <summary>Everybody who is linked to a peer over any number of links.</summary>
    public IReadOnlySet<int> Together(int with) => Distances([with], static _ => true, int.MaxValue).Keys.ToHashSet();

    /// <summary>Who must find, and who may: peers by number.</summary>
    public (IReadOnlySet<int> Sure, IReadOnlySet<int> Possible) From(int asker)
    {
        if (_plan.Kind == SwarmKind.Flood) return (Flooded(asker, FloodTtl), Flooded(asker, FloodTtl));
        return (Shielded(asker, onlySure: true), Shielded(asker, onlySure: false));
    }

    private HashSet<int> Flooded(int asker, int ttl)
    {
        var reached = Distances([asker], static _ => true, ttl).Keys.ToHashSet();
        reached.Remove(asker);
        return reached;
    }

    /// <summary>From ultrapeer to ultrapeer, and from each to its leaves. A leaf's shields have it with one less to go.</summary>
    private HashSet<int> Shielded(int asker, bool onlySure)
    {
        var isLeaf = _plan.IsLeaf(asker);
        var (starts, ttl) = isLeaf ? (_neighbours[asker], ModernTtl - 1) : ([asker], ModernTtl);
        HashSet<int> reached = onlySure ? Sure(starts, ttl) : [.. Distances(starts, IsUltrapeer, ttl).Keys];
        reached.UnionWith(reached.SelectMany(u => _neighbours[u].Where(_plan.IsLeaf)).ToArray());
        reached.Remove(asker);
        return reached;
    }

    private bool IsUltrapeer(int peer) => !_plan.IsLeaf(peer);

    private HashSet<int> Sure(IReadOnlyCollection<int> starts, int ttl)
    {
        var distances = Distances(starts, IsUltrapeer, ttl);
        var isReachedLater = new HashSet<int>();
        foreach (var start in starts) Walk(start, []);
        var sure = starts.ToHashSet();
        for (var step = 1; step <= ttl; step++)
        {
            sure.UnionWith(distances.Where(d => d.Value == step && _neighbours[d.Key].Any(n =>
                sure.Contains(n) && distances[n] == step - 1 && !isReachedLater.Contains(n))).Select(static d => d.Key).ToArray());
        }

        return sure;

        void Walk(int peer, ImmutableList<int> way)
        {
            if (way.Count > distances[peer] && !starts.Contains(peer)) isReachedLater.Add(peer);
            if (way.Count == ttl) return;
            foreach (var next in _neighbours[peer].Where(n => IsUltrapeer(n) && !way.Contains(n) && n != peer)) Walk(next, way.Add(peer));
        }
    }

    private Dictionary<int, int> Distances(IEnumerable<int> starts, Func<int, bool> handsOn, int most)
    {
        var distances = starts.ToDictionary(static s => s, static _ => 0);
        var next = new Queue<int>(distances.Keys);
        while (next.TryDequeue(out var peer))
        {
            if (distances[peer] == most) continue;
            foreach (var neighbour in _neighbours[peer].Where(handsOn))
                if (distances.TryAdd(neighbour, distances[peer] + 1)) next.Enqueue(neighbour);
        }

        return distances;
    }

    private static int NumberOf(string name) => int.Parse(name.AsSpan(1), System.Globalization.CultureInfo.InvariantCulture);
}
