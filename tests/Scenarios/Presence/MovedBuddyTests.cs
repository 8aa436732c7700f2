using PeerActors.Messages.Buddies;
using PeerActors.TestKit;
using PeerActors.TestKit.Stages;

namespace PeerActors.Scenarios.Presence;

/// <summary>A buddy listens at another address from now on.</summary>
public class MovedBuddyTests
{
    private static readonly ScenarioOptions Simulated = new() { Stage = Stage.Simulation, Needs = Needs.Keys | Needs.Cuts | Needs.Faults | Needs.VirtualTime };

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Those_who_are_there_know_it_within_2_s(int seed)
    {
        await using var net = await Friends(seed);
        var seen = net.Peers.ToDictionary(static p => p, static p => p.BuddiesSeen.SoFar.Count);
        await MoveBob(net);
        var up = net.Now;
        foreach (var name in (string[])["alice", "carol"])
        {
            var known = await net[name].Sees("bob", b => b.Addresses[0] == net["bob"].PeerAddress, seen[net[name]]);
            Assert.InRange(known - up, TimeSpan.Zero, 2.Seconds());
            Assert.InRange(await net[name].Sees("bob", PresenceState.Online, seen[net[name]]) - up, TimeSpan.Zero, 2.Seconds());
        }
    }

    [Fact]
    public async Task One_who_was_away_knows_it_from_a_buddy_of_both_on_the_next_contact()
    {
        await using var net = await Friends(seed: 4);
        await net.Crash("carol");
        await MoveBob(net);
        await net["alice"].Sees("bob", b => b.Addresses[0] == net["bob"].PeerAddress);

        // So carol cannot have it of bob himself.
        net.Cut("bob", "carol");
        var seen = net["carol"].BuddiesSeen.SoFar.Count;
        await net.Restart("carol");
        var met = await net["carol"].Sees("alice", PresenceState.Online, seen);
        var known = await net["carol"].Sees("bob", b => b.Addresses[0] == net["bob"].PeerAddress, seen);
        Assert.InRange(known - met, -1.Seconds(), 2.Seconds());

        seen = net["carol"].BuddiesSeen.SoFar.Count;
        net.Heal("bob", "carol");
        await net["carol"].Sees("bob", PresenceState.Online, seen);
    }

    [Fact]
    public async Task A_peer_whose_address_changes_while_it_runs_is_back_as_soon_as_it_has_noticed()
    {
        await using var net = await Friends(seed: 6);
        var seen = net["alice"].BuddiesSeen.SoFar.Count;
        net.Move("bob");
        await net.Pass(30.Seconds());
        Assert.DoesNotContain(net["alice"].BuddiesSeen.SoFar.Skip(seen), s => s.Buddy.Peer == net["bob"].Peer && s.Buddy.State == PresenceState.Offline);
        Assert.Equal(PresenceState.Online, (await net["alice"].Buddy("bob"))?.State);
    }

    private static async Task<Scenario> Friends(int seed)
    {
        var net = await Scenario.Start(Simulated with { Seed = seed }, "alice", "bob", "carol");
        await net.Meet("alice – bob – carol – alice");
        return net;
    }

    /// <summary>Bob's host is given another address while he is not up, and has it when he is back.</summary>
    private static async Task MoveBob(Scenario net)
    {
        var before = net["bob"].PeerAddress;
        await net.Crash("bob");
        net.Move("bob");
        await net.Pass(1.Minutes());
        await net.Restart("bob");
        Assert.NotEqual(before, net["bob"].PeerAddress);
    }
}
