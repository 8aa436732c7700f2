using PeerActors.Actors.Buddies;
using PeerActors.Actors.Peer;
using PeerActors.Messages.Buddies;
using PeerActors.Messages.Identity;

namespace PeerActors.Actors.Tests.Buddies;

/// <summary>Whom to dial, and whom to tell.</summary>
public sealed class PlanTests
{
    private static readonly PeerAddress First = new(PeerAddress.Loopback, 1);
    private static readonly PeerAddress Second = new(PeerAddress.Loopback, 2);
    private static readonly BuddySettings Settings = PeerSettings.Reference().Buddies with { DialFirst = TimeSpan.FromSeconds(2), DialMax = TimeSpan.FromSeconds(20), MaxDialled = 3 };

    [Fact]
    public void A_buddy_is_dialled_at_its_addresses_in_turn_and_ever_more_seldom()
    {
        var plan = new DialPlan(Settings, new Random(1));
        var tried = new List<(double At, PeerAddress Where)>();
        for (var seconds = 0.0; seconds < 300; seconds += 0.5)
            tried.AddRange(plan.Take([Buddy(0, First, Second)], TimeSpan.FromSeconds(seconds)).Select(dialled => (seconds, dialled.At)));

        Assert.Equal([First, Second, First, Second], tried.Take(4).Select(static t => t.Where));
        var waits = tried.Zip(tried.Skip(1), static (one, next) => next.At - one.At).ToArray();
        Assert.All(waits, static w => Assert.InRange(w, 1, 30.5));
        Assert.All(waits.Skip(10), static w => Assert.InRange(w, 10, 30.5));
    }

    [Fact]
    public void One_look_dials_only_so_many_and_the_rest_have_their_turn()
    {
        var plan = new DialPlan(Settings, new Random(1));
        var buddies = Enumerable.Range(0, 7).Select(static i => Buddy(i, First)).ToArray();
        var looks = Enumerable.Range(0, 3).Select(i => plan.Take(buddies, TimeSpan.FromMilliseconds(i)).Select(static d => d.Peer).ToArray()).ToArray();
        Assert.Equal([3, 3, 1], looks.Select(static l => l.Length));
        Assert.Equal(7, looks.SelectMany(static l => l).Distinct().Count());
    }

    [Fact]
    public void Whoever_listens_elsewhere_is_dialled_at_once()
    {
        var plan = new DialPlan(Settings, new Random(1));
        plan.Take([Buddy(0, First)], TimeSpan.Zero);
        Assert.Empty(plan.Take([Buddy(0, Second)], TimeSpan.FromMilliseconds(1)));
        plan.Begin(Buddy(0, First).Peer);
        Assert.Equal(Second, Assert.Single(plan.Take([Buddy(0, Second)], TimeSpan.FromMilliseconds(1))).At);
    }

    [Fact]
    public void One_that_cannot_be_dialled_does_not_stand_in_the_way_of_others()
    {
        var plan = new DialPlan(Settings, new Random(1));
        Assert.Equal(Buddy(1, First).Peer, Assert.Single(plan.Take([Buddy(0), Buddy(1, First)], TimeSpan.Zero)).Peer);
    }

    [Fact]
    public void Each_is_told_at_most_once_in_an_interval_and_never_forgotten()
    {
        var told = new Outbound(TimeSpan.FromSeconds(1));
        var (bob, carol) = (Buddy(1).Peer, Buddy(2).Peer);
        told.Add(bob);
        told.Add(bob);
        Assert.Equal(bob, Assert.Single(told.Take(TimeSpan.Zero)));
        told.Add(bob);
        told.Add(carol);
        Assert.Equal(carol, Assert.Single(told.Take(TimeSpan.FromSeconds(0.5))));
        Assert.False(told.IsEmpty);
        Assert.Equal(bob, Assert.Single(told.Take(TimeSpan.FromSeconds(1))));
        Assert.True(told.IsEmpty);
        told.Forget(bob);
        told.Add(bob);
        Assert.Equal(bob, Assert.Single(told.Take(TimeSpan.FromSeconds(1.1))));
    }

    private static Buddy Buddy(int number, params PeerAddress[] addresses) =>
        new(PeerId.Of([(byte)number]), "", BuddyConsent.Mutual, IsBlocked: false, default) { Addresses = [.. addresses] };
}
