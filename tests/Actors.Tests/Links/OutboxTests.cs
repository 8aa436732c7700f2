using PeerActors.Actors.Links;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Links;
using PeerActors.Messages.Router;

namespace PeerActors.Actors.Tests.Links;

public class OutboxTests
{
    private const int Roomy = 1_000_000;
    private static readonly PeerAddress Address = new(0x0A000001, 1);

    [Fact]
    public void The_dearest_leaves_first_and_each_kind_in_order()
    {
        var outbox = Filled(Roomy, Of(Query(1)), Of(Ping(2)), Of(Pong(3)), Of(Query(4)), Of(Hit(5)), Of(Push(6)), Of(Hit(7)), Of(Table(8)));
        Assert.Equal([8, 5, 7, 6, 3, 2, 1, 4], Take(outbox, 10));
        Assert.Equal((0, 0), (outbox.Count, outbox.Bytes));
    }

    [Fact]
    public void Of_one_class_what_comes_from_nearby_leaves_first_and_stays_longest()
    {
        var queries = new[] { (1, 5), (2, 0), (3, 5), (4, 2) }.Select(static q => new Departure(Query(q.Item1), 2, (byte)q.Item2)).ToArray();
        Assert.Equal([2, 4, 1, 3], Take(Filled(Roomy, queries), 10));
        Assert.Equal([2, 4, 3], Take(Filled(3 * queries[0].Bytes, queries), 10));
    }

    [Fact]
    public void At_the_bound_queries_make_room_before_pings_before_pongs_before_pushes_before_hits()
    {
        var waiting = new[] { Of(Hit(1)), Of(Push(2)), Of(Pong(3)), Of(Ping(4)), Of(Query(5)), Of(Query(6)) };
        var outbox = Filled(waiting.Sum(static d => d.Bytes), waiting);
        outbox.Add(Of(Ping(7)));
        Assert.Equal([1, 2, 3, 4, 7, 6], Take(outbox, 10));

        outbox = Filled(waiting.Sum(static d => d.Bytes), waiting);
        var gone = new List<TrafficClass>();
        for (var i = 0; i < 10; i++)
        {
            outbox.Add(Of(Hit(10 + i)));
            Assert.True(outbox.Bytes <= waiting.Sum(static d => d.Bytes));
            gone.AddRange(outbox.Classes.Where(c => c.Value is { Queued: 0 } && !gone.Contains(c.Key)).Select(static c => c.Key).OrderDescending());
        }

        Assert.Equal([TrafficClass.Queries, TrafficClass.Pings, TrafficClass.Pongs, TrafficClass.Pushes], gone);
        Assert.Equal((0, 2, 0), outbox.Classes[TrafficClass.Queries] is var queries ? (queries.Sent, queries.Dropped, queries.Queued) : default);
    }

    [Fact]
    public void What_neighbours_say_to_each_other_has_room_of_its_own_and_keeps_its_order_and_beginning()
    {
        var (query, table) = (Of(Query(1)), Of(Table(2)));
        var outbox = new Outbox(query.Bytes, 2 * table.Bytes);
        foreach (var departure in new[] { query, table, Of(Table(3)), Of(Table(4)), Of(Ping(5)) }) outbox.Add(departure);
        Assert.Equal((new ClassTraffic(0, 1, 2), new ClassTraffic(0, 1, 0)), (outbox.Classes[TrafficClass.Control], outbox.Classes[TrafficClass.Queries]));
        Assert.Equal([2, 3, 5], Take(outbox, 10));
        Assert.Equal((0, Of(Ping(5)).Bytes), (outbox.Bytes, outbox.BytesTaken));
    }

    [Fact]
    public void Of_equals_the_oldest_makes_room()
    {
        var outbox = Filled(3 * Of(Query(1)).Bytes, Of(Query(1)), Of(Query(2)), Of(Query(3)), Of(Query(4)));
        Assert.Equal(((3, 1L), Of(Query(1)).Bytes), ((outbox.Count, outbox.Dropped), outbox.BytesDropped));
        Assert.Equal([2, 3, 4], Take(outbox, 10));
    }

    [Fact]
    public void What_is_cheaper_than_all_that_waits_is_itself_dropped()
    {
        var outbox = Filled(2 * Of(Hit(1)).Bytes, Of(Hit(1)), Of(Hit(2)), Of(Ping(3)));
        Assert.Equal((1, new ClassTraffic(0, 1, 0)), (outbox.Dropped, outbox.Classes[TrafficClass.Pings]));
        Assert.Equal([1, 2], Take(outbox, 10));
    }

    [Fact]
    public void One_alone_is_always_taken_however_large()
    {
        var outbox = Filled(3, Of(Query(1)), Of(Query(2)));
        Assert.Equal((1, 1L, Of(Query(2)).Bytes), (outbox.Count, outbox.Dropped, outbox.Bytes));
        Assert.Equal([2], Take(outbox, 5));
    }

    [Fact]
    public void Only_so_many_are_taken_at_once()
    {
        var outbox = Filled(Roomy, Of(Query(1)), Of(Query(2)), Of(Query(3)));
        Assert.Equal([1, 2], Take(outbox, 2));
        Assert.Equal(new ClassTraffic(2, 0, 1), outbox.Classes[TrafficClass.Queries]);
        Assert.Equal([3], Take(outbox, 2));
    }

    [Fact]
    public void A_full_outbox_that_goes_on_dropping_allocates_nothing()
    {
        var query = Of(Query(1));
        var outbox = new Outbox(96 * 1024, Roomy);
        var into = new Departure[16];
        for (var i = 0; i < 10_000; i++) outbox.Add(query);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 10_000; i++)
        {
            outbox.Add(query);
            if (i % 16 == 0) outbox.Take(into);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static Outbox Filled(int maxBytes, params Departure[] departures)
    {
        var outbox = new Outbox(maxBytes, Roomy);
        foreach (var departure in departures) outbox.Add(departure);
        return outbox;
    }

    private static int[] Take(Outbox outbox, int most)
    {
        var taken = new Departure[most];
        return [.. taken.Take(outbox.Take(taken)).Select(static d => (int)d.Descriptor.Id.Low)];
    }

    private static Departure Of(Descriptor descriptor) => Departure.Of(descriptor);

    private static DescriptorId Id(int n) => new(0, (ulong)n);

    private static Ping Ping(int n) => new(Id(n), 1, 0);

    private static Query Query(int n) => Messages.Router.Query.Create(Id(n), 7, "a query");

    private static Pong Pong(int n) => Messages.Router.Pong.Create(Id(n), 1, Address, 0, 0);

    private static Push Push(int n) => Messages.Router.Push.Create(Id(n), 1, new(1, 2), new(1), Address);

    private static QueryHit Hit(int n) => QueryHit.Create(Id(n), 7, Address, 1, [new(new(1), 1, "a", null, null)], new(1, 2));

    private static QrpReset Table(int n) => QrpReset.Create(Id(n), 1024, 7);
}
