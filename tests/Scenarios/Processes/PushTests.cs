namespace PeerActors.Scenarios.Processes;

/// <summary>A sharer that nobody can dial, the peer that wants its file, and the ultrapeer between them, as programs.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public class PushTests
{
    [Fact]
    public async Task A_file_of_a_firewalled_sharer_is_found_and_comes_by_push_through_an_ultrapeer_between()
    {
        await using var peers = new PeerProcesses();
        var sha256 = Noise.Write(Path.Combine(peers.ShareOf("carol"), "blue train.flac"), 300_000);
        var bob = await peers.Up("bob");
        var carol = await peers.Up("carol", join: bob, more: "--firewalled");
        var alice = await peers.Up("alice", join: bob);
        await carol.Offers(1);

        using (var nobody = new System.Net.Sockets.TcpClient())
            await Assert.ThrowsAsync<System.Net.Sockets.SocketException>(() => nobody.ConnectAsync(System.Net.IPEndPoint.Parse(carol.Address)));

        var hit = Assert.Single(await alice.Search("blue train"));
        Assert.True(hit["mustPush"].GetBoolean());
        var told = await alice.Ask("get", $"{hit.Number("hit")}", "--out", peers["got"]);

        Assert.Equal((sha256, true), (Noise.Sha256Of(peers["got"]), told[^1]["verified"].EnumerateArray().Any(static hash => hash.ValueEquals("sha256"))));
        Assert.Equal(1, (await carol.Status())["pushes"].GetProperty("counts").GetProperty("answered").GetInt64());
        Assert.Equal(1, (await alice.Status())["pushes"].GetProperty("counts").GetProperty("connected").GetInt64());
    }

    [Fact]
    public async Task A_sharer_that_nobody_can_dial_does_not_answer_an_asker_that_nobody_can_dial_and_answers_others()
    {
        await using var peers = new PeerProcesses();
        Noise.Write(Path.Combine(peers.ShareOf("carol"), "blue train.flac"), 5000);
        var bob = await peers.Up("bob");
        var carol = await peers.Up("carol", join: bob, more: "--firewalled");
        var alice = await peers.Up("alice", join: bob, more: "--firewalled");
        await carol.Offers(1);

        Assert.True(Assert.Single(await bob.Search("blue train"))["mustPush"].GetBoolean());
        var told = await alice.Ask("search", "blue train", "--for", "2");
        Assert.DoesNotContain(told, static line => line.Event == "hit");
        Assert.Equal(1, (await carol.Status())["router"].GetProperty("dropped").GetProperty("bothFirewalled").GetInt64());
    }
}
