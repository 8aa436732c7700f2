using System.Buffers.Binary;

namespace PeerActors.Messages.Identity;

/// <summary>Four letters by which a servent's maker is known in hit trailers, pongs and vendor messages; all NUL means everybody.</summary>
/// <param name="Value">The four bytes, the first one most significant.</param>
public readonly record struct VendorCode(uint Value)
{
    /// <summary>Length on the wire in bytes.</summary>
    public const int Bytes = 4;

    /// <summary>Four NULs: messages that every servent shares.</summary>
    public static VendorCode Everybody => default;

    /// <summary>BearShare, which defined hops-flow and the connect-back.</summary>
    public static VendorCode Bear => Of("BEAR"u8);

    /// <summary>LimeWire, which defined push proxies.</summary>
    public static VendorCode Lime => Of("LIME"u8);

    /// <summary>gtk-gnutella.</summary>
    public static VendorCode Gtkg => Of("GTKG"u8);

    /// <summary>This program.</summary>
    public static VendorCode Ours => Of("PACT"u8);

    /// <summary>Reads the first four bytes.</summary>
    public static VendorCode Of(ReadOnlySpan<byte> bytes) => new(BinaryPrimitives.ReadUInt32BigEndian(bytes));

    /// <summary>Writes four bytes.</summary>
    public void Write(Span<byte> bytes) => BinaryPrimitives.WriteUInt32BigEndian(bytes, Value);

    /// <summary>The letters; "null" for <see cref="Everybody"/>, hexadecimal digits where a byte is no printable ASCII.</summary>
    public override string ToString()
    {
        if (Value == 0) return "null";
        Span<byte> bytes = stackalloc byte[Bytes];
        Write(bytes);
        return bytes.ContainsAnyExceptInRange((byte)0x21, (byte)0x7E) ? $"{Value:x8}" : System.Text.Encoding.ASCII.GetString(bytes);
    }
}
