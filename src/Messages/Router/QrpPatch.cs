using PeerActors.Messages.Identity;

namespace PeerActors.Messages.Router;

/// <summary>
/// A piece of a change to the table that a neighbour holds for the sender. Layout: 01, sequence number u8 from 1, count u8, compressor u8,
/// bits of an entry u8, data (QRP 0.1). The data of all pieces together is one signed entry for each slot. It crosses one link.
/// </summary>
public sealed record QrpPatch : Descriptor
{
    /// <summary>The payload's first byte.</summary>
    public const byte Variant = 0x01;

    /// <summary>Length before the data in bytes.</summary>
    public const int FixedBytes = 5;

    /// <summary>The data of all pieces is as it is.</summary>
    public const byte Plain = 0x00;

    /// <summary>The data of all pieces is one zlib stream.</summary>
    public const byte Deflated = 0x01;

    internal QrpPatch(DescriptorId id, byte ttl, byte hops, Payload payload) : base(id, ttl, hops, payload) { }

    /// <summary>Makes a piece.</summary>
    /// <param name="id">A new GUID.</param>
    /// <param name="number">From 1.</param>
    /// <param name="count">Of how many.</param>
    /// <param name="compressor"><see cref="Plain"/> or <see cref="Deflated"/>.</param>
    /// <param name="entryBits">4 or 8.</param>
    /// <param name="data">This piece of it.</param>
    public static QrpPatch Create(DescriptorId id, byte number, byte count, byte compressor, byte entryBits, ReadOnlySpan<byte> data) =>
        new(id, 1, 0, Payload.Own([Variant, number, count, compressor, entryBits, .. data]));

    /// <inheritdoc/>
    public override DescriptorKind Kind => DescriptorKind.QueryRouting;

    /// <summary>Which piece, from 1.</summary>
    public byte Number => Payload.Span[1];

    /// <summary>Of how many pieces.</summary>
    public byte Count => Payload.Span[2];

    /// <summary>How the data of all pieces is compressed.</summary>
    public byte Compressor => Payload.Span[3];

    /// <summary>Bits of one entry.</summary>
    public byte EntryBits => Payload.Span[4];

    /// <summary>This piece of the data.</summary>
    public ReadOnlySpan<byte> Data => Payload.Span[FixedBytes..];
}
