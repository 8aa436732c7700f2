using System.Buffers.Binary;

namespace PeerActors.Messages.Identity;

/// <summary>A file's SHA-1, by which servents name content: <c>urn:sha1:</c> and 32 base32 characters (HUGE 0.94).</summary>
/// <param name="A">Bytes 0 to 7.</param><param name="B">Bytes 8 to 15.</param><param name="C">Bytes 16 to 19.</param>
public readonly record struct Sha1Hash(ulong A, ulong B, uint C)
{
    /// <summary>Length in bytes.</summary>
    public const int Bytes = 20;

    /// <summary>What precedes the base32 text in a URN.</summary>
    public const string UrnPrefix = "urn:sha1:";

    /// <summary>Reads 20 bytes.</summary>
    public static Sha1Hash Read(ReadOnlySpan<byte> bytes) => new(
        BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]), BinaryPrimitives.ReadUInt32BigEndian(bytes[16..]));

    /// <summary>Writes 20 bytes.</summary>
    public void Write(Span<byte> bytes)
    {
        BinaryPrimitives.WriteUInt64BigEndian(bytes, A);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], B);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[16..], C);
    }

    /// <summary>Reads <c>urn:sha1:</c> and 32 base32 characters, or those 32 alone, or 40 hexadecimal digits; either case.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Sha1Hash hash)
    {
        hash = default;
        Span<byte> bytes = stackalloc byte[Bytes];
        if (!HashText.TryRead(text, UrnPrefix, bytes)) return false;
        hash = Read(bytes);
        return true;
    }

    /// <summary>The URN.</summary>
    public string Urn => UrnPrefix + ToString();

    /// <summary>32 base32 characters.</summary>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Bytes];
        Write(bytes);
        return Base32.Encode(bytes);
    }
}

/// <summary>A file's SHA-256, which decides whether a download is what was asked for.</summary>
/// <param name="A">Bytes 0 to 7.</param><param name="B">Bytes 8 to 15.</param><param name="C">Bytes 16 to 23.</param><param name="D">Bytes 24 to 31.</param>
public readonly record struct Sha256Hash(ulong A, ulong B, ulong C, ulong D)
{
    /// <summary>Length in bytes.</summary>
    public const int Bytes = 32;

    /// <summary>What precedes the base32 text in a URN.</summary>
    public const string UrnPrefix = "urn:sha256:";

    /// <summary>Reads 32 bytes.</summary>
    public static Sha256Hash Read(ReadOnlySpan<byte> bytes) => new(
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

    /// <summary>Reads <c>urn:sha256:</c> and 52 base32 characters, or those alone, or 64 hexadecimal digits; either case.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Sha256Hash hash)
    {
        hash = default;
        Span<byte> bytes = stackalloc byte[Bytes];
        if (!HashText.TryRead(text, UrnPrefix, bytes)) return false;
        hash = Read(bytes);
        return true;
    }

    /// <summary>The URN, in base32 as the SHA-1 URN is.</summary>
    public string Urn
    {
        get
        {
            Span<byte> bytes = stackalloc byte[Bytes];
            Write(bytes);
            return UrnPrefix + Base32.Encode(bytes);
        }
    }

    /// <summary>64 lowercase hexadecimal digits, as <c>sha256sum</c> prints.</summary>
    public override string ToString() => $"{A:x16}{B:x16}{C:x16}{D:x16}";
}

internal static class HashText
{
    public static bool TryRead(ReadOnlySpan<char> text, string prefix, Span<byte> bytes)
    {
        if (text.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)) text = text[prefix.Length..];
        if (text.Length == bytes.Length * 2)
            return Convert.FromHexString(text, bytes, out _, out var written) == System.Buffers.OperationStatus.Done && written == bytes.Length;
        return Base32.TryDecode(text, bytes);
    }
}
