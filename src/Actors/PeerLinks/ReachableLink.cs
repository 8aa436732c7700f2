using PeerActors.Messages.Identity;
using PeerActors.Messages.Links;
using PeerActors.Messages.PeerLinks;

namespace PeerActors.Actors.PeerLinks;

/// <summary>The link by which others were last told that a peer is reachable. They are told that it is not only when no other has taken its place.</summary>
internal sealed class ReachableLink
{
    private PeerReachable? _told;

    /// <summary>A link began to carry: what to tell; null when it is not the one that its slot holds.</summary>
    public PeerReachable? Opened(LinkId opened, PeerReachable? held) => held?.Link == opened ? _told = held : null;

    /// <summary>A link ended: what to tell; null when the peer was not reachable, or still is.</summary>
    /// <param name="reason">Why it ended.</param>
    /// <param name="isHeld">Whether the slot holds another.</param>
    public PeerUnreachable? Closed(LinkCloseReason reason, bool isHeld)
    {
        if (isHeld || _told is not { } told) return null;
        _told = null;
        return new(told.Peer, told.Link, reason);
    }
}
