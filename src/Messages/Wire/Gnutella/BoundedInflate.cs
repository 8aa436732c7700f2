using System.IO.Compression;

namespace PeerActors.Messages.Wire.Gnutella;

/// <summary>Inflates one zlib stream (RFC 1950) that is wholly there, up to a limit: what would be larger is refused before it is made.</summary>
internal static class BoundedInflate
{
    /// <summary>Inflates, or says why not.</summary>
    /// <param name="deflated">The stream.</param>
    /// <param name="maxBytes">Most bytes that may come out.</param>
    /// <param name="limitName">Whose limit that is, for the detail.</param>
    /// <param name="inflated">What came out; empty when refused.</param>
    public static BadBytes? TryInflate(ReadOnlySpan<byte> deflated, int maxBytes, string limitName, out byte[] inflated)
    {
        inflated = [];
        try
        {
            using var source = new MemoryStream(deflated.ToArray(), writable: false);
            using var zlib = new ZLibStream(source, CompressionMode.Decompress);
            var buffer = new byte[Math.Min(maxBytes + 1, 4096)];
            var length = 0;
            int read;
            while ((read = zlib.Read(buffer, length, buffer.Length - length)) > 0)
            {
                length += read;
                if (length > maxBytes)
                    return new(BadBytesReason.TooLarge, $"{deflated.Length:N0} deflated bytes become more than {maxBytes:N0} ({limitName})");
                if (length == buffer.Length) Array.Resize(ref buffer, Math.Min(maxBytes + 1, buffer.Length * 2));
            }

            inflated = buffer[..length];
            return null;
        }
        catch (Exception failure) when (failure is InvalidDataException or IOException)
        {
            // The bytes are in memory, so an IOException can only be zlib itself: a stream that wants a preset dictionary, say.
            return new(BadBytesReason.Malformed, $"{deflated.Length:N0} bytes said to be deflated are not a zlib stream");
        }
    }

    /// <summary>The inverse.</summary>
    public static byte[] Deflate(ReadOnlySpan<byte> bytes)
    {
        using var deflated = new MemoryStream();
        using (var zlib = new ZLibStream(deflated, CompressionLevel.SmallestSize, leaveOpen: true)) zlib.Write(bytes);
        return deflated.ToArray();
    }
}
