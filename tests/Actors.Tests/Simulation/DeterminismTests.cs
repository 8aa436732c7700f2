using PeerActors.Actors.Simulation;

namespace PeerActors.Actors.Tests.Simulation;

public class DeterminismTests
{
    private const int Runs = 50;
    private const int Peers = 100;

    [Fact]
    public void The_same_seed_gives_the_same_trace_50_times_and_another_seed_another()
    {
        var first = Story(seed: 7);
        for (var run = 2; run <= Runs; run++) Assert.Equal(first, Story(seed: 7));
        Assert.NotEqual(first, Story(seed: 8));
    }

    [Fact]
    public void Peers_with_actor_systems_of_their_own_give_the_same_trace_too()
    {
        var hosting = PeerHosting.OwnSystems;
        Assert.Equal(Story(seed: 7, hosting, peers: 10), Story(seed: 7, hosting, peers: 10));
    }

    [Fact]
    public void Peers_that_deflate_give_the_same_trace_too()
    {
        SimulationOptions options = new() { Settings = static s => SimulationOptions.Usual(s) with { Links = SimulationOptions.Usual(s).Links with { Deflate = true, Dialect = Messages.Links.LinkDialect.Gnutella06 } } };
        string Run()
        {
            using var world = Networks.Line(options, "alice", "bob", "carol");
            world["carol"].Share("blue train.flac", 1000);
            world.RunFor(TimeSpan.FromSeconds(10));
            Assert.Single(world["alice"].Find(world, "blue", 1).Hits);
            Assert.True(world["alice"].ListLinks().Links[0].Traffic.DeflatedIn > 0);
            return world.TraceHash;
        }

        Assert.Equal(Run(), Run());
    }

    /// <summary>A network comes up, loses one of ten of its peers, searches, and gets them back. Floods end after three links, so that 50 runs take seconds.</summary>
    private static string Story(int seed, PeerHosting hosting = PeerHosting.OneSystem, int peers = Peers)
    {
        using var world = Networks.Random(peers, new() { Seed = seed, Hosting = hosting, Settings = static s => SimulationOptions.Usual(s) with { Router = s.Router with { MaxTtl = 3 } } });
        for (var i = 0; i < peers; i += 10) world.Peers[i].Crash();
        var search = world.Peers[1].Find(world, "common", expect: peers, seconds: 2);
        Assert.NotEmpty(search.Hits);
        for (var i = 0; i < peers; i += 10) world.Peers[i].Start();
        world.RunFor(TimeSpan.FromSeconds(5));
        return world.TraceHash;
    }
}
