using System.Buffers.Binary;
using PeerActors.Messages.Identity;

namespace PeerActors.Messages.Router;

/// <summary>Empties the table that a neighbour holds for the sender. Layout: 00, slots u32 little-endian, infinity u8 (QRP 0.1). It crosses one link.</summary>
public sealed record QrpReset : Descriptor
{
    /// <summary>The payload's first byte.</summary>
    public const byte Variant = 0x00;

    /// <summary>Length of the payload in bytes.</summary>
    public const int FixedBytes = 6;

    internal QrpReset(DescriptorId id, byte ttl, byte hops, Payload payload) : base(id, ttl, hops, payload) { }

    /// <summary>Makes a reset.</summary>
    /// <param name="id">A new GUID.</param>
    /// <param name="slots">A power of two.</param>
    /// <param name="infinity">The value of a slot whose words the sender does not have.</param>
    public static QrpReset Create(DescriptorId id, int slots, byte infinity)
    {
        var bytes = new byte[FixedBytes];
        bytes[0] = Variant;
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(1), (uint)slots);
        bytes[5] = infinity;
        return new(id, 1, 0, Payload.Own(bytes));
    }

    /// <inheritdoc/>
    public override DescriptorKind Kind => DescriptorKind.QueryRouting;

    /// <summary>How many slots the table is to have, as stated.</summary>
    public uint Slots => BinaryPrimitives.ReadUInt32LittleEndian(Payload.Span[1..]);

    /// <summary>The value of an empty slot.</summary>
    public byte Infinity => Payload.Span[5];
}
