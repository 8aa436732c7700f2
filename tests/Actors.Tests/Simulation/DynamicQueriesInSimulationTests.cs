using PeerActors.Actors.Peer;
using PeerActors.Actors.Simulation;
using PeerActors.Messages.Links;
using PeerActors.Messages.Router;
using PeerActors.Messages.Wire.Gnutella;
using Xunit.Abstractions;

namespace PeerActors.Actors.Tests.Simulation;

/// <summary>What asking in turn saves against the flood, counted in what whole peers send each other about one search for a word that all of them have.</summary>
public sealed class DynamicQueriesInSimulationTests(ITestOutputHelper output)
{
    private const int Peers = 100;
    private const int Degree = 10;
    private const int LeafsUltrapeers = 3;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Theory]
    [InlineData(10)]
    [InlineData(30)]
    [InlineData(60)]
    public void Ultrapeers_take_at_least_three_fifths_fewer_messages_for_as_many_hits_as_servents_that_flood(int wanted)
    {
        var (flooded, asked) = (Search(PeerMode.Plain, leaf: false, wanted), Search(PeerMode.Ultrapeer, leaf: false, wanted));
        Tell("flood", flooded, "asked in turn", asked);
        Assert.Equal((wanted, wanted), (flooded.Hits, asked.Hits));
        Assert.InRange(asked.Queries, 1, 0.4 * flooded.Queries);
    }

    /// <summary>It tells its ultrapeers (BEAR/11 and BEAR/12), which would otherwise each look for as many hits as leaves usually want, 50.</summary>
    [Fact]
    public void A_leaf_that_has_enough_spares_what_its_ultrapeers_would_have_asked_further()
    {
        var (all, enough) = (Search(PeerMode.Ultrapeer, leaf: true, wanted: Peers), Search(PeerMode.Ultrapeer, leaf: true, wanted: 10));
        Tell("leaf that never has enough", all, "leaf that wants 10", enough);
        Assert.Equal(10, enough.Hits);
        Assert.InRange(enough.Queries, 1, 0.1 * all.Queries);
    }

    private void Tell(string one, (int Queries, int Hits) of, string other, (int Queries, int Hits) against) => output.WriteLine(
        $"{Peers} peers, {Degree} links each: {one} {of.Queries:N0} queries, {of.Hits} hits; {other} {against.Queries:N0} queries, {against.Hits} hits; {1 - (double)against.Queries / of.Queries:P1} fewer");

    private static (int Queries, int Hits) Search(PeerMode mode, bool leaf, int wanted)
    {
        using var world = new SimulatedWorld(new() { Seed = 11, Settings = static s => SimulationOptions.Usual(s) with { Links = SimulationOptions.Usual(s).Links with { Dialect = LinkDialect.Gnutella06 } } });
        for (var i = 0; i < Peers; i++) Add(world, $"p{i}", mode).Share($"popular song {i}.mp3", 1000);
        if (leaf) Add(world, "leaf", PeerMode.Leaf);
        world.RunFor(TimeSpan.FromSeconds(5));
        Link(world, new Random(world.Seed));
        if (leaf) for (var i = 0; i < LeafsUltrapeers; i++) world["leaf"].OpenLink(world.Peers[i].Address);

        // Tables are told once things have settled.
        world.RunFor(TimeSpan.FromSeconds(40));
        var queries = 0;
        world.OnMessage = (_, _, _, message) => queries += message is Departure { Descriptor: Query } ? 1 : 0;
        var search = world.Peers[leaf ? Peers : 0].Search("popular song", Patience, wanted);
        world.RunFor(Patience);
        return (queries, search.Hits.Count);
    }

    private static SimulatedPeer Add(SimulatedWorld world, string name, PeerMode mode)
    {
        var peer = world.Add(name, s => s with { Mode = mode });
        peer.Start();
        return peer;
    }

    /// <summary>A ring, so that nobody is apart, and as many links across it as the degree asks for.</summary>
    private static void Link(SimulatedWorld world, Random dice)
    {
        var links = new HashSet<(int, int)>();
        for (var i = 0; i < Peers; i++) links.Add((i, (i + 1) % Peers));
        while (links.Count < Peers * Degree / 2)
        {
            var (one, other) = (dice.Next(Peers), dice.Next(Peers));
            if (one != other && !links.Contains((other, one))) links.Add((one, other));
        }

        foreach (var (one, other) in links) world.Peers[one].OpenLink(world.Peers[other].Address);
    }
}
