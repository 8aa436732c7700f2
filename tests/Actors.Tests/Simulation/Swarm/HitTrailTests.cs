using PeerActors.Actors.Simulation;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Router;

namespace PeerActors.Actors.Tests.Simulation.Swarm;

public class HitTrailTests
{
    private delegate bool Overlooks(string place, string who);

    [Fact]
    public void A_hit_that_comes_home_is_not_lost()
    {
        var trail = Follow(static (_, _) => false, cut: false);
        Assert.Equal(3, trail.Followed);
        Assert.Empty(trail.Lost());
        Assert.Empty(trail.Excused);
    }

    [Theory]
    [InlineData("handed", "bob", "bob has the hit of carol")]
    [InlineData("left", "bob", "handed to bob's link to alice at")]
    [InlineData("routed", "alice", "left bob for alice at")]
    [InlineData("told", "alice", "came home to alice at")]
    public void A_hit_that_goes_no_further_is_lost_where_it_was_last_seen(string place, string who, string lost) =>
        Assert.Contains(lost, Assert.Single(Follow((p, w) => (p, w) == (place, who), cut: false).Lost()), StringComparison.Ordinal);

    [Fact]
    public void A_hit_whose_way_was_cut_at_that_time_is_excused()
    {
        var trail = Follow(static (place, who) => (place, who) == ("routed", "alice"), cut: true);
        Assert.Empty(trail.Lost());
        Assert.Equal(1, trail.Excused[Excuse.LinkClosed]);
    }

    [Fact]
    public void A_cut_long_afterwards_excuses_nothing() =>
        Assert.Single(Follow(static (place, who) => (place, who) == ("routed", "alice"), cut: false, cutLater: true).Lost());

    [Theory]
    [InlineData(0, true)]
    [InlineData(2, false)]
    public void A_crash_of_the_asker_excuses_what_would_have_been_told_in_that_moment_and_nothing_before(int secondsLater, bool isExcused)
    {
        var trail = Follow(static (place, who) => (place, who) == ("told", "alice"), cut: false, crashAfter: TimeSpan.FromSeconds(secondsLater));
        Assert.Equal(isExcused ? 0 : 1, trail.Lost().Count());
        Assert.Equal(isExcused, trail.Excused.ContainsKey(Excuse.AskerGone));
    }

    /// <summary>Carol has what Alice searches for, and Bob stands between them. A trail that overlooks something sees what peers would show that do not do it.</summary>
    private static HitTrail Follow(Overlooks overlooks, bool cut, bool cutLater = false, TimeSpan? crashAfter = null)
    {
        using var world = new SimulatedWorld(new());
        var records = new SwarmRecords(world);
        var trail = new HitTrail(world, records);
        world.OnLinkEvent = records.OnLink;
        world.OnMessage = (_, from, to, message) =>
        {
            if (message is Departure departure && !(departure.Descriptor is QueryHit && overlooks("left", from))) trail.OnDeparture(from, to, departure);
        };
        world.OnStep = (_, actor, message) =>
        {
            if (message is not (DescriptorsReceived or QueriesLookedUp or SendDescriptors)) return;
            var who = actor.Split('/')[2];
            var isHit = message is DescriptorsReceived { Descriptors: [QueryHit] };
            if (actor.EndsWith("/router", StringComparison.Ordinal) && !(isHit && overlooks("routed", who))) trail.OnRouter(who, message);
            if (isHit && who == "alice" && crashAfter is { } after) world.At(world.Now + after, Crash);
            if (isHit && cut && who == "alice") world.At(world.Now, () => world.Cut(world["alice"], world["bob"]));
            if (message is not SendDescriptors send || overlooks("handed", who)) return;
            foreach (var departure in send.Descriptors) trail.OnHanded(who, new LinkId(long.Parse(actor.AsSpan(actor.LastIndexOf('-') + 1), System.Globalization.CultureInfo.InvariantCulture)), departure);
        };
        foreach (var name in (string[])["alice", "bob", "carol"])
        {
            var peer = world.Add(name);
            records.OnAddress(peer);
            records.OnStart(peer);
            peer.Start();
        }

        world["carol"].Share("blue.flac", 1000);
        world.RunFor(TimeSpan.FromSeconds(5));
        world["alice"].OpenLink(world["bob"].Address);
        world["bob"].OpenLink(world["carol"].Address);
        world.RunFor(TimeSpan.FromSeconds(5));
        var search = world["alice"].Search("blue", TimeSpan.FromSeconds(10), 10);
        trail.OnSearch(world["alice"], overlooks("told", "alice") ? world["carol"].Search("blue", TimeSpan.FromSeconds(10), 10) : search);
        world.RunFor(TimeSpan.FromSeconds(5));
        if (cutLater) world.Cut(world["alice"], world["bob"]);
        world.RunFor(TimeSpan.FromSeconds(10));
        return trail;

        void Crash()
        {
            if (!world["alice"].IsUp) return;
            records.OnCrash(world["alice"]);
            world["alice"].Crash();
        }
    }
}
