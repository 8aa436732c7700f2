using System.Collections.Immutable;
using PeerActors.Messages.Identity;

namespace PeerActors.Actors.Router.DynamicQueries;

/// <summary>An ultrapeer beside us, as a dynamic query sees it.</summary>
/// <param name="Link">Its link.</param>
/// <param name="Degree">How many ultrapeers it is linked to.</param>
/// <param name="MaxTtl">The largest TTL that may be sent to it.</param>
/// <param name="Passes">What its table says of the query; null when it has sent none.</param>
/// <param name="AsksAgain">True when it hands a query on that it has seen before, once that comes with a higher TTL.</param>
internal readonly record struct Candidate(LinkId Link, int Degree, byte MaxTtl, bool? Passes, bool AsksAgain);

/// <summary>Ask this neighbour.</summary>
/// <param name="Link">Its link.</param>
/// <param name="Ttl">With which TTL.</param>
/// <param name="IsProbe">True at the start, when it is to be found out how common the thing is.</param>
internal readonly record struct Asking(LinkId Link, byte Ttl, bool IsProbe);

/// <summary>Why a dynamic query asks nobody further.</summary>
internal enum DynamicEnd
{
    /// <summary>As many hits came as were wanted.</summary>
    EnoughHits,

    /// <summary>Its time is over (<c>router.dynamic.lifetime</c>).</summary>
    TimeOver,

    /// <summary>It has reached <c>router.dynamic.max-horizon</c> servents.</summary>
    HorizonReached,

    /// <summary>Every neighbour was asked.</summary>
    NobodyLeft,
}

/// <summary>What to do next: ask these and come again after a while, or end.</summary>
internal readonly record struct DynamicStep(ImmutableArray<Asking> Ask, TimeSpan Wait, DynamicEnd? End)
{
    public static DynamicStep Over(DynamicEnd end) => new([], TimeSpan.Zero, end);
}

/// <summary>
/// One search, asked of as few neighbours as it takes (Gnutella "dynamic query protocol" 0.1): a few are probed first, then one is asked after the
/// other with a TTL that should just bring what is still wanted, as far as the hits so far tell how common it is. Decides only.
/// </summary>
/// <param name="settings">Pace and ends.</param>
/// <param name="wanted">Hits after which nobody is asked further.</param>
/// <param name="maxTtl">Largest TTL that the query may leave with.</param>
internal sealed class DynamicQuery(DynamicQuerySettings settings, int wanted, byte maxTtl)
{
    /// <summary>With no hit so far, the thing is taken to be as common as if half a hit had come.</summary>
    private const double HalfHit = 0.5;

    /// <summary>A leaf asks about so many ultrapeers, and tells what it has from all of them (gtk-gnutella takes the same).</summary>
    private const int UltrapeersOfLeaf = 3;

    /// <summary>Of so many hits that came by a leaf must have kept one, or it is not worth asking for.</summary>
    private const int LeastKept = 20;

    /// <summary>A leaf is asked how many hits it has once so many neighbours were asked.</summary>
    private const int AskingsForStatus = 3;

    private const byte ProbeTtl = 1;
    private const byte FirstTtl = 2;

    private readonly Dictionary<LinkId, (byte Ttl, int Degree)> _asked = [];
    private bool _hasProbed;
    private long _hitsByAsking;
    private (int Kept, long Hits)? _status;
    private int _askedSinceStatus;

    /// <summary>Hits so far.</summary>
    public long Hits { get; private set; }

    /// <summary>What counts of them: where the leaf has told how many it has, its part of that and what came by since.</summary>
    private long Found => _status is { } told ? Math.Max(told.Kept / UltrapeersOfLeaf + (Hits - told.Hits), Hits / LeastKept) : Hits;

    /// <summary>True when it is time to ask the leaf how many hits it has.</summary>
    public bool WantsStatus => _askedSinceStatus >= AskingsForStatus;

    /// <summary>How many ultrapeers those asked reach, by estimate.</summary>
    public double Reached { get; private set; }

    /// <summary>Hits came home.</summary>
    /// <param name="over">Over which link.</param>
    /// <param name="count">How many files they name.</param>
    public void OnHits(LinkId over, int count)
    {
        Hits += count;
        if (_asked.ContainsKey(over)) _hitsByAsking += count;
    }

    /// <summary>The leaf tells how many hits it has from everywhere.</summary>
    public void OnStatus(int kept) => _status = (kept, Hits);

    /// <summary>The leaf was asked how many hits it has.</summary>
    public void StatusAsked() => _askedSinceStatus = 0;

    /// <summary>What to do now.</summary>
    /// <param name="candidates">The ultrapeers beside us, in the order in which they are to be asked where nothing else tells them apart.</param>
    /// <param name="age">How long ago the query started.</param>
    public DynamicStep Next(IReadOnlyList<Candidate> candidates, TimeSpan age)
    {
        if (Found >= wanted) return DynamicStep.Over(DynamicEnd.EnoughHits);
        if (age >= settings.Lifetime) return DynamicStep.Over(DynamicEnd.TimeOver);
        if (Reached >= settings.MaxHorizon) return DynamicStep.Over(DynamicEnd.HorizonReached);
        if (!_hasProbed)
        {
            _hasProbed = true;
            var probes = Probes(candidates);
            if (!probes.IsEmpty) return Ask(probes, candidates, settings.Pace * probes.Length);
        }

        return NextOne(candidates) is { } asking ? Ask([asking], candidates, settings.Pace) : DynamicStep.Over(DynamicEnd.NobodyLeft);
    }

    /// <summary>Those whose tables let it pass are asked for themselves and their leaves; where no table is known, one neighbour and those around it.</summary>
    private ImmutableArray<Asking> Probes(IReadOnlyList<Candidate> candidates)
    {
        var passing = candidates.Where(static c => c.Passes == true && c.AsksAgain).Take(settings.Probes).Select(static c => new Asking(c.Link, ProbeTtl, true));
        ImmutableArray<Asking> probes = [.. passing];
        return !probes.IsEmpty ? probes : [.. candidates.Where(static c => c is { Passes: null, AsksAgain: true }).Take(1).Select(c => new Asking(c.Link, Limit(c, FirstTtl), true))];
    }

    private Asking? NextOne(IReadOnlyList<Candidate> candidates)
    {
        // Those not asked yet first, and among them those that may have it themselves.
        var order = candidates.OrderBy(c => _asked.ContainsKey(c.Link)).ThenBy(static c => c.Passes switch { true => 0, null => 1, _ => 2 }).ToList();
        var left = order.Count(c => !_asked.ContainsKey(c.Link) || (c.AsksAgain && _asked[c.Link].Ttl < Limit(c, maxTtl)));
        foreach (var candidate in order)
        {
            var ttl = TtlFor(candidate, left);
            if (ttl >= LeastUseful(candidate)) return new(candidate.Link, ttl, false);
        }

        // Everybody's part is too small to ask anybody for: then somebody is asked for more than a part.
        foreach (var candidate in order)
            if (LeastUseful(candidate) is var least && least <= Limit(candidate, maxTtl)) return new(candidate.Link, (byte)least, false);
        return null;
    }

    /// <summary>The least TTL with which asking a neighbour can bring anything new.</summary>
    private int LeastUseful(Candidate candidate)
    {
        if (_asked.TryGetValue(candidate.Link, out var asked)) return candidate.AsksAgain ? asked.Ttl + 1 : int.MaxValue;
        return candidate.Passes == false ? 2 : 1;
    }

    /// <summary>The largest TTL that does not bring more than this neighbour's part of what is still wanted.</summary>
    private byte TtlFor(Candidate candidate, int left)
    {
        var most = Limit(candidate, maxTtl);
        if (Reached == 0) return Math.Min(most, FirstTtl);
        var hitsEach = Math.Max(_hitsByAsking, HalfHit) / Reached;
        var part = (wanted - Found) / hitsEach / Math.Max(1, left);
        var ttl = most;
        while (ttl > 1 && Horizon.Of(candidate.Degree, ttl) > part) ttl--;
        return ttl;
    }

    private DynamicStep Ask(ImmutableArray<Asking> askings, IReadOnlyList<Candidate> candidates, TimeSpan wait)
    {
        _askedSinceStatus += askings.Length;
        foreach (var asking in askings)
        {
            var degree = candidates.First(c => c.Link == asking.Link).Degree;
            if (_asked.TryGetValue(asking.Link, out var before)) Reached -= Horizon.Of(before.Degree, before.Ttl);
            Reached += Horizon.Of(degree, asking.Ttl);
            _asked[asking.Link] = (asking.Ttl, degree);
        }

        return new(askings, wait, null);
    }

    private static byte Limit(Candidate candidate, byte ttl) => Math.Min(candidate.MaxTtl, ttl);
}
