using System.Collections.Immutable;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Router;

namespace PeerActors.Messages.Buddies;

/// <summary>One entry of the roster: somebody by the key with which consent was given.</summary>
/// <param name="Peer">Who.</param>
/// <param name="Name">What it calls itself.</param>
/// <param name="Consent">How far we have agreed.</param>
/// <param name="IsBlocked">Whether it gets nothing of us, not even a link.</param>
/// <param name="Since">When the entry was made.</param>
public sealed record Buddy(PeerId Peer, string Name, BuddyConsent Consent, bool IsBlocked, DateTimeOffset Since)
{
    /// <summary>Of the ticket that we have accepted; empty once it is confirmed.</summary>
    public Payload Secret { get; init; }

    /// <summary>When that ticket ends; null without one.</summary>
    public DateTimeOffset? TicketEnds { get; init; }

    /// <summary>Where it may be dialled, as its ticket said or as it was last dialled.</summary>
    public ImmutableArray<PeerAddress> Addresses { get; init; } = [];

    /// <summary>Where it listens, in its own words; null before it has said.</summary>
    public Location? Location { get; init; }

    /// <summary>When it was last known to be there.</summary>
    public DateTimeOffset? LastSeen { get; init; }

    /// <summary>Whose device it is, and which others there are; null before it has said.</summary>
    public PersonHistory? Person { get; init; }

    /// <summary>Whether we want a link to it.</summary>
    public bool IsWanted => !IsBlocked && Consent is not BuddyConsent.None;

    /// <summary>Whether we tell each other how we are.</summary>
    public bool IsMutual => !IsBlocked && Consent is BuddyConsent.Mutual;

    /// <summary>Where to dial it: what it has signed comes first, and holds alone for those places that it names.</summary>
    public ImmutableArray<PeerAddress> Candidates => Location is { } location ? [.. location.Record.Addresses.Union(Addresses)] : Addresses;
}

/// <summary>A record of where a peer listens, with the signature that makes it good in anybody's hands.</summary>
/// <param name="Signed">As it travels.</param>
/// <param name="Record">What it says.</param>
public sealed record Location(SignedStatement Signed, EndpointRecord Record);

/// <summary>One invitation: whoever shows its secret first becomes a buddy.</summary>
/// <param name="Secret">SHA-256 of the secret, which itself is kept nowhere but in the ticket.</param>
/// <param name="Expires">From when on it is worth nothing.</param>
/// <param name="UsedBy">Who has used it; null while it is open.</param>
public sealed record Invitation(Sha256Hash Secret, DateTimeOffset Expires, PeerId? UsedBy);
