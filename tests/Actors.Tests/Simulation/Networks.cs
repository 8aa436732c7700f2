using PeerActors.Actors.Simulation;

namespace PeerActors.Actors.Tests.Simulation;

/// <summary>Networks that the tests of this folder run.</summary>
internal static class Networks
{
    /// <summary>Peers that are up, in a random tree with some links more; each shares one file called "common number.mp3".</summary>
    public static SimulatedWorld Random(int peers, SimulationOptions options)
    {
        var world = new SimulatedWorld(options);
        for (var i = 0; i < peers; i++)
        {
            world.Add($"p{i}").Start();
            world.Peers[i].Share($"common {i}.mp3", 1_000_000);
        }

        world.RunUntil(() => world.Peers.All(static p => p.IsUp), TimeSpan.FromMinutes(1));
        var dice = new Random(options.Seed);
        for (var i = 1; i < peers; i++) world.Peers[i].OpenLink(world.Peers[dice.Next(i)].Address);
        for (var i = 0; i < peers / 2; i++)
        {
            var (one, other) = (dice.Next(peers), dice.Next(peers));
            if (one != other) world.Peers[one].OpenLink(world.Peers[other].Address);
        }

        world.RunFor(TimeSpan.FromSeconds(10));
        return world;
    }

    /// <summary>Peers that are up, each linked to the next.</summary>
    public static SimulatedWorld Line(SimulationOptions options, params string[] names)
    {
        var world = new SimulatedWorld(options);
        foreach (var name in names) world.Add(name).Start();
        Assert.True(world.RunUntil(() => world.Peers.All(static p => p.IsUp), TimeSpan.FromSeconds(10)));
        for (var i = 1; i < names.Length; i++) world.Peers[i - 1].OpenLink(world.Peers[i].Address);
        Assert.True(world.RunUntil(() => world.Peers.Sum(static p => p.Links.Count) == 2 * (names.Length - 1), TimeSpan.FromSeconds(10)));
        return world;
    }

    /// <summary>Searches and waits for the end of the search.</summary>
    public static SimulatedSearch Find(this SimulatedPeer peer, SimulatedWorld world, string words, int expect, int seconds = 10)
    {
        var search = peer.Search(words, TimeSpan.FromSeconds(seconds), expect);
        world.RunUntil(() => search.End is not null, TimeSpan.FromSeconds(seconds + 1));
        return search;
    }
}
