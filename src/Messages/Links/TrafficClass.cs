using PeerActors.Messages.Router;

namespace PeerActors.Messages.Links;

/// <summary>What descriptors are worth to a link whose queue is full, dearest first: the last ones are dropped first.</summary>
public enum TrafficClass
{
    /// <summary>What two neighbours say to each other: routing tables, vendor messages, Bye. Not repeated by anybody, and it must keep its order.</summary>
    Control,

    /// <summary>Hits: the network has done all the work for them.</summary>
    Hits,

    /// <summary>Pushes: somebody waits for each.</summary>
    Pushes,

    /// <summary>Pongs.</summary>
    Pongs,

    /// <summary>Pings.</summary>
    Pings,

    /// <summary>Queries: the bulk; one that is lost here reaches others elsewhere.</summary>
    Queries,
}

/// <summary>What became of a link's descriptors of one class.</summary>
/// <param name="Sent">Handed to the connection.</param>
/// <param name="Dropped">Not sent, because the link's queue was full (<c>links.max-queue-bytes</c>).</param>
/// <param name="Queued">Waiting now.</param>
public readonly record struct ClassTraffic(long Sent, long Dropped, int Queued);

/// <summary>Which class a kind belongs to.</summary>
public static class TrafficClasses
{
    /// <summary>How many there are.</summary>
    public const int Count = 6;

    /// <summary>The class of a kind; kinds that have no meaning here are never sent, and count as control.</summary>
    public static TrafficClass Of(DescriptorKind kind) => kind switch
    {
        DescriptorKind.Query => TrafficClass.Queries,
        DescriptorKind.QueryHit => TrafficClass.Hits,
        DescriptorKind.Ping => TrafficClass.Pings,
        DescriptorKind.Pong => TrafficClass.Pongs,
        DescriptorKind.Push => TrafficClass.Pushes,
        _ => TrafficClass.Control,
    };
}
