using System.Globalization;
using System.Text;

namespace PeerActors.Interop.Gnutella;

/// <summary>A body in chunks (RFC 9112, section 7.1).</summary>
internal static class Chunks
{
    /// <summary>The bytes without the marks between them.</summary>
    public static byte[] Join(ReadOnlySpan<byte> body)
    {
        using var joined = new MemoryStream();
        while (body.IndexOf("\r\n"u8) is > 0 and var end)
        {
            var length = int.Parse(Encoding.ASCII.GetString(body[..end]), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            if (length == 0) break;
            joined.Write(body.Slice(end + 2, length));
            body = body[(end + 4 + length)..];
        }

        return joined.ToArray();
    }
}
