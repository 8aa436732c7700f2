using System.Diagnostics;
using PeerActors.Actors.Simulation;
using PeerActors.Messages.Router;
using PeerActors.TestKit.Crowds;

namespace PeerActors.Benchmarks.Networks;

/// <summary>Seeded mode: one thread, virtual time, links of 10 to 30 ms, every run the same.</summary>
internal sealed class SeededNetwork : INetwork
{
    /// <summary>With the usual links nothing is under way any more that has not arrived for so long: one in 10^16 takes longer.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromMilliseconds(200);

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly SimulatedWorld _world = new(new() { Seed = 42, Settings = NetworkPlan.Settings, MaxRunsPerInstant = 100_000_000 });
    private int _linkEnds;
    private TimeSpan _lastSent;

    public string Mode => "seeded";

    public Task Grow(NetworkPlan plan)
    {
        for (var i = 0; i < plan.Peers; i++)
        {
            var (number, peer) = (i, _world.Add($"p{i}"));
            peer.Keep(plan.NamesOf(number).Select(static (name, n) => (name, 1_000_000L + n)));
            peer.Start();
        }

        _world.RunFor(TimeSpan.FromSeconds(1));
        var offering = _world.Peers.Count(peer => peer.IsUp && peer.Offered == peer.Files);
        return offering == plan.Peers ? Task.CompletedTask : throw new InvalidOperationException($"{offering:N0} of {plan.Peers:N0} peers are up and offer their files.");
    }

    public Task Join(NetworkPlan plan)
    {
        _world.OnLinkEvent = (_, e) => _linkEnds += e is Messages.Links.LinkOpened ? 1 : -1;
        foreach (var (one, other) in plan.Links) _world.Peers[one].OpenLink(_world.Peers[other].Address);
        if (!_world.RunUntil(() => _linkEnds == 2 * plan.Links.Count, Patience)) throw new InvalidOperationException($"{_linkEnds:N0} ends of {plan.Links.Count:N0} links are open.");
        _world.RunFor(TimeSpan.FromSeconds(1));
        return Task.CompletedTask;
    }

    public Task<CrowdSearch> Search(int by, string words)
    {
        _lastSent = _world.Now;
        _world.OnMessage = (at, _, _, message) =>
        {
            if (message is Departure { Descriptor: Query or QueryHit }) _lastSent = at;
        };
        var began = Stopwatch.GetTimestamp();
        TimeSpan? firstHit = null, lastHit = null;
        var known = 0;
        var search = _world.Peers[by].Search(words, Patience, maxHits: 10_000);
        _world.RunUntil(
            () =>
            {
                if (search.Hits.Count > known)
                {
                    known = search.Hits.Count;
                    lastHit = Stopwatch.GetElapsedTime(began);
                    firstHit ??= lastHit;
                }

                return _world.Now - _lastSent > Silence;
            },
            Patience);
        var atRest = Stopwatch.GetElapsedTime(began);
        _world.OnMessage = null;
        return Task.FromResult(new CrowdSearch(search.Hits.Count, search.Hits.Select(static h => h.Peer).Distinct().Count(), firstHit, lastHit, atRest));
    }

    public Task<Done[]> Look() => Task.FromResult(_world.Peers.Select(static peer => PooledNetwork.Of(peer.RouterStatus(), peer.LibraryStatus())).ToArray());

    public ValueTask DisposeAsync()
    {
        _world.Dispose();
        return ValueTask.CompletedTask;
    }
}
