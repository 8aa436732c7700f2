using System.Buffers;
using System.Text;
using PeerActors.Messages.Identity;

namespace PeerActors.Messages.Wire.Gnutella;

/// <summary>Writes the URN of a hash as it stands in a hit, without making a string of it: a hit may name 255 files.</summary>
internal static class UrnWriter
{
    public static void Write(Sha1Hash hash, IBufferWriter<byte> output)
    {
        Span<byte> bytes = stackalloc byte[Sha1Hash.Bytes];
        hash.Write(bytes);
        Write(Sha1Hash.UrnPrefix, bytes, output);
    }

    public static void Write(Sha256Hash hash, IBufferWriter<byte> output)
    {
        Span<byte> bytes = stackalloc byte[Sha256Hash.Bytes];
        hash.Write(bytes);
        Write(Sha256Hash.UrnPrefix, bytes, output);
    }

    private static void Write(string prefix, ReadOnlySpan<byte> hash, IBufferWriter<byte> output)
    {
        Encoding.ASCII.GetBytes(prefix, output);
        var length = Base32.LengthOf(hash.Length);
        Base32.Encode(hash, output.GetSpan(length)[..length]);
        output.Advance(length);
    }
}
