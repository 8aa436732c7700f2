namespace PeerActors.Messages.Wire.Gnutella;

/// <summary>
/// Consistent overhead byte stuffing (Cheshire and Baker, 1999): bytes without any NUL stand for bytes with. A code n from 1 to 254 is
/// followed by n - 1 plain bytes and stands for them and a NUL; 255 by 254 plain bytes and no NUL; the NUL of the last code is not meant.
/// GGEP asks for it where a NUL would end the field around the block (GGEP 0.51, section 2.3).
/// </summary>
public static class Cobs
{
    private const int LongestRun = 254;

    /// <summary>Most bytes that so many may become.</summary>
    public static int MostEncoded(int bytes) => bytes + bytes / LongestRun + 1;

    /// <summary>Stuffs bytes; the result holds no NUL.</summary>
    public static byte[] Encode(ReadOnlySpan<byte> plain)
    {
        var encoded = new byte[MostEncoded(plain.Length)];
        var at = 0;
        while (true)
        {
            var nul = plain.IndexOf((byte)0);
            var run = nul < 0 ? plain.Length : nul;
            var isCut = run > LongestRun || (run == LongestRun && nul >= 0);
            if (isCut) run = LongestRun;
            encoded[at++] = (byte)(run + 1);
            plain[..run].CopyTo(encoded.AsSpan(at));
            at += run;
            if (!isCut && nul < 0) return encoded[..at];
            plain = plain[(isCut ? run : run + 1)..];
        }
    }

    /// <summary>Takes the stuffing out; false when there is a NUL, or a code that points beyond the end.</summary>
    /// <param name="encoded">Stuffed bytes.</param>
    /// <param name="plain">At least as long as <paramref name="encoded"/>.</param>
    /// <param name="written">How many bytes came out.</param>
    public static bool TryDecode(ReadOnlySpan<byte> encoded, Span<byte> plain, out int written)
    {
        written = 0;
        if (encoded.Contains((byte)0)) return false;
        while (!encoded.IsEmpty)
        {
            var code = encoded[0];
            if (code > encoded.Length) return false;
            encoded[1..code].CopyTo(plain[written..]);
            written += code - 1;
            encoded = encoded[code..];
            if (code != LongestRun + 1 && !encoded.IsEmpty) plain[written++] = 0;
        }

        return true;
    }
}
