using System.Collections.Immutable;
using PeerActors.Messages.Identity;

namespace PeerActors.Messages.Buddies;

/// <summary>Whom the user of a peer knows, and whom he has invited: a value.</summary>
/// <param name="Buddies">By key.</param>
/// <param name="Invitations">By the hash of their secret; used ones stay until they would have expired, so that a second use can be told from a wrong ticket.</param>
public sealed record Roster(ImmutableSortedDictionary<PeerId, Buddy> Buddies, ImmutableDictionary<Sha256Hash, Invitation> Invitations)
{
    /// <summary>What the user has last said of himself; null when nothing.</summary>
    public OwnPresence? Own { get; init; }

    /// <summary>Who is a buddy of whom, as each device of a buddy has last said.</summary>
    public ImmutableDictionary<PeerId, ImmutableArray<CircleMember>> Circles { get; init; } = ImmutableDictionary<PeerId, ImmutableArray<CircleMember>>.Empty;

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
        OwnPresenceSaid said => this with { Own = said.Presence },
        CirclesHeard heard => this with { Circles = heard.Circles.Aggregate(Circles, static (all, c) => c.Members.IsEmpty ? all.Remove(c.Peer) : all.SetItem(c.Peer, c.Members)) },
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

/// <summary>The user is online, away or busy from now on, until he says something else.</summary>
public sealed record OwnPresenceSaid(OwnPresence Presence) : RosterChange;

/// <summary>What buddies said of whose buddies they are; it need not be there at once, because they say it again when they are linked.</summary>
public sealed record CirclesHeard(ImmutableArray<Circle> Circles) : RosterChange;

/// <summary>What the user has said of himself.</summary>
/// <param name="State">Busy, away or online.</param>
/// <param name="Note">For people; may be empty.</param>
public sealed record OwnPresence(PresenceState State, string Note);

/// <summary>Whose buddy one is.</summary>
/// <param name="Peer">Who.</param>
/// <param name="Members">As it says; empty when that is forgotten.</param>
public sealed record Circle(PeerId Peer, ImmutableArray<CircleMember> Members);
