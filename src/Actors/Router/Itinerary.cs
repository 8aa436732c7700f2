using System.Collections.Immutable;
using Akka.Actor;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Router;

namespace PeerActors.Actors.Router;

/// <summary>
/// The links that a router hands descriptors to, in the order in which they opened, each with what has gathered for it while a batch is
/// routed; the whole goes to the link in one message.
/// </summary>
internal sealed class Itinerary
{
    private readonly List<Stop> _stops = [];

    public int Count => _stops.Count;

    public IEnumerable<LinkId> Links => _stops.Select(static s => s.Link);

    public void Open(LinkId link, IActorRef connection) => _stops.Add(new(link, connection));

    public void Close(LinkId link) => _stops.RemoveAll(s => s.Link == link);

    /// <summary>The actor that holds a link; null when it is gone.</summary>
    public IActorRef? ConnectionOf(LinkId link) => Find(link)?.Connection;

    /// <summary>Gathers a descriptor for one link; false when the link is gone.</summary>
    public bool TryAdd(LinkId to, Descriptor descriptor)
    {
        if (Find(to) is not { } stop) return false;
        stop.Gathered.Add(descriptor);
        return true;
    }

    /// <summary>Gathers a descriptor for every link but one.</summary>
    /// <returns>For how many links.</returns>
    public int AddForAllBut(LinkId except, Descriptor descriptor)
    {
        var count = 0;
        foreach (var stop in _stops)
        {
            if (stop.Link == except) continue;
            stop.Gathered.Add(descriptor);
            count++;
        }

        return count;
    }

    /// <summary>Hands over what has gathered.</summary>
    public void Dispatch(IActorRef router)
    {
        foreach (var stop in _stops)
        {
            if (stop.Gathered.Count == 0) continue;
            stop.Connection.Tell(new SendDescriptors(stop.Gathered.ToImmutable()), router);
            stop.Gathered.Clear();
        }
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
        public ImmutableArray<Descriptor>.Builder Gathered { get; } = ImmutableArray.CreateBuilder<Descriptor>();
    }
}
