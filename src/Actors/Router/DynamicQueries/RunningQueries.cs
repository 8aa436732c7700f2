using PeerActors.Actors.Router.QueryRouting;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Router;
using PeerActors.Messages.Wire.Gnutella;

namespace PeerActors.Actors.Router.DynamicQueries;

/// <summary>The dynamic queries under way: of this peer's user, and of its leaves. Bounded by <c>router.dynamic.max-running</c> and
/// <c>router.dynamic.max-per-leaf</c>.</summary>
internal sealed class RunningQueries(DynamicQuerySettings settings, TimeProvider clock, Random dice, QueryTally tally)
{
    private readonly Dictionary<DescriptorId, Running> _running = [];

    /// <summary>How many there are.</summary>
    public int Count => _running.Count;

    /// <summary>Takes one on, to be asked with the TTL and hops of its departure; false at the bounds.</summary>
    /// <param name="departure">As it would leave.</param>
    /// <param name="origin">Who asks: a leaf's link, or this peer itself.</param>
    /// <param name="wanted">Hits after which nobody is asked further.</param>
    public bool TryStart(Departure departure, LinkId origin, int wanted)
    {
        if (_running.Count >= settings.MaxRunning) return false;
        if (origin != LinkId.Self && _running.Values.Count(r => r.Origin == origin) >= settings.MaxPerLeaf) return false;
        var query = (Query)departure.Descriptor;
        _running[query.Id] = new(departure, QrpQuery.Of(query), origin, new(settings, wanted, departure.Ttl), clock.GetTimestamp());
        tally.DynamicStarted++;
        return true;
    }

    /// <summary>Hits for a query came by; it may be one of these.</summary>
    public void OnHits(DescriptorId query, LinkId over, int count)
    {
        if (_running.Count > 0 && _running.TryGetValue(query, out var running)) running.Plan.OnHits(over, count);
    }

    /// <summary>A leaf tells how many hits its query has; false when that is no query of its own.</summary>
    public bool OnStatus(DescriptorId query, LinkId leaf, QueryStatus status)
    {
        if (!_running.TryGetValue(query, out var running) || running.Origin != leaf) return false;
        if (status == QueryStatus.Done) _running.Remove(query);
        else running.Plan.OnStatus(status.Hits);
        return true;
    }

    /// <summary>Asks whom it is time to ask.</summary>
    /// <returns>When to come again; null when the query is over.</returns>
    public TimeSpan? Step(DescriptorId id, Itinerary links)
    {
        if (!_running.TryGetValue(id, out var running)) return null;
        var step = running.Plan.Next(Candidates(running, links), clock.GetElapsedTime(running.Started));
        foreach (var asking in step.Ask)
        {
            links.TryAdd(asking.Link, running.Departure with { Ttl = asking.Ttl });
            tally.DynamicSent++;
            if (asking.IsProbe) tally.Probes++;
        }

        if (step.End is null && running.Plan.WantsStatus && running.IsGuided) AskStatus(running, links);
        if (step.End is null) return step.Wait;
        if (step.End == DynamicEnd.EnoughHits) tally.DynamicSatisfied++;
        _running.Remove(id);
        return null;
    }

    /// <summary>Nobody waits for its hits any more.</summary>
    public void Forget(DescriptorId id) => _running.Remove(id);

    /// <summary>A leaf is gone, and its searches with it.</summary>
    public void ForgetOf(LinkId origin)
    {
        foreach (var (id, running) in _running)
            if (running.Origin == origin) _running.Remove(id);
    }

    /// <summary>Nothing waits for the answer: until it comes, the hits that came by are what counts.</summary>
    private static void AskStatus(Running running, Itinerary links)
    {
        if (links.Find(running.Origin) is not { IsLeaf: true, Traits.VendorMessages: true } leaf) return;
        leaf.Gathered.Add(Departure.Of(VendorMessage.Create(running.Departure.Descriptor.Id, new QueryStatusRequest())));
        running.Plan.StatusAsked();
    }

    private List<Candidate> Candidates(Running running, Itinerary links)
    {
        var candidates = new List<Candidate>(links.Count);
        foreach (var stop in links.Stops)
        {
            if (!stop.IsUltrapeer || stop.Link == running.Origin || !stop.TakesQueriesOf(running.Departure.Hops)) continue;
            candidates.Add(new(
                stop.Link, stop.Traits.Degree ?? Horizon.UsualDegree, stop.MaxTtl, stop.Table?.Passes(running.Asked), stop.Traits.DynamicQuerying));
        }

        // Otherwise the neighbour that linked first would be asked first by everybody's every search.
        dice.Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(candidates));
        return candidates;
    }

    private sealed record Running(Departure Departure, QrpQuery Asked, LinkId Origin, DynamicQuery Plan, long Started)
    {
        /// <summary>The leaf says that it tells how many hits it has.</summary>
        public bool IsGuided => Departure.Descriptor is Query query && query.Flags.HasFlag(QueryFlags.Marked | QueryFlags.LeafGuided);
    }
}
