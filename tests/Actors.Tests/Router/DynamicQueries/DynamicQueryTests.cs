using PeerActors.Actors.Peer;
using PeerActors.Actors.Router.DynamicQueries;
using PeerActors.Messages.Identity;

namespace PeerActors.Actors.Tests.Router.DynamicQueries;

public sealed class DynamicQueryTests
{
    private static readonly DynamicQuerySettings Settings = PeerSettings.Reference().Router.Dynamic;

    [Fact]
    public void Those_whose_tables_let_it_pass_are_probed_first_for_themselves_and_their_leaves_only()
    {
        var step = Start(wanted: 100).Next([Candidate(1, false), Candidate(2, true), Candidate(3, null), .. Many(4, 5, passes: true)], TimeSpan.Zero);
        Assert.Equal([2, 4, 5], step.Ask.Select(static a => a.Link.Value));
        Assert.All(step.Ask, static a => Assert.Equal((1, true), (a.Ttl, a.IsProbe)));
        Assert.Equal(3 * Settings.Pace, step.Wait);
    }

    [Fact]
    public void What_the_leaf_has_from_everywhere_counts_for_our_part_of_it()
    {
        var (query, candidates) = (Start(wanted: 50), Many(1, 9, passes: null));
        query.Next(candidates, TimeSpan.Zero);
        query.OnStatus(149);
        Assert.Null(query.Next(candidates, TimeSpan.Zero).End);
        query.OnStatus(150);
        Assert.Equal(DynamicEnd.EnoughHits, query.Next(candidates, TimeSpan.Zero).End);
    }

    [Fact]
    public void Hits_that_the_leaf_did_not_keep_do_not_end_its_query_unless_it_keeps_next_to_none()
    {
        var (query, candidates) = (Start(wanted: 50), Many(1, 9, passes: null));
        query.Next(candidates, TimeSpan.Zero);
        query.OnHits(new(1), 60);
        query.OnStatus(0);
        Assert.Null(query.Next(candidates, TimeSpan.Zero).End);
        query.OnHits(new(1), 940);
        query.OnStatus(0);
        Assert.Equal(DynamicEnd.EnoughHits, query.Next(candidates, TimeSpan.Zero).End);
    }

    [Fact]
    public void A_leaf_is_asked_what_it_has_after_every_third_neighbour()
    {
        var (query, candidates) = (Start(wanted: 150), Many(1, 9, passes: null));
        for (var asked = 1; asked <= 3; asked++)
        {
            Assert.False(query.WantsStatus);
            query.Next(candidates, TimeSpan.Zero);
        }

        Assert.True(query.WantsStatus);
        query.StatusAsked();
        Assert.False(query.WantsStatus);
    }

    [Fact]
    public void Where_no_table_is_known_one_neighbour_is_probed_and_those_around_it()
    {
        var step = Start(100).Next(Many(1, 5, passes: null), TimeSpan.Zero);
        Assert.Equal(new Asking(new(1), 2, IsProbe: true), Assert.Single(step.Ask));
    }

    [Fact]
    public void A_neighbour_that_would_not_hand_on_what_it_has_seen_before_is_not_probed()
    {
        var step = Start(100).Next([Candidate(1, true, asksAgain: false)], TimeSpan.Zero);
        Assert.False(Assert.Single(step.Ask).IsProbe);
    }

    [Fact]
    public void Without_a_hit_everybody_is_asked_as_far_as_may_be_in_the_end_and_nobody_twice_as_far()
    {
        var (query, candidates, asked) = (Start(150), Many(1, 6, passes: null), new List<Asking>());
        while (query.Next(candidates, TimeSpan.Zero) is { End: null } step) asked.Add(Assert.Single(step.Ask));
        Assert.Equal(2, asked[0].Ttl);
        foreach (var neighbour in asked.GroupBy(static a => a.Link))
        {
            Assert.Equal(4, neighbour.Last().Ttl);
            Assert.Equal(neighbour.Select(static a => a.Ttl).Distinct().Order(), neighbour.Select(static a => a.Ttl));
        }

        Assert.Equal(6, asked.DistinctBy(static a => a.Link).Count());
        Assert.InRange(asked.Count, 7, 9);
    }

    [Fact]
    public void The_more_hits_come_the_less_far_the_next_one_is_asked()
    {
        Assert.Equal(4, TtlAfter(hits: 0));
        Assert.Equal(3, TtlAfter(hits: 2));
        Assert.Equal(2, TtlAfter(hits: 30));
        Assert.Equal(1, TtlAfter(hits: 140));

        static int TtlAfter(int hits)
        {
            var (query, candidates) = (Start(150), Many(1, 2, passes: null));
            query.OnHits(Assert.Single(query.Next(candidates, TimeSpan.Zero).Ask).Link, hits);
            return Assert.Single(query.Next(candidates, TimeSpan.Zero).Ask).Ttl;
        }
    }

    [Fact]
    public void Hits_that_came_by_others_count_as_hits_and_tell_nothing_of_how_common_it_is()
    {
        var (one, other, candidates) = (Start(150), Start(150), Many(1, 10, passes: null));
        foreach (var query in new[] { one, other }) query.Next(candidates, TimeSpan.Zero);
        one.OnHits(new(99), 140);
        Assert.Equal(140, one.Hits);
        Assert.True(Assert.Single(one.Next(candidates, TimeSpan.Zero).Ask).Ttl > 1);
    }

    [Fact]
    public void On_a_last_hop_a_neighbour_whose_table_says_no_is_passed_over()
    {
        var query = Start(150);
        IReadOnlyList<Candidate> candidates = [Candidate(1, true), Candidate(2, false), Candidate(3, null)];
        query.Next(candidates, TimeSpan.Zero);
        query.OnHits(new(1), 149);
        Assert.Equal(new Asking(new(3), 1, IsProbe: false), Assert.Single(query.Next(candidates, TimeSpan.Zero).Ask));
        Assert.Equal(new Asking(new(2), 2, IsProbe: false), Assert.Single(query.Next(candidates, TimeSpan.Zero).Ask));
    }

    [Fact]
    public void A_ttl_is_never_above_what_the_query_and_the_neighbour_allow()
    {
        var query = new DynamicQuery(Settings, 150, maxTtl: 3);
        IReadOnlyList<Candidate> candidates = [Candidate(1, null), Candidate(2, null), new(new(3), 16, 1, null, true)];
        var asked = new List<Asking>();
        while (query.Next(candidates, TimeSpan.Zero) is { End: null } step) asked.AddRange(step.Ask);
        Assert.Equal(3, asked.Max(static a => (int)a.Ttl));
        Assert.Equal(1, asked.Where(static a => a.Link == new LinkId(3)).Max(static a => (int)a.Ttl));
    }

    [Fact]
    public void It_ends_with_enough_hits_in_time_and_at_the_horizon()
    {
        var candidates = Many(1, 50, passes: null);
        var enough = Start(10);
        enough.Next(candidates, TimeSpan.Zero);
        enough.OnHits(new(1), 10);
        Assert.Equal(DynamicEnd.EnoughHits, enough.Next(candidates, TimeSpan.Zero).End);
        Assert.Equal(DynamicEnd.TimeOver, Start(10).Next(candidates, Settings.Lifetime).End);

        var far = new DynamicQuery(Settings with { MaxHorizon = 1000 }, 150, 4);
        var steps = 0;
        while (far.Next(candidates, TimeSpan.Zero) is { End: null }) steps++;
        Assert.Equal(DynamicEnd.HorizonReached, far.Next(candidates, TimeSpan.Zero).End);
        Assert.InRange(steps, 1, 10);
    }

    [Theory]
    [InlineData(16, 1, 1)]
    [InlineData(16, 2, 12.8)]
    [InlineData(16, 3, 154.24)]
    [InlineData(1, 4, 1)]
    [InlineData(1000, 2, 40)]
    public void A_horizon_grows_with_degree_and_ttl(int degree, int ttl, double ultrapeers) => Assert.Equal(ultrapeers, Horizon.Of(degree, ttl), 0.01);

    private static DynamicQuery Start(int wanted) => new(Settings, wanted, maxTtl: 4);

    private static Candidate Candidate(long link, bool? passes, bool asksAgain = true) => new(new(link), 16, 4, passes, asksAgain);

    private static List<Candidate> Many(long first, int count, bool? passes) => [.. Enumerable.Range(0, count).Select(i => Candidate(first + i, passes))];
}
