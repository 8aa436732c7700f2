using PeerActors.Actors.Router;

namespace PeerActors.Actors.Tests.Router;

public class LinkFlowTests
{
    private const long HoldAbove = 1000;
    private const long Patience = 100;
    private readonly LinkFlow _flow = new(HoldAbove, Patience);

    [Fact]
    public void Senders_wait_from_the_mark_on_and_go_on_below_it()
    {
        _flow.OnHanded(999, now: 0);
        Assert.False(_flow.MustBeWaitedFor(0));
        _flow.OnHanded(1, now: 0);
        Assert.True(_flow.MustBeWaitedFor(0));
        _flow.OnLeft(sent: 1, dropped: 0, now: 50);
        Assert.False(_flow.MustBeWaitedFor(50));
    }

    [Fact]
    public void A_neighbour_that_takes_something_now_and_then_is_waited_for_and_one_that_takes_nothing_is_not()
    {
        _flow.OnHanded(2000, now: 0);
        _flow.OnLeft(sent: 100, dropped: 0, now: 99);
        Assert.True(_flow.MustBeWaitedFor(198));
        Assert.False(_flow.MustBeWaitedFor(199));
        Assert.True(_flow.IsSlow);
    }

    [Fact]
    public void Patience_begins_when_the_mark_is_passed_and_not_when_the_neighbour_last_had_something_to_take()
    {
        _flow.OnHanded(10, now: 0);
        _flow.OnHanded(2000, now: 5000);
        Assert.True(_flow.MustBeWaitedFor(5099));
    }

    [Fact]
    public void What_is_dropped_shows_no_life()
    {
        _flow.OnHanded(3000, now: 0);
        _flow.OnLeft(sent: 0, dropped: 500, now: 99);
        Assert.False(_flow.MustBeWaitedFor(100));
        Assert.Equal(2500, _flow.Waiting);
    }

    [Fact]
    public void A_slow_neighbour_that_takes_a_little_makes_nobody_wait_until_it_has_caught_up()
    {
        _flow.OnHanded(2000, now: 0);
        Assert.False(_flow.MustBeWaitedFor(100));
        _flow.OnLeft(sent: 500, dropped: 0, now: 101);
        Assert.False(_flow.MustBeWaitedFor(101));
        _flow.OnLeft(sent: 1250, dropped: 0, now: 102);
        Assert.False(_flow.IsSlow);
        _flow.OnHanded(2000, now: 103);
        Assert.True(_flow.MustBeWaitedFor(103));
    }

    [Fact]
    public void More_leaving_than_was_handed_over_leaves_nothing_waiting()
    {
        _flow.OnHanded(10, now: 0);
        _flow.OnLeft(sent: 33, dropped: 0, now: 0);
        Assert.Equal(0, _flow.Waiting);
    }
}
