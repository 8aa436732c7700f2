using PeerActors.Messages.Links;
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
    public async Task A_file_two_hops_away_is_found_and_fetched(Stage stage)
    {
        await using var net = await Scenario.Start(new ScenarioOptions { Stage = stage }, "alice", "bob", "carol");
        await net.Connect("alice – bob – carol");
        await net["carol"].Shares("blue-train.flac", bytes: 3_145_728);
        var hit = Assert.Single(await net["alice"].Search("blue train").Within(Generous));
        Assert.Equal((net["carol"].Id, net["carol"].Address, 3_145_728L, 2), (hit.Peer, hit.Address, hit.Size, hit.HopsTravelled));
        if (stage == Stage.Loopback) return;   // no web front there that could serve the file by HTTP
        var done = Assert.IsType<DownloadFinished>(await net["alice"].Download(hit));
        Assert.Equal((3_145_728L, true, hit.Sha256), (done.Bytes, done.Verified.HasFlag(VerifiedHashes.Sha256), (Messages.Identity.Sha256Hash?)done.Sha256));
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

    [Fact]
    public async Task What_a_stage_does_not_offer_is_refused_before_the_start()
    {
        var refused = await Assert.ThrowsAsync<ArgumentException>(() => Scenario.Start(new ScenarioOptions { Stage = Stage.Processes, Needs = Needs.Cuts }, "alice"));
        Assert.Contains("needs Cuts", refused.Message, StringComparison.Ordinal);
    }
}
