using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Akka.Actor;
using PeerActors.Actors.Router.QueryRouting;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Links;
using PeerActors.Messages.Router;

namespace PeerActors.Actors.Router;

/// <summary>
/// The links that a router hands descriptors to, in the order in which they opened, each with what has gathered for it while a batch is
/// routed; that goes to the link in one message. What is for every link but one is gathered once for each kind of link, and these share the message:
/// those of 0.4, those of 0.6, and those of 0.6 whose tables are asked before the last hop. Every other link (a leaf, one with hops-flow or a lower
/// TTL of its own) is looked at for each descriptor.
/// </summary>
/// <param name="settings">The bounds.</param>
internal sealed class Itinerary(RouterSettings settings)
{
    private readonly byte _modernTtl = (byte)Math.Min(settings.MaxTtlModern, settings.MaxTtl);
    private readonly List<Stop> _stops = [];
    private readonly SharedFlood _legacy = new((byte)settings.MaxTtl);
    private readonly SharedFlood _modern = new((byte)Math.Min(settings.MaxTtlModern, settings.MaxTtl));
    private readonly SharedFlood _tabled = new((byte)Math.Min(settings.MaxTtlModern, settings.MaxTtl));
    private int _choosy;
    private int _pickedOut;

    public int Count => _stops.Count;

    public IEnumerable<LinkId> Links => _stops.Select(static s => s.Link);

    public ReadOnlySpan<Stop> Stops => CollectionsMarshal.AsSpan(_stops);

    public Stop Open(LinkId link, IActorRef connection, NeighbourTraits traits)
    {
        var maxTtl = traits.Dialect == LinkDialect.Gnutella04 ? (byte)settings.MaxTtl : Math.Min(_modernTtl, traits.MaxTtl ?? byte.MaxValue);
        var stop = new Stop(link, connection, traits, maxTtl) { Receiver = TableReceiver.For(traits, settings.Tables) };
        _stops.Add(stop);
        Sort(stop);
        return stop;
    }

    public Stop? Close(LinkId link)
    {
        if (Find(link) is not { } stop) return null;
        _stops.Remove(stop);
        CountKinds();
        return stop;
    }

    /// <summary>The actor that holds a link; null when it is gone.</summary>
    public IActorRef? ConnectionOf(LinkId link) => Find(link)?.Connection;

    /// <summary>The actor that holds a link, the first time that this is asked; null when the link is gone or was introduced before.</summary>
    public IActorRef? TryIntroduce(LinkId link)
    {
        if (Find(link) is not { IsIntroduced: false } stop) return null;
        stop.IsIntroduced = true;
        return stop.Connection;
    }

    /// <summary>Gathers a descriptor for one link; false when the link is gone.</summary>
    public bool TryAdd(LinkId to, Departure departure)
    {
        if (Find(to) is not { } stop) return false;
        stop.Gathered.Add(departure);
        return true;
    }

    /// <summary>Gathers a request for every link that floods go over, but the one that <see cref="Dispatch"/> leaves out.</summary>
    public void AddForAll(Departure departure, LinkId except)
    {
        _legacy.Add(departure);
        _modern.Add(departure);
        _tabled.Add(departure);
        if (_choosy == 0) return;
        foreach (var stop in _stops)
            if (stop.Flood is null && stop.TakesFloods && stop.Link != except) PickOut(stop, departure);
    }

    /// <summary>Gathers a query that came from elsewhere, where it belongs: see <see cref="QueryAim"/>.</summary>
    public void AddQuery(Departure departure, LinkId except, bool withLeaves, QueryTally tally)
    {
        if (departure.Ttl > 0)
        {
            _legacy.Add(departure);
            _modern.Add(departure);
        }

        var asksTables = departure.Ttl <= 1;
        if (!asksTables) _tabled.Add(departure);
        if (_choosy == 0 && (!asksTables || _tabled.Stops == 0)) return;
        var aim = new QueryAim(departure, tally);
        foreach (var stop in _stops)
        {
            if (stop.Link == except || !(stop.Flood is null || (asksTables && stop.Flood == _tabled))) continue;
            if (stop.IsLeaf && !withLeaves) continue;
            if (aim.At(stop) is { } aimed) PickOut(stop, aimed);
        }
    }

    /// <summary>Finds out anew which message a link shares; its table or its hops-flow has changed.</summary>
    public void Sort(Stop stop)
    {
        stop.Flood = FloodFor(stop);
        CountKinds();
    }

    /// <summary>Hands over what has gathered.</summary>
    /// <param name="router">Who hands it over.</param>
    /// <param name="except">The link that brought what was gathered for all; it gets none of that.</param>
    /// <returns>How many descriptors gathered for all were handed over; one to three links counts three.</returns>
    public int Dispatch(IActorRef router, LinkId except)
    {
        var (legacy, modern, tabled, flooded) = (_legacy.Take(), _modern.Take(), _tabled.Take(), _pickedOut);
        _pickedOut = 0;
        foreach (var stop in _stops)
        {
            if (Take(stop.Gathered) is { } gathered) stop.Connection.Tell(gathered, router);
            if (stop.Link == except || stop.Flood is null) continue;
            var shared = stop.Flood == _legacy ? legacy : stop.Flood == _modern ? modern : tabled;
            if (shared is null) continue;
            stop.Connection.Tell(shared, router);
            flooded += shared.Descriptors.Length;
        }

        return flooded;
    }

    public Stop? Find(LinkId link)
    {
        // A peer holds tens of links; walking them is faster than hashing.
        foreach (var stop in _stops)
            if (stop.Link == link) return stop;
        return null;
    }

    private SharedFlood? FloodFor(Stop stop)
    {
        if (!stop.TakesFloods || stop.HopsFlow != Stop.AnyHops) return null;
        if (stop.Traits.Dialect == LinkDialect.Gnutella04) return _legacy;
        return stop.MaxTtl < _modernTtl ? null : stop.Table is null ? _modern : _tabled;
    }

    private void CountKinds()
    {
        _choosy = _legacy.Stops = _modern.Stops = _tabled.Stops = 0;
        foreach (var stop in _stops)
        {
            if (stop.Flood is { } flood) flood.Stops++;
            else _choosy++;
        }
    }

    private void PickOut(Stop stop, in Departure departure)
    {
        stop.Gathered.Add(departure with { Ttl = stop.Lower(departure.Ttl) });
        _pickedOut++;
    }

    private static SendDescriptors? Take(ImmutableArray<Departure>.Builder gathered)
    {
        if (gathered.Count == 0) return null;
        var descriptors = gathered.ToImmutable();
        gathered.Clear();
        return new(descriptors);
    }
}
