using PeerActors.Actors.PeerLinks;
using PeerActors.Messages.PeerLinks;
using PeerActors.Messages.Router;

namespace PeerActors.Actors.Tests.PeerLinks;

public sealed class ReliableTests
{
    private static readonly Payload Hundred = Payload.Own(new byte[100]);

    [Fact]
    public void Messages_are_numbered_by_class_and_kept_until_confirmed()
    {
        var kept = new ReliableOut(10_000);
        foreach (var traffic in new[] { UrgencyClass.Normal, UrgencyClass.Bulk, UrgencyClass.Normal }) kept.TryKeep(traffic, "a/1", Hundred);

        Assert.Equal([(UrgencyClass.Normal, 1UL), (UrgencyClass.Normal, 2UL), (UrgencyClass.Bulk, 1UL)], kept.All.Select(static m => (m.Class, m.Sequence)));
        Assert.True(kept.TryConfirm(UrgencyClass.Normal, 1));
        Assert.True(kept.TryConfirm(UrgencyClass.Normal, 1));
        Assert.Equal([(UrgencyClass.Normal, 2UL), (UrgencyClass.Bulk, 1UL)], kept.All.Select(static m => (m.Class, m.Sequence)));
        Assert.False(kept.TryConfirm(UrgencyClass.Bulk, 2));
    }

    [Fact]
    public void More_than_may_be_kept_is_refused_until_something_is_confirmed()
    {
        var kept = new ReliableOut(300);

        Assert.NotNull(kept.TryKeep(UrgencyClass.Normal, "a/1", Hundred));
        Assert.NotNull(kept.TryKeep(UrgencyClass.Normal, "a/1", Hundred));
        Assert.Null(kept.TryKeep(UrgencyClass.Normal, "a/1", Hundred));
        kept.TryConfirm(UrgencyClass.Normal, 1);
        Assert.Equal(3UL, kept.TryKeep(UrgencyClass.Normal, "a/1", Hundred)!.Sequence);
    }

    [Fact]
    public void For_a_peer_that_remembers_nothing_the_rest_is_numbered_from_1_again()
    {
        var kept = new ReliableOut(10_000);
        for (var i = 0; i < 3; i++) kept.TryKeep(UrgencyClass.Urgent, "a/1", Hundred);
        kept.TryConfirm(UrgencyClass.Urgent, 2);
        kept.GoOnBehind(default);

        Assert.Equal(1UL, Assert.Single(kept.All).Sequence);
        Assert.Equal(2UL, kept.TryKeep(UrgencyClass.Urgent, "a/1", Hundred)!.Sequence);
    }

    [Fact]
    public void For_a_peer_that_remembers_more_than_we_do_numbers_go_on_behind_that()
    {
        var kept = new ReliableOut(10_000);
        kept.TryKeep(UrgencyClass.Bulk, "a/1", Hundred);
        kept.GoOnBehind(new(0, 0, 40));

        Assert.Equal(41UL, Assert.Single(kept.All).Sequence);
        Assert.Equal(42UL, kept.TryKeep(UrgencyClass.Bulk, "a/1", Hundred)!.Sequence);
    }

    [Fact]
    public void What_comes_again_is_seen_and_so_is_what_was_left_out()
    {
        var arrived = new ReliableIn();
        arrived.Begin(7);

        Assert.Equal(
            [Arrival.Next, Arrival.Next, Arrival.Repeated, Arrival.Repeated, Arrival.Gap, Arrival.Next],
            new ulong[] { 1, 2, 1, 2, 4, 3 }.Select(sequence => arrived.Take(UrgencyClass.Bulk, sequence)));
        Assert.Equal((new PerClass<ulong>(0, 0, 3), 2L), (arrived.Received, arrived.Repeated));
        arrived.Begin(7);
        Assert.Equal(3UL, arrived.Received.Bulk);
        arrived.Begin(8);
        Assert.Equal(Arrival.Next, arrived.Take(UrgencyClass.Bulk, 1));
    }
}
