using PeerActors.Actors.PeerLinks;
using PeerActors.Messages.Identity;

namespace PeerActors.Actors.Tests.PeerLinks;

public sealed class SlotRulesTests
{
    private static readonly PeerId Small = new(1, 0, 0, 0);
    private static readonly PeerId Large = new(2, 0, 0, 0);

    /// <summary>Two links, X and Y, in every way in which two peers can have numbered, dialled and heard of them.</summary>
    [Fact]
    public void Both_sides_keep_the_same_link_whatever_order_they_hear_of_them_in()
    {
        bool[] either = [false, true];
        foreach (var smallNumbersXFirst in either)
        foreach (var largeNumbersXFirst in either)
        foreach (var smallDialsX in either)
        foreach (var smallDialsY in either)
        foreach (var smallHearsXFirst in either)
        foreach (var largeHearsXFirst in either)
        {
            var (smallX, smallY) = smallNumbersXFirst ? (1UL, 2UL) : (2UL, 1UL);
            var (largeX, largeY) = largeNumbersXFirst ? (1UL, 2UL) : (2UL, 1UL);
            var keptBySmall = Kept(Small, Large, new(smallDialsX, smallX, 9, largeX), new(smallDialsY, smallY, 9, largeY), smallHearsXFirst);
            var keptByLarge = Kept(Large, Small, new(!smallDialsX, largeX, 8, smallX), new(!smallDialsY, largeY, 8, smallY), largeHearsXFirst);
            Assert.Equal(keptBySmall, keptByLarge);
        }
    }

    [Fact]
    public void A_reconnect_takes_the_place_of_the_link_before_it_whoever_dials()
    {
        foreach (var dials in new[] { false, true })
            Assert.True(SlotRules.NewcomerStays(Large, Small, new(IsOurDial: true, 1, 9, 1), new(dials, 2, 9, 2)));
    }

    [Fact]
    public void Of_two_that_were_dialled_at_once_the_one_of_the_smaller_id_stays()
    {
        Assert.True(SlotRules.NewcomerStays(Small, Large, held: new(IsOurDial: false, 2, 9, 1), newcomer: new(IsOurDial: true, 1, 9, 2)));
        Assert.False(SlotRules.NewcomerStays(Large, Small, held: new(IsOurDial: false, 2, 9, 1), newcomer: new(IsOurDial: true, 1, 9, 2)));
    }

    [Fact]
    public void A_peer_that_was_started_anew_has_no_other_link() =>
        Assert.True(SlotRules.NewcomerStays(Large, Small, held: new(IsOurDial: false, 50, 9, 50), newcomer: new(IsOurDial: true, 51, 10, 1)));

    private static string Kept(PeerId own, PeerId peer, SlotLink x, SlotLink y, bool xFirst)
    {
        var (held, newcomer) = xFirst ? (x, y) : (y, x);
        return SlotRules.NewcomerStays(own, peer, held, newcomer) == xFirst ? "Y" : "X";
    }
}
