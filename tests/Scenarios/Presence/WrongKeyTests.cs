using PeerActors.Messages.Buddies;
using PeerActors.Messages.Links;
using PeerActors.TestKit;
using PeerActors.TestKit.Stages;

namespace PeerActors.Scenarios.Presence;

/// <summary>Somebody else is where a peer is known to be. Who a peer is, is its key and not its address.</summary>
public class WrongKeyTests
{
    private static readonly ScenarioOptions Simulated = new() { Stage = Stage.Simulation, Needs = Needs.Keys | Needs.Gateways | Needs.Faults | Needs.Logs | Needs.VirtualTime };

    [Fact]
    public async Task Who_takes_a_buddys_address_is_refused_and_it_is_recorded_on_both_sides()
    {
        await using var net = await Scenario.Start(Simulated, "alice", "bob", "mallory");
        await net.Meet("alice – bob");
        var (seen, known) = (net["alice"].BuddiesSeen.SoFar.Count, net["bob"].PeerAddress);
        await net.Crash("bob");
        net.TakeAddress("mallory", from: "bob");
        await net["alice"].EventFilter.Warning(contains: $"it is peer {net["mallory"].Peer}; {net["bob"].Peer} was dialled").ExpectOne(async () =>
            await net.Eventually(async () => (await ClosedOf(net, "alice")).ContainsKey(LinkCloseReason.WrongKey), within: 1.Minutes()));
        await net.Eventually(async () => (await ClosedOf(net, "mallory")).ContainsKey(LinkCloseReason.ConnectionLost), within: 10.Seconds());
        Assert.Equal(known, net["mallory"].PeerAddress);

        // She was told nothing, is nobody's buddy, and he is not taken to be there.
        await net.Pass(1.Minutes());
        Assert.Empty(net["mallory"].BuddiesSeen.SoFar);
        Assert.DoesNotContain(net["alice"].BuddiesSeen.SoFar.Skip(seen), static s => s.Buddy.State == PresenceState.Online);
        Assert.DoesNotContain(net["mallory"].Links.SoFar, static e => e is LinkOpened);

        // And he is found again where he is now, although another one sits at his old address.
        await net.Restart("bob");
        await net["alice"].Sees("bob", PresenceState.Online, seen);
        await net["alice"].Sees("bob", b => b.Addresses[0] == net["bob"].PeerAddress, seen);
    }

    [Fact]
    public async Task Over_TLS_too()
    {
        await using var net = await Scenario.Start(new ScenarioOptions { Stage = Stage.Loopback, Needs = Needs.Keys | Needs.Gateways }, "alice", "bob", "mallory");
        await net["alice"].DialKey("bob", at: net["mallory"].PeerAddress);
        await net.Eventually(async () => (await ClosedOf(net, "alice")).ContainsKey(LinkCloseReason.WrongKey), within: TestProbe.Patience);
        await net.Eventually(async () => (await ClosedOf(net, "mallory")).ContainsKey(LinkCloseReason.ConnectionLost), within: TestProbe.Patience);
        Assert.All((await net["mallory"].Gateway.PeerLinks()).Peers, static p => Assert.Null(p.Link));
        Assert.DoesNotContain(net["alice"].Links.SoFar, static e => e is LinkOpened);
    }

    private static async Task<IReadOnlyDictionary<LinkCloseReason, long>> ClosedOf(Scenario net, string name) => (await net[name].Gateway.PeerLinks()).Closed;
}
