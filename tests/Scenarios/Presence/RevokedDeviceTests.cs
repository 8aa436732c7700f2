using PeerActors.Messages.Access;
using PeerActors.Messages.Buddies;
using PeerActors.TestKit;
using PeerActors.TestKit.Stages;

namespace PeerActors.Scenarios.Presence;

/// <summary>Bob has two devices, and loses one. Alice is a buddy of both.</summary>
public class RevokedDeviceTests
{
    private static readonly ScenarioOptions Simulated = new() { Stage = Stage.Simulation, Needs = Needs.Keys | Needs.Services | Needs.Gateways | Needs.Faults | Needs.VirtualTime };

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_device_that_was_removed_while_it_was_away_is_refused_by_a_buddy_that_has_heard_of_it(int seed)
    {
        await using var net = await Lost(seed);
        var seen = net["phone"].BuddiesSeen.SoFar.Count;
        await net.Restart("phone");
        await net.Pass(2.Minutes());

        Assert.DoesNotContain(net["phone"].BuddiesSeen.SoFar.Skip(seen), s => s.Buddy.Peer == net["alice"].Peer && s.Buddy.State == PresenceState.Online);
        Assert.Equal(BuddyConsent.None, (await net["phone"].Buddy("alice"))?.Consent);
        Assert.False(await IsBuddy(net, "phone"));
        Assert.True(await IsBuddy(net, "desk"));
        Assert.DoesNotContain(await net["alice"].Buddies(), b => b.Devices.Any(d => d.Peer == net["phone"].Peer && d.State != PresenceState.Unknown));

        // What she says from now on reaches the desk and not the phone.
        await net["alice"].Says(PresenceState.Busy, "private");
        await net["desk"].Sees("alice", static b => b.Note == "private");
        await net.Pass(10.Seconds());
        Assert.DoesNotContain(net["phone"].BuddiesSeen.SoFar, static s => s.Buddy.Note == "private");
    }

    [Fact]
    public async Task A_buddy_that_has_not_heard_of_it_lets_it_in_until_it_hears()
    {
        await using var net = await Lost(seed: 3, hears: false);
        var seen = net["alice"].BuddiesSeen.SoFar.Count;
        await net.Restart("phone");
        await net["alice"].Sees("phone", PresenceState.Online, seen);

        net.HealAll();
        await net["alice"].Sees("desk", PresenceState.Online, seen);
        await net.Eventually(async () => !await IsBuddy(net, "phone"), within: 1.Minutes());
        await net["phone"].Sees("alice", static b => b.Consent == BuddyConsent.None);
    }

    /// <summary>Both devices are known to be Bob's; the phone is away, and the desk says that it is his no more.</summary>
    /// <param name="seed">Of the run.</param>
    /// <param name="hears">Whether Alice hears of it.</param>
    private static async Task<Scenario> Lost(int seed, bool hears = true)
    {
        var net = await Scenario.Start(Simulated with { Seed = seed }, "alice", "desk", "phone");
        net.MakePerson("desk phone");
        foreach (var device in (string[])["desk", "phone"])
        {
            await net.Crash(device);
            await net.Restart(device);
            await net.Meet($"alice – {device}");
        }

        await net["alice"].Sees("phone", static b => b.Devices.Length == 2);
        Assert.True(await IsBuddy(net, "phone"));
        await net.Crash("phone");
        await net.Crash("desk");
        if (!hears) net.Partition("desk");
        net.RemoveDevice("phone", on: "desk");
        var seen = net["alice"].BuddiesSeen.SoFar.Count;
        await net.Restart("desk");
        if (hears) await net["alice"].Sees("desk", static b => b.Devices.Length == 1, seen);
        return net;
    }

    private static async Task<bool> IsBuddy(Scenario net, string name) =>
        ((AccessJudged)await net["alice"].Gateway.Access(r => new TryAccess(r, new OnePeer(net[name].Peer), AccessVerbs.Subscribe, ResourcePath.Of(Resources.Presence)))).Verdict.May;
}
