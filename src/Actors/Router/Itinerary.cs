using System.Collections.Immutable;
using Akka.Actor;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Router;

namespace PeerActors.Actors.Router;

/// <summary>
/// The links that a router hands descriptors to, in the order in which they opened, each with what has gathered for it while a batch is
/// routed; that goes to the link in one message. What is for every link but one is gathered once, and the links share the message.
/// </summary>
internal sealed class Itinerary
{
    private readonly List<Stop> _stops = [];
    private readonly ImmutableArray<Departure>.Builder _flood = ImmutableArray.CreateBuilder<Departure>();

    public int Count => _stops.Count;

    public IEnumerable<LinkId> Links => _stops.Select(static s => s.Link);

    public void Open(LinkId link, IActorRef connection) => _stops.Add(new(link, connection));

    public void Close(LinkId link) => _stops.RemoveAll(s => s.Link == link);

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

    /// <summary>Gathers a descriptor for every link but the one that <see cref="Dispatch"/> leaves out.</summary>
    public void AddForAll(Departure departure) => _flood.Add(departure);

    /// <summary>Hands over what has gathered.</summary>
    /// <param name="router">Who hands it over.</param>
    /// <param name="except">The link that brought what was gathered for all; it gets none of that.</param>
    /// <returns>How many descriptors gathered for all were handed over; one to three links counts three.</returns>
    public int Dispatch(IActorRef router, LinkId except)
    {
        var (flood, flooded) = (Take(_flood), 0);
        foreach (var stop in _stops)
        {
            if (Take(stop.Gathered) is { } gathered) stop.Connection.Tell(gathered, router);
            if (flood is null || stop.Link == except) continue;
            stop.Connection.Tell(flood, router);
            flooded += flood.Descriptors.Length;
        }

        return flooded;
    }

    private static SendDescriptors? Take(ImmutableArray<Departure>.Builder gathered)
    {
        if (gathered.Count == 0) return null;
        var descriptors = gathered.ToImmutable();
        gathered.Clear();
        return new(descriptors);
    }

    private Stop? Find(LinkId link)
    {
        // A peer holds tens of links; walking them is faster than hashing.
        foreach (var stop in _stops)
            if (stop.Link == link) return stop;
        return null;
    }

    private sealed record Stop(LinkId Link, IActorRef Connection)
    {
        /// <summary>Its neighbour has said where it listens; what it says later is not passed on, so that it cannot keep anybody busy.</summary>
        public bool IsIntroduced { get; set; }

        public ImmutableArray<Departure>.Builder Gathered { get; } = ImmutableArray.CreateBuilder<Departure>();
    }
}
