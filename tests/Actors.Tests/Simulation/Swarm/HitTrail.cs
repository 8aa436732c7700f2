using PeerActors.Actors.Simulation;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Router;

namespace PeerActors.Actors.Tests.Simulation.Swarm;

/// <summary>Why a hit may rightly be lost on its way.</summary>
internal enum Excuse
{
    /// <summary>The link that it had to go back over, and no other, had closed when it came.</summary>
    RouteClosed,

    /// <summary>The link that it waited for, or was under way over, closed before it was through.</summary>
    LinkClosed,

    /// <summary>It is still waiting to leave, or under way, over a link that was slow or blocked.</summary>
    UnderWay,

    /// <summary>The search was over when it came home.</summary>
    SearchOver,

    /// <summary>The run of the asker that had searched was over when it came home, or in the moment in which it would have been told.</summary>
    AskerGone,
}

/// <summary>
/// Follows every hit from router to wire to router, and home. A router that has one hands it to the link that the query came over first; what was handed to a
/// link leaves over its wire; what has left arrives at the router behind it; what comes home is told. Whatever breaks this must have a cause at
/// that very link, at that time.
/// </summary>
internal sealed class HitTrail(SimulatedWorld world, SwarmRecords records)
{
    /// <summary>A router routes at once, unless it waits for a neighbour that is behind; then it goes on without it before long.</summary>
    private static readonly TimeSpan Routing = TimeSpan.FromSeconds(1);

    /// <summary>How long bytes are under way at most, over a link that nothing is wrong with.</summary>
    private static readonly TimeSpan Transit = TimeSpan.FromSeconds(1);

    private readonly Dictionary<DescriptorId, (string Asker, string Words, TimeSpan At)> _asked = [];
    private readonly Dictionary<(string Run, DescriptorId Id), LinkId> _routes = [];
    private readonly Dictionary<(string Run, DescriptorId Id, ServentId Sharer), TimeSpan> _had = [];
    private readonly Dictionary<(string Run, DescriptorId Id, ServentId Sharer), (LinkId Link, TimeSpan At)> _handed = [];
    private readonly Dictionary<(string From, string To, DescriptorId Id, ServentId Sharer), TimeSpan> _left = [];
    private readonly HashSet<(string Peer, DescriptorId Id, ServentId Sharer)> _arrived = [];
    private readonly Dictionary<string, List<(SimulatedSearch Search, string Run)>> _searches = new(StringComparer.Ordinal);
    private readonly HashSet<string> _slow = new(StringComparer.Ordinal);

    /// <summary>How often a router had a hit to hand on or to tell.</summary>
    public int Followed => _had.Count;

    /// <summary>How often one was lost for which reason.</summary>
    public IDictionary<Excuse, int> Excused { get; } = new Dictionary<Excuse, int>();

    /// <summary>A user has searched.</summary>
    public void OnSearch(SimulatedPeer asker, SimulatedSearch search)
    {
        if (!_searches.TryGetValue(asker.Name, out var searches)) _searches.Add(asker.Name, searches = []);
        searches.Add((search, records.RunOf(asker.Name)));
    }

    /// <summary>A peer sends slowly from now on.</summary>
    public void OnSlow(SimulatedPeer peer) => _slow.Add(peer.Name);

    /// <summary>A router is told something.</summary>
    public void OnRouter(string run, object message)
    {
        if (message is QueriesLookedUp found)
        {
            foreach (var hit in found.Hits) _had.TryAdd((run, hit.Id, hit.Sharer), world.Now);
        }
        else if (message is DescriptorsReceived batch)
        {
            foreach (var descriptor in batch.Descriptors)
            {
                if (descriptor is Query query) _routes.TryAdd((run, query.Id), batch.From);
                if (descriptor is not QueryHit hit) continue;
                _had.TryAdd((run, hit.Id, hit.Sharer), world.Now);
                _arrived.Add((SwarmRecords.PeerOf(run), hit.Id, hit.Sharer));
            }
        }
    }

    /// <summary>A router hands something to a link.</summary>
    public void OnHanded(string run, LinkId link, Departure departure)
    {
        if (departure.Descriptor is QueryHit hit) _handed.TryAdd((run, hit.Id, hit.Sharer), (link, world.Now));
    }

    /// <summary>Something leaves over a wire.</summary>
    public void OnDeparture(string from, string to, Departure departure)
    {
        if (departure is { Hops: 0, Descriptor: Query query }) _asked.TryAdd(query.Id, (from, query.Text, world.Now));
        if (departure.Descriptor is QueryHit hit) _left.TryAdd((from, to, hit.Id, hit.Sharer), world.Now);
    }

    /// <summary>The hits that were lost without a reason, in words.</summary>
    public IEnumerable<string> Lost() =>
        _had.Where(h => IsOwn(h.Key.Run, h.Key.Id)).Select(h => NotTold(h.Key.Run, h.Key.Id, h.Key.Sharer, h.Value))
            .Concat(_had.Where(h => !IsOwn(h.Key.Run, h.Key.Id)).Select(h => NotHanded(h.Key.Run, h.Key.Id, h.Key.Sharer, h.Value)))
            .Concat(_handed.Select(h => NotLeft(h.Key.Run, h.Key.Id, h.Key.Sharer, h.Value.Link, h.Value.At)))
            .Concat(_left.Select(l => NotArrived(l.Key.From, l.Key.To, l.Key.Id, l.Key.Sharer, l.Value)))
            .OfType<string>();

    /// <summary>A query of one's own may come back over a link; it is one's own all the same.</summary>
    private bool IsOwn(string run, DescriptorId id) => _asked.TryGetValue(id, out var asked) && asked.Asker == SwarmRecords.PeerOf(run);

    private string? NotTold(string run, DescriptorId id, ServentId sharer, TimeSpan at)
    {
        var (asker, words, asked) = _asked[id];
        var (search, searching) = _searches[asker].Last(s => s.Search.Started <= asked && s.Search.Terms.Words == words);
        if (search.Hits.Any(h => h.Peer == sharer)) return null;
        if (at >= search.Started + SwarmRun.SearchTime) return Because(Excuse.SearchOver);
        return run != searching || records.HasEnded(run, at + Routing) ? Because(Excuse.AskerGone) : $"the hit of {NameOf(sharer)} came home to {run} at {at} and was not told";
    }

    private string? NotHanded(string run, DescriptorId id, ServentId sharer, TimeSpan at)
    {
        if (_handed.ContainsKey((run, id, sharer))) return null;
        if (!_routes.TryGetValue((run, id), out var route)) return $"{run} has a hit of {NameOf(sharer)} at {at} for {id}, which nobody asked it";
        return IsClosed(run, route, at + Routing) ? Because(Excuse.RouteClosed) : $"{run} has the hit of {NameOf(sharer)} at {at} and does not hand it to link {route.Value}, which is open";
    }

    private string? NotLeft(string run, DescriptorId id, ServentId sharer, LinkId link, TimeSpan at)
    {
        if (records.Find(run, link) is not { } span) return $"{run} hands a hit to link {link.Value}, which never carried";
        var peer = SwarmRecords.PeerOf(run);
        if (_left.ContainsKey((peer, span.Neighbour, id, sharer))) return null;
        if (span.Closed is { } closed && MayBeLost(peer, span.Neighbour, at, closed)) return Because(Excuse.LinkClosed);
        return _slow.Contains(peer) ? Because(Excuse.UnderWay) : $"the hit of {NameOf(sharer)} was handed to {run}'s link to {span.Neighbour} at {at} and has not left";
    }

    private string? NotArrived(string from, string to, DescriptorId id, ServentId sharer, TimeSpan at)
    {
        if (_arrived.Contains((to, id, sharer))) return null;
        if (records.Between(from, to).Any(l => l.Opened <= at + Transit && l.Closed is { } closed && closed >= at - Transit && MayBeLost(from, to, at, closed))) return Because(Excuse.LinkClosed);
        return _slow.Contains(from) ? Because(Excuse.UnderWay) : $"the hit of {NameOf(sharer)} left {from} for {to} at {at} and has not arrived";
    }

    /// <summary>What waited or was under way when its link closed is lost; but it would have been through before, had nothing been wrong with the link.</summary>
    private bool MayBeLost(string from, string to, TimeSpan at, TimeSpan closed) => closed <= at + Transit || records.WereHindered(from, to, closed);

    private bool IsClosed(string run, LinkId link, TimeSpan by) => records.Find(run, link) is not { } span || span.Closed <= by;

    private string? Because(Excuse excuse)
    {
        Excused[excuse] = Excused.TryGetValue(excuse, out var before) ? before + 1 : 1;
        return null;
    }

    private string NameOf(ServentId servent) => world.Peers.First(p => p.Servent == servent).Name;
}
