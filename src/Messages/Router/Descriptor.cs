using PeerActors.Messages.Identity;

namespace PeerActors.Messages.Router;

/// <summary>The kinds of descriptor that have a meaning here, by their wire codes (Gnutella 0.4 revision 1.2, table 1; Bye
/// from revision 1.6). The seed's figure gives 0x02 and 0x03 for query and results; no servent ever spoke those.</summary>
public enum DescriptorKind
{
    /// <summary>Who is there?</summary>
    Ping = 0x00,

    /// <summary>I am; this is where, and how much I share.</summary>
    Pong = 0x01,

    /// <summary>This link is about to be closed, and why.</summary>
    Bye = 0x02,

    /// <summary>Which words the sender's files have: a table, or a change to one (QRP 0.1).</summary>
    QueryRouting = 0x30,

    /// <summary>A message between two neighbours, of a kind that a vendor defined.</summary>
    Vendor = 0x31,

    /// <summary>The same, for kinds that became a standard.</summary>
    StandardVendor = 0x32,

    /// <summary>Dial me and hand me that file, you cannot be dialled.</summary>
    Push = 0x40,

    /// <summary>Who has files of such a name?</summary>
    Query = 0x80,

    /// <summary>I have; these.</summary>
    QueryHit = 0x81,
}

/// <summary>
/// What travels over every link, whatever carries it: a header and a payload that is forwarded exactly as it came. The
/// views that the kinds add read the payload when asked; a descriptor that a codec returned is known to have a sound layout.
/// </summary>
public abstract record Descriptor
{
    private protected Descriptor(DescriptorId id, byte ttl, byte hops, Payload payload) =>
        (Id, Ttl, Hops, Payload) = (id, ttl, hops, payload);

    /// <summary>Its GUID; replies repeat it.</summary>
    public DescriptorId Id { get; }

    /// <summary>How many more links it may cross.</summary>
    public byte Ttl { get; private protected init; }

    /// <summary>How many links it had crossed when it was sent over this one; the originator sends 0.</summary>
    public byte Hops { get; private protected init; }

    /// <summary>The bytes behind the header.</summary>
    public Payload Payload { get; }

    /// <summary>Which kind it is.</summary>
    public abstract DescriptorKind Kind { get; }

    /// <summary>The same descriptor with another header count, sharing the payload.</summary>
    public Descriptor WithCount(byte ttl, byte hops) => this with { Ttl = ttl, Hops = hops };
}
