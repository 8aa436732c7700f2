using PeerActors.Messages.Links;

namespace PeerActors.Actors.Router;

/// <summary>What one link may send; units, defaults, ranges and reasons stand in <c>reference.conf</c> under <c>peer.router.conduct</c>.</summary>
public sealed record ConductLimits
{
    /// <summary><c>router.conduct.max-queries</c>, in a second</summary>
    public required int MaxQueries { get; init; }

    /// <summary><c>router.conduct.max-pings</c>, in a second</summary>
    public required int MaxPings { get; init; }

    /// <summary><c>router.conduct.max-replies</c>, hits and pongs each, in a second</summary>
    public required int MaxReplies { get; init; }

    /// <summary><c>router.conduct.max-pushes</c>, in a second</summary>
    public required int MaxPushes { get; init; }

    /// <summary><c>router.conduct.max-others</c>, in a second</summary>
    public required int MaxOthers { get; init; }

    /// <summary><c>router.conduct.burst</c></summary>
    public required TimeSpan Burst { get; init; }

    /// <summary><c>router.conduct.repeats-forgiven</c></summary>
    public required int RepeatsForgiven { get; init; }

    /// <summary><c>router.conduct.max-repeats</c>, per cent of all that the link sent</summary>
    public required int MaxRepeats { get; init; }

    /// <summary>The rate of a class, and the key that sets it.</summary>
    internal (int PerSecond, string Key) Of(TrafficClass kind) => kind switch
    {
        TrafficClass.Queries => (MaxQueries, "router.conduct.max-queries"),
        TrafficClass.Pings => (MaxPings, "router.conduct.max-pings"),
        TrafficClass.Hits or TrafficClass.Pongs => (MaxReplies, "router.conduct.max-replies"),
        TrafficClass.Pushes => (MaxPushes, "router.conduct.max-pushes"),
        _ => (MaxOthers, "router.conduct.max-others"),
    };
}
