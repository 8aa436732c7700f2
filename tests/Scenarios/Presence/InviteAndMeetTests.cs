using PeerActors.Messages.Buddies;
using PeerActors.TestKit;
using PeerActors.TestKit.Stages;

namespace PeerActors.Scenarios.Presence;

/// <summary>Two people make their peers buddies by a ticket: in a simulation, over TLS on loopback, and with real programs.</summary>
public class InviteAndMeetTests
{
    public static TheoryData<Stage> Keyed => [.. Enum.GetValues<Stage>().Where(static s => Scenario.CanRunOn(s, Needs.Keys))];

    [Theory, MemberData(nameof(Keyed))]
    public async Task Two_meet_and_one_that_is_killed_is_offline_and_comes_back_without_a_new_ticket(Stage stage)
    {
        await using var net = await Scenario.Start(new ScenarioOptions { Stage = stage, Needs = Needs.Keys }, "alice", "bob");
        var (alice, bob) = (net["alice"], net["bob"]);
        var ticket = await alice.Invite();
        await bob.Accept(ticket);
        await alice.Sees("bob", PresenceState.Online);
        await bob.Sees("alice", PresenceState.Online);
        Assert.Equal(("bob", BuddyConsent.Mutual), await alice.Buddy("bob") is { } buddy ? (buddy.Name, buddy.Consent) : default);

        await bob.Says(PresenceState.Away, "lunch");
        await alice.Sees("bob", static b => b is { State: PresenceState.Away, Note: "lunch" });

        var (seen, killed) = (alice.BuddiesSeen.SoFar.Count, net.Now);
        await net.Crash("bob");
        var offline = await alice.Sees("bob", PresenceState.Offline, seen);
        if (stage == Stage.Simulation) Assert.InRange(offline - killed, TimeSpan.Zero, 15.Seconds());

        seen = alice.BuddiesSeen.SoFar.Count;
        await net.Restart("bob");
        // What he said of himself has outlived the crash.
        await alice.Sees("bob", static b => b is { State: PresenceState.Away, Note: "lunch" }, seen);
    }

    [Theory, MemberData(nameof(Keyed))]
    public async Task A_ticket_is_good_once_and_an_altered_one_never(Stage stage)
    {
        await using var net = await Scenario.Start(new ScenarioOptions { Stage = stage, Needs = Needs.Keys }, "alice", "bob", "carol");
        var ticket = await net["alice"].Invite();
        await net["bob"].Accept(ticket);
        await net["alice"].Sees("bob", PresenceState.Online);

        await net["carol"].Accept(ticket);
        await net["carol"].Sees("alice", static b => b.Consent == BuddyConsent.None && b.Problem.Contains("used", StringComparison.Ordinal));
        Assert.Null(await net["alice"].Buddy("carol"));

        var altered = ticket[..^1] + (ticket[^1] == 'A' ? 'Q' : 'A');
        Assert.Contains("altered", (await Assert.ThrowsAsync<InvalidOperationException>(() => net["carol"].Accept(altered))).Message, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Keyed))]
    public async Task Who_is_blocked_hears_nothing_more(Stage stage)
    {
        await using var net = await Scenario.Start(new ScenarioOptions { Stage = stage, Needs = Needs.Keys }, "alice", "bob");
        await net.Meet("alice – bob");
        var seen = net["bob"].BuddiesSeen.SoFar.Count;
        await net["alice"].Block("bob");
        await net["bob"].Sees("alice", PresenceState.Offline, seen);
        await net["alice"].Says(PresenceState.Busy, "secret");
        await net.Pass(2.Seconds());
        Assert.DoesNotContain(net["bob"].BuddiesSeen.SoFar, static s => s.Buddy.Note == "secret");
    }
}
