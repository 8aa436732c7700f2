using System.Collections.Immutable;
using PeerActors.Messages.Identity;

namespace PeerActors.Messages.Buddies;

/// <summary>Something that the buddies room is asked; an <see cref="IBuddyAnswer"/> answers, and only when what was changed is on disk.</summary>
public interface IBuddyRequest
{
    /// <summary>Repeated by the answer.</summary>
    RequestId Request { get; }
}

/// <summary>What the buddies room answers.</summary>
public interface IBuddyAnswer
{
    /// <summary>Of the question.</summary>
    RequestId Request { get; }
}

/// <summary>Invite somebody; <see cref="InvitationGiven"/> answers, or <see cref="BuddyNotChanged"/>.</summary>
/// <param name="Request">Repeated by the answer.</param>
/// <param name="Lifetime">How long the ticket holds; null for <c>buddies.invitation-lifetime</c>.</param>
/// <param name="Addresses">Where we can be dialled; empty for where we listen.</param>
public sealed record Invite(RequestId Request, TimeSpan? Lifetime, ImmutableArray<PeerAddress> Addresses) : IBuddyRequest;

/// <summary>The ticket.</summary>
public sealed record InvitationGiven(RequestId Request, InvitationTicket Ticket) : IBuddyAnswer;

/// <summary>Accept an invitation; <see cref="BuddyTold"/> answers once it is kept, and then the inviting side is dialled until it has confirmed.</summary>
public sealed record AcceptInvitation(RequestId Request, InvitationTicket Ticket) : IBuddyRequest;

/// <summary>An entry as it stands.</summary>
public sealed record BuddyTold(RequestId Request, BuddyView Buddy) : IBuddyAnswer;

/// <summary>Nothing was changed.</summary>
/// <param name="Request">Of the order.</param>
/// <param name="Why">What was seen and what is allowed.</param>
public sealed record BuddyNotChanged(RequestId Request, string Why) : IBuddyAnswer, IBuddyEvent;

/// <summary>Tell buddies how we are; <see cref="PresenceSet"/> answers. It holds until the peer ends.</summary>
/// <param name="Request">Repeated by the answer.</param>
/// <param name="State">Busy, away or online.</param>
/// <param name="Note">For people; may be empty.</param>
public sealed record SetPresence(RequestId Request, PresenceState State, string Note) : IBuddyRequest;

/// <summary>Buddies are told so.</summary>
public sealed record PresenceSet(RequestId Request, Presence Presence) : IBuddyAnswer;

/// <summary>Let a peer have nothing of us any more, not even a link; <see cref="BuddyTold"/> answers.</summary>
public sealed record BlockBuddy(RequestId Request, PeerId Peer) : IBuddyRequest;

/// <summary>Be no buddies any more, and forget that there was anything, a block included; <see cref="BuddyForgotten"/> answers.</summary>
public sealed record ForgetBuddy(RequestId Request, PeerId Peer) : IBuddyRequest;

/// <summary>There is no such entry any more.</summary>
public sealed record BuddyForgotten(RequestId Request, PeerId Peer) : IBuddyAnswer, IBuddyEvent;

/// <summary>Asks for the roster; <see cref="BuddiesListed"/> answers.</summary>
public sealed record ListBuddies(RequestId Request) : IBuddyRequest;

/// <summary>The person of this peer has signed something since the start: a device was added or removed, or there is a new key. Buddies are told.</summary>
/// <param name="Request">Repeated by the answer: <see cref="PersonTaken"/>, or <see cref="BuddyNotChanged"/> when an equally new or newer one of that person is known.</param>
/// <param name="Person">All that it has signed.</param>
public sealed record TakePerson(RequestId Request, PersonHistory Person) : IBuddyRequest;

/// <summary>It holds from now on.</summary>
public sealed record PersonTaken(RequestId Request, ulong Sequence) : IBuddyAnswer;

/// <summary>The roster.</summary>
/// <param name="Request">Of the question.</param>
/// <param name="Own">Which peer this is.</param>
/// <param name="Presence">What buddies are told of it.</param>
/// <param name="Buddies">Every entry, in the order of their ids.</param>
/// <param name="OpenInvitations">Tickets that nobody has used and that are not over.</param>
/// <param name="Counters">What happened since the start, by name.</param>
public sealed record BuddiesListed(
    RequestId Request, PeerId? Own, Presence Presence, ImmutableArray<BuddyView> Buddies, int OpenInvitations, ImmutableSortedDictionary<string, long> Counters) : IBuddyAnswer;

/// <summary>The sender wants to be told <see cref="BuddyChanged"/> of every entry now, and of each that changes from then on, and <see cref="BuddyForgotten"/>;
/// or <see cref="BuddyNotChanged"/> when too many follow already.</summary>
public sealed record FollowBuddies(RequestId Request) : IBuddyRequest;
