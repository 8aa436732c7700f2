using PeerActors.Messages.Links;
using PeerActors.Messages.Router;
using PeerActors.TestKit;

namespace PeerActors.Scenarios;

/// <summary>Two ultrapeers and the leaves that they stand before.</summary>
public class LeavesTests
{
    private static readonly ScenarioOptions Modes = new()
    {
        OfPeer = static (name, settings) => settings with { Mode = name.StartsWith("ultra", StringComparison.Ordinal) ? PeerMode.Ultrapeer : PeerMode.Leaf },
    };

    [Fact]
    public async Task A_leafs_search_finds_the_file_of_anothers_leaf_and_the_leaf_that_has_none_is_not_asked()
    {
        await using var net = await Start();
        await net["bob"].Shares("blue-train.flac");
        await net["carol"].Shares("red-moon.flac");
        await Link(net);
        var hit = Assert.Single(await net["alice"].Search("blue train").Within(20.Seconds()));
        Assert.Equal((net["bob"].Id, 3), (hit.Peer, hit.HopsTravelled));

        var (far, carol) = (await net["ultra2"].Gateway.Router(), await net["carol"].Gateway.Router());
        Assert.Equal(0, carol.Received["Query"]);
        Assert.Equal((1, 1), (far.Queries.LeafSent, far.Queries.LeafSpared));
        Assert.Equal(1, (await net["ultra1"].Gateway.Router()).Queries.DynamicStarted);
    }

    [Fact]
    public async Task An_ultrapeers_search_finds_what_its_leaf_shares_and_words_of_two_files_do_not_pass()
    {
        await using var net = await Start();
        await net["bob"].Shares("blue-train.flac");
        await net["bob"].Shares("red-moon.flac");
        await Link(net);
        Assert.Single(await net["ultra2"].Search("moon").Within(20.Seconds()));

        // The leaf tells pairs of words once it has heard that they are known.
        await Waiting.For(async () =>
        {
            var before = await LeafSent();
            Assert.Empty(await net["ultra2"].Search("blue moon").Within(1.Seconds()));
            return await LeafSent() == before;
        });

        async Task<long> LeafSent() => (await net["ultra2"].Gateway.Router()).Queries.LeafSent;
    }

    private static Task<Scenario> Start() => Scenario.Start(Modes, "ultra1", "ultra2", "alice", "bob", "carol");

    /// <summary>Links everybody, and waits until every table is where it belongs.</summary>
    private static async Task Link(Scenario net)
    {
        await net.Connect("ultra1 – ultra2");
        await net.Connect("alice – ultra1");
        await net.Connect("bob – ultra2");
        await net.Connect("carol – ultra2");
        await Waiting.For(async () => (await Tables(net["ultra1"]), await Tables(net["ultra2"])) == (2, 3));

        static async Task<int> Tables(ScenarioPeer peer) => (await peer.Gateway.Router()).Queries.TablesHeld;
    }
}
