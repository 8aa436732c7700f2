using Akka.Actor;
using Akka.Event;
using PeerActors.Actors.Peer;
using PeerActors.Actors.Simulation.Disk;
using PeerActors.Actors.Simulation.Network;
using PeerActors.Messages.Links;

namespace PeerActors.Actors.Simulation;

/// <summary>How peers of a simulation are hosted.</summary>
public enum PeerHosting
{
    /// <summary>Each peer has an actor system of its own, as it is deployed.</summary>
    OwnSystems,

    /// <summary>All peers live in one actor system: for thousands of them.</summary>
    OneSystem,
}

/// <summary>What a simulation starts from. The run follows from these and from what is done to it, and from nothing else.</summary>
public sealed record SimulationOptions
{
    /// <summary>Decides everything that is left to chance.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>How peers are hosted.</summary>
    public PeerHosting Hosting { get; init; } = PeerHosting.OneSystem;

    /// <summary>True for peers that have keys, and so peer links, buddies and services, as deployed ones do. Off where nothing is said: thousands of peers of the overlay alone need
    /// none, and each then costs less.</summary>
    public bool Keyed { get; init; }

    /// <summary>What links are like that nothing else is said of.</summary>
    public LinkShape Link { get; init; } = LinkShape.Usual;

    /// <summary>How fast disks are.</summary>
    public DiskShape Disk { get; init; } = DiskShape.Usual;

    /// <summary>The wall time at which the run begins, in UTC.</summary>
    public DateTimeOffset Started { get; init; } = new(2000, 3, 14, 12, 0, 0, TimeSpan.Zero);

    /// <summary>So many runs of actors without time going on mean that the run will never come to rest; it then ends with <see cref="SimulationStuck"/>.
    /// The default is about a minute of wall time; a flood of one query through 10,000 peers takes a million.</summary>
    public long MaxRunsPerInstant { get; init; } = 10_000_000;

    /// <summary>Changes the settings of every peer; <see cref="Usual"/> by default.</summary>
    public Func<PeerSettings, PeerSettings> Settings { get; init; } = Usual;

    /// <summary>What actors log from this level on is told to <see cref="SimulatedWorld.OnLog"/>, besides what was told to actors that are gone.</summary>
    public LogLevel LogLevel { get; init; } = LogLevel.WarningLevel;

    /// <summary>Puts another router in the place of every peer's router; null for routers as they are. For tests, which may put broken ones there.</summary>
    internal Func<Props, Props>? Routing { get; init; }

    /// <summary>
    /// Peers dial only whom they are told to; they greet in 0.4, so that everybody hands a query on to a TTL of 7 and nobody asks around for hits in
    /// portions; and they do not deflate: no simulated byte travels faster by it, and it takes 300 KB for each end of a link.
    /// </summary>
    public static PeerSettings Usual(PeerSettings settings) => settings with
    {
        Links = settings.Links with { DialDiscovered = false, Dialect = LinkDialect.Gnutella04, Deflate = false },
    };
}
