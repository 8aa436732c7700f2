using System.Collections.Immutable;
using System.Security.Cryptography;
using PeerActors.Messages.Buddies;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Router;

namespace PeerActors.Actors.Buddies;

/// <summary>What may be done to a roster, and what comes of what others say; decides and changes nothing.</summary>
internal sealed class RosterRules(PeerId own, BuddySettings settings)
{
    /// <summary>Used invitations remembered so that a second use is told from a wrong ticket; the rest are forgotten.</summary>
    private const int MaxUsed = 256;

    public static Sha256Hash HashOf(Payload secret) => Sha256Hash.Read(SHA256.HashData(secret.Span));

    /// <summary>Invitations that nobody has used and that are not over.</summary>
    public static int OpenInvitations(Roster roster, DateTimeOffset now) => roster.Invitations.Values.Count(i => i.UsedBy is null && i.Expires > now);

    /// <summary>Why no further ticket can be made; null when it can.</summary>
    public string? ProblemOfInviting(Roster roster, TimeSpan lifetime, DateTimeOffset now)
    {
        const int Longest = 30;
        if (lifetime < TimeSpan.FromSeconds(1) || lifetime > TimeSpan.FromDays(Longest)) return $"a ticket cannot hold for {lifetime.TotalSeconds:N0} s; 1 s to {Longest} days are allowed";
        var open = OpenInvitations(roster, now);
        return open < settings.MaxInvitations ? null : $"{open} tickets are open, no more are allowed (buddies.max-invitations); one ends when it is used or over";
    }

    /// <summary>Why a ticket cannot be accepted here; null when it can.</summary>
    public string? ProblemOfAccepting(Roster roster, InvitationTicket ticket, DateTimeOffset now)
    {
        if (ticket.Peer == own) return "the ticket is this peer's own; it is for somebody else";
        if (ticket.Expires <= now) return $"the ticket expired at {ticket.Expires.UtcDateTime:u}; ask for a new one";
        var known = roster.Buddies.GetValueOrDefault(ticket.Peer);
        if (known is { IsBlocked: true }) return $"peer {ticket.Peer} is blocked here; peer forget ends that";
        if (known is { Consent: BuddyConsent.Mutual }) return $"peer {ticket.Peer} is a buddy already";
        return known is null ? ProblemOfRoom(roster) : null;
    }

    /// <summary>Why there can be no further entry; null when there can.</summary>
    public string? ProblemOfRoom(Roster roster) =>
        roster.Buddies.Count < settings.Max ? null : $"the roster has {roster.Buddies.Count} entries, no more are allowed (buddies.max); peer forget makes room";

    /// <summary>The entry that a ticket makes here.</summary>
    public static Buddy Requested(Roster roster, InvitationTicket ticket, DateTimeOffset now) =>
        (roster.Buddies.GetValueOrDefault(ticket.Peer) ?? new(ticket.Peer, "", BuddyConsent.None, IsBlocked: false, now)) with
        {
            Consent = BuddyConsent.Requested, Since = now, Secret = ticket.Secret, TicketEnds = ticket.Expires, Addresses = ticket.Addresses,
        };

    /// <summary>The entry once the other side has confirmed.</summary>
    public static Buddy Confirmed(Buddy requested, string name) => requested with { Name = name, Consent = BuddyConsent.Mutual, Secret = Payload.Empty, TicketEnds = null };

    /// <summary>The entry when there is no consent any more.</summary>
    public static Buddy Ended(Buddy buddy) => buddy with { Consent = BuddyConsent.None, Secret = Payload.Empty, TicketEnds = null };

    /// <summary>Somebody shows a ticket: what to answer, and what to keep first.</summary>
    public (BuddyMessage? Answer, RosterChange? Change) OnAccepts(Roster roster, PeerId peer, BuddyAccepts accepts, string ownName, DateTimeOffset now)
    {
        var known = roster.Buddies.GetValueOrDefault(peer);
        if (known is { IsBlocked: true }) return (null, null);
        // Our answer to the first time may have been lost with its link.
        if (known is { Consent: BuddyConsent.Mutual }) return (new BuddyConfirms(ownName), null);
        var hash = HashOf(accepts.Secret);
        if (!roster.Invitations.TryGetValue(hash, out var invitation)) return Refuse(TicketRefusal.Unknown);
        if (invitation.UsedBy is not null) return Refuse(TicketRefusal.Used);
        if (invitation.Expires <= now) return Refuse(TicketRefusal.Expired);
        if (known is null && ProblemOfRoom(roster) is not null) return Refuse(TicketRefusal.Full);
        var buddy = (known ?? new(peer, accepts.Name, BuddyConsent.None, IsBlocked: false, now)) with
        {
            Name = accepts.Name, Consent = BuddyConsent.Mutual, Since = now, Secret = Payload.Empty, TicketEnds = null,
        };
        return (new BuddyConfirms(ownName), new InvitationUsed(hash, buddy));
    }

    /// <summary>Invitations that need not be remembered any more: those that are over, and the used ones beyond a bound.</summary>
    public static ImmutableArray<Sha256Hash> Forgettable(Roster roster, DateTimeOffset now)
    {
        // Kept a day longer than they hold, so that who comes late is told that they are over, and not that there are none.
        var over = roster.Invitations.Values.Where(i => i.Expires.AddDays(1) <= now);
        var used = roster.Invitations.Values.Where(static i => i.UsedBy is not null).OrderByDescending(static i => i.Expires).Skip(MaxUsed);
        return [.. over.Union(used).Select(static i => i.Secret)];
    }

    /// <summary>Why a ticket was refused, for people.</summary>
    public static string Say(TicketRefusal why) => why switch
    {
        TicketRefusal.Used => "the ticket has been used already: each is good for one use; ask for a new one",
        TicketRefusal.Expired => "the ticket has expired, by the clock of the peer that made it; ask for a new one",
        TicketRefusal.Full => "the inviting peer has no room for further buddies (buddies.max there)",
        _ => "the inviting peer knows of no such ticket; ask for a new one",
    };

    private static (BuddyMessage, RosterChange?) Refuse(TicketRefusal why) => (new BuddyRefuses(why), null);
}
