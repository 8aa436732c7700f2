using System.Text.Json.Nodes;
using PeerActors.Messages.Access;
using PeerActors.Messages.Identity;

namespace PeerActors.Host.Tests.Commands;

public sealed class AccessCommandTests : WithRunningPeer
{
    private static readonly PeerId Bob = PeerId.Of("bob"u8);

    [Fact]
    public async Task A_rule_is_made_shown_tried_and_revoked()
    {
        await using var deny = await Run("deny", "anyone", "read,list", "/shares/public/Music/private/");
        Assert.Equal((0, "Rule 1: deny anyone read,list /shares/public/Music/private\n"), (await deny.Exit, deny.Out.All));
        await using var allow = await Run("allow", Bob.ToString(), "read", "/shares/public/Music/private", "--until", "2999-01-31T18:00Z", "--json");
        var made = JsonNode.Parse(allow.Out.All)!;
        Assert.Equal((2, "allow", $"peer:{Bob}", "2999-01-31T18:00:00+00:00"), ((int)made["rule"]!, (string)made["effect"]!, (string)made["subject"]!, (string)made["until"]!));

        await using var denied = await Run("may", "anyone", "read", "/shares/public/Music/private/a");
        Assert.Equal((1, "Denied: rule 1: deny anyone read,list /shares/public/Music/private\n"), (await denied.Exit, denied.Out.All));
        await using var allowed = await Run("may", $"peer:{Bob}", "read", "/shares/public/Music/private/a", "--json");
        Assert.Equal((0, true, 2), (await allowed.Exit, (bool)JsonNode.Parse(allowed.Out.All)!["may"]!, (int)JsonNode.Parse(allowed.Out.All)!["rule"]!["rule"]!));
        await using var nobody = await Run("may", "anyone", "admin", "/rules");
        Assert.Equal((1, "Denied: no rule allows it\n"), (await nobody.Exit, nobody.Out.All));

        await using var rules = await Run("rules");
        Assert.Equal(7, rules.Out.Lines.Length);
        await using var json = await Run("rules", "--json");
        Assert.Equal([null, null, null, null, 1, 2], json.Out.Lines.Select(static line => (int?)JsonNode.Parse(line)!["rule"]));

        await using var revoke = await Run("revoke", "1");
        Assert.Equal((0, "Rule 1 holds no more.\n"), (await revoke.Exit, revoke.Out.All));
        await using var again = await Run("revoke", "1");
        Assert.Equal((1, "Nothing was changed: there is no rule 1.\n"), (await again.Exit, again.Error.All));
    }

    [Fact]
    public async Task Groups_have_members()
    {
        await using var none = await Run("group");
        Assert.Equal("There are no groups.\n", none.Out.All);
        await using var add = await Run("group", "add", "band", Bob.ToString());
        Assert.Equal((0, "Group band: 1 member.\n"), (await add.Exit, add.Out.All));
        await using var list = await Run("group", "--json");
        Assert.Equal($"peer:{Bob}", (string)JsonNode.Parse(list.Out.All)!["members"]![0]!);
        await using var remove = await Run("group", "remove", "band", $"peer:{Bob}");
        Assert.Equal("Group band: 0 members.\n", remove.Out.All);
    }

    [Theory]
    [InlineData("SUBJECT is \"Anyone\"", "allow", "Anyone", "read", "/a")]
    [InlineData("SUBJECT is \"peer:x\"", "deny", "peer:x", "read", "/a")]
    [InlineData("VERB is \"fetch\"", "allow", "anyone", "fetch", "/a")]
    [InlineData("URI is \"a/b\"", "allow", "anyone", "read", "a/b")]
    [InlineData("URI is \"/a/../b\"", "allow", "anyone", "read", "/a/../b")]
    [InlineData("--until is \"soon\"", "allow", "anyone", "read", "/a", "--until", "soon")]
    [InlineData("over already", "allow", "anyone", "read", "/a", "--until", "2001-01-01")]
    [InlineData("one verb is expected", "may", "anyone", "all", "/a")]
    [InlineData("one verb is expected", "may", "anyone", "read,list", "/a")]
    [InlineData("NAME is \"Band\"", "group", "add", "Band", "anyone")]
    public async Task What_makes_no_rule_is_wrong_usage(string said, params string[] command)
    {
        await using var run = await Run(command);
        Assert.Equal(2, await run.Exit);
        Assert.Contains(said, run.Error.All, StringComparison.Ordinal);
        Assert.Empty(Gateway.AccessAsked);
    }

    [Theory]
    [InlineData("90m", 90)]
    [InlineData("12h", 720)]
    [InlineData("0.5d", 720)]
    public async Task A_rule_may_end_so_long_from_now(string until, int minutes)
    {
        var before = TimeProvider.System.GetUtcNow().AddMinutes(minutes);
        await using var run = await Run("allow", "anyone", "list", "/a", "--until", until);
        Assert.Equal(0, await run.Exit);
        var ends = Gateway.AccessAsked.OfType<AddAccessRule>().Single().Rule.Expires!.Value;
        Assert.InRange(ends, before, TimeProvider.System.GetUtcNow().AddMinutes(minutes));
    }

    [Fact]
    public async Task The_status_counts_denials()
    {
        await using var run = await Run("status");
        Assert.Contains("read 3; 1 of them only counted", run.Out.All, StringComparison.Ordinal);
    }
}
