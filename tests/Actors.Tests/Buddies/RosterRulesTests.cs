using PeerActors.Actors.Buddies;
using PeerActors.Actors.Peer;
using PeerActors.Messages.Buddies;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Router;

namespace PeerActors.Actors.Tests.Buddies;

public sealed class RosterRulesTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly PeerId Alice = PeerId.Of("alice"u8);
    private static readonly PeerId Bob = PeerId.Of("bob"u8);
    private static readonly PeerId Carol = PeerId.Of("carol"u8);
    private static readonly Payload Secret = Payload.Copy("0123456789abcdef"u8);
    private static readonly BuddyAccepts Accepts = new(Secret, "bob");
    private static readonly BuddySettings Settings = PeerSettings.Reference().Buddies with { Max = 2, MaxInvitations = 2 };
    private readonly RosterRules _rules = new(Alice, Settings);

    [Fact]
    public void A_ticket_makes_one_buddy_and_who_comes_second_is_told_that_it_is_used()
    {
        var (answer, change) = _rules.OnAccepts(Invited(), Bob, Accepts, "alice", Now);
        Assert.Equal(new BuddyConfirms("alice"), answer);
        var roster = Invited().After(change!);
        Assert.Equal((BuddyConsent.Mutual, "bob"), (roster.Buddies[Bob].Consent, roster.Buddies[Bob].Name));

        Assert.Equal((new BuddyRefuses(TicketRefusal.Used), null), _rules.OnAccepts(roster, Carol, Accepts, "alice", Now));
    }

    [Fact]
    public void A_buddy_whose_confirmation_was_lost_is_confirmed_again()
    {
        var roster = Invited().After(_rules.OnAccepts(Invited(), Bob, Accepts, "alice", Now).Change!);
        Assert.Equal((new BuddyConfirms("alice"), null), _rules.OnAccepts(roster, Bob, Accepts, "alice", Now.AddYears(1)));
    }

    [Fact]
    public void A_ticket_that_is_unknown_over_or_for_a_full_roster_makes_nobody_a_buddy()
    {
        Assert.Equal((new BuddyRefuses(TicketRefusal.Unknown), null), _rules.OnAccepts(Roster.Empty, Bob, Accepts, "alice", Now));
        Assert.Equal((new BuddyRefuses(TicketRefusal.Expired), null), _rules.OnAccepts(Invited(), Bob, Accepts, "alice", Now.AddHours(1)));
        var full = Invited().After(new BuddyPut(Entry(Carol))).After(new BuddyPut(Entry(PeerId.Of("dave"u8))));
        Assert.Equal((new BuddyRefuses(TicketRefusal.Full), null), _rules.OnAccepts(full, Bob, Accepts, "alice", Now));
    }

    [Fact]
    public void Whoever_is_blocked_is_not_even_answered()
    {
        var blocked = Invited().After(new BuddyPut(Entry(Bob) with { Consent = BuddyConsent.None, IsBlocked = true }));
        Assert.Equal((null, null), _rules.OnAccepts(blocked, Bob, Accepts, "alice", Now));
    }

    [Fact]
    public void A_ticket_of_ones_own_an_expired_one_and_one_of_a_buddy_or_of_a_blocked_peer_are_not_accepted()
    {
        Assert.Null(_rules.ProblemOfAccepting(Roster.Empty, Ticket(Bob), Now));
        Assert.Contains("own", _rules.ProblemOfAccepting(Roster.Empty, Ticket(Alice), Now), StringComparison.Ordinal);
        Assert.Contains("expired at 2026-01-02 04:04:05Z", _rules.ProblemOfAccepting(Roster.Empty, Ticket(Bob), Now.AddHours(1)), StringComparison.Ordinal);
        Assert.Contains("already", _rules.ProblemOfAccepting(Roster.Empty.After(new BuddyPut(Entry(Bob))), Ticket(Bob), Now), StringComparison.Ordinal);
        Assert.Contains("peer forget", _rules.ProblemOfAccepting(Roster.Empty.After(new BuddyPut(Entry(Bob) with { IsBlocked = true })), Ticket(Bob), Now), StringComparison.Ordinal);
        var full = Roster.Empty.After(new BuddyPut(Entry(Carol))).After(new BuddyPut(Entry(PeerId.Of("dave"u8))));
        Assert.Contains("buddies.max", _rules.ProblemOfAccepting(full, Ticket(Bob), Now), StringComparison.Ordinal);
    }

    [Fact]
    public void Only_so_many_tickets_are_open_and_one_that_is_used_or_over_counts_no_more()
    {
        var lifetime = TimeSpan.FromHours(1);
        var two = Invited().After(new InvitationMade(new(new(9, 9, 9, 9), Now.AddMinutes(5), UsedBy: null)));
        Assert.Contains("buddies.max-invitations", _rules.ProblemOfInviting(two, lifetime, Now), StringComparison.Ordinal);
        Assert.Null(_rules.ProblemOfInviting(two, lifetime, Now.AddMinutes(5)));
        Assert.Null(_rules.ProblemOfInviting(two.After(new InvitationUsed(RosterRules.HashOf(Secret), Entry(Bob))), lifetime, Now));
        Assert.Contains("30 days", _rules.ProblemOfInviting(Roster.Empty, TimeSpan.FromDays(31), Now), StringComparison.Ordinal);
    }

    [Fact]
    public void Invitations_are_forgotten_a_day_after_they_are_over()
    {
        Assert.Empty(RosterRules.Forgettable(Invited(), Now.AddHours(2)));
        Assert.Equal(RosterRules.HashOf(Secret), Assert.Single(RosterRules.Forgettable(Invited(), Now.AddHours(26))));
    }

    private static Roster Invited() => Roster.Empty.After(new InvitationMade(new(RosterRules.HashOf(Secret), Now.AddHours(1), UsedBy: null)));

    private static Buddy Entry(PeerId peer) => new(peer, "", BuddyConsent.Mutual, IsBlocked: false, Now);

    private static InvitationTicket Ticket(PeerId peer) => new(peer, [], Secret, Now.AddHours(1));
}
