using System.Collections.Immutable;
using Akka.Actor;
using PeerActors.Actors.Router.QueryRouting;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Links;
using PeerActors.Messages.Router;
using PeerActors.Messages.Wire.Gnutella;

namespace PeerActors.Actors.Router;

/// <summary>One link on an <see cref="Itinerary"/>: what the neighbour is, what it wants to be spared, and what has gathered for it.</summary>
/// <param name="link">Which link.</param>
/// <param name="connection">The actor that holds it.</param>
/// <param name="traits">What the greeting told.</param>
/// <param name="maxTtl">The largest TTL that a request may have when it leaves over it.</param>
internal sealed class Stop(LinkId link, IActorRef connection, NeighbourTraits traits, byte maxTtl)
{
    /// <summary>The neighbour takes queries however many links they have crossed.</summary>
    public const byte AnyHops = byte.MaxValue;

    public LinkId Link { get; } = link;

    public IActorRef Connection { get; } = connection;

    public NeighbourTraits Traits { get; } = traits;

    public byte MaxTtl { get; } = maxTtl;

    /// <summary>From how far away it came; what it tells of addresses nearer than that is not for it to know.</summary>
    public AddressReach Reach { get; init; } = AddressReach.Everywhere;

    /// <summary>Queries that crossed so many links or more are kept from it (hops-flow, BEAR/4v1).</summary>
    public byte HopsFlow { get; set; } = AnyHops;

    /// <summary>Puts its query routing table together; null where none is taken from it.</summary>
    public TableReceiver? Receiver { get; init; }

    /// <summary>Its query routing table; null when it has not sent a whole one.</summary>
    public QrpTable? Table => Receiver?.Table;

    /// <summary>It has said that it knows pairs of words in tables (<see cref="QrpPairs"/>).</summary>
    public bool KnowsPairs { get; set; }

    /// <summary>How much waits for it, and whether those who send should wait too.</summary>
    public required LinkFlow Backlog { get; init; }

    /// <summary>What it told of hosts.</summary>
    public required NeighbourPongs Pongs { get; init; }

    /// <summary>What it may send.</summary>
    public required LinkConduct Conduct { get; init; }

    /// <summary>It was told to close for what it sent; nothing of it is looked at any more.</summary>
    public bool IsCondemned { get; set; }

    /// <summary>
    /// Its pings are answered out of what is known and go no further, and ours are answered so: it says that it does that, or speaks 0.6, whose
    /// servents all do. Among servents of 0.4 pings travel.
    /// </summary>
    public bool CachesPongs { get; } = traits.PongCaching || traits.Dialect == LinkDialect.Gnutella06;

    /// <summary>Its neighbour has said where it listens; what it says later is not passed on, so that it cannot keep anybody busy.</summary>
    public bool IsIntroduced { get; set; }

    /// <summary>True for a leaf that this peer stands before.</summary>
    public bool IsLeaf { get; } = traits is { Mode: PeerMode.Leaf, OwnMode: not PeerMode.Leaf };

    /// <summary>True where this peer is the leaf: what comes over this link is answered, and goes nowhere else.</summary>
    public bool IsShield { get; } = traits.OwnMode == PeerMode.Leaf;

    /// <summary>True between ultrapeers: queries that start here, or at a leaf of ours, are asked one such neighbour after the other.</summary>
    public bool IsUltrapeer { get; } = traits is { Mode: PeerMode.Ultrapeer, OwnMode: PeerMode.Ultrapeer };

    /// <summary>True where requests of others are handed on: to everybody but our leaves, and to nobody by a leaf.</summary>
    public bool TakesFloods => !IsLeaf && !IsShield;

    /// <summary>The stops that it shares a message with; null when it is looked at for each descriptor.</summary>
    public SharedFlood? Flood { get; set; }

    public ImmutableArray<Departure>.Builder Gathered { get; } = ImmutableArray.CreateBuilder<Departure>();

    /// <summary>Hands over what has gathered for this link alone.</summary>
    /// <returns>Its bytes, those that no queue of others waits for left out (<see cref="TrafficClass.Control"/>).</returns>
    public long HandOver(IActorRef router)
    {
        if (Gathered.Count == 0) return 0;
        long bytes = 0;
        foreach (var departure in Gathered)
            if (TrafficClasses.Of(departure.Descriptor.Kind) != TrafficClass.Control) bytes += departure.Bytes;
        Connection.Tell(new SendDescriptors(Gathered.ToImmutable()), router);
        Gathered.Clear();
        return bytes;
    }

    /// <summary>The TTL with which a request leaves over this link.</summary>
    public byte Lower(int ttl) => (byte)Math.Min(ttl, MaxTtl);

    /// <summary>True when its table lets a query pass; false without a table.</summary>
    public bool MayHave(QrpQuery query) => Table is { } table && (KnowsPairs && IsLeaf ? table.PassesWithPairs(query) : table.Passes(query));

    /// <summary>True unless hops-flow keeps such a query from it.</summary>
    /// <param name="hops">As the query will leave.</param>
    public bool TakesQueriesOf(int hops) => hops < HopsFlow || HopsFlow == AnyHops;
}
