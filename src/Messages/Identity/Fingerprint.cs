using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace PeerActors.Messages.Identity;

/// <summary>What two people compare aloud to be sure of a key: eight groups of five digits, about 132 bits of a hash of the id.</summary>
public static class Fingerprint
{
    private const int Groups = 8;
    private const int GroupBytes = 8;
    private const uint GroupValues = 100_000;

    private static ReadOnlySpan<byte> Domain => "PeerActors fingerprint 1\n"u8;

    /// <summary>Of one peer.</summary>
    public static string Of(PeerId peer)
    {
        Span<byte> input = stackalloc byte[Domain.Length + PeerId.Bytes];
        Domain.CopyTo(input);
        peer.Write(input[Domain.Length..]);
        return Say(input);
    }

    /// <summary>Of two peers, the same on both sides, so that one reading aloud confirms both.</summary>
    public static string Of(PeerId one, PeerId other)
    {
        var (first, second) = one < other ? (one, other) : (other, one);
        Span<byte> input = stackalloc byte[Domain.Length + 2 * PeerId.Bytes];
        Domain.CopyTo(input);
        first.Write(input[Domain.Length..]);
        second.Write(input[(Domain.Length + PeerId.Bytes)..]);
        return Say(input);
    }

    private static string Say(ReadOnlySpan<byte> input)
    {
        Span<byte> hash = stackalloc byte[SHA512.HashSizeInBytes];
        SHA512.HashData(input, hash);
        var text = new StringBuilder(Groups * 6);
        for (var group = 0; group < Groups; group++)
        {
            if (group > 0) text.Append(' ');
            var value = BinaryPrimitives.ReadUInt64BigEndian(hash[(group * GroupBytes)..]) % GroupValues;
            text.Append(value.ToString("D5", CultureInfo.InvariantCulture));
        }

        return text.ToString();
    }
}
