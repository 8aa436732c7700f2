using PeerActors.Actors.Buddies;
using PeerActors.Messages.Buddies;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Links;

namespace PeerActors.Actors.Tests.Buddies;

public sealed class WatchBookTests
{
    private static readonly PeerId Bob = PeerId.Of("bob"u8);
    private static readonly PeerId Carol = PeerId.Of("carol"u8);
    private static readonly PeerId Stranger = PeerId.Of("stranger"u8);
    private static readonly Presence Online = new(PresenceState.Online, "", "", []);
    private readonly WatchBook _book = new(TimeSpan.FromSeconds(5));

    [Fact]
    public void Nothing_is_known_of_whom_was_never_linked()
    {
        _book.Begin(Bob, At(0));
        Look(100);
        Assert.Equal(PresenceState.Unknown, _book.StateOf(Bob));
    }

    [Fact]
    public void Whoever_is_linked_is_as_he_says_and_not_before_he_says_it()
    {
        _book.Begin(Bob, At(0));
        Assert.False(_book.OnLinked(Bob, At(1)));
        Assert.Equal(PresenceState.Unknown, _book.StateOf(Bob));
        Assert.True(_book.OnTold(Bob, Online));
        Assert.Equal(PresenceState.Online, _book.StateOf(Bob));
        Assert.False(_book.OnTold(Bob, Online));
        Assert.True(_book.OnTold(Bob, Online with { State = PresenceState.Away }));
        Assert.Equal(PresenceState.Away, _book.StateOf(Bob));
        Assert.True(_book.OnTold(Bob, Online with { State = PresenceState.Away, Note = "lunch" }));
    }

    [Fact]
    public void What_is_said_may_come_before_the_link_is_told_of()
    {
        _book.Begin(Bob, At(0));
        _book.OnTold(Bob, Online);
        Assert.True(_book.OnLinked(Bob, At(1)));
        Assert.Equal(PresenceState.Online, _book.StateOf(Bob));
    }

    [Fact]
    public void A_killed_peer_stays_as_it_was_for_the_lease_and_is_offline_then()
    {
        Up(Bob, 0);
        _book.OnLost(Bob, LinkCloseReason.ConnectionLost, At(10));
        Assert.Empty(Look(14.9));
        Assert.Equal(PresenceState.Online, _book.StateOf(Bob));
        Assert.Equal([Bob], Look(15));
        Assert.Equal(PresenceState.Offline, _book.StateOf(Bob));
        Assert.Empty(Look(16));
    }

    [Fact]
    public void A_link_that_is_back_within_the_lease_changes_nothing()
    {
        Up(Bob, 0);
        _book.OnLost(Bob, LinkCloseReason.ConnectionLost, At(10));
        Assert.False(_book.OnLinked(Bob, At(12)));
        Assert.Empty(Look(16));
        Assert.Equal(PresenceState.Online, _book.StateOf(Bob));
    }

    [Fact]
    public void Whoever_says_Bye_is_offline_at_once()
    {
        Up(Bob, 0);
        Assert.True(_book.OnLost(Bob, LinkCloseReason.ByeReceived, At(10)));
        Assert.Equal(PresenceState.Offline, _book.StateOf(Bob));
    }

    [Fact]
    public void A_silent_peer_is_offline_when_another_peer_is_linked_be_it_a_stranger()
    {
        Up(Bob, 0);
        _book.OnLinked(Stranger, At(0));
        _book.OnLost(Bob, LinkCloseReason.Silent, At(10));
        Assert.Equal([Bob], Look(15));
        Assert.Equal(PresenceState.Offline, _book.StateOf(Bob));
    }

    [Fact]
    public void When_all_fall_silent_it_may_be_our_own_network_and_they_are_unknown()
    {
        Up(Bob, 0);
        Up(Carol, 0);
        _book.OnLost(Bob, LinkCloseReason.Silent, At(10));
        _book.OnLost(Carol, LinkCloseReason.Silent, At(12));
        Look(15);
        Look(17);
        Assert.Equal((PresenceState.Unknown, PresenceState.Unknown), (_book.StateOf(Bob), _book.StateOf(Carol)));
    }

    [Fact]
    public void When_several_connections_break_together_and_none_is_left_they_are_unknown()
    {
        Up(Bob, 0);
        Up(Carol, 0);
        _book.OnLost(Bob, LinkCloseReason.ConnectionLost, At(10));
        _book.OnLost(Carol, LinkCloseReason.ConnectionLost, At(10.1));
        Look(15.2);
        Assert.Equal((PresenceState.Unknown, PresenceState.Unknown), (_book.StateOf(Bob), _book.StateOf(Carol)));
    }

    [Fact]
    public void Whoever_is_dialled_and_is_not_there_is_offline_though_all_others_are_gone_too()
    {
        Up(Bob, 0);
        Up(Carol, 0);
        _book.OnLost(Bob, LinkCloseReason.ConnectionLost, At(10));
        _book.OnLost(Carol, LinkCloseReason.ConnectionLost, At(10.1));
        _book.OnNotThere(Bob, At(11));
        Look(14.9);
        Assert.Equal(PresenceState.Online, _book.StateOf(Bob));
        Look(15.2);
        Assert.Equal((PresenceState.Offline, PresenceState.Unknown), (_book.StateOf(Bob), _book.StateOf(Carol)));
    }

    [Fact]
    public void After_a_start_whoever_is_dialled_and_is_not_there_is_offline()
    {
        _book.Begin(Bob, At(0));
        _book.OnNotThere(Bob, At(1));
        Assert.Equal([Bob], Look(5));
        Assert.Equal(PresenceState.Offline, _book.StateOf(Bob));
    }

    [Fact]
    public void Whoever_was_offline_is_unknown_when_our_network_is_gone_and_offline_again_a_lease_after_it_is_back()
    {
        Up(Bob, 0);
        Up(Carol, 0);
        _book.OnLost(Bob, LinkCloseReason.ByeReceived, At(1));
        _book.OnLost(Carol, LinkCloseReason.Silent, At(20));
        Look(25);
        Assert.Equal((PresenceState.Unknown, PresenceState.Unknown), (_book.StateOf(Bob), _book.StateOf(Carol)));

        _book.OnLinked(Stranger, At(40));
        Look(44);
        Assert.Equal(PresenceState.Unknown, _book.StateOf(Bob));
        Look(45);
        Assert.Equal((PresenceState.Offline, PresenceState.Offline), (_book.StateOf(Bob), _book.StateOf(Carol)));
    }

    [Fact]
    public void After_a_start_whoever_does_not_come_is_offline_a_lease_after_somebody_did()
    {
        _book.Begin(Bob, At(0));
        _book.OnLinked(Stranger, At(3));
        Assert.Empty(Look(7.9));
        Assert.Equal([Bob], Look(8));
        Assert.Equal(PresenceState.Offline, _book.StateOf(Bob));
    }

    [Fact]
    public void What_was_said_over_an_earlier_link_does_not_count_for_a_later_one()
    {
        Up(Bob, 0);
        _book.OnLost(Bob, LinkCloseReason.ByeReceived, At(1));
        _book.OnLinked(Bob, At(20));
        Assert.Equal(PresenceState.Offline, _book.StateOf(Bob));
        Look(25);
        Assert.Equal(PresenceState.Unknown, _book.StateOf(Bob));
        _book.OnTold(Bob, Online);
        Assert.Equal(PresenceState.Online, _book.StateOf(Bob));
    }

    private static TimeSpan At(double seconds) => TimeSpan.FromSeconds(seconds);

    private PeerId[] Look(double seconds) => [.. _book.Look(At(seconds))];

    private void Up(PeerId peer, double seconds)
    {
        _book.Begin(peer, At(seconds));
        _book.OnLinked(peer, At(seconds));
        _book.OnTold(peer, Online);
    }
}
