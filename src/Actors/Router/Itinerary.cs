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
/// <param name="clock">The monotonic clock.</param>
internal sealed class Itinerary(RouterSettings settings, TimeProvider clock)
{
    private readonly long _stallAfter = (long)(settings.StallAfter.TotalSeconds * clock.TimestampFrequency);
    private readonly long _pongLifetime = (long)(settings.PongLifetime.TotalSeconds * clock.TimestampFrequency);
    private readonly List<Stop> _stops = [];
    private readonly SharedFlood _legacy = new((byte)settings.MaxTtl);
    private readonly SharedFlood _modern = new(settings.ModernTtl);
    private readonly SharedFlood _tabled = new(settings.ModernTtl);
    private int _choosy;
    private int _pickedOut;

    public int Count => _stops.Count;

    public ReadOnlySpan<Stop> Stops => CollectionsMarshal.AsSpan(_stops);

    public Stop Open(LinkId link, IActorRef connection, NeighbourTraits traits, AddressReach reach = AddressReach.Everywhere)
    {
        var maxTtl = traits.Dialect == LinkDialect.Gnutella04 ? (byte)settings.MaxTtl : Math.Min(settings.ModernTtl, traits.MaxTtl ?? byte.MaxValue);
        var stop = new Stop(link, connection, traits, maxTtl)
        {
            Reach = reach,
            Receiver = TableReceiver.For(traits, settings.Tables),
            Backlog = new(settings.HoldAbove, _stallAfter),
            Pongs = new(settings.PongsPerLink, _pongLifetime),
            Conduct = new(settings.Conduct, clock.TimestampFrequency, clock.GetTimestamp()),
        };
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

    /// <summary>Gathers a descriptor for one link; false when the link is gone.</summary>
    public bool TryAdd(LinkId to, Departure departure)
    {
        if (Find(to) is not { } stop) return false;
        stop.Gathered.Add(departure);
        return true;
    }

    /// <summary>Gathers a ping for every link over which pings travel, but the one that it came over.</summary>
    public void AddPing(Departure ping, LinkId except)
    {
        foreach (var stop in _stops)
            if (!stop.CachesPongs && stop.TakesFloods && stop.Link != except) PickOut(stop, ping);
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
        var (legacyBytes, modernBytes, tabledBytes) = (_legacy.Bytes, _modern.Bytes, _tabled.Bytes);
        var (legacy, modern, tabled, flooded) = (_legacy.Take(), _modern.Take(), _tabled.Take(), _pickedOut);
        var now = clock.GetTimestamp();
        _pickedOut = 0;
        foreach (var stop in _stops)
        {
            var bytes = stop.HandOver(router);
            if (stop.Link != except && stop.Flood is not null)
            {
                var (shared, sharedBytes) = stop.Flood == _legacy ? (legacy, legacyBytes) : stop.Flood == _modern ? (modern, modernBytes) : (tabled, tabledBytes);
                if (shared is not null)
                {
                    stop.Connection.Tell(shared, router);
                    flooded += shared.Descriptors.Length;
                    bytes += sharedBytes;
                }
            }

            if (bytes > 0) stop.Backlog.OnHanded(bytes, now);
        }

        return flooded;
    }

    /// <summary>True while so much waits for a neighbour that takes it that those who send should wait.</summary>
    public bool MustWait(long now)
    {
        foreach (var stop in _stops)
            if (stop.Backlog.MustBeWaitedFor(now)) return true;
        return false;
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
        return stop.MaxTtl < settings.ModernTtl ? null : stop.Table is null ? _modern : _tabled;
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
}
