using PeerActors.Actors.Peer;
using PeerActors.Messages.Router;
using PeerActors.Messages.Shares;
using PeerActors.TestKit.Crowds;

namespace PeerActors.Benchmarks.Networks;

/// <summary>Throughput mode: the dispatcher of a deployed peer, on all cores, over pipes.</summary>
internal sealed class PooledNetwork : INetwork
{
    private readonly Crowd _crowd = new(NetworkPlan.Settings(PeerSettings.Reference()), seed: 42);

    public string Mode => "throughput";

    public Task Grow(NetworkPlan plan) => _crowd.Grow(plan.Peers, plan.NamesOf);

    public Task Join(NetworkPlan plan) => _crowd.Join(plan.Links);

    public Task<CrowdSearch> Search(int by, string words) => _crowd.Search(by, words);

    public async Task<Done[]> Look()
    {
        var routers = await _crowd.AskAll<RouterStatus>(static r => new GetRouterStatus(r));
        var libraries = await _crowd.AskAll<LibraryStatus>(static r => new GetLibraryStatus(r));
        return [.. routers.Zip(libraries, Of)];
    }

    public ValueTask DisposeAsync() => _crowd.DisposeAsync();

    /// <summary>Sums one peer up.</summary>
    internal static Done Of(RouterStatus router, LibraryStatus library)
    {
        var duplicates = router.Dropped.GetValueOrDefault(DropReason.Duplicate);
        var expected = duplicates + router.Dropped.GetValueOrDefault(DropReason.Returned) + router.Dropped.GetValueOrDefault(DropReason.TtlSpent);
        return new(library.QueriesLookedUp, router.Received.Values.Sum(), duplicates, router.Dropped.Values.Sum() - expected);
    }
}
