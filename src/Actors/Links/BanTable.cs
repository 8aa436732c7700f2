using System.Collections.Immutable;
using System.Globalization;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Links;

namespace PeerActors.Actors.Links;

/// <summary>
/// Addresses that are barred for a while for what was sent from them, and why: a value; every change gives the next one. A ban is on an IP address
/// whatever the port, for a spammer that comes back dials from another one.
/// </summary>
/// <param name="Settings">How long, how many, and who never.</param>
/// <param name="Bans">By IP address.</param>
/// <param name="Forgotten">Bans that ended early because <c>links.max-bans</c> was reached.</param>
internal sealed record BanTable(LinkSettings Settings, ImmutableSortedDictionary<uint, Ban> Bans, long Forgotten)
{
    public static BanTable Empty(LinkSettings settings) => new(settings, ImmutableSortedDictionary<uint, Ban>.Empty, 0);

    /// <summary>Bars an address, unless it is never barred; one that is barred already is barred anew.</summary>
    public BanTable Add(PeerAddress address, string why, DateTimeOffset now)
    {
        if (IsExempt(address)) return this;
        var next = Without(now);
        var bans = next.Bans.SetItem(address.Ip, new(address.Host, why, now + Settings.BanTime));
        if (bans.Count <= Settings.MaxBans) return next with { Bans = bans };
        var first = bans.MinBy(static b => b.Value.Until).Key;
        return next with { Bans = bans.Remove(first), Forgotten = Forgotten + 1 };
    }

    /// <summary>The ban on an address, while it lasts.</summary>
    public Ban? Find(PeerAddress address, DateTimeOffset now) => Bans.TryGetValue(address.Ip, out var ban) && now < ban.Until ? ban : null;

    /// <summary>What to tell somebody who is barred; null for everybody else.</summary>
    public LinkRefusal? Judge(PeerAddress remote, DateTimeOffset now) => Find(remote, now) is not { } ban
        ? null
        : new(LinkCloseReason.Banned, LinkRefusal.Forbidden, string.Create(CultureInfo.InvariantCulture, $"Banned for {Math.Ceiling((ban.Until - now).TotalSeconds):0} s: {ban.Why}"));

    /// <summary>Bans that last, the first to end first.</summary>
    public ImmutableArray<Ban> List(DateTimeOffset now) => [.. Bans.Values.Where(b => now < b.Until).OrderBy(static b => b.Until).ThenBy(static b => b.Host, StringComparer.Ordinal)];

    private BanTable Without(DateTimeOffset now) => this with { Bans = Bans.RemoveRange(Bans.Where(b => b.Value.Until <= now).Select(static b => b.Key)) };

    /// <summary>Port 0 in the list stands for every port.</summary>
    private bool IsExempt(PeerAddress address) => Settings.NeverBan.Any(n => n.Ip == address.Ip && (n.Port == 0 || n.Port == address.Port));
}
