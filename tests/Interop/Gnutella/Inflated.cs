using System.IO.Compression;

namespace PeerActors.Interop.Gnutella;

/// <summary>A zlib stream that has not ended.</summary>
internal static class Inflated
{
    /// <summary>All that can be inflated of it.</summary>
    public static byte[] SoFar(byte[] deflated)
    {
        using var zlib = new ZLibStream(new MemoryStream(deflated), CompressionMode.Decompress);
        using var inflated = new MemoryStream();
        var buffer = new byte[1];
        while (TryReadOne()) inflated.Write(buffer);
        return inflated.ToArray();

        bool TryReadOne()
        {
            try
            {
                return deflated.Length > 0 && zlib.Read(buffer) > 0;
            }
            catch (InvalidDataException)
            {
                // The stream is cut where the reading has come to, which is what was asked for.
                return false;
            }
        }
    }
}
