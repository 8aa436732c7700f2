using PeerActors.Messages.Identity;
using PeerActors.TestKit;
using PeerActors.TestKit.Processes;

namespace PeerActors.Scenarios.Processes;

/// <summary>Invite and meet, with real programs.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public class BuddiesTests
{
    [Fact]
    public async Task Two_meet_by_a_ticket_and_a_killed_one_is_offline_and_back_at_another_port_without_a_new_one()
    {
        await using var peers = new PeerProcesses();
        var (alice, bob) = (await peers.Up("alice"), await peers.Up("bob"));

        var ticket = Assert.Single(await alice.Ask("invite")).String("ticket");
        var told = await bob.Ask("accept", ticket);
        Assert.Equal(("mutual", "alice"), (told[^1].String("consent"), told[^1].String("name")));
        await Sees(alice, "bob", "online");
        await Sees(bob, "alice", "online");

        // Both people read the same to each other.
        Assert.Equal(told[^1].String("fingerprint"), Assert.Single(await alice.Ask("whois", "bob")).String("fingerprint"));

        await bob.Ask("away", "--note", "lunch");
        await alice.WaitFor("buddy", static b => b.String("state") == "away" && b.String("note") == "lunch");

        var before = alice.Told;
        await bob.Program.Kill();
        await alice.WaitFor("buddy", static b => b.String("state") == "offline", since: before);

        before = alice.Told;
        var back = await peers.Up("bob");
        Assert.NotEqual(bob.Address, back.Address);
        await alice.WaitFor("buddy", static b => b.String("state") == "away" && b.String("note") == "lunch", since: before);
        await Sees(back, "alice", "online");
        Assert.Contains(back.Address, Assert.Single(await alice.Ask("whois", "bob"))["addresses"].EnumerateArray().Select(static a => a.GetString()));
    }

    [Fact]
    public async Task What_a_user_said_of_himself_outlives_a_kill_and_devices_that_come_and_go_while_a_peer_runs_are_told()
    {
        await using var peers = new PeerProcesses();
        var (alice, bob) = (await peers.Up("alice"), await peers.Up("bob"));
        await bob.Ask("accept", Assert.Single(await alice.Ask("invite")).String("ticket"));
        await Sees(alice, "bob", "online");
        var phone = PeerId.Of("phone"u8).ToString();
        await bob.Ask("id", "add", phone, "--name", "phone");
        await HasDevices(2);
        await bob.Ask("id", "remove", phone);
        await HasDevices(1);

        await bob.Ask("busy", "--note", "rehearsal");
        await bob.Program.Kill();
        await Sees(alice, "bob", "offline");
        var before = alice.Told;
        await peers.Up("bob");
        await alice.WaitFor("buddy", static b => b.String("state") == "busy" && b.String("note") == "rehearsal", before);

        Task HasDevices(int many) => Waiting.For(async () => Assert.Single(await alice.Ask("whois", "bob"))["devices"].GetArrayLength() == many);
    }

    [Fact]
    public async Task A_ticket_is_good_for_one_use_and_an_altered_one_for_none()
    {
        await using var peers = new PeerProcesses();
        var (alice, bob, carol) = (await peers.Up("alice"), await peers.Up("bob"), await peers.Up("carol"));
        var ticket = Assert.Single(await alice.Ask("invite", "--for", "1h")).String("ticket");
        await bob.Ask("accept", ticket);

        var second = await carol.Run("accept", ticket);
        Assert.Equal(1, second.Code);
        Assert.Contains("used already", second.Told[^1].String("problem"), StringComparison.Ordinal);
        Assert.Equal(["bob"], (await alice.Ask("buddies")).Select(static b => b.String("name")));

        var altered = ticket[..^1] + (ticket[^1] == 'A' ? 'Q' : 'A');
        var refused = await carol.Run("accept", altered);
        Assert.Equal(2, refused.Code);
        Assert.Contains("a character was altered", refused.Errors, StringComparison.Ordinal);

        await alice.Ask("block", "bob");
        await bob.WaitFor("buddy", static b => b.String("state") == "offline");
        Assert.True(Assert.Single(await alice.Ask("buddies"))["blocked"].GetBoolean());
        await alice.Ask("forget", "bob");
        await bob.WaitFor("buddy", static b => b.String("consent") == "none");
        Assert.Empty(await alice.Ask("buddies"));
    }

    private static Task<OutputLine> Sees(PeerProcess peer, string buddy, string state) =>
        peer.WaitFor("buddy", told => told.String("name") == buddy && told.String("state") == state);
}
