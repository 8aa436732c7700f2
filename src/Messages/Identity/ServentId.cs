using System.Buffers.Binary;
using System.Globalization;

namespace PeerActors.Messages.Identity;

/// <summary>
/// The 16-byte GUID by which a servent is known in query hits and pushes. Made once per data folder and kept.
/// </summary>
/// <param name="High">Bytes 0 to 7.</param>
/// <param name="Low">Bytes 8 to 15.</param>
public readonly record struct ServentId(ulong High, ulong Low) : IComparable<ServentId>
{
    /// <summary>Length on the wire in bytes.</summary>
    public const int Bytes = 16;

    /// <summary>Makes a new id.</summary>
    public static ServentId Roll(Random dice)
    {
        var id = DescriptorId.Roll(dice);
        return new(id.High, id.Low);
    }

    /// <summary>Reads the first 16 bytes.</summary>
    public static ServentId Read(ReadOnlySpan<byte> bytes) =>
        new(BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]));

    /// <summary>Writes 16 bytes.</summary>
    public void Write(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt64BigEndian(bytes, High);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], Low);
    }

    /// <summary>Reads 32 hexadecimal digits in either case; false when the text is anything else.</summary>
    public static bool TryParse(string? text, out ServentId id)
    {
        id = default;
        if (text is not { Length: 32 }) return false;
        if (!ulong.TryParse(text.AsSpan(0, 16), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var high)) return false;
        if (!ulong.TryParse(text.AsSpan(16), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var low)) return false;
        id = new(high, low);
        return true;
    }

    /// <summary>Orders as the bytes do.</summary>
    public int CompareTo(ServentId other) => High != other.High ? High.CompareTo(other.High) : Low.CompareTo(other.Low);

    /// <summary>Orders as the bytes do.</summary>
    public static bool operator <(ServentId left, ServentId right) => left.CompareTo(right) < 0;

    /// <summary>Orders as the bytes do.</summary>
    public static bool operator >(ServentId left, ServentId right) => left.CompareTo(right) > 0;

    /// <summary>Orders as the bytes do.</summary>
    public static bool operator <=(ServentId left, ServentId right) => left.CompareTo(right) <= 0;

    /// <summary>Orders as the bytes do.</summary>
    public static bool operator >=(ServentId left, ServentId right) => left.CompareTo(right) >= 0;

    /// <summary>32 lowercase hexadecimal digits.</summary>
    public override string ToString() => $"{High:x16}{Low:x16}";
}
