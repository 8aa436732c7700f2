using PeerActors.Actors.PeerLinks;
using PeerActors.Messages.PeerLinks;
using PeerActors.Messages.Router;

namespace PeerActors.Actors.Tests.PeerLinks;

public sealed class ClassQueuesTests
{
    private static readonly PerClass<int> Windows = PerClass.All(100_000);

    [Fact]
    public void What_is_urgent_goes_first_and_each_slower_class_keeps_a_share()
    {
        var queues = new ClassQueues(Windows, 1_000_000);
        for (var i = 0; i < 40; i++) queues.Add(Message(UrgencyClass.Bulk, 968));
        for (var i = 0; i < 40; i++) queues.Add(Message(UrgencyClass.Normal, 968));
        for (var i = 0; i < 40; i++) queues.Add(Message(UrgencyClass.Urgent, 968));

        var taken = Take(queues, 16_000);

        Assert.Equal(UrgencyClass.Urgent, taken[0].Class);
        Assert.Equal([12, 2, 2], Enum.GetValues<UrgencyClass>().Select(c => taken.Count(f => f.Class == c)));
    }

    [Fact]
    public void An_urgent_message_waits_for_no_bulk_that_was_there_before_it()
    {
        var queues = new ClassQueues(Windows, 1_000_000);
        for (var i = 0; i < 90; i++) queues.Add(Message(UrgencyClass.Bulk, 968));
        Take(queues, 10_000);
        queues.Add(Message(UrgencyClass.Urgent, 10));

        Assert.Equal(UrgencyClass.Urgent, Take(queues, 10_000)[0].Class);
    }

    [Fact]
    public void Nothing_leaves_without_credit_and_one_class_does_not_use_up_another_s()
    {
        var queues = new ClassQueues(PerClass.All(1000), 1_000_000);
        for (var i = 0; i < 3; i++) queues.Add(Message(UrgencyClass.Bulk, 468));

        Assert.Equal(2, Take(queues, 10_000).Count);
        Assert.True(queues.IsStalled);
        queues.Add(Message(UrgencyClass.Urgent, 10));
        Assert.False(queues.IsStalled);
        Assert.Single(Take(queues, 10_000));
        Assert.True(queues.TryGrant(UrgencyClass.Bulk, 500));
        Assert.Single(Take(queues, 10_000));
    }

    [Fact]
    public void Credit_beyond_the_window_is_noticed()
    {
        var queues = new ClassQueues(PerClass.All(1000), 1_000_000);

        Assert.False(queues.TryGrant(UrgencyClass.Normal, 1));
    }

    [Fact]
    public void At_the_bound_the_oldest_that_promise_nothing_make_room()
    {
        var queues = new ClassQueues(Windows, 3000);
        queues.Add(Message(UrgencyClass.Normal, 968, sequence: 1));
        for (byte i = 1; i <= 4; i++) queues.Add(Message(UrgencyClass.Normal, 968, mark: i));

        Assert.Equal(2, queues.Dropped);
        Assert.Equal([0, 3, 4], Take(queues, 100_000).Select(static f => f.Payload.Span[0]));
        Assert.Equal((0, 0L), (queues.Count, queues.Bytes));
    }

    [Fact]
    public void What_promises_delivery_is_never_dropped_here()
    {
        var queues = new ClassQueues(Windows, 3000);
        for (ulong i = 1; i <= 50; i++) queues.Add(Message(UrgencyClass.Normal, 968, sequence: i));
        queues.Add(Message(UrgencyClass.Normal, 968));

        Assert.Equal((50, 1L), (queues.Count, queues.Dropped));
    }

    [Fact]
    public void What_fits_into_no_window_is_dropped_and_does_not_block_the_rest()
    {
        var queues = new ClassQueues(PerClass.All(1000), 1_000_000);
        queues.Add(Message(UrgencyClass.Urgent, 969));
        queues.Add(Message(UrgencyClass.Urgent, 968));

        Assert.Equal((1L, 1), (queues.Dropped, Take(queues, 100).Count));
    }

    [Fact]
    public void A_peer_has_credit_for_its_window_and_gets_back_what_was_looked_at()
    {
        var given = new GivenCredit(PerClass.All(1000));
        var frame = Message(UrgencyClass.Bulk, 468);

        Assert.True(given.TryUse(frame) && given.TryUse(frame));
        Assert.Null(given.TakeDue(UrgencyClass.Bulk));
        given.OnLookedAt(UrgencyClass.Bulk, 500);
        Assert.Equal(new CreditFrame(UrgencyClass.Bulk, 500), given.TakeDue(UrgencyClass.Bulk));
        Assert.Null(given.TakeDue(UrgencyClass.Bulk));
        Assert.True(given.TryUse(frame));
        Assert.False(given.TryUse(frame));
        Assert.True(given.TryUse(Message(UrgencyClass.Urgent, 968)));
    }

    private static MessageFrame Message(UrgencyClass traffic, int bytes, ulong sequence = 0, byte mark = 0)
    {
        var payload = new byte[bytes];
        payload[0] = mark;
        return new(traffic, sequence, 1, Payload.Own(payload));
    }

    private static List<PaidFrame> Take(ClassQueues queues, int budget)
    {
        var taken = new List<PeerFrame>();
        queues.Take(budget, taken);
        return [.. taken.Cast<PaidFrame>()];
    }
}
