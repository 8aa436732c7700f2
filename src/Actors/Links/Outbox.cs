using System.Collections.Immutable;
using System.Numerics;
using PeerActors.Messages.Links;
using PeerActors.Messages.Router;

namespace PeerActors.Actors.Links;

/// <summary>
/// What waits for a neighbour, bounded in bytes. The dearest class leaves first (<see cref="TrafficClass"/>), within a class what has
/// crossed the fewest links, and what is equal in order. At the bound the cheapest makes room in the opposite order, of equals the oldest: so
/// a slow neighbour loses searches before it loses answers, and searches from afar before those from nearby.
/// </summary>
/// <remarks>
/// One ring for each class and number of hops, and one bit for each ring that holds something: adding, taking and dropping cost the
/// same however much waits, and allocate nothing once the rings have grown.
/// </remarks>
/// <param name="maxBytes">Bytes that wait at most (<c>links.max-queue-bytes</c>), headers included; one descriptor alone is always taken.</param>
internal sealed class Outbox(int maxBytes)
{
    /// <summary>Descriptors that crossed more links than this share a ring.</summary>
    private const int MostHops = 7;

    private const int RingsOfAClass = MostHops + 1;

    private readonly Queue<Departure>?[] _rings = new Queue<Departure>?[TrafficClasses.Count * RingsOfAClass];
    private readonly long[] _sent = new long[TrafficClasses.Count];
    private readonly long[] _dropped = new long[TrafficClasses.Count];
    private ulong _filled;

    /// <summary>Descriptors that wait.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes that wait.</summary>
    public int Bytes { get; private set; }

    /// <summary>Descriptors dropped so far.</summary>
    public long Dropped { get; private set; }

    /// <summary>Bytes dropped so far.</summary>
    public long BytesDropped { get; private set; }

    /// <summary>What became of each class; those that nothing was seen of are left out.</summary>
    public ImmutableSortedDictionary<TrafficClass, ClassTraffic> Classes
    {
        get
        {
            var classes = ImmutableSortedDictionary.CreateBuilder<TrafficClass, ClassTraffic>();
            for (var i = 0; i < TrafficClasses.Count; i++)
                if (new ClassTraffic(_sent[i], _dropped[i], QueuedOf(i)) is var traffic && traffic != default) classes.Add((TrafficClass)i, traffic);
            return classes.ToImmutable();
        }
    }

    public void Add(Departure departure)
    {
        var (ring, bytes) = (RingOf(departure), departure.Bytes);
        while (Bytes + bytes > maxBytes && Count > 0)
        {
            var cheapest = BitOperations.Log2(_filled);
            if (cheapest < ring)
            {
                Drop(ring, bytes);
                return;
            }

            Drop(cheapest, Remove(cheapest).Bytes);
        }

        (_rings[ring] ??= new()).Enqueue(departure);
        _filled |= 1UL << ring;
        Count++;
        Bytes += bytes;
    }

    /// <summary>Takes out as many as there is room for, dearest first.</summary>
    /// <returns>How many.</returns>
    public int Take(Span<Departure> into)
    {
        var taken = 0;
        while (taken < into.Length && _filled != 0)
        {
            var dearest = BitOperations.TrailingZeroCount(_filled);
            into[taken++] = Remove(dearest);
            _sent[dearest / RingsOfAClass]++;
        }

        return taken;
    }

    private static int RingOf(Departure departure) =>
        (int)TrafficClasses.Of(departure.Descriptor.Kind) * RingsOfAClass + Math.Min(departure.Hops, (byte)MostHops);

    private Departure Remove(int ring)
    {
        var queue = _rings[ring]!;
        var departure = queue.Dequeue();
        if (queue.Count == 0) _filled &= ~(1UL << ring);
        Count--;
        Bytes -= departure.Bytes;
        return departure;
    }

    private void Drop(int ring, int bytes)
    {
        _dropped[ring / RingsOfAClass]++;
        Dropped++;
        BytesDropped += bytes;
    }

    private int QueuedOf(int @class)
    {
        var queued = 0;
        foreach (var ring in _rings.AsSpan(@class * RingsOfAClass, RingsOfAClass)) queued += ring?.Count ?? 0;
        return queued;
    }
}
