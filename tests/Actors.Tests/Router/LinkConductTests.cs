using PeerActors.Actors.Peer;
using PeerActors.Actors.Router;
using PeerActors.Messages.Links;

namespace PeerActors.Actors.Tests.Router;

public class LinkConductTests
{
    private const long Second = 1000;

    private static readonly ConductLimits Limits = PeerSettings.Reference().Router.Conduct with
    {
        MaxQueries = 10, MaxPings = 2, Burst = TimeSpan.FromSeconds(3), RepeatsForgiven = 4, MaxRepeats = 10,
    };

    private readonly LinkConduct _conduct = new(Limits, Second, opened: 0);

    [Fact]
    public void A_burst_is_allowed_and_what_goes_beyond_is_not_until_time_has_passed()
    {
        Assert.Equal(30, Allowed(TrafficClass.Queries, 45));
        _conduct.OnTime(2 * Second);
        Assert.Equal(20, Allowed(TrafficClass.Queries, 25));
        Assert.Null(_conduct.Offence);
    }

    [Fact]
    public void An_allowance_never_grows_beyond_a_burst()
    {
        _conduct.OnTime(1000 * Second);
        Assert.Equal(30, Allowed(TrafficClass.Queries, 40));
    }

    [Fact]
    public void Each_class_has_its_own_allowance()
    {
        Assert.Equal(6, Allowed(TrafficClass.Pings, 7));
        Assert.Equal(30, Allowed(TrafficClass.Queries, 31));
    }

    [Fact]
    public void Whoever_sends_a_whole_burst_too_many_is_a_spammer()
    {
        Allowed(TrafficClass.Pings, 11);
        Assert.Null(_conduct.Offence);
        Allowed(TrafficClass.Pings, 1);
        Assert.Equal("more pings than 2 in a second (router.conduct.max-pings), by 6", _conduct.Offence);
    }

    [Fact]
    public void Good_conduct_pays_off_what_was_sent_too_much()
    {
        Allowed(TrafficClass.Pings, 11);
        _conduct.OnTime(5 * Second);
        Assert.Equal(6, Allowed(TrafficClass.Pings, 7));
        Assert.Null(_conduct.Offence);
    }

    [Fact]
    public void Time_in_steps_too_small_to_count_is_not_lost()
    {
        Allowed(TrafficClass.Queries, 30);
        var finer = new LinkConduct(Limits, 1_000_000, opened: 0);
        for (var i = 0; i < 30; i++) finer.Allows(TrafficClass.Queries);
        for (var now = 1; now <= 1_000_000; now += 300) finer.OnTime(now);
        Assert.True(finer.Allows(TrafficClass.Queries));
    }

    [Fact]
    public void A_few_repeats_are_forgiven_and_then_their_share_counts()
    {
        Allowed(TrafficClass.Queries, 20);
        for (var i = 0; i < 4; i++) _conduct.OnRepeated();
        Assert.Null(_conduct.Offence);
        _conduct.OnRepeated();
        Assert.Equal("5 of its 20 descriptors it had sent before; 10 % are allowed (router.conduct.max-repeats)", _conduct.Offence);
    }

    [Fact]
    public void Repeats_within_their_share_are_no_offence()
    {
        Allowed(TrafficClass.Hits, 100);
        for (var i = 0; i < 10; i++) _conduct.OnRepeated();
        Assert.Null(_conduct.Offence);
    }

    private int Allowed(TrafficClass kind, int count) => Enumerable.Range(0, count).Count(_ => _conduct.Allows(kind));
}
