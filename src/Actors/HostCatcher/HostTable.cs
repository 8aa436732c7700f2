using System.Collections.Immutable;
using PeerActors.Messages.HostCatcher;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Router;

namespace PeerActors.Actors.HostCatcher;

/// <summary>
/// The hosts a peer knows: a value; every change gives the next one. Best first means: hosts that the user named, then those that
/// failed least since their last success, then those linked before, then the most recently heard of; equal ones by address.
/// </summary>
internal sealed record HostTable(
    HostSettings Settings, ImmutableDictionary<PeerAddress, KnownHost> Hosts, ImmutableSortedSet<KnownHost> Ranking, ImmutableHashSet<PeerAddress> Own, long Forgotten)
{
    private const int JitterPercent = 50;

    public static HostTable Empty(HostSettings settings, params ReadOnlySpan<PeerAddress> own) =>
        new(settings, ImmutableDictionary<PeerAddress, KnownHost>.Empty, ImmutableSortedSet.Create<KnownHost>(BestFirst.Comparer), [.. own], 0);

    /// <summary>Takes in what was stored; hosts known already stay as they are.</summary>
    public HostTable Restore(ImmutableArray<KnownHost> stored)
    {
        var table = this;
        foreach (var host in stored)
        {
            if (!table.Hosts.ContainsKey(host.Address) && table.IsWorthKnowing(host.Address))
                table = table.Put(host with { Source = host.Source == HostSource.Joined ? HostSource.Stored : host.Source });
        }

        return table;
    }

    /// <summary>An address was heard of.</summary>
    public HostTable Hear(HostHeard heard, DateTimeOffset now)
    {
        if (!IsWorthKnowing(heard.Address)) return this;
        if (!Hosts.TryGetValue(heard.Address, out var known))
            return Put(new(heard.Address, heard.Source, now, heard.Files, heard.Kilobytes, 0, 0, DateTimeOffset.MinValue));
        var source = known.Source == HostSource.Joined || heard.Source == HostSource.Joined ? HostSource.Joined : heard.Source;
        var (files, kilobytes) = heard.Source is HostSource.Pong or HostSource.Neighbour ? (heard.Files, heard.Kilobytes) : (known.Files, known.Kilobytes);
        return Replace(known, known with { Source = source, Heard = now, Files = files, Kilobytes = kilobytes });
    }

    /// <summary>Dialling went so.</summary>
    /// <param name="fared">Which host, and how.</param>
    /// <param name="now">Wall time.</param>
    /// <param name="jitter">0 to 1, from the dice.</param>
    public HostTable Fare(HostFared fared, DateTimeOffset now, double jitter)
    {
        var known = Hosts.TryGetValue(fared.Address, out var host);
        if (fared.Outcome == HostOutcome.IsSelf) return (known ? Remove(host!) : this) with { Own = Own.Add(fared.Address) };
        if (!known || host is null) return this;
        var next = fared.Outcome switch
        {
            HostOutcome.Linked => host with { Successes = host.Successes + 1, Failures = 0, Heard = now },
            HostOutcome.Lost => host with { NotBefore = now + Backoff(1, jitter) },
            _ => host with { Failures = host.Failures + 1, FailuresInAll = host.FailuresInAll + 1, NotBefore = now + Backoff(host.Failures + 1, jitter) },
        };
        return Replace(host, next with { LastTrial = new(fared.Outcome, WireText.Clean(fared.Words), now) });
    }

    /// <summary>Hosts to dial now, best first.</summary>
    public ImmutableArray<HostOffer> Offer(WantHosts want, DateTimeOffset now) =>
    [
        .. Ranking.Where(h => h.NotBefore <= now && !want.Except.Contains(h.Address) && (!want.OnlyJoined || h.Source == HostSource.Joined))
            .Take(want.Count).Select(static h => new HostOffer(h.Address, h.Source == HostSource.Joined)),
    ];

    /// <summary>Hosts to name to others: those that have answered first, and none that has failed since.</summary>
    public ImmutableArray<PeerAddress> ToTry(int count) =>
        [.. Ranking.Where(static h => h.Failures == 0).OrderBy(static h => h.Successes == 0).Take(count).Select(static h => h.Address)];

    /// <summary>Every host, best first.</summary>
    public ImmutableArray<KnownHost> List() => [.. Ranking];

    /// <summary>Wait before the next attempt: doubled after each failure, then jittered by half up and down.</summary>
    internal TimeSpan Backoff(int failures, double jitter)
    {
        var doubled = Settings.BackoffFirst.TotalSeconds * Math.Pow(2, Math.Min(failures - 1, 30));
        var seconds = Math.Min(doubled, Settings.BackoffMax.TotalSeconds);
        return TimeSpan.FromSeconds(seconds * (100 - JitterPercent + 2 * JitterPercent * jitter) / 100);
    }

    private bool IsWorthKnowing(PeerAddress address) => address.IsDialable && !Own.Contains(address);

    private HostTable Put(KnownHost host)
    {
        var next = this with { Hosts = Hosts.SetItem(host.Address, host), Ranking = Ranking.Add(host) };
        return next.Hosts.Count <= Settings.Max ? next : next.Remove(next.Ranking[^1]) with { Forgotten = Forgotten + 1 };
    }

    private HostTable Replace(KnownHost known, KnownHost next) =>
        this with { Hosts = Hosts.SetItem(known.Address, next), Ranking = Ranking.Remove(known).Add(next) };

    private HostTable Remove(KnownHost host) => this with { Hosts = Hosts.Remove(host.Address), Ranking = Ranking.Remove(host) };

    private sealed class BestFirst : IComparer<KnownHost>
    {
        public static BestFirst Comparer { get; } = new();

        public int Compare(KnownHost? x, KnownHost? y)
        {
            if (x is null || y is null) return (x is null).CompareTo(y is null);
            var order = (x.Source != HostSource.Joined).CompareTo(y.Source != HostSource.Joined);
            if (order == 0) order = x.Failures.CompareTo(y.Failures);
            if (order == 0) order = (x.Successes == 0).CompareTo(y.Successes == 0);
            if (order == 0) order = y.Heard.CompareTo(x.Heard);
            return order != 0 ? order : x.Address.CompareTo(y.Address);
        }
    }
}
