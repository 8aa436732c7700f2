using PeerActors.Messages.Router;

namespace PeerActors.Actors.Links;

/// <summary>
/// What waits for a neighbour, bounded. The dearest kind leaves first (hits, then pushes, pongs, queries, pings), each kind in order;
/// at the bound the oldest of the cheapest kind makes room, so that a slow neighbour loses searches before it loses answers.
/// </summary>
internal sealed class Outbox(int max, long maxBytes)
{
    private const int Classes = 5;
    private readonly Queue<Departure>?[] _byClass = new Queue<Departure>?[Classes];

    public int Count { get; private set; }

    public long Dropped { get; private set; }

    /// <summary>Payload bytes that wait.</summary>
    public long Bytes { get; private set; }

    public void Add(Departure departure)
    {
        var (rank, bytes) = (RankOf(departure.Descriptor.Kind), departure.Descriptor.Payload.Length);
        while (Count > 0 && (Count == max || Bytes + bytes > maxBytes))
        {
            Dropped++;
            var cheapest = CheapestWaiting();
            if (cheapest < rank) return;
            Forget(_byClass[cheapest]!.Dequeue());
        }

        (_byClass[rank] ??= new()).Enqueue(departure);
        Count++;
        Bytes += bytes;
    }

    /// <summary>Takes out as many as there is room for, dearest first.</summary>
    /// <returns>How many.</returns>
    public int Take(Span<Departure> into)
    {
        var taken = 0;
        foreach (var queue in _byClass)
        {
            while (taken < into.Length && queue is not null && queue.TryDequeue(out var departure))
            {
                Forget(departure);
                into[taken++] = departure;
            }
        }

        return taken;
    }

    private void Forget(Departure departure)
    {
        Count--;
        Bytes -= departure.Descriptor.Payload.Length;
    }

    private int CheapestWaiting()
    {
        var rank = Classes - 1;
        while (rank > 0 && _byClass[rank] is not { Count: > 0 }) rank--;
        return rank;
    }

    private static int RankOf(DescriptorKind kind) => kind switch
    {
        DescriptorKind.QueryHit => 0,
        DescriptorKind.Push => 1,
        DescriptorKind.Pong => 2,
        DescriptorKind.Query => 3,
        _ => 4,
    };
}
