using System.Collections.Immutable;
using PeerActors.Messages.HostCatcher;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Links;
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

    /// <summary>The hosts of each IP address, loopback apart.</summary>
    private ImmutableDictionary<uint, ImmutableArray<PeerAddress>> ByIp { get; init; } = ImmutableDictionary<uint, ImmutableArray<PeerAddress>>.Empty;

    /// <summary>Hosts that were not taken in, or forgotten for another port of theirs, because of <c>hosts.max-per-address</c>.</summary>
    public long Crowded { get; private init; }

    /// <summary>A host heard of again within so long, that says the same, is not ranked anew: pongs of one host come many times a minute.</summary>
    private static readonly TimeSpan HeardPrecision = TimeSpan.FromMinutes(1);

    public static HostTable Empty(HostSettings settings, params ReadOnlySpan<PeerAddress> own) =>
        new(settings, ImmutableDictionary<PeerAddress, KnownHost>.Empty, ImmutableSortedSet.Create<KnownHost>(BestFirst.Comparer), [.. own], 0);

    /// <summary>Takes in what was stored; hosts known already stay as they are.</summary>
    public HostTable Restore(ImmutableArray<KnownHost> stored)
    {
        var table = this;
        foreach (var host in stored)
        {
            if (!table.Hosts.ContainsKey(host.Address) && table.IsWorthKnowing(host.Address))
                table = table.Admit(host with { Source = host.Source == HostSource.Joined ? HostSource.Stored : host.Source });
        }

        return table;
    }

    /// <summary>An address was heard of.</summary>
    public HostTable Hear(HostHeard heard, DateTimeOffset now)
    {
        if (!IsWorthKnowing(heard.Address)) return this;
        if (!Hosts.TryGetValue(heard.Address, out var known))
            return Admit(new(heard.Address, heard.Source, now, heard.Files, heard.Kilobytes, 0, 0, DateTimeOffset.MinValue) { Mode = heard.Mode });
        var source = known.Source == HostSource.Joined || heard.Source == HostSource.Joined ? HostSource.Joined : heard.Source;
        var (files, kilobytes) = heard.Source is HostSource.Pong or HostSource.Neighbour ? (heard.Files, heard.Kilobytes) : (known.Files, known.Kilobytes);
        // What a list of hosts says does not change what was told of it nearer at hand.
        var mode = heard.Source == HostSource.Try ? known.Mode ?? heard.Mode : heard.Mode ?? known.Mode;
        var next = known with { Source = source, Heard = now, Files = files, Kilobytes = kilobytes, Mode = mode };
        return now - known.Heard < HeardPrecision && next with { Heard = known.Heard } == known ? this : Replace(known, next);
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
            HostOutcome.Linked => host with { Successes = host.Successes + 1, Failures = 0, Heard = now, Mode = fared.Mode ?? host.Mode },
            HostOutcome.Lost => host with { NotBefore = now + Backoff(1, jitter) },
            _ => host with { Failures = host.Failures + 1, FailuresInAll = host.FailuresInAll + 1, NotBefore = now + Backoff(host.Failures + 1, jitter) },
        };
        return Replace(host, next with { LastTrial = new(fared.Outcome, WireText.Clean(fared.Words), now) });
    }

    /// <summary>Hosts to dial now, best first. Of one network of 256 public addresses, only so many as <c>hosts.max-per-network</c> leaves beside those
    /// that are linked or being dialled: such a network is cheap to have, and must not become all our neighbours.</summary>
    public ImmutableArray<HostOffer> Offer(WantHosts want, DateTimeOffset now)
    {
        var crowds = want.Except.GroupBy(static a => NetworkOf(a)).ToDictionary(static g => g.Key, static g => g.Count());
        return
        [
            .. Wanted(want).Where(h => h.NotBefore <= now)
                .Where(h => h.Source == HostSource.Joined || h.Address.Reach() != AddressReach.Everywhere || HasRoom(NetworkOf(h.Address)))
                .Take(want.Count).Select(static h => new HostOffer(h.Address, h.Source == HostSource.Joined)),
        ];

        bool HasRoom(uint network) => (crowds[network] = crowds.GetValueOrDefault(network) + 1) <= Settings.MaxPerNetwork;
    }

    /// <summary>How long until the next host may be dialled that may not be now; null when there is none.</summary>
    public TimeSpan? NextOffer(WantHosts want, DateTimeOffset now)
    {
        var waiting = Wanted(want).Where(h => h.NotBefore > now).Select(static h => h.NotBefore).DefaultIfEmpty(DateTimeOffset.MaxValue).Min();
        return waiting == DateTimeOffset.MaxValue ? null : waiting - now;
    }

    /// <summary>Hosts that the user named come first.</summary>
    private IEnumerable<KnownHost> Wanted(WantHosts want) =>
        (want.OnlyJoined ? Ranking.TakeWhile(static h => h.Source == HostSource.Joined) : Ranking).Where(h => !want.Except.Contains(h.Address));


    /// <summary>Hosts to name to others: those that have answered first, none that has failed since, and no leaves, which take no links of those who ask.</summary>
    public NamedHosts ToTry(int count)
    {
        var sound = Ranking.Where(static h => h.Failures == 0 && h.Mode != PeerMode.Leaf).OrderBy(static h => h.Successes == 0).ToLookup(static h => h.Mode == PeerMode.Ultrapeer, static h => h.Address);
        return new([.. sound[true].Take(count)], [.. sound[false].Take(count)]);
    }

    /// <summary>Every host, best first.</summary>
    public ImmutableArray<KnownHost> List() => [.. Ranking];

    /// <summary>Wait before the next attempt: doubled after each failure, then jittered by half up and down.</summary>
    internal TimeSpan Backoff(int failures, double jitter)
    {
        var doubled = Settings.BackoffFirst.TotalSeconds * Math.Pow(2, Math.Min(failures - 1, 30));
        var seconds = Math.Min(doubled, Settings.BackoffMax.TotalSeconds);
        return TimeSpan.FromSeconds(seconds * (100 - JitterPercent + 2 * JitterPercent * jitter) / 100);
    }

    private static uint NetworkOf(PeerAddress address) => address.Ip >> 8;

    /// <summary>Takes a new host in, unless its IP address has its share. Then one that has failed gives way, so that made-up ports cannot keep the true one out.</summary>
    private HostTable Admit(KnownHost host)
    {
        var there = ByIp.GetValueOrDefault(host.Address.Ip, []);
        if (host.Source == HostSource.Joined || there.Length < Settings.MaxPerAddress) return Put(host);
        var worst = there.Select(a => Hosts[a]).Where(static h => h.Source != HostSource.Joined).MaxBy(static h => h.Failures);
        var counted = this with { Crowded = Crowded + 1 };
        return worst is { Failures: > 0 } ? counted.Remove(worst).Put(host) : counted;
    }

    private bool IsWorthKnowing(PeerAddress address) => address.IsDialable && !Own.Contains(address);

    private HostTable Put(KnownHost host)
    {
        var next = this with { Hosts = Hosts.SetItem(host.Address, host), Ranking = Ranking.Add(host) };
        if (!host.Address.IsLoopback) next = next with { ByIp = ByIp.SetItem(host.Address.Ip, ByIp.GetValueOrDefault(host.Address.Ip, []).Add(host.Address)) };
        return next.Hosts.Count <= Settings.Max ? next : next.Remove(next.Ranking[^1]) with { Forgotten = Forgotten + 1 };
    }

    private HostTable Replace(KnownHost known, KnownHost next) =>
        this with { Hosts = Hosts.SetItem(known.Address, next), Ranking = Ranking.Remove(known).Add(next) };

    private HostTable Remove(KnownHost host)
    {
        var others = ByIp.GetValueOrDefault(host.Address.Ip, []).Remove(host.Address);
        return this with
        {
            Hosts = Hosts.Remove(host.Address),
            Ranking = Ranking.Remove(host),
            ByIp = others.IsEmpty ? ByIp.Remove(host.Address.Ip) : ByIp.SetItem(host.Address.Ip, others),
        };
    }

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
