using Akka.Actor;
using PeerActors.Messages.Links;
using PeerActors.Messages.Router;
using PeerActors.Messages.Shares;
using PeerActors.TestKit;
using PeerActors.TestKit.Stages;

namespace PeerActors.Scenarios.Kit;

/// <summary>Stories that run unchanged wherever what they need is offered.</summary>
public class EveryStageTests
{
    /// <summary>Programs take turns with everything else on the machine; the other stages never come near to this.</summary>
    private static readonly TimeSpan Generous = 60.Seconds();

    public static TheoryData<Stage> All => [.. Enum.GetValues<Stage>()];

    public static TheoryData<Stage> WithCuts => [.. Enum.GetValues<Stage>().Where(static s => Scenario.CanRunOn(s, Needs.Cuts))];

    [Theory, MemberData(nameof(All))]
    public async Task One_story_is_told_on_every_stage(Stage stage)
    {
        await using var net = await Scenario.Start(new ScenarioOptions { Stage = stage, Needs = Needs.Nothing }, "alice", "bob", "carol");
        await net.Connect("alice – bob – carol");
        await net["carol"].Shares("blue-train.flac", bytes: 3_145_728);
        var hit = Assert.Single(await net["alice"].Search("blue train").Within(Generous));
        Assert.Equal((net["carol"].Id, net["carol"].Address, 3_145_728L, 2), (hit.Peer, hit.Address, hit.Size, hit.HopsTravelled));
        await net.Within(Generous, async () =>
        {
            var done = Assert.IsType<DownloadFinished>(await net["alice"].Download(hit));
            Assert.Equal((3_145_728L, true, hit.Sha256), (done.Bytes, done.Verified.HasFlag(VerifiedHashes.Sha256), (Messages.Identity.Sha256Hash?)done.Sha256));
        });

        await net.Crash("carol");
        await net.AwaitAssert(() => Assert.Contains(net["bob"].Links.SoFar, static e => e is LinkClosed { Carried: true }), Generous);
        Assert.Empty(await net["alice"].Search("blue train").Within(1.Seconds()));
        await net.Never(() => net["carol"].IsUp, during: 100.Milliseconds());
        var soon = net.Now + 2.Seconds();
        await net.At(soon);
        Assert.True(net.Now >= soon, $"it is {net.Now}");

        await net.Restart("carol");
        await net.Connect("bob – carol");
        await net.Eventually(async () => (await net["alice"].Search("blue train").Within(1.Seconds())).Any(h => h.Peer == net["carol"].Id), within: Generous);
        await net["carol"].Leave();
        await Assert.ThrowsAsync<InvalidOperationException>(() => net["carol"].Crash());
        await Assert.ThrowsAsync<InvalidOperationException>(() => net["bob"].Restart());
    }

    [Theory, MemberData(nameof(All))]
    public async Task When_the_middle_one_crashes_the_others_say_so_and_find_each_other_when_it_is_back(Stage stage)
    {
        await using var net = await Scenario.Start(new ScenarioOptions { Stage = stage }, "alice", "bob", "carol");
        await net.Connect("alice – bob");
        await net.Connect("carol – bob");
        await net["carol"].Shares("blue train.flac");
        var (alice, carol) = (net["alice"].Links.SoFar.Count, net["carol"].Links.SoFar.Count);
        await net.Crash("bob");
        var lost = (LinkClosed)await net["alice"].Links.WaitFor(static e => e is LinkClosed { Carried: true }, alice);
        Assert.Equal(LinkCloseReason.ConnectionLost, lost.Reason);

        (alice, carol) = (net["alice"].Links.SoFar.Count, net["carol"].Links.SoFar.Count);
        await net.Restart("bob");
        await net["alice"].Links.WaitFor(static e => e is LinkOpened, alice);
        await net["carol"].Links.WaitFor(static e => e is LinkOpened, carol);
        Assert.Equal(net["carol"].Id, Assert.Single(await net["alice"].Search("blue").Within(Generous)).Peer);
    }

    [Theory, MemberData(nameof(WithCuts))]
    public async Task A_cut_link_comes_back_after_it_is_healed(Stage stage)
    {
        await using var net = await Scenario.Start(new ScenarioOptions { Stage = stage, Needs = Needs.Cuts }, "alice", "bob");
        await net.Connect("alice – bob");
        var seen = net["alice"].Links.SoFar.Count;
        net.Cut("alice", "bob");
        await net["alice"].Links.WaitFor(static e => e is LinkClosed { Reason: LinkCloseReason.ConnectionLost }, seen);
        await net["alice"].Links.WaitFor(static e => e is LinkClosed { Reason: LinkCloseReason.DialFailed }, seen);
        seen = net["alice"].Links.SoFar.Count;
        net.Heal("alice", "bob");
        await net["alice"].Links.WaitFor(static e => e is LinkOpened, seen);
    }

    [Theory]
    [InlineData(Stage.Processes, Needs.Cuts)]
    [InlineData(Stage.Loopback, Needs.Cuts | Needs.Gateways)]
    [InlineData(Stage.InProcess, Needs.Faults)]
    [InlineData(Stage.InProcess, Needs.VirtualTime)]
    [InlineData(Stage.Loopback, Needs.Recorders)]
    [InlineData(Stage.Processes, Needs.Logs)]
    public async Task What_a_stage_does_not_offer_is_refused_before_the_start(Stage stage, Needs needs)
    {
        var refused = await Assert.ThrowsAsync<ArgumentException>(() => Scenario.Start(new ScenarioOptions { Stage = stage, Needs = needs }, "alice"));
        Assert.Contains($"needs {needs & ~Needs.Gateways}; {stage} offers ", refused.Message, StringComparison.Ordinal);
        Assert.False(Scenario.CanRunOn(stage, needs));
    }

    [Theory, MemberData(nameof(All))]
    public async Task What_a_scenario_does_not_declare_is_refused_on_every_stage(Stage stage)
    {
        await using var net = await Scenario.Start(new ScenarioOptions { Stage = stage, Needs = Needs.Nothing }, "alice", "bob");
        Refused(Needs.Cuts, () => net.Cut("alice", "bob"), () => net.Heal("alice", "bob"));
        Refused(
            Needs.Faults, () => net.CutOneWay("alice", "bob"), () => net.Partition("alice | bob"), net.HealAll, () => net.Firewall("alice"), () => net.Move("alice"),
            () => net.Slow("alice", 100), () => net.Shape("alice", "bob", new()));
        Refused(Needs.Gateways, () => _ = net["alice"].Gateway, () => net["alice"].Actor("router"), () => net.CreateTestProbe());
        Refused(Needs.Recorders, () => _ = net.TraceHash, () => net.Record(), () => net.RecordActor("alice/router"));
        Refused(Needs.Logs, () => _ = net.EventFilter, () => _ = net["alice"].EventFilter);
        var hour = await Assert.ThrowsAsync<InvalidOperationException>(() => net.Pass(1.Hours()));
        Assert.Contains("To let 01:00:00 pass, more than 00:01:00, takes Needs.VirtualTime; the scenario declares that it needs Nothing", hour.Message, StringComparison.Ordinal);

        static void Refused(Needs need, params Action[] calls)
        {
            foreach (var call in calls) Assert.Contains($"takes Needs.{need}; the scenario declares that it needs Nothing", Assert.Throws<InvalidOperationException>(call).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task An_impossible_scenario_is_refused_naming_the_call()
    {
        await Refused("A scenario without peers", static () => Scenario.Start());
        await Refused("Two peers are called alice", static () => Scenario.Start("alice", "alice"));
        await Refused("\"a b\" is not a name", static () => Scenario.Start("a b"));
        await using var net = await Scenario.Start(new ScenarioOptions { Stage = Stage.Simulation }, "alice", "bob");
        await Refused("alice cannot link to itself", () => net.Connect("alice – alice"));
        await Refused("alice cannot be cut off from itself", () => Task.Run(() => net.Cut("alice", "alice")));
        await Refused("No peer is called mallory; there are alice, bob", () => net.Connect("alice – mallory"));
        await Refused("\"../blue\" is not the name of a file", () => net["alice"].Shares("../blue"));
        await Refused("non-negative", () => net["alice"].Shares("blue", bytes: -1));
        await Refused("It is ", () => net.At(TimeSpan.FromSeconds(-1)));
        await Refused("time", () => net.Pass(TimeSpan.FromSeconds(-1)));

        static async Task Refused(string why, Func<Task> call) =>
            Assert.Contains(why, (await Assert.ThrowsAnyAsync<ArgumentException>(call)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Stage.Simulation)]
    [InlineData(Stage.InProcess)]
    [InlineData(Stage.Loopback)]
    public async Task A_probe_speaks_to_an_actor_of_a_peer_and_hears_what_peers_log(Stage stage)
    {
        await using var net = await Scenario.Start(new ScenarioOptions { Stage = stage, Needs = Needs.Gateways | Needs.Logs }, "alice", "bob");
        var probe = net.CreateTestProbe();
        probe.Send(net["alice"].Actor("router"), new GetRouterStatus(new(17)));
        Assert.Equal(new(17), (await probe.ExpectMsg<RouterStatus>()).Request);
        await net.Connect("alice – bob");
        await net["alice"].EventFilter.Exception<ActorKilledException>(source: "links/link-1").ExpectOne(() => probe.Send(net["alice"].Actor("links/link-1"), Kill.Instance));
        await net.EventFilter.Warning().Expect(0, () => net["bob"].Leave());
    }
}
