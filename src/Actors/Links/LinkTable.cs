using System.Collections.Immutable;
using PeerActors.Actors.Links.Greeting;
using PeerActors.Messages.HostCatcher;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Links;
using PeerActors.Messages.Router;

namespace PeerActors.Actors.Links;

/// <summary>Which links there are and which more there may be: a value; every change gives the next one.</summary>
/// <remarks>A leaf neighbour has a place of its own kind (<c>links.max-leaves</c>); every other neighbour, and every dial, takes one of <see cref="MaxPeers"/>.</remarks>
internal sealed record LinkTable(LinkSettings Settings, OwnPlace Own, ImmutableSortedDictionary<long, LinkEntry> Links)
{
    /// <summary>Whoever gave way in its greeting.</summary>
    public static LinkRefusal TooSlow { get; } = new(LinkCloseReason.TooManyGreetings, Bye.Full, "Too many greetings under way, and yours was the oldest");

    public static LinkTable Empty(LinkSettings settings, OwnPlace own) => new(settings, own, ImmutableSortedDictionary<long, LinkEntry>.Empty);

    /// <summary>Links that are open, were given a place, or are being dialled for one.</summary>
    public int PlacesTaken => Held.Count();

    /// <summary>Connections that are only there to be refused.</summary>
    public int Refusals => Links.Values.Count(static l => l.IsRefusal);

    /// <summary>Addresses linked or being dialled.</summary>
    public ImmutableHashSet<PeerAddress> Addresses => [.. Links.Values.Where(static l => l.Listening is not null).Select(static l => l.Listening!.Value)];

    /// <summary>Where neighbours listen that a stranger could try as well.</summary>
    public IEnumerable<PeerAddress> Ultrapeers => Places.Where(static l => l is { IsOpen: true, Mode: PeerMode.Ultrapeer, Listening: not null }).Select(static l => l.Listening!.Value);

    /// <summary>Neighbours that are no leaves, at most.</summary>
    public int MaxPeers => Own.Mode == PeerMode.Leaf ? Settings.LeafUltrapeers : Settings.Max;

    /// <summary>Neighbours of either kind, at most.</summary>
    public int MaxPlaces => MaxPeers + MaxLeaves;

    private int MaxLeaves => Own.Mode == PeerMode.Ultrapeer ? Settings.MaxLeaves : 0;

    private IEnumerable<LinkEntry> Places => Links.Values.Where(static l => !l.IsRefusal);

    private IEnumerable<LinkEntry> Held => Places.Where(static l => !l.IsGreeting);

    private int Peers => Links.Values.Count(static l => l.IsPeer);

    private string MaxPeersSetting => Own.Mode == PeerMode.Leaf ? "links.leaf-ultrapeers" : "links.max";

    public LinkTable Add(LinkEntry entry) => this with { Links = Links.Add(entry.Link.Value, entry) };

    public LinkTable Remove(LinkId link) => this with { Links = Links.Remove(link.Value) };

    /// <summary>A link's greeting is done.</summary>
    public LinkTable Open(LinkId link, TimeSpan now) => Change(link, e => e with { Opened = now });

    /// <summary>A link's neighbour has left a ping without an answer, or has answered after all.</summary>
    public LinkTable Hush(LinkQuiet told) => Change(told.Link, e => e with { IsQuiet = told.IsQuiet });

    /// <summary>Whether somebody who connected is to be refused, before it has said anything.</summary>
    public LinkRefusal? JudgeInbound(PeerAddress remote)
    {
        if (PlacesTaken >= MaxPlaces) return new(LinkCloseReason.TooManyLinks, Bye.Full, $"Too many links, at most {MaxPlaces}");
        return JudgeAddress(remote, leaving: null);
    }

    /// <summary>Whose greeting gives way when somebody more begins one: the oldest of its address when that has its share, else the oldest of all when
    /// there are as many as may be. It counts as refused from then on.</summary>
    public (LinkTable Next, LinkId? GivesWay) MakeRoomToGreet(PeerAddress remote)
    {
        var greeting = Places.Where(static l => l.IsGreeting).ToArray();
        var fromThere = remote.IsLoopback ? [] : greeting.Where(l => l.Remote.Ip == remote.Ip).ToArray();
        var oldest = fromThere.Length >= Settings.MaxGreetingsPerAddress ? fromThere[0] : greeting.Length >= Settings.MaxGreetings ? greeting[0] : null;
        return oldest is null ? (this, null) : (Change(oldest.Link, static e => e with { Refusal = TooSlow }), oldest.Link);
    }

    /// <summary>Why an address is not to be dialled; null when it may be.</summary>
    public (LinkCloseReason Reason, string Detail)? JudgeDial(PeerAddress remote)
    {
        if (remote == Own.Address) return (LinkCloseReason.Self, $"{remote} is this peer itself");
        if (Places.Any(l => l.Listening == remote)) return (LinkCloseReason.Duplicate, $"a link to {remote} exists or is being made");
        if (Peers >= MaxPeers) return (LinkCloseReason.TooManyLinks, $"{Peers} links exist, at most {MaxPeers} are allowed ({MaxPeersSetting})");
        if (HasItsShare(remote, leaving: null))
            return (LinkCloseReason.TooManyFromAddress, $"{Settings.MaxPerAddress} links to {remote.Host} exist, no more are allowed (links.max-per-address)");
        return null;
    }

    /// <summary>How many hosts to dial now, and whether only those that the user named.</summary>
    public (int Count, bool OnlyJoined) Wanted
    {
        get
        {
            var free = MaxPeers - Peers;
            var desired = Own.Mode == PeerMode.Leaf ? Settings.LeafUltrapeers : Settings.Desired;
            var missing = Math.Min(desired - Peers, free);
            return missing > 0 && Settings.DialDiscovered ? (missing, false) : (Math.Max(0, free), true);
        }
    }

    /// <summary>Whoever is at the other end of a link has said who it is: gives it a place, or says why not.</summary>
    /// <returns>The next table; why there is no place, or null; another link of the same servent that gives way to this one.</returns>
    public (LinkTable Next, LinkRefusal? Refusal, LinkId? GivesWay) Place(LinkId link, Introduction who, TimeSpan now)
    {
        if (!Links.TryGetValue(link.Value, out var entry)) return (this, new(LinkCloseReason.ClosedByUs, Bye.Full, "The link is over"), null);
        if (entry.Refusal is { } decided) return (this, decided, null);
        if (who.Servent == Own.Servent) return Refuse(entry, new(LinkCloseReason.Self, Bye.Duplicate, "That is you yourself"));
        var listening = entry.Listening ?? Believed(entry, who.Listening);
        var twin = who.Servent is { } servent ? Places.FirstOrDefault(l => l.Link != link && l.Servent == servent && MayBeOne(l, entry, listening)) : null;
        if (twin is not null && !GivesWayTo(twin, entry, who.Servent!.Value, now))
            return Refuse(entry, new(LinkCloseReason.Duplicate, Bye.Duplicate, "Already connected to this GUID"));
        if ((JudgeMode(who.Traits.Mode, twin) ?? (entry.IsGreeting ? JudgeAddress(entry.Remote, twin) : null)) is { } refusal) return Refuse(entry, refusal);

        var next = Change(link, e => e with { Mode = who.Traits.Mode, Servent = who.Servent, Placed = now, Listening = listening });
        if (twin is not null) next = next.Change(twin.Link, static e => e with { Servent = null });
        return (next, null, twin?.Link);
    }

    /// <summary>
    /// A neighbour said where it listens. It is believed as far as its IP address bears it out; otherwise a stranger could have
    /// another neighbour's link closed as a duplicate of its own.
    /// </summary>
    /// <returns>The next table, and the link to close, with the reason.</returns>
    public (LinkTable Next, LinkId? ToClose, LinkCloseReason Reason) Introduce(LinkId link, PeerAddress listening)
    {
        if (!Links.TryGetValue(link.Value, out var entry) || entry.Direction == LinkDirection.Outbound) return (this, null, default);
        if (Believed(entry, listening) is null) return (this, null, default);
        if (listening == Own.Address) return (this, link, LinkCloseReason.Self);
        var next = Change(link, e => e with { Listening = listening });
        var other = Places.FirstOrDefault(l => l.Link != link && l.Listening == listening && l.IsOpen);
        return other is null ? (next, null, default) : (next, Loser(other, entry, listening).Link, LinkCloseReason.Duplicate);
    }

    /// <summary>What to believe of hosts that a greeting names: nobody elsewhere knows of an address that is nearer to us than itself.</summary>
    public ImmutableArray<HostHeard> Believable(HostsTold told)
    {
        if (!Links.TryGetValue(told.Link.Value, out var entry)) return [];
        return
        [
            .. told.Hosts.Ultrapeers.Where(IsNoNearer).Select(static h => new HostHeard(h, HostSource.Try, 0, 0) { Mode = PeerMode.Ultrapeer }),
            .. told.Hosts.Others.Where(IsNoNearer).Select(static h => new HostHeard(h, HostSource.Try, 0, 0)),
        ];

        bool IsNoNearer(PeerAddress host) => host.Reach() >= entry.Remote.Reach();
    }

    /// <summary>Who goes with whom: a leaf hangs on ultrapeers only, and an ultrapeer alone takes leaves.</summary>
    private LinkRefusal? JudgeMode(PeerMode theirs, LinkEntry? leaving)
    {
        if (Own.Mode == PeerMode.Leaf && theirs != PeerMode.Ultrapeer)
            return new(LinkCloseReason.ModeMismatch, LinkRefusal.Forbidden, "Shielded leaf, linked to ultrapeers only");
        if (Own.Mode == PeerMode.Plain && theirs == PeerMode.Leaf)
            return new(LinkCloseReason.ModeMismatch, LinkRefusal.Forbidden, "No ultrapeer, a leaf cannot hang on this servent");
        if (theirs == PeerMode.Leaf && Places.Count(l => l.IsLeaf && l != leaving) >= MaxLeaves)
            return new(LinkCloseReason.TooManyLinks, Bye.Full, $"Too many leaves, at most {MaxLeaves}");
        if (theirs != PeerMode.Leaf && Places.Count(l => l.Mode is not null and not PeerMode.Leaf && l != leaving) >= MaxPeers)
            return new(LinkCloseReason.TooManyLinks, Bye.Full, $"Too many links, at most {MaxPeers}");
        return null;
    }

    /// <summary>On loopback all peers of a machine have one address, which tells nobody apart; there the number of places is the bound.</summary>
    private bool HasItsShare(PeerAddress remote, LinkEntry? leaving) =>
        !remote.IsLoopback && Held.Count(l => l.Remote.Ip == remote.Ip && l != leaving) >= Settings.MaxPerAddress;

    private LinkRefusal? JudgeAddress(PeerAddress remote, LinkEntry? leaving) => HasItsShare(remote, leaving)
        ? new(LinkCloseReason.TooManyFromAddress, LinkRefusal.TooManyRequests, $"Too many links from your address, at most {Settings.MaxPerAddress}")
        : null;

    private (LinkTable, LinkRefusal, LinkId?) Refuse(LinkEntry entry, LinkRefusal refusal) => (Change(entry.Link, e => e with { Refusal = refusal }), refusal, null);

    /// <summary>
    /// Whether two links that name one GUID may be to one servent. GUIDs stand in every hit, so anybody can claim one: from another IP address, or where
    /// another port is listened on, the claim says nothing and harms neither link. Otherwise a stranger could keep the true owner out.
    /// </summary>
    private static bool MayBeOne(LinkEntry older, LinkEntry newer, PeerAddress? listening) =>
        older.Remote.Ip == newer.Remote.Ip && (older.Listening is null || listening is null || older.Listening == listening);

    /// <summary>
    /// Of two links to one servent, both sides must close the same. When both dialled at about the same time, the one dialled by the smaller GUID
    /// stays. Otherwise the older stays, unless nothing comes over it: then the servent has lost it and is dialling anew.
    /// </summary>
    private bool GivesWayTo(LinkEntry older, LinkEntry newer, ServentId theirs, TimeSpan now)
    {
        if (older.IsQuiet) return true;
        if (older.Direction == newer.Direction || now - older.Placed > Settings.DialTimeout) return false;
        return newer.Direction == (Own.Servent.CompareTo(theirs) < 0 ? LinkDirection.Outbound : LinkDirection.Inbound);
    }

    /// <summary>The same where only addresses are known.</summary>
    private LinkEntry Loser(LinkEntry older, LinkEntry newer, PeerAddress theirs)
    {
        if (older.IsQuiet) return older;
        if (older.Direction == newer.Direction || newer.Opened - older.Opened > Settings.DialTimeout) return newer;
        var stays = Own.Address < theirs ? LinkDirection.Outbound : LinkDirection.Inbound;
        return older.Direction == stays ? newer : older;
    }

    private static PeerAddress? Believed(LinkEntry entry, PeerAddress? listening) => listening?.Ip == entry.Remote.Ip ? listening : null;

    private LinkTable Change(LinkId link, Func<LinkEntry, LinkEntry> change) =>
        Links.TryGetValue(link.Value, out var entry) ? this with { Links = Links.SetItem(link.Value, change(entry)) } : this;
}

/// <summary>Who we are among links.</summary>
/// <param name="Address">Where others dial us.</param>
/// <param name="Servent">Our servent GUID.</param>
/// <param name="Mode">What we are to the overlay.</param>
internal readonly record struct OwnPlace(PeerAddress Address, ServentId Servent, PeerMode Mode);
