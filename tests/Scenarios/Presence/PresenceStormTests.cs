using PeerActors.Messages.Buddies;
using PeerActors.TestKit;
using PeerActors.TestKit.Stages;

namespace PeerActors.Scenarios.Presence;

/// <summary>Many buddies come back at the same moment. Counted are all messages that rooms of buddies send each other, for each pair and direction.</summary>
public class PresenceStormTests
{
    private const int Most = 2;

    private static readonly ScenarioOptions Simulated = new()
    {
        Stage = Stage.Simulation, Hosting = Actors.Simulation.PeerHosting.OneSystem, Needs = Needs.Keys | Needs.Gateways | Needs.Faults | Needs.VirtualTime,
        OfPeer = static (_, settings) => settings with { Buddies = settings.Buddies with { MaxInvitations = 1000 } },
    };

    [Fact]
    public async Task Of_200_buddies_that_are_started_at_once_each_is_told_and_tells_at_most_twice()
    {
        await using var net = await Scenario.Start(Simulated, ["hub", .. Names(200)]);
        foreach (var name in Names(200)) await net["hub"].Accept(await net[name].Invite());
        await AllOnline(net, "hub", 200);
        foreach (var name in Names(200)) await net.Crash(name);
        await net.Pass(1.Minutes());
        var before = await Said(net, "hub");
        foreach (var name in Names(200)) await net.Restart(name);
        await AllOnline(net, "hub", 200);
        await net.Pass(1.Minutes());

        Assert.InRange(await Said(net, "hub") - before, 200, Most * 200);
        foreach (var name in Names(200)) Assert.InRange(await Said(net, name), 1, Most);

        // So it is when it was the hub's own network that was away.
        before = await Said(net, "hub");
        net.Partition("hub");
        await net.Pass(1.Minutes());
        net.HealAll();
        await AllOnline(net, "hub", 200);
        await net.Pass(1.Minutes());
        Assert.InRange(await Said(net, "hub") - before, 200, Most * 200);
    }

    [Fact]
    public async Task So_it_is_when_everybody_is_everybodys_buddy()
    {
        const int Crowd = 25;
        await using var net = await Scenario.Start(Simulated with { Seed = 2 }, Names(Crowd));
        for (var one = 0; one < Crowd; one++)
            for (var other = one + 1; other < Crowd; other++) await net[$"p{other}"].Accept(await net[$"p{one}"].Invite());
        foreach (var name in Names(Crowd)) await AllOnline(net, name, Crowd - 1);
        foreach (var name in Names(Crowd)) await net.Crash(name);
        foreach (var name in Names(Crowd)) await net.Restart(name);
        foreach (var name in Names(Crowd)) await AllOnline(net, name, Crowd - 1);
        await net.Pass(1.Minutes());

        // Where each listens now is handed on by all who know it; over all pairs that stays within the same bound.
        var edges = Crowd * (Crowd - 1);
        var said = 0L;
        foreach (var name in Names(Crowd))
        {
            Assert.InRange(await Said(net, name, "BuddyTellsSent"), Crowd - 1, Most * (Crowd - 1));
            said += await Said(net, name);
        }

        Assert.InRange(said, edges, Most * edges);
    }

    private static string[] Names(int count) => [.. Enumerable.Range(0, count).Select(static i => $"p{i}")];

    private static Task AllOnline(Scenario net, string name, int count) =>
        net.Eventually(async () => (await net[name].Buddies()).Count(static b => b.State == PresenceState.Online) == count, within: 30.Minutes());

    /// <summary>How many messages a room of buddies has sent since its start.</summary>
    private static async Task<long> Said(Scenario net, string name, string what = "Sent") =>
        ((BuddiesListed)await net[name].Gateway.Buddies(static r => new ListBuddies(r))).Counters.Where(c => c.Key.EndsWith(what, StringComparison.Ordinal)).Sum(static c => c.Value);
}
