using System.Text.Json.Serialization;
using PeerActors.Messages.Buddies;
using PeerActors.Messages.Identity;

namespace PeerActors.Host.Web.Admin;

/// <summary>Answer of <c>GET /buddies</c>.</summary>
internal sealed record BuddiesView(string? Peer, PresenceView Presence, IReadOnlyList<BuddyItem> Buddies, int OpenInvitations, IReadOnlyDictionary<string, long> Counters);

/// <summary>A buddy. <c>Fingerprint</c> is that of both peers, the same on both sides; <c>Problem</c> says why there is no consent; <c>Forgotten</c> that there is no entry any more.</summary>
internal sealed record BuddyItem(
    string Peer, string Name, string Consent, bool Blocked, string State, string Note, IReadOnlyList<string> Capabilities, IReadOnlyList<string> Addresses, DateTimeOffset Since,
    DateTimeOffset? LastSeen, string? Person, IReadOnlyList<BuddyDeviceItem> Devices, string Fingerprint, string Problem)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Forgotten { get; init; }
}

/// <summary>One device of a buddy.</summary>
internal sealed record BuddyDeviceItem(string Peer, string Name, string State);

/// <summary>Body of <c>POST /invitations</c>.</summary>
/// <param name="Seconds">How long the ticket holds; null for <c>buddies.invitation-lifetime</c>.</param>
/// <param name="Addresses">Where this peer can be dialled; none for where it listens.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record InviteRequest(double? Seconds = null, IReadOnlyList<string>? Addresses = null);

/// <summary>An invitation.</summary>
internal sealed record InvitationView(string Ticket, string Peer, IReadOnlyList<string> Addresses, DateTimeOffset Expires);

/// <summary>Body of <c>POST /buddies/accept</c>.</summary>
/// <param name="Ticket">The line.</param>
/// <param name="Seconds">How long to wait for the other side to confirm.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record AcceptRequest(string Ticket, double Seconds);

/// <summary>Body of <c>POST /presence</c>.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record PresenceRequest(string State, string Note);

/// <summary>What buddies are told.</summary>
internal sealed record PresenceView(string State, string Name, string Note);

/// <summary>Body of <c>POST /buddies/block</c> and <c>POST /buddies/forget</c>.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record BuddyRequest(string Peer);

/// <summary>Body of <c>POST /buddies/follow</c>: nothing.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record FollowRequest;

/// <summary>What the buddies room says, as the admin endpoint's JSON says it.</summary>
internal static class BuddyMapping
{
    public static BuddiesView View(this BuddiesListed listed) => new(
        listed.Own?.ToString(), listed.Presence.View(), [.. listed.Buddies.Select(b => b.View(listed.Own))], listed.OpenInvitations, listed.Counters);

    public static PresenceView View(this Presence presence) => new(AdminJson.Name(presence.State), presence.Name, presence.Note);

    public static BuddyItem View(this BuddyView buddy, PeerId? own) => new(
        buddy.Peer.ToString(), buddy.Name, AdminJson.Name(buddy.Consent), buddy.IsBlocked, AdminJson.Name(buddy.State), buddy.Note, buddy.Capabilities,
        [.. buddy.Addresses.Select(static a => a.ToString())], buddy.Since, buddy.LastSeen, buddy.Person?.ToString(),
        [.. buddy.Devices.Select(static d => new BuddyDeviceItem(d.Peer.ToString(), d.Name, AdminJson.Name(d.State)))], own is { } me ? Fingerprint.Of(me, buddy.Peer) : "", buddy.Problem);

    public static InvitationView View(this InvitationTicket ticket) => new(ticket.ToString(), ticket.Peer.ToString(), [.. ticket.Addresses.Select(static a => a.ToString())], ticket.Expires);
}

/// <summary>Answer of <c>POST /person</c>: which statement of the person holds now.</summary>
internal sealed record PersonTakenView(ulong Sequence);
