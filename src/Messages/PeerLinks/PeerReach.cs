using PeerActors.Messages.Identity;
using PeerActors.Messages.Links;

namespace PeerActors.Messages.PeerLinks;

/// <summary>The sender cares which peers are there: tell it <see cref="PeerReachable"/> of each that is linked now, and from then on that and
/// <see cref="PeerUnreachable"/> as it changes, in order for each peer. Messages of a peer come another way, and may come before either.</summary>
public sealed record FollowPeerReach : IPeerLinkCommand
{
    private FollowPeerReach() { }

    /// <summary>It says nothing more.</summary>
    public static FollowPeerReach Instance { get; } = new();
}

/// <summary>A link to a peer carries. Told again, with nothing between, when another link took its place.</summary>
/// <param name="Peer">Which; the link has shown its key.</param>
/// <param name="Link">By which link.</param>
/// <param name="Remote">The far end as seen, or where it was dialled.</param>
/// <param name="Endpoint">Where it listens, signed with its own key, which was checked; null when it did not say.</param>
public sealed record PeerReachable(PeerId Peer, LinkId Link, PeerAddress Remote, SignedStatement? Endpoint)
{
    /// <summary>Largest payload of a message that the peer takes, in bytes.</summary>
    public int MaxPayload { get; init; } = int.MaxValue;
}

/// <summary>A peer was dialled, and its host answered that nobody listens there: the peer is not, and our network is. Told to those who follow.</summary>
/// <param name="Peer">Which.</param>
public sealed record PeerNotThere(PeerId Peer);

/// <summary>No link to a peer carries any more. It may be back within the same second; whoever needs a lease keeps one.</summary>
/// <param name="Peer">Which.</param>
/// <param name="Link">The last one that carried.</param>
/// <param name="Reason">Why that ended.</param>
public sealed record PeerUnreachable(PeerId Peer, LinkId Link, LinkCloseReason Reason);
