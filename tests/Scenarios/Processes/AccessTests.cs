namespace PeerActors.Scenarios.Processes;

/// <summary>Who may do what, with real programs.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public class AccessTests
{
    [Fact]
    public async Task A_folder_that_is_denied_to_strangers_is_found_listed_and_fetched_by_none_until_the_rule_is_revoked()
    {
        await using var peers = new PeerProcesses();
        var share = peers.ShareOf("bob");
        Noise.Write(Path.Combine(share, "blue train.flac"), 5000);
        Directory.CreateDirectory(Path.Combine(share, "private"));
        Noise.Write(Path.Combine(share, "private", "blue monk.flac"), 6000);
        var bob = await peers.Up("bob");
        var alice = await peers.Up("alice", join: bob);
        await bob.Offers(2);
        var both = await alice.Search("blue", expect: 2);
        var monk = both.Single(static hit => hit.String("name") == "blue monk.flac");

        var rule = Assert.Single(await bob.Ask("deny", "anyone", "all", "/shares/public/bob-share/private"));
        Assert.Equal((1, "deny"), (rule.Number("rule"), rule.String("effect")));

        Assert.Equal("blue train.flac", Assert.Single(await alice.Ask("search", "blue", "--for", "2"), static l => l.Event == "hit").String("name"));
        var told = bob.Told;
        var refused = await alice.Run("get", $"http://{bob.Address}/uri-res/N2R?urn:sha1:{monk.String("sha1")}");
        Assert.Equal(1, refused.Code);
        var denied = await bob.WaitFor("accessDenied", since: told);
        Assert.Equal(("anyone", "read", "/shares/public/bob-share/private/blue monk.flac", 1), (denied.String("who"), denied.String("verb"), denied.String("resource"), denied["rule"].GetProperty("rule").GetInt32()));
        using var http = new HttpClient();
        Assert.DoesNotContain("monk", await http.GetStringAsync($"http://{bob.Address}/"), StringComparison.Ordinal);
        Assert.Equal(1, (await bob.Run("may", "anyone", "read", "/shares/public/bob-share/private/blue%20monk.flac")).Code);
        Assert.Equal(1, (await bob.Status())["access"].GetProperty("denied").GetProperty("read").GetInt32());

        await bob.Ask("revoke", "1");
        Assert.Equal(0, (await bob.Run("may", "anyone", "read", "/shares/public/bob-share/private/blue%20monk.flac")).Code);
        Assert.Equal(0, (await alice.Run("get", $"http://{bob.Address}/uri-res/N2R?urn:sha1:{monk.String("sha1")}", "--out", peers["monk"])).Code);
    }

    [Fact]
    public async Task A_group_and_a_time_are_kept_over_a_restart()
    {
        await using var peers = new PeerProcesses();
        var alice = await peers.Up("alice");
        var own = Assert.Single(await alice.Ask("id"));
        await alice.Ask("group", "add", "band", own.String("peer"));
        await alice.Ask("allow", "group:band", "invoke,subscribe", "/services/chat", "--until", "2999-01-01");
        // This peer is a device of its own person, whom rules may name too.
        await alice.Ask("allow", $"person:{own.String("person")}", "write", "/notes");
        await alice.Program.Kill();

        alice = await peers.Up("alice");
        Assert.Equal(0, (await alice.Run("may", own.String("peer"), "invoke", "/services/chat/room")).Code);
        Assert.Equal(0, (await alice.Run("may", own.String("peer"), "write", "/notes/today")).Code);
        Assert.Equal(1, (await alice.Run("may", "buddies", "invoke", "/services/chat/room")).Code);
    }
}
