using System.Buffers.Binary;

namespace PeerActors.Messages.Wire.Gnutella;

/// <summary>A number in little-endian bytes whose trailing zeros are left out, as the GGEP blocks LF, CT and DU hold them.</summary>
public static class TrimmedNumber
{
    /// <summary>Reads one to eight bytes; false for none, for more, and for what does not fit into a long.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out long number)
    {
        number = 0;
        if (bytes.Length is 0 or > 8) return false;
        Span<byte> whole = stackalloc byte[8];
        whole.Clear();
        bytes.CopyTo(whole);
        number = BinaryPrimitives.ReadInt64LittleEndian(whole);
        return number >= 0;
    }

    /// <summary>The inverse; 0 is one byte.</summary>
    public static byte[] Write(long number)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        var bytes = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
        return bytes[..Math.Max(1, bytes.AsSpan().LastIndexOfAnyExcept((byte)0) + 1)];
    }
}
