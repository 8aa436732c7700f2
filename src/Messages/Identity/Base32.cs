using System.Text;

namespace PeerActors.Messages.Identity;

/// <summary>Base32 without padding (RFC 4648 section 6), as <c>urn:sha1:</c> uses it. Reading accepts either case.</summary>
public static class Base32
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    /// <summary>Characters for so many bytes.</summary>
    public static int LengthOf(int bytes) => (bytes * 8 + 4) / 5;

    /// <summary>Encodes all bytes.</summary>
    public static string Encode(ReadOnlySpan<byte> bytes)
    {
        Span<byte> text = stackalloc byte[LengthOf(bytes.Length)];
        Encode(bytes, text);
        return Encoding.ASCII.GetString(text);
    }

    /// <summary>Encodes all bytes into <see cref="LengthOf"/> bytes of ASCII, as they stand on the wire.</summary>
    public static void Encode(ReadOnlySpan<byte> bytes, Span<byte> text)
    {
        var (bits, held, at) = (0u, 0, 0);
        foreach (var b in bytes)
        {
            bits = (bits << 8) | b;
            held += 8;
            while (held >= 5) text[at++] = (byte)Alphabet[(int)(bits >> (held -= 5)) & 31];
        }

        if (held > 0) text[at] = (byte)Alphabet[(int)(bits << (5 - held)) & 31];
    }

    /// <summary>Decodes text of exactly the length for <paramref name="bytes"/>; false on another length, a foreign
    /// character, or stray bits in the last one.</summary>
    public static bool TryDecode(ReadOnlySpan<char> text, Span<byte> bytes)
    {
        if (text.Length != LengthOf(bytes.Length)) return false;
        var (bits, held, at) = (0u, 0, 0);
        foreach (var c in text)
        {
            var value = c switch
            {
                >= 'A' and <= 'Z' => c - 'A',
                >= 'a' and <= 'z' => c - 'a',
                >= '2' and <= '7' => c - '2' + 26,
                _ => -1,
            };
            if (value < 0) return false;
            bits = (bits << 5) | (uint)value;
            held += 5;
            if (held >= 8) bytes[at++] = (byte)(bits >> (held -= 8));
        }

        return (bits & ((1u << held) - 1)) == 0;
    }
}
