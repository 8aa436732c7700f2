using PeerActors.Actors.PeerLinks;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Links;
using PeerActors.Messages.PeerLinks;

namespace PeerActors.Actors.Tests.PeerLinks;

public sealed class ReachableLinkTests
{
    private static readonly PeerReachable First = new(PeerId.Of([9]), new(1), new(PeerAddress.Loopback, 1), Endpoint: null);
    private static readonly PeerReachable Second = First with { Link = new(2), Remote = new(PeerAddress.Loopback, 2) };

    private readonly ReachableLink _reachable = new();

    [Fact]
    public void The_link_that_is_held_makes_a_peer_reachable_and_its_end_unreachable_once()
    {
        Assert.Equal(First, _reachable.Opened(First.Link, First));
        Assert.Equal(new(First.Peer, First.Link, LinkCloseReason.Silent), _reachable.Closed(LinkCloseReason.Silent, isHeld: false));
        Assert.Null(_reachable.Closed(LinkCloseReason.Silent, isHeld: false));
    }

    [Fact]
    public void A_link_that_is_not_held_makes_nobody_reachable()
    {
        Assert.Null(_reachable.Opened(First.Link, held: null));
        Assert.Null(_reachable.Opened(First.Link, Second));
        Assert.Null(_reachable.Closed(LinkCloseReason.Duplicate, isHeld: false));
    }

    [Fact]
    public void A_link_whose_place_was_taken_ends_in_silence_whichever_comes_first()
    {
        _reachable.Opened(First.Link, First);
        Assert.Null(_reachable.Closed(LinkCloseReason.Replaced, isHeld: true));
        Assert.Equal(Second, _reachable.Opened(Second.Link, Second));
        Assert.Equal(Second.Link, _reachable.Closed(LinkCloseReason.ByeReceived, isHeld: false)!.Link);
    }

    [Fact]
    public void A_link_that_ends_before_it_carried_leaves_nobody_reachable_by_the_one_whose_place_it_took()
    {
        _reachable.Opened(First.Link, First);
        Assert.Null(_reachable.Closed(LinkCloseReason.Replaced, isHeld: true));

        Assert.Equal(new(First.Peer, First.Link, LinkCloseReason.Failed), _reachable.Closed(LinkCloseReason.Failed, isHeld: false));
    }
}
