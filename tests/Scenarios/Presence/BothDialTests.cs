using PeerActors.Messages.Links;
using PeerActors.TestKit;
using PeerActors.TestKit.Stages;

namespace PeerActors.Scenarios.Presence;

/// <summary>Two peers dial each other at the same moment.</summary>
public class BothDialTests
{
    [Fact]
    public async Task Exactly_one_link_is_left_whoever_comes_first()
    {
        var closed = 0;
        for (var seed = 1; seed <= 50; seed++)
        {
            await using var net = await Scenario.Start(new ScenarioOptions { Stage = Stage.Simulation, Seed = seed, Needs = Needs.Keys | Needs.Gateways | Needs.VirtualTime }, "alice", "bob");
            await net["alice"].DialKey("bob");
            await net["bob"].DialKey("alice");
            await net.Pass(5.Seconds());
            closed += await OneLink(net);
            await net.Pass(5.Minutes());
            await OneLink(net);
        }

        // Otherwise the two would never have met in the middle.
        Assert.True(closed >= 25, $"{closed} links were closed in favour of another");
    }

    [Fact]
    public async Task Over_TLS_too()
    {
        await using var net = await Scenario.Start(new ScenarioOptions { Stage = Stage.Loopback, Needs = Needs.Keys | Needs.Gateways }, "alice", "bob");
        await net["alice"].DialKey("bob");
        await net["bob"].DialKey("alice");
        await net.Eventually(async () => await Held(net, "alice") == 1 && await Held(net, "bob") == 1, within: TestProbe.Patience);
        await net.Pass(500.Milliseconds());
        await OneLink(net);
    }

    /// <summary>Each side holds one link, of those that it opened exactly one is left, and none was lost but for the other one.</summary>
    private static async Task<int> OneLink(Scenario net)
    {
        var given = 0;
        foreach (var peer in net.Peers)
        {
            Assert.Equal(1, await Held(net, peer.Name));
            var events = peer.Links.SoFar;
            Assert.Equal(1, events.OfType<LinkOpened>().Count() - events.OfType<LinkClosed>().Count(static c => c.Carried));
            var reasons = events.OfType<LinkClosed>().Select(static c => c.Reason).ToArray();
            Assert.All(reasons, static r => Assert.Contains(r, (LinkCloseReason[])[LinkCloseReason.Duplicate, LinkCloseReason.Replaced, LinkCloseReason.ByeReceived, LinkCloseReason.ConnectionLost]));

            // Were more given up, the two would have disagreed about which one stays, and have met again.
            Assert.InRange(reasons.Length, 0, 1);
            given += reasons.Length;
        }

        return given;
    }

    private static async Task<int> Held(Scenario net, string name) => (await net[name].Gateway.PeerLinks()).Peers.Count(static p => p.Link is not null);
}
