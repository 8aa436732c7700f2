using PeerActors.Messages.Links;
using PeerActors.Messages.Shares;
using PeerActors.TestKit;

namespace PeerActors.Scenarios;

public class FirstPeersTests
{
    [Fact]
    public async Task A_search_finds_a_file_two_hops_away_and_fetches_it()
    {
        await using var net = await Scenario.Start("alice", "bob", "carol");
        await net.Connect("alice – bob – carol");
        await net["carol"].Shares("blue-train.flac", bytes: 3_145_728);
        var hits = await net["alice"].Search("blue train").Within(20.Seconds());
        var hit = Assert.Single(hits);
        Assert.Equal((net["carol"].Id, 2), (hit.Peer, hit.HopsTravelled));
        Assert.Equal((net["carol"].Address, "blue-train.flac", 3_145_728L), (hit.Address, hit.Name, hit.Size));
        var done = Assert.IsType<DownloadFinished>(await net["alice"].Download(hit));
        Assert.Equal((3_145_728L, true, hit.Sha256), (done.Bytes, done.Verified.HasFlag(VerifiedHashes.Sha256), (Messages.Identity.Sha256Hash?)done.Sha256));
    }

    /// <summary>The seed's seven links between peers that greet in 0.4; in 0.6 the four that servents of today let pass.</summary>
    [Theory]
    [InlineData(LinkDialect.Gnutella04, 7)]
    [InlineData(LinkDialect.Gnutella06, 4)]
    public async Task A_search_reaches_as_far_as_its_ttl_and_no_farther(LinkDialect dialect, int farthest)
    {
        string[] names = ["p0", "p1", "p2", "p3", "p4", "p5", "p6", "p7", "p8"];
        var options = new ScenarioOptions { Settings = s => ScenarioOptions.Quick(s) with { Links = ScenarioOptions.Quick(s).Links with { Dialect = dialect } } };
        await using var net = await Scenario.Start(options, names);
        await net.Connect(string.Join(" – ", names));
        foreach (var name in names) await net[name].Shares($"common {name}.txt");
        var hits = await net["p0"].Search("common", expect: 8).Within(2.Seconds());
        Assert.Equal(names[1..(farthest + 1)], hits.Select(h => names.Single(n => net[n].Id == h.Peer)).Order());
        Assert.Equal(farthest, hits.Max(static h => h.HopsTravelled));
    }

    [Fact]
    public async Task In_a_ring_every_peer_answers_once()
    {
        await using var net = await Scenario.Start("a", "b", "c", "d", "e");
        await net.Connect("a – b – c – d – e – a");
        foreach (var name in new[] { "b", "c", "d", "e" }) await net[name].Shares("same.txt");
        var hits = await net["a"].Search("same", expect: 5).Within(2.Seconds());
        Assert.Equal(4, hits.Length);
        var duplicates = 0L;
        foreach (var name in new[] { "b", "c", "d", "e" }) duplicates += (await net[name].Gateway.Router()).Dropped[Messages.Router.DropReason.Duplicate];
        Assert.True(duplicates > 0, "the ring brings the query to somebody twice, and it is dropped");
    }

    [Fact]
    public async Task Pongs_make_everybody_known_to_everybody()
    {
        await using var net = await Scenario.Start("alice", "bob", "carol", "dave");
        await net.Connect("alice – bob");
        await net.Connect("carol – dave");
        await net.Connect("bob – carol");
        await Waiting.For(async () =>
        {
            var known = (await net["bob"].Gateway.Hosts()).Hosts.Select(static h => h.Address).ToHashSet();
            return known.IsSupersetOf([net["alice"].Address, net["carol"].Address, net["dave"].Address]);
        });
    }

    [Fact]
    public async Task A_peer_that_dials_who_is_heard_of_finds_more_neighbours_by_itself()
    {
        var options = new ScenarioOptions { Settings = static s => ScenarioOptions.Quick(s) with { Links = ScenarioOptions.Quick(s).Links with { DialDiscovered = true } } };
        await using var net = await Scenario.Start(options, "alice", "bob", "carol");
        await net.Connect("alice – bob – carol");
        var carol = net["carol"].Address;
        await net["alice"].Links.WaitFor(e => e is LinkOpened opened && opened.Remote.Ip == carol.Ip);
    }

    [Fact]
    public async Task When_the_middle_one_crashes_the_others_say_so_and_link_again_when_it_is_back()
    {
        await using var net = await Scenario.Start("alice", "bob", "carol");
        await net.Connect("alice – bob – carol");
        await net["carol"].Shares("blue train.flac");
        await net["bob"].Crash();
        var lost = Assert.IsType<LinkClosed>(await net["alice"].Links.WaitFor(static e => e is LinkClosed { Carried: true }));
        Assert.Equal(LinkCloseReason.ConnectionLost, lost.Reason);
        Assert.Empty(await net["alice"].Search("blue").Within(1.Seconds()));

        var seen = net["alice"].Links.SoFar.Count;
        await net["bob"].Restart();
        await net["alice"].Links.WaitFor(static e => e is LinkOpened, seen);
        await net.Connect("bob – carol");
        Assert.Single(await net["alice"].Search("blue").Within(20.Seconds()));
    }

    [Fact]
    public async Task A_peer_that_leaves_says_bye()
    {
        await using var net = await Scenario.Start("alice", "bob");
        await net.Connect("alice – bob");
        await net["bob"].Leave();
        var closed = Assert.IsType<LinkClosed>(await net["alice"].Links.WaitFor(static e => e is LinkClosed));
        Assert.Equal(LinkCloseReason.ByeReceived, closed.Reason);
        Assert.Contains("200", closed.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hosts_are_known_again_after_a_restart()
    {
        await using var net = await Scenario.Start("alice", "bob");
        await net.Connect("alice – bob");
        await net["alice"].Leave();
        await net["alice"].Restart();
        Assert.Contains(net["bob"].Address, (await net["alice"].Gateway.Hosts()).Hosts.Select(static h => h.Address));
    }

    [Fact]
    public async Task A_peer_does_not_link_to_itself_nor_twice_to_another()
    {
        await using var net = await Scenario.Start("alice", "bob");
        await net.Connect("alice – bob");
        net["alice"].Gateway.OpenLink(net["alice"].Address);
        net["alice"].Gateway.OpenLink(net["bob"].Address);
        var links = await net["alice"].Gateway.Links();
        Assert.Equal(net["bob"].Address, Assert.Single(links.Links).Listening);
    }

    [Fact]
    public async Task When_two_peers_dial_each_other_at_once_one_link_stays()
    {
        await using var net = await Scenario.Start("alice", "bob");
        net["alice"].Gateway.OpenLink(net["bob"].Address);
        net["bob"].Gateway.OpenLink(net["alice"].Address);
        await Waiting.For(async () =>
        {
            var (a, b) = (await net["alice"].Gateway.Links(), await net["bob"].Gateway.Links());
            return a.Links is [{ State: LinkState.Carrying, Listening: { } }] && b.Links is [{ State: LinkState.Carrying, Listening: { } }];
        });
    }

    [Fact]
    public async Task A_cut_link_comes_back_after_it_is_healed()
    {
        await using var net = await Scenario.Start("alice", "bob");
        await net.Connect("alice – bob");
        var seen = net["alice"].Links.SoFar.Count;
        net.Cut("alice", "bob");
        await net["alice"].Links.WaitFor(static e => e is LinkClosed { Reason: LinkCloseReason.ConnectionLost }, seen);
        await net["alice"].Links.WaitFor(static e => e is LinkClosed { Reason: LinkCloseReason.DialFailed }, seen);
        seen = net["alice"].Links.SoFar.Count;
        net.Heal("alice", "bob");
        await net["alice"].Links.WaitFor(static e => e is LinkOpened, seen);
    }
}
