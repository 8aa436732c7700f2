using System.Collections.Immutable;
using PeerActors.Messages.Identity;

namespace PeerActors.Messages.Buddies;

/// <summary>Whom the user of a peer knows, and whom he has invited: a value.</summary>
/// <param name="Buddies">By key.</param>
/// <param name="Invitations">By the hash of their secret; used ones stay until they would have expired, so that a second use can be told from a wrong ticket.</param>
public sealed record Roster(ImmutableSortedDictionary<PeerId, Buddy> Buddies, ImmutableDictionary<Sha256Hash, Invitation> Invitations)
{
    /// <summary>Of a user who knows nobody.</summary>
    public static Roster Empty { get; } = new(ImmutableSortedDictionary<PeerId, Buddy>.Empty, ImmutableDictionary<Sha256Hash, Invitation>.Empty);

    /// <summary>With one change made. To make it twice changes nothing more.</summary>
    public Roster After(RosterChange change) => change switch
    {
        BuddyPut put => this with { Buddies = Buddies.SetItem(put.Buddy.Peer, put.Buddy) },
        BuddyGone gone => this with { Buddies = Buddies.Remove(gone.Peer) },
        InvitationMade made => this with { Invitations = Invitations.SetItem(made.Invitation.Secret, made.Invitation) },
        InvitationUsed used => this with
        {
            Buddies = Buddies.SetItem(used.Buddy.Peer, used.Buddy),
            Invitations = Invitations.TryGetValue(used.Secret, out var known) ? Invitations.SetItem(used.Secret, known with { UsedBy = used.Buddy.Peer }) : Invitations,
        },
        InvitationsEnded ended => this with { Invitations = Invitations.RemoveRange(ended.Secrets) },
        BuddiesHeard heard => this with { Buddies = Buddies.SetItems(heard.Buddies.Where(b => Buddies.ContainsKey(b.Peer)).Select(b => KeyValuePair.Create(b.Peer, Heard(Buddies[b.Peer], b)))) },
        _ => this,
    };

    private static Buddy Heard(Buddy known, Buddy heard) =>
        known with { Name = heard.Name, Addresses = heard.Addresses, Location = heard.Location, LastSeen = heard.LastSeen, Person = heard.Person };
}

/// <summary>One change of a <see cref="Roster"/>; on disk it is there wholly or not at all.</summary>
public abstract record RosterChange
{
    private protected RosterChange() { }
}

/// <summary>An entry is as it stands here from now on.</summary>
public sealed record BuddyPut(Buddy Buddy) : RosterChange;

/// <summary>An entry is there no more.</summary>
public sealed record BuddyGone(PeerId Peer) : RosterChange;

/// <summary>Somebody may come with this invitation.</summary>
public sealed record InvitationMade(Invitation Invitation) : RosterChange;

/// <summary>Somebody came with it: it is used and he is a buddy, both or neither.</summary>
public sealed record InvitationUsed(Sha256Hash Secret, Buddy Buddy) : RosterChange;

/// <summary>Invitations are forgotten.</summary>
public sealed record InvitationsEnded(ImmutableArray<Sha256Hash> Secrets) : RosterChange;

/// <summary>What was heard of buddies, who need not be there any more: names, addresses, places, persons and when they were last seen. Consent and blocks stay as they are.</summary>
public sealed record BuddiesHeard(ImmutableArray<Buddy> Buddies) : RosterChange;
