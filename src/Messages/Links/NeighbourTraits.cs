using PeerActors.Messages.Identity;

namespace PeerActors.Messages.Links;

/// <summary>What a servent is to the overlay (0.6, "Ultrapeers").</summary>
public enum PeerMode
{
    /// <summary>Routes for others and stands before its leaves.</summary>
    Ultrapeer,

    /// <summary>Holds links to a few ultrapeers, tells them by a query routing table what it has, and routes for nobody.</summary>
    Leaf,

    /// <summary>A servent of 0.4 or one of 0.6 that says neither: everybody routes for everybody.</summary>
    Plain,
}

/// <summary>Which greeting a link was opened with.</summary>
public enum LinkDialect
{
    /// <summary>"GNUTELLA CONNECT/0.4", answered by "GNUTELLA OK".</summary>
    Gnutella04,

    /// <summary>Three turns with headers.</summary>
    Gnutella06,

    /// <summary>The hello of a peer link: the neighbour is known by its key.</summary>
    PeerLink,
}

/// <summary>What a neighbour said of itself in its greeting, and what was agreed there; it holds for the life of the link.</summary>
/// <remarks>A feature counts as spoken when the neighbour named it, whether we use it or not.</remarks>
public sealed record NeighbourTraits
{
    /// <summary>A neighbour of 0.4, of which nothing is known.</summary>
    public static NeighbourTraits Legacy { get; } = new() { Dialect = LinkDialect.Gnutella04 };

    /// <summary>Who it is, where the link has shown its key; null otherwise.</summary>
    public PeerId? Peer { get; init; }

    /// <summary>The greeting.</summary>
    public LinkDialect Dialect { get; init; } = LinkDialect.Gnutella06;

    /// <summary>What the neighbour is on this link.</summary>
    public PeerMode Mode { get; init; } = PeerMode.Plain;

    /// <summary>What we are on this link.</summary>
    public PeerMode OwnMode { get; init; } = PeerMode.Plain;

    /// <summary>GUID: its servent GUID; null when it named none.</summary>
    public ServentId? Servent { get; init; }

    /// <summary>Its User-Agent, cleaned for people; empty when it named none.</summary>
    public string Agent { get; init; } = "";

    /// <summary>Largest TTL that it lets pass (X-Max-TTL); null when it named none.</summary>
    public byte? MaxTtl { get; init; }

    /// <summary>How many ultrapeers it wants to be linked to (X-Degree); null when it named none.</summary>
    public int? Degree { get; init; }

    /// <summary>X-Ultrapeer-Needed: false when it has places for leaves only and asks an ultrapeer to become one, true when it looks for ultrapeers; null
    /// when it did not say. We stay what our settings say.</summary>
    public bool? NeedsUltrapeers { get; init; }

    /// <summary>X-Query-Routing: it takes or gives query routing tables between leaf and ultrapeer.</summary>
    public bool RoutesQueries { get; init; }

    /// <summary>X-Ultrapeer-Query-Routing: it takes an ultrapeer's merged table for the last hop.</summary>
    public bool RoutesUltrapeerQueries { get; init; }

    /// <summary>X-Dynamic-Querying: it asks few neighbours at a time and lets its leaves' queries be counted.</summary>
    public bool DynamicQuerying { get; init; }

    /// <summary>Pong-Caching: it answers pings out of a cache.</summary>
    public bool PongCaching { get; init; }

    /// <summary>Vendor-Message: it takes kinds 31 and 32.</summary>
    public bool VendorMessages { get; init; }

    /// <summary>GGEP: it takes extension blocks.</summary>
    public bool Ggep { get; init; }

    /// <summary>Bye-Packet: it takes a Bye.</summary>
    public bool Bye { get; init; }

    /// <summary>What it sends is deflated.</summary>
    public bool DeflatesIn { get; init; }

    /// <summary>What we send is deflated.</summary>
    public bool DeflatesOut { get; init; }
}
