using System.Collections.Immutable;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Links;
using PeerActors.Messages.Router;

namespace PeerActors.Actors.Links;

/// <summary>A link as the manager knows it.</summary>
/// <param name="Link">Its number.</param>
/// <param name="Remote">Where we dialled, or the far end as seen.</param>
/// <param name="Listening">Where the neighbour listens: the address dialled, or what its pong says.</param>
/// <param name="Direction">Which side dialled.</param>
/// <param name="Opened">When the greeting was done, on the monotonic clock; null before.</param>
/// <param name="IsRefusal">True when it is only there to be refused; it takes nobody's place.</param>
internal sealed record LinkEntry(LinkId Link, PeerAddress Remote, PeerAddress? Listening, LinkDirection Direction, TimeSpan? Opened, bool IsRefusal)
{
    /// <summary>True when the greeting is done.</summary>
    public bool IsOpen => Opened is not null;
}

/// <summary>Which links there are and which more there may be: a value; every change gives the next one.</summary>
internal sealed record LinkTable(LinkSettings Settings, PeerAddress Own, ImmutableSortedDictionary<long, LinkEntry> Links)
{
    public static LinkTable Empty(LinkSettings settings, PeerAddress own) => new(settings, own, ImmutableSortedDictionary<long, LinkEntry>.Empty);

    private IEnumerable<LinkEntry> Places => Links.Values.Where(static l => !l.IsRefusal);

    /// <summary>Links that are open or may become so.</summary>
    public int PlacesTaken => Places.Count();

    /// <summary>Addresses linked or being dialled.</summary>
    public ImmutableHashSet<PeerAddress> Addresses => [.. Links.Values.Where(static l => l.Listening is not null).Select(static l => l.Listening!.Value)];

    public LinkTable Add(LinkEntry entry) => this with { Links = Links.Add(entry.Link.Value, entry) };

    public LinkTable Remove(LinkId link) => this with { Links = Links.Remove(link.Value) };

    /// <summary>A link's greeting is done.</summary>
    public LinkTable Open(LinkId link, TimeSpan now) =>
        Links.TryGetValue(link.Value, out var entry) ? this with { Links = Links.SetItem(link.Value, entry with { Opened = now }) } : this;

    /// <summary>Whether somebody who connected is to be refused.</summary>
    public LinkRefusal? JudgeInbound(PeerAddress remote)
    {
        if (PlacesTaken >= Settings.Max)
            return new(LinkCloseReason.TooManyLinks, Bye.Full, $"Too many links, at most {Settings.Max}");
        if (Places.Count(l => l.Remote.Ip == remote.Ip) >= Settings.MaxPerAddress)
            return new(LinkCloseReason.TooManyFromAddress, Bye.Full, $"Too many links from your address, at most {Settings.MaxPerAddress}");
        return null;
    }

    /// <summary>Why an address is not to be dialled; null when it may be.</summary>
    public (LinkCloseReason Reason, string Detail)? JudgeDial(PeerAddress remote)
    {
        if (remote == Own) return (LinkCloseReason.Self, $"{remote} is this peer itself");
        if (Places.Any(l => l.Listening == remote)) return (LinkCloseReason.Duplicate, $"a link to {remote} exists or is being made");
        if (PlacesTaken >= Settings.Max) return (LinkCloseReason.TooManyLinks, $"{PlacesTaken} links exist, at most {Settings.Max} are allowed (links.max)");
        if (Places.Count(l => l.Remote.Ip == remote.Ip) >= Settings.MaxPerAddress)
            return (LinkCloseReason.TooManyFromAddress, $"{Settings.MaxPerAddress} links to {remote.Host} exist, no more are allowed (links.max-per-address)");
        return null;
    }

    /// <summary>How many hosts to dial now, and whether only those that the user named.</summary>
    public (int Count, bool OnlyJoined) Wanted
    {
        get
        {
            var free = Settings.Max - PlacesTaken;
            var missing = Math.Min(Settings.Desired - PlacesTaken, free);
            return missing > 0 && Settings.DialDiscovered ? (missing, false) : (Math.Max(0, free), true);
        }
    }

    /// <summary>
    /// A neighbour said where it listens. It is believed as far as its IP address bears it out; otherwise a stranger could have
    /// another neighbour's link closed as a duplicate of its own.
    /// </summary>
    /// <returns>The next table, and the link to close, with the reason.</returns>
    public (LinkTable Next, LinkId? ToClose, LinkCloseReason Reason) Introduce(LinkId link, PeerAddress listening)
    {
        if (!Links.TryGetValue(link.Value, out var entry) || entry.Direction == LinkDirection.Outbound) return (this, null, default);
        if (listening.Ip != entry.Remote.Ip) return (this, null, default);
        if (listening == Own) return (this, link, LinkCloseReason.Self);
        var next = this with { Links = Links.SetItem(link.Value, entry with { Listening = listening }) };
        var other = Places.FirstOrDefault(l => l.Link != link && l.Listening == listening && l.IsOpen);
        return other is null ? (next, null, default) : (next, Loser(other, entry, listening).Link, LinkCloseReason.Duplicate);
    }

    /// <summary>
    /// Of two links to one peer, both sides must close the same. When both sides dialled at about the same time, the one dialled from the smaller
    /// address stays. Otherwise the older stays: a stranger behind our neighbour's IP address can then not have its link closed by
    /// claiming its port.
    /// </summary>
    private LinkEntry Loser(LinkEntry older, LinkEntry newer, PeerAddress theirs)
    {
        if (older.Direction == newer.Direction || newer.Opened - older.Opened > Settings.DialTimeout) return newer;
        var stays = Own < theirs ? LinkDirection.Outbound : LinkDirection.Inbound;
        return older.Direction == stays ? newer : older;
    }
}
