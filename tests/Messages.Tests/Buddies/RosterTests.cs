using PeerActors.Messages.Buddies;
using PeerActors.Messages.Identity;

namespace PeerActors.Messages.Tests.Buddies;

public sealed class RosterTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly Buddy Bob = new(PeerId.Of("bob"u8), "bob", BuddyConsent.Mutual, IsBlocked: false, Now);
    private static readonly Invitation Open = new(new(1, 2, 3, 4), Now.AddDays(1), UsedBy: null);

    [Fact]
    public void A_change_made_twice_changes_nothing_more()
    {
        RosterChange[] changes = [new InvitationMade(Open), new InvitationUsed(Open.Secret, Bob), new BuddyPut(Bob), new BuddiesHeard([Bob with { LastSeen = Now }]), new InvitationsEnded([Open.Secret]), new BuddyGone(Bob.Peer)];
        var roster = Roster.Empty;
        foreach (var change in changes)
        {
            roster = roster.After(change);
            var again = roster.After(change);
            Assert.Equal(roster.Buddies, again.Buddies);
            Assert.Equal(roster.Invitations.ToHashSet(), [.. again.Invitations]);
        }

        Assert.Empty(roster.Buddies);
        Assert.Empty(roster.Invitations);
    }

    [Fact]
    public void Who_uses_an_invitation_is_a_buddy_and_it_is_used()
    {
        var roster = Roster.Empty.After(new InvitationMade(Open)).After(new InvitationUsed(Open.Secret, Bob));
        Assert.Equal((Bob, Bob.Peer), (roster.Buddies[Bob.Peer], roster.Invitations[Open.Secret].UsedBy));
    }

    [Fact]
    public void What_is_heard_of_somebody_changes_neither_consent_nor_block_and_brings_nobody_back()
    {
        var blocked = Roster.Empty.After(new BuddyPut(Bob with { Consent = BuddyConsent.None, IsBlocked = true }));
        var heard = blocked.After(new BuddiesHeard([Bob with { Name = "robert", LastSeen = Now }])).Buddies[Bob.Peer];
        Assert.Equal((BuddyConsent.None, true, "robert", Now), (heard.Consent, heard.IsBlocked, heard.Name, heard.LastSeen));
        Assert.Empty(Roster.Empty.After(new BuddiesHeard([Bob])).Buddies);
    }

    [Fact]
    public void Two_buddies_are_one_number_whichever_comes_first_and_another_for_others()
    {
        var (alice, carol) = (PeerId.Of("alice"u8), PeerId.Of("carol"u8));
        Assert.Equal(BuddyPair.Of(alice, Bob.Peer), BuddyPair.Of(Bob.Peer, alice));
        Assert.NotEqual(BuddyPair.Of(alice, Bob.Peer), BuddyPair.Of(alice, carol));
    }
}
