using PeerActors.Actors.Simulation;
using PeerActors.Messages.Router;

namespace PeerActors.Actors.Tests.Simulation.Swarm;

public class HitTrailTests
{
    [Fact]
    public void A_hit_that_comes_home_is_not_lost()
    {
        var (lost, handings) = Follow(overlookBob: false, cut: false);
        Assert.Equal(2, handings);
        Assert.Empty(lost);
    }

    [Fact]
    public void A_hit_that_is_not_handed_on_is_lost_at_the_peer_that_had_it() =>
        Assert.Contains("is lost at bob without a broken link on its way", Assert.Single(Follow(overlookBob: true, cut: false).Lost), StringComparison.Ordinal);

    [Fact]
    public void A_hit_whose_way_was_cut_is_explained() => Assert.Empty(Follow(overlookBob: true, cut: true).Lost);

    /// <summary>Carol has what Alice searches for, and Bob stands between them. A trail that overlooks what Bob sends sees what a Bob that keeps hits would show.</summary>
    private static (IReadOnlyList<string> Lost, int Handings) Follow(bool overlookBob, bool cut)
    {
        using var world = Networks.Line(new(), "alice", "bob", "carol");
        var trail = new HitTrail(world);
        world.OnLinkEvent = trail.OnLink;
        world.OnMessage = (_, from, to, message) =>
        {
            if (message is Departure departure && !(overlookBob && from == "bob" && departure.Descriptor is QueryHit)) trail.OnDeparture(world[from], world[to], departure);
        };
        world["carol"].Share("blue.flac", 1000);
        Assert.True(world.RunUntil(() => world["carol"].Offered == 1, TimeSpan.FromSeconds(10)));
        var search = world["alice"].Search("blue", TimeSpan.FromSeconds(10), 10);
        trail.OnSearch(world["alice"], search);
        world.RunFor(TimeSpan.FromSeconds(1));
        if (cut) world.Cut(world["alice"], world["bob"]);
        world.RunFor(TimeSpan.FromSeconds(10));
        return ([.. trail.Lost()], trail.Handings);
    }
}
