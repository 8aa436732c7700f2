using System.Buffers.Binary;

namespace PeerActors.Messages.Identity;

/// <summary>The root of a file's Tiger tree (THEX), by which servents check parts of a file: 24 bytes, 39 base32 characters.</summary>
/// <param name="A">Bytes 0 to 7.</param><param name="B">Bytes 8 to 15.</param><param name="C">Bytes 16 to 23.</param>
public readonly record struct TigerHash(ulong A, ulong B, ulong C)
{
    /// <summary>Length in bytes.</summary>
    public const int Bytes = 24;

    /// <summary>What precedes the base32 text in a URN.</summary>
    public const string UrnPrefix = "urn:tree:tiger:";

    /// <summary>Reads 24 bytes.</summary>
    public static TigerHash Read(ReadOnlySpan<byte> bytes) => new(
        BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]), BinaryPrimitives.ReadUInt64BigEndian(bytes[16..]));

    /// <summary>Writes 24 bytes.</summary>
    public void Write(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt64BigEndian(bytes, A);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], B);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[16..], C);
    }

    /// <summary>Reads the URN, or its 39 base32 characters alone, or 48 hexadecimal digits; either case.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out TigerHash hash)
    {
        hash = default;
        Span<byte> bytes = stackalloc byte[Bytes];
        if (!HashText.TryRead(text, UrnPrefix, bytes)) return false;
        hash = Read(bytes);
        return true;
    }

    /// <summary>39 base32 characters.</summary>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        Write(bytes);
        return Base32.Encode(bytes);
    }
}
