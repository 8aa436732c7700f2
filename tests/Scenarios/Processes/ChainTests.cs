namespace PeerActors.Scenarios.Processes;

/// <summary>Three real programs in a chain: alice and carol have each joined bob.</summary>
public class ChainTests
{
    private const long MiB = 1024 * 1024;

    [Fact]
    public async Task A_file_two_hops_away_is_found_and_fetched_byte_for_byte()
    {
        await using var peers = new PeerProcesses();
        var original = Noise.Write(Path.Combine(peers.ShareOf("carol"), "blue train.flac"), 64 * MiB);
        var (alice, _, carol) = await Chain(peers);
        await carol.Offers(1);

        var hit = Assert.Single(await alice.Search("blue train"));
        Assert.Equal(
            (carol.Id, carol.Address, "blue train.flac", 64 * MiB, original, 2L),
            (hit.String("peer"), hit.String("address"), hit.String("name"), hit.Number("size"), hit.String("sha256"), hit.Number("hops")));

        var path = peers["fetched.flac"];
        var finished = (await alice.Ask("get", $"{hit.Number("hit")}", "--out", path))[^1];
        Assert.Equal(("finished", original, true), (finished.Event, finished.String("sha256"), finished["verified"].EnumerateArray().Any(static hash => hash.ValueEquals("sha256"))));
        Assert.Equal(original, Noise.Sha256Of(path));
    }

    [Fact]
    public async Task When_the_middle_one_is_killed_the_others_say_so_and_carry_on_and_link_again_when_it_is_back()
    {
        await using var peers = new PeerProcesses();
        Noise.Write(Path.Combine(peers.ShareOf("carol"), "blue train.flac"), 1000);
        var (alice, bob, carol) = await Chain(peers);
        await carol.Offers(1);

        var (aliceTold, carolTold) = (alice.Told, carol.Told);
        await bob.Program.Kill();
        foreach (var (survivor, since) in new[] { (alice, aliceTold), (carol, carolTold) })
        {
            var lost = await survivor.WaitFor("linkClosed", link => link["carried"].GetBoolean(), since);
            Assert.Equal(("connectionLost", bob.Address), (lost.String("reason"), lost.String("remote")));
        }

        var lonely = await alice.Run("search", "blue train");
        Assert.Equal(1, lonely.Code);
        Assert.Contains("has no neighbour", lonely.Errors, StringComparison.Ordinal);
        var dave = await peers.Up("dave", join: carol);
        Assert.Equal(carol.Id, Assert.Single(await dave.Search("blue train")).String("peer"));

        (aliceTold, carolTold) = (alice.Told, carol.Told);
        var back = await peers.Up("bob", listen: bob.Address);
        Assert.Equal(bob.Id, back.Id);
        await alice.WaitFor("linkOpened", since: aliceTold);
        await carol.WaitFor("linkOpened", since: carolTold);
        await Opened(back, 2);
        Assert.Equal(carol.Id, Assert.Single(await alice.Search("blue train")).String("peer"));
    }

    private static async Task<(PeerProcess Alice, PeerProcess Bob, PeerProcess Carol)> Chain(PeerProcesses peers)
    {
        var bob = await peers.Up("bob");
        var both = await Task.WhenAll(peers.Up("alice", join: bob), peers.Up("carol", join: bob));
        await Opened(bob, 2);
        return (both[0], bob, both[1]);
    }

    /// <summary>Links are numbered in the order in which they were made.</summary>
    private static async Task Opened(PeerProcess peer, int links)
    {
        var first = await peer.WaitFor("linkOpened");
        if (links == 2) await peer.WaitFor("linkOpened", link => link.Number("link") != first.Number("link"));
    }
}
