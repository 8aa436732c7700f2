using PeerActors.Actors.Simulation;
using PeerActors.Messages.Router;
using PeerActors.TestKit;
using PeerActors.TestKit.Stages;

namespace PeerActors.Scenarios.Kit;

/// <summary>What the kit can do in a simulation and nowhere else.</summary>
public class SimulatedScenarioTests
{
    private static readonly ScenarioOptions Simulated = new() { Stage = Stage.Simulation };

    [Fact]
    public async Task A_partition_is_noticed_and_heals_within_two_minutes_of_virtual_time()
    {
        await using var net = await Scenario.Start(Simulated, "alice", "bob", "carol");
        await net.Connect("alice – bob – carol");
        await net["carol"].Shares("blue.flac");
        net.Partition("alice | bob carol");
        Assert.Empty(await net["alice"].Search("blue").Within(10.Seconds()));
        await net.At(5.Minutes());
        net.HealAll();
        await net.Pass(2.Minutes());
        Assert.Single(await net["alice"].Search("blue").Within(10.Seconds()));
    }

    [Fact]
    public async Task A_run_is_drawn_as_a_sequence_diagram()
    {
        await using var net = await Scenario.Start(Simulated, "alice", "bob");
        await net.Connect("alice – bob");
        await net["bob"].Shares("blue.flac");
        var diagram = net.Record();
        Assert.Single(await net["alice"].Search("blue").Within(10.Seconds()));
        var drawn = diagram.ToMermaid();
        Assert.StartsWith("sequenceDiagram\n    participant alice\n    participant bob\n", drawn, StringComparison.Ordinal);
        Assert.Contains("alice->>bob: ", drawn, StringComparison.Ordinal);
        Assert.Contains("Query \"blue\", TTL ", drawn, StringComparison.Ordinal);
        Assert.Contains("bob->>alice: ", drawn, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_an_actor_is_told_is_recorded()
    {
        await using var net = await Scenario.Start(Simulated, "alice", "bob");
        var router = net.RecordActor("bob/router");
        await net.Connect("alice – bob");
        await router.WaitFor(static m => m is DescriptorsReceived);
    }

    [Fact]
    public async Task What_must_never_hold_ends_the_test_when_it_does()
    {
        await using var net = await Scenario.Start(Simulated, "alice", "bob");
        await net.Connect("alice – bob");
        await net.Never(() => net["alice"].Links.SoFar.Count > 10, during: 1.Hours());
        net.Cut("alice", "bob");
        await Assert.ThrowsAsync<ProbeFailure>(() => net.Never(() => net["alice"].Links.SoFar.Count > 10, during: 1.Hours()));
        await Assert.ThrowsAsync<TimeoutException>(() => net.Eventually(static () => false, within: 1.Minutes()));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => net.At(1.Seconds()));
    }

    [Fact]
    public async Task The_same_story_has_the_same_trace()
    {
        Assert.Equal(await Story(7), await Story(7));
        Assert.NotEqual(await Story(7), await Story(8));
    }

    [Theory]
    [InlineData("line", 9)]
    [InlineData("ring", 10)]
    [InlineData("star", 9)]
    [InlineData("tree", 9)]
    [InlineData("regular", 20)]
    public async Task A_topology_links_as_many_as_it_says(string name, int links)
    {
        var topology = name switch
        {
            "line" => Topology.Line, "ring" => Topology.Ring, "star" => Topology.Star, "tree" => Topology.Tree(2), _ => Topology.Regular(4),
        };
        await using var net = await Scenario.Start(Simulated, [.. Enumerable.Range(0, 10).Select(static i => $"p{i}")]);
        await net.Connect(topology);
        var open = net.Peers.Sum(static p => p.Links.SoFar.Count(static e => e is Messages.Links.LinkOpened));
        Assert.InRange(open, 2 * links - 2, 2 * links);
    }

    [Fact]
    public async Task A_scale_free_network_has_few_peers_with_many_links()
    {
        await using var net = await Scenario.Start(Simulated with { Hosting = Actors.Simulation.PeerHosting.OneSystem }, [.. Enumerable.Range(0, 30).Select(static i => $"p{i}")]);
        await net.Connect(Topology.ScaleFree(2));
        var degrees = net.Peers.Select(static p => p.Links.SoFar.Count(static e => e is Messages.Links.LinkOpened)).Order().ToArray();
        Assert.True(degrees[^1] >= 3 * degrees[15], $"degrees {string.Join(' ', degrees)}");
    }

    private static async Task<string> Story(int seed)
    {
        await using var net = await Scenario.Start(Simulated with { Seed = seed }, "alice", "bob", "carol");
        await net.Connect("alice – bob – carol");
        await net["carol"].Shares("blue.flac");
        await net["bob"].Crash();
        await net["bob"].Restart();
        await net["alice"].Search("blue").Within(10.Seconds());
        return net.TraceHash;
    }
}
