using System.Buffers.Binary;
using System.Security.Cryptography;

namespace PeerActors.Messages.Identity;

/// <summary>Who a peer is, wherever it is: SHA-256 of its public key (SubjectPublicKeyInfo). Nobody can be another peer without its private key.</summary>
/// <param name="A">Bytes 0 to 7.</param>
/// <param name="B">Bytes 8 to 15.</param>
/// <param name="C">Bytes 16 to 23.</param>
/// <param name="D">Bytes 24 to 31.</param>
public readonly record struct PeerId(ulong A, ulong B, ulong C, ulong D) : IComparable<PeerId>
{
    /// <summary>Length in bytes.</summary>
    public const int Bytes = 32;

    /// <summary>The id of the holder of a key.</summary>
    /// <param name="subjectPublicKeyInfo">The key as DER, as a certificate holds it.</param>
    public static PeerId Of(ReadOnlySpan<byte> subjectPublicKeyInfo)
    {
        Span<byte> hash = stackalloc byte[Bytes];
        SHA256.HashData(subjectPublicKeyInfo, hash);
        return Read(hash);
    }

    /// <summary>Reads the first 32 bytes.</summary>
    public static PeerId Read(ReadOnlySpan<byte> bytes) => new(
        BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]),
        BinaryPrimitives.ReadUInt64BigEndian(bytes[16..]), BinaryPrimitives.ReadUInt64BigEndian(bytes[24..]));

    /// <summary>Writes 32 bytes.</summary>
    public void Write(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt64BigEndian(bytes, A);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], B);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[16..], C);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[24..], D);
    }

    /// <summary>Reads what <see cref="ToString"/> writes: in either case, with any spaces and hyphens or none, and 0, 1 and 8 for O, I and B.</summary>
    /// <returns>False when it has another length, a foreign character, or a check character does not fit.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out PeerId id)
    {
        id = default;
        Span<byte> bytes = stackalloc byte[Bytes];
        if (!CheckedText.TryDecode(text, bytes)) return false;
        id = Read(bytes);
        return true;
    }

    /// <summary>Eight groups of seven characters; every second group ends with a check character.</summary>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        Write(bytes);
        return CheckedText.Encode(bytes);
    }

    /// <summary>The first group, for a log line in which the whole would drown the rest.</summary>
    public string Short => ToString()[..CheckedText.Group];

    /// <summary>Orders by bytes.</summary>
    public int CompareTo(PeerId other) =>
        A != other.A ? A.CompareTo(other.A) : B != other.B ? B.CompareTo(other.B) : C != other.C ? C.CompareTo(other.C) : D.CompareTo(other.D);

    /// <summary>Orders by bytes.</summary>
    public static bool operator <(PeerId left, PeerId right) => left.CompareTo(right) < 0;

    /// <summary>Orders by bytes.</summary>
    public static bool operator >(PeerId left, PeerId right) => left.CompareTo(right) > 0;

    /// <summary>Orders by bytes.</summary>
    public static bool operator <=(PeerId left, PeerId right) => left.CompareTo(right) <= 0;

    /// <summary>Orders by bytes.</summary>
    public static bool operator >=(PeerId left, PeerId right) => left.CompareTo(right) >= 0;
}
