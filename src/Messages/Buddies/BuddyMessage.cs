using System.Collections.Immutable;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Router;

namespace PeerActors.Messages.Buddies;

/// <summary>What buddies, and those who are to be, say to each other over a peer link; the closed set of <c>buddies.proto</c>.</summary>
public abstract record BuddyMessage
{
    private protected BuddyMessage() { }
}

/// <summary>I have your ticket. Answered by <see cref="BuddyConfirms"/> or <see cref="BuddyRefuses"/>; said again whenever the two meet until it is.</summary>
/// <param name="Secret">Of the ticket.</param>
/// <param name="Name">What the accepting side calls itself.</param>
public sealed record BuddyAccepts(Payload Secret, string Name) : BuddyMessage;

/// <summary>We are buddies: kept on the disk of who says so.</summary>
/// <param name="Name">What the inviting side calls itself.</param>
public sealed record BuddyConfirms(string Name) : BuddyMessage;

/// <summary>Your ticket makes you no buddy.</summary>
public sealed record BuddyRefuses(TicketRefusal Why) : BuddyMessage;

/// <summary>Why a ticket is worth nothing.</summary>
public enum TicketRefusal
{
    /// <summary>Nobody here has made it, or it was forgotten.</summary>
    Unknown = 1,

    /// <summary>Somebody has used it.</summary>
    Used = 2,

    /// <summary>It was not used in time.</summary>
    Expired = 3,

    /// <summary>There are as many buddies as <c>buddies.max</c> allows.</summary>
    Full = 4,
}

/// <summary>This is how I am.</summary>
/// <param name="Presence">What it says of itself.</param>
/// <param name="Circle">Who else it is a buddy of, so that those who are buddies of both tell each where the other is; at most <see cref="MaxCircle"/>.</param>
/// <param name="Proof">Whose device it is (<see cref="PersonHistory.Proof"/>); empty when it does not say.</param>
public sealed record BuddyTells(Presence Presence, ImmutableArray<CircleMember> Circle, ImmutableArray<SignedStatement> Proof) : BuddyMessage
{
    /// <summary>Longest proof in bytes, so that it fits into a frame.</summary>
    public const int MaxProof = 32 * 1024;

    /// <summary>Most members of a circle.</summary>
    public const int MaxCircle = 1000;
}

/// <summary>A buddy of the sender, whom only those recognise who know both.</summary>
/// <param name="Pair">See <see cref="BuddyPair"/>.</param>
/// <param name="Sequence">Of the newest record of where it listens that the sender has; 0 for none.</param>
public readonly record struct CircleMember(ulong Pair, ulong Sequence);

/// <summary>This is where buddies of us both listen.</summary>
/// <param name="Records">Each signed by its own peer; at most <see cref="MaxRecords"/>.</param>
public sealed record BuddyLocates(ImmutableArray<SignedStatement> Records) : BuddyMessage
{
    /// <summary>Most records of one message.</summary>
    public const int MaxRecords = 64;
}

/// <summary>We are no buddies, or no more.</summary>
public sealed record BuddyEnds : BuddyMessage
{
    private BuddyEnds() { }

    /// <summary>It says nothing more.</summary>
    public static BuddyEnds Instance { get; } = new();
}
