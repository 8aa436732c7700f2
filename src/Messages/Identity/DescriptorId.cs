using System.Buffers.Binary;

namespace PeerActors.Messages.Identity;

/// <summary>
/// The 16-byte GUID in a descriptor's header, by which replies find their way back (Gnutella 0.4, section "Descriptor
/// header"). Held as two big-endian halves so that it hashes and compares without allocation.
/// </summary>
/// <param name="High">Bytes 0 to 7.</param>
/// <param name="Low">Bytes 8 to 15.</param>
public readonly record struct DescriptorId(ulong High, ulong Low)
{
    /// <summary>Length on the wire in bytes.</summary>
    public const int Bytes = 16;

    /// <summary>Makes a new id; byte 8 is FF and byte 15 is 00, the mark of modern servents.</summary>
    public static DescriptorId Roll(Random dice)
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        dice.NextBytes(bytes);
        bytes[8] = 0xFF;
        bytes[15] = 0x00;
        return Read(bytes);
    }

    /// <summary>Reads the first 16 bytes.</summary>
    public static DescriptorId Read(ReadOnlySpan<byte> bytes) =>
        new(BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]));

    /// <summary>Writes 16 bytes.</summary>
    public void Write(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt64BigEndian(bytes, High);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], Low);
    }

    /// <summary>32 lowercase hexadecimal digits.</summary>
    public override string ToString() => $"{High:x16}{Low:x16}";
}
