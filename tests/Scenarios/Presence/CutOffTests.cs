using PeerActors.Messages.Buddies;
using PeerActors.TestKit;
using PeerActors.TestKit.Stages;

namespace PeerActors.Scenarios.Presence;

/// <summary>Who is offline, and who is merely out of sight.</summary>
public class CutOffTests
{
    private static readonly ScenarioOptions Simulated = new() { Stage = Stage.Simulation, Needs = Needs.Keys | Needs.Cuts | Needs.Faults | Needs.VirtualTime };

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task When_my_own_network_is_gone_buddies_are_unknown_to_me_and_I_am_offline_to_them(int seed)
    {
        await using var net = await Friends(seed);
        var others = net.Peers.Where(static p => p.Name != "alice").ToArray();
        var seen = net.Peers.ToDictionary(static p => p, static p => p.BuddiesSeen.SoFar.Count);
        var gone = net.Now;
        net.Partition("alice | bob carol dave");
        foreach (var other in others)
        {
            await net["alice"].Sees(other.Name, PresenceState.Unknown, seen[net["alice"]]);
            Assert.InRange(await other.Sees("alice", PresenceState.Offline, seen[other]) - gone, TimeSpan.Zero, 15.Seconds());
        }

        await net.Pass(2.Minutes());
        Assert.DoesNotContain(net["alice"].BuddiesSeen.SoFar.Skip(seen[net["alice"]]), static s => s.Buddy.State == PresenceState.Offline);
        foreach (var other in others) Assert.DoesNotContain(other.BuddiesSeen.SoFar.Skip(seen[other]), s => s.Buddy.Peer != net["alice"].Peer && s.Buddy.State is PresenceState.Offline or PresenceState.Unknown);

        net.HealAll();
        foreach (var other in others)
        {
            await net["alice"].Sees(other.Name, PresenceState.Online, seen[net["alice"]]);
            await other.Sees("alice", PresenceState.Online, seen[other]);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task A_host_that_loses_its_power_is_offline_to_everybody_within_15_s(int seed)
    {
        await using var net = await Friends(seed);
        var seen = net.Peers.ToDictionary(static p => p, static p => p.BuddiesSeen.SoFar.Count);
        var gone = net.Now;
        net.Partition("bob");
        foreach (var name in (string[])["alice", "carol", "dave"])
            Assert.InRange(await net[name].Sees("bob", PresenceState.Offline, seen[net[name]]) - gone, 6.Seconds(), 15.Seconds());
    }

    [Fact]
    public async Task Two_that_are_cut_off_from_each_other_alone_are_offline_to_each_other_and_online_to_all_others()
    {
        await using var net = await Friends(seed: 5);
        var seen = net.Peers.ToDictionary(static p => p, static p => p.BuddiesSeen.SoFar.Count);
        net.Cut("alice", "bob");
        await net["alice"].Sees("bob", PresenceState.Offline, seen[net["alice"]]);
        await net["bob"].Sees("alice", PresenceState.Offline, seen[net["bob"]]);
        Assert.Equal(PresenceState.Online, (await net["carol"].Buddy("bob"))?.State);
        Assert.Equal(PresenceState.Online, (await net["carol"].Buddy("alice"))?.State);
        net.Heal("alice", "bob");
        await net["alice"].Sees("bob", PresenceState.Online, seen[net["alice"]]);
    }

    private static async Task<Scenario> Friends(int seed)
    {
        var net = await Scenario.Start(Simulated with { Seed = seed }, "alice", "bob", "carol", "dave");
        foreach (var chain in (string[])["alice – bob – carol – dave – alice", "alice – carol", "bob – dave"]) await net.Meet(chain);
        return net;
    }
}
