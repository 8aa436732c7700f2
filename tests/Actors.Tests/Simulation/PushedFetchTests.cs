using PeerActors.Actors.Peer;
using PeerActors.Actors.Simulation;
using PeerActors.Messages.Links;
using PeerActors.Messages.Shares;

namespace PeerActors.Actors.Tests.Simulation;

/// <summary>A sharer that nobody can dial brings its file: to who pushes it along the way of its hit, and by its push proxies where that way is gone.</summary>
public sealed class PushedFetchTests : IDisposable
{
    private readonly SimulatedWorld _world = new(new() { Settings = static s => SimulationOptions.Usual(s) with { Links = SimulationOptions.Usual(s).Links with { Dialect = LinkDialect.Gnutella06 } } });
    private readonly SimulatedPeer _alice;
    private readonly SimulatedPeer _proxy;
    private readonly SimulatedPeer _walled;

    public PushedFetchTests()
    {
        (_alice, _proxy, _walled) = (_world.Add("alice"), _world.Add("proxy"), _world.Add("walled", static s => s with { Firewalled = true }));
        foreach (var peer in _world.Peers) peer.Start();
        _world.Firewall(_walled, firewalled: true);
        _walled.Share("blue.flac", 100_000);
        Assert.True(_world.RunUntil(() => _walled.Offered == 1, TimeSpan.FromSeconds(10)));
        _walled.OpenLink(_proxy.Address);
        _alice.OpenLink(_proxy.Address);
        Assert.True(_world.RunUntil(() => _proxy.Links.Count == 2, TimeSpan.FromSeconds(10)));
        _world.RunFor(TimeSpan.FromSeconds(30));
    }

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task Along_the_way_of_the_hit()
    {
        Assert.Equal(VerifiedHashes.Sha256, Assert.IsType<DownloadFinished>(Fetch(Hit())).Verified);
        Assert.Equal([PushCount.Sent, PushCount.Connected], await Counts(_alice));
        Assert.Equal([PushCount.Answered], await Counts(_walled));
    }

    [Fact]
    public async Task By_a_push_proxy_when_the_way_of_the_hit_is_gone()
    {
        var hit = Hit();
        Assert.Equal(_proxy.Address, Assert.Single(hit.PushProxies));
        LoseTheWay();
        Assert.Equal(VerifiedHashes.Sha256, Assert.IsType<DownloadFinished>(Fetch(hit)).Verified);
        Assert.Contains(PushCount.SentByProxy, await Counts(_alice));
        Assert.Equal([PushCount.Answered], await Counts(_walled));
    }

    [Fact]
    public async Task Not_when_the_proxy_is_gone_too()
    {
        var hit = Hit();
        LoseTheWay();
        _proxy.Crash();
        Assert.IsType<DownloadFailed>(Fetch(hit));
        Assert.Contains(PushCount.ProxyFailed, await Counts(_alice));
    }

    [Fact]
    public async Task Not_when_the_proxy_has_lost_the_sharer()
    {
        var hit = Hit();
        LoseTheWay();
        _walled.CloseLink(_walled.Links.Single().Link, "to be lost");
        Assert.True(_world.RunUntil(() => _proxy.Links.Count == 0, TimeSpan.FromSeconds(10)));
        Assert.IsType<DownloadFailed>(Fetch(hit));
        Assert.Contains(PushCount.ProxyFailed, await Counts(_alice));
    }

    private SearchHit Hit()
    {
        var hit = Assert.Single(_alice.Find(_world, "blue", expect: 1).Hits);
        Assert.True(hit.MustPush);
        return hit;
    }

    private void LoseTheWay()
    {
        _alice.CloseLink(_alice.Links.Single().Link, "to be lost");
        Assert.True(_world.RunUntil(() => _alice.Links.Count == 0, TimeSpan.FromSeconds(10)));
    }

    private IDownloadEvent Fetch(SearchHit hit)
    {
        IDownloadEvent? last = null;
        var source = new DownloadSource(new($"http://{hit.Address}/get/{hit.Index}/{hit.Name}")) { Push = new(hit.Peer, hit.Index, hit.PushProxies), MustPush = hit.MustPush };
        _alice.Download(new(hit.Name, hit.Size, hit.Sha1, hit.Sha256), [source], e => last = e);
        Assert.True(_world.RunUntil(() => last is DownloadFinished or DownloadFailed, TimeSpan.FromHours(1)));
        return last!;
    }

    private static async Task<IEnumerable<PushCount>> Counts(SimulatedPeer peer) => (await peer.Gateway.Pushes()).Counts.Where(static c => c.Value > 0).Select(static c => c.Key);
}
