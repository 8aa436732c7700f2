namespace PeerActors.Messages.Router;

/// <summary>The first two bytes of a query, big-endian; in 0.4 they were the least speed of the answering peer. The low eight bits count
/// wanted hits and are 0 for "any".</summary>
[Flags]
public enum QueryFlags : ushort
{
    /// <summary>An ancient query that states no speed; real servents drop it.</summary>
    None = 0,

    /// <summary>Results over semi-reliable UDP are welcome (gtk-gnutella).</summary>
    SemiReliableUdp = 0x0100,

    /// <summary>It can fetch although both ends are firewalled.</summary>
    FirewallToFirewall = 0x0200,

    /// <summary>Hits may come back over UDP.</summary>
    OutOfBand = 0x0400,

    /// <summary>It reads hashes from the GGEP block H.</summary>
    ReadsHashBlocks = 0x0800,

    /// <summary>A leaf that tells its ultrapeer how many hits it has: dynamic querying guided by the leaf.</summary>
    LeafGuided = 0x1000,

    /// <summary>XML in hits is welcome.</summary>
    Xml = 0x2000,

    /// <summary>The asker cannot be dialled; who cannot be dialled either need not answer.</summary>
    Firewalled = 0x4000,

    /// <summary>The field holds flags and not a speed.</summary>
    Marked = 0x8000,
}
