using PeerActors.Actors.Links;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Router;

namespace PeerActors.Actors.Tests.Links;

public class OutboxTests
{
    private static readonly PeerAddress Address = new(0x0A000001, 1);

    [Fact]
    public void The_dearest_leaves_first_and_each_kind_in_order()
    {
        var outbox = new Outbox(10, 1_000_000);
        foreach (var d in new Descriptor[] { Ping(1), Query(2), Pong(3), Query(4), Hit(5), Push(6), Hit(7) }) outbox.Add(Departure.Of(d));
        Assert.Equal([5, 7, 6, 3, 2, 4, 1], Take(outbox, 10));
        Assert.Equal(0, outbox.Count);
    }

    [Fact]
    public void At_the_bound_the_oldest_of_the_cheapest_kind_makes_room()
    {
        var outbox = new Outbox(3, 1_000_000);
        foreach (var d in new Descriptor[] { Query(1), Query(2), Hit(3), Hit(4) }) outbox.Add(Departure.Of(d));
        Assert.Equal((3, 1L), (outbox.Count, outbox.Dropped));
        Assert.Equal([3, 4, 2], Take(outbox, 10));
    }

    [Fact]
    public void What_is_cheaper_than_all_that_waits_is_itself_dropped()
    {
        var outbox = new Outbox(2, 1_000_000);
        foreach (var d in new Descriptor[] { Hit(1), Hit(2), Ping(3) }) outbox.Add(Departure.Of(d));
        Assert.Equal(1, outbox.Dropped);
        Assert.Equal([1, 2], Take(outbox, 10));
    }

    [Fact]
    public void Large_ones_are_bounded_by_their_bytes_and_one_alone_is_always_taken()
    {
        var outbox = new Outbox(100, maxBytes: 3);
        foreach (var d in new Descriptor[] { Query(1), Query(2) }) outbox.Add(Departure.Of(d));
        Assert.Equal((1, 1L, 4L), (outbox.Count, outbox.Dropped, outbox.Bytes));
        outbox.Add(Departure.Of(Ping(3)));
        Assert.Equal((1, 2L), (outbox.Count, outbox.Dropped));
        Assert.Equal(1, outbox.Take(new Departure[5]));
        Assert.Equal((0, 0L), (outbox.Count, outbox.Bytes));
    }

    [Fact]
    public void Only_so_many_are_taken_at_once()
    {
        var outbox = new Outbox(10, 1_000_000);
        foreach (var d in new Descriptor[] { Query(1), Query(2), Query(3) }) outbox.Add(Departure.Of(d));
        Assert.Equal([1, 2], Take(outbox, 2));
        Assert.Equal([3], Take(outbox, 2));
    }

    private static IEnumerable<int> Take(Outbox outbox, int most)
    {
        var taken = new Departure[most];
        return taken.Take(outbox.Take(taken)).Select(static d => (int)d.Descriptor.Id.Low);
    }

    private static DescriptorId Id(int n) => new(0, (ulong)n);

    private static Ping Ping(int n) => new(Id(n), 1, 0);

    private static Query Query(int n) => Messages.Router.Query.Create(Id(n), 7, "a");

    private static Pong Pong(int n) => Messages.Router.Pong.Create(Id(n), 1, Address, 0, 0);

    private static Push Push(int n) => Messages.Router.Push.Create(Id(n), 1, new(1, 2), new(1), Address);

    private static QueryHit Hit(int n) => QueryHit.Create(Id(n), 7, Address, 1, [new(new(1), 1, "a", null, null)], new(1, 2));
}
