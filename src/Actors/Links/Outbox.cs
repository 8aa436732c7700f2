using System.Collections.Immutable;
using System.Numerics;
using PeerActors.Messages.Links;
using PeerActors.Messages.Router;

namespace PeerActors.Actors.Links;

/// <summary>
/// What waits for a neighbour, bounded in bytes. The dearest class leaves first (<see cref="TrafficClass"/>), within a class what has
/// crossed the fewest links, and what is equal in order. At the bound the cheapest makes room in the opposite order, of equals the oldest: so
/// a slow neighbour loses searches before it loses answers, and searches from afar before those from nearby. What two neighbours say to
/// each other has a bound of its own, at which what comes last is dropped: a table of which the middle is missing would be worth nothing.
/// </summary>
/// <remarks>
/// One ring for each class and number of hops, and one bit for each ring that holds something: adding, taking and dropping cost the
/// same however much waits, and allocate nothing once the rings have grown.
/// </remarks>
/// <param name="maxBytes">Bytes that wait at most (<c>links.max-queue-bytes</c>), headers included; one descriptor alone is always taken.</param>
/// <param name="maxControlBytes">The same for <see cref="TrafficClass.Control"/> (<c>links.max-control-bytes</c>), which does not count there.</param>
internal sealed class Outbox(int maxBytes, int maxControlBytes)
{
    /// <summary>Descriptors that crossed more links than this share a ring.</summary>
    private const int MostHops = 7;

    private const int RingsOfAClass = MostHops + 1;

    private readonly Queue<Departure>?[] _rings = new Queue<Departure>?[TrafficClasses.Count * RingsOfAClass];
    private readonly long[] _sent = new long[TrafficClasses.Count];
    private readonly long[] _dropped = new long[TrafficClasses.Count];
    private ulong _filled;
    private int _controlCount;
    private int _controlBytes;

    /// <summary>Descriptors that wait.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes that wait, those of <see cref="TrafficClass.Control"/> left out; so for all counts of bytes.</summary>
    public int Bytes { get; private set; }

    /// <summary>Bytes taken out so far.</summary>
    public long BytesTaken { get; private set; }

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
        if (IsControl(ring))
        {
            if (_controlBytes + bytes <= maxControlBytes) Enqueue(ring, departure, bytes);
            else Drop(ring, 0);
            return;
        }

        while (Bytes + bytes > maxBytes && Count > _controlCount)
        {
            var cheapest = BitOperations.Log2(_filled);
            if (cheapest < ring)
            {
                Drop(ring, bytes);
                return;
            }

            Drop(cheapest, Remove(cheapest).Bytes);
        }

        Enqueue(ring, departure, bytes);
    }

    /// <summary>Takes out as many as there is room for, dearest first.</summary>
    /// <returns>How many.</returns>
    public int Take(Span<Departure> into)
    {
        var taken = 0;
        while (taken < into.Length && _filled != 0)
        {
            var dearest = BitOperations.TrailingZeroCount(_filled);
            var departure = into[taken++] = Remove(dearest);
            if (!IsControl(dearest)) BytesTaken += departure.Bytes;
            _sent[dearest / RingsOfAClass]++;
        }

        return taken;
    }

    private static int RingOf(Departure departure) =>
        (int)TrafficClasses.Of(departure.Descriptor.Kind) * RingsOfAClass + Math.Min(departure.Hops, (byte)MostHops);

    private void Enqueue(int ring, Departure departure, int bytes)
    {
        (_rings[ring] ??= new()).Enqueue(departure);
        _filled |= 1UL << ring;
        Count++;
        if (!IsControl(ring))
        {
            Bytes += bytes;
            return;
        }

        _controlCount++;
        _controlBytes += bytes;
    }

    private Departure Remove(int ring)
    {
        var queue = _rings[ring]!;
        var departure = queue.Dequeue();
        if (queue.Count == 0) _filled &= ~(1UL << ring);
        Count--;
        if (!IsControl(ring))
        {
            Bytes -= departure.Bytes;
            return departure;
        }

        _controlCount--;
        _controlBytes -= departure.Bytes;
        return departure;
    }

    private static bool IsControl(int ring) => ring < RingsOfAClass;

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
