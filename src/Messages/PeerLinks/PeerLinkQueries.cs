using System.Collections.Immutable;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Links;

namespace PeerActors.Messages.PeerLinks;

/// <summary>Asks for every peer that is linked, or is to be; <see cref="PeerLinksListed"/> answers.</summary>
/// <param name="Request">Repeated by the answer.</param>
public sealed record ListPeerLinks(RequestId Request);

/// <summary>Every peer that is linked, or is to be, and how its links have ended.</summary>
/// <param name="Request">Of the question.</param>
/// <param name="Peers">In the order of their ids.</param>
/// <param name="Closed">How many links ended for each reason, those that never came to be included.</param>
/// <param name="Dropped">Messages that reached nobody, and that nobody was promised.</param>
public sealed record PeerLinksListed(
    RequestId Request, ImmutableArray<PeerLinkView> Peers, ImmutableSortedDictionary<LinkCloseReason, long> Closed, long Dropped)
{
    /// <summary>What became of messages and descriptors since the start; what never happened is left out.</summary>
    public ImmutableSortedDictionary<PeerLinkCount, long> Counts { get; init; } = ImmutableSortedDictionary<PeerLinkCount, long>.Empty;
}

/// <summary>A peer as the room of peer links knows it.</summary>
/// <param name="Peer">Who.</param>
/// <param name="Link">The link that carries; null when there is none.</param>
/// <param name="Remote">The far end as seen, or where it is dialled; null when neither is known.</param>
/// <param name="Version">Version spoken; 0 without a link.</param>
/// <param name="Kept">Reliable messages that it has not confirmed.</param>
public sealed record PeerLinkView(PeerId Peer, LinkId? Link, PeerAddress? Remote, int Version, int Kept);
