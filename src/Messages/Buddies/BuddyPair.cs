using System.Buffers.Binary;
using System.Security.Cryptography;
using PeerActors.Messages.Identity;

namespace PeerActors.Messages.Buddies;

/// <summary>Two buddies as a number that tells nothing to those who do not know both.</summary>
public static class BuddyPair
{
    private static ReadOnlySpan<byte> Domain => "PeerActors pair 1\n"u8;

    /// <summary>The same whichever comes first: the first eight bytes of SHA-256 of the smaller id and the greater.</summary>
    public static ulong Of(PeerId one, PeerId other)
    {
        var (first, second) = one < other ? (one, other) : (other, one);
        Span<byte> input = stackalloc byte[Domain.Length + 2 * PeerId.Bytes];
        Domain.CopyTo(input);
        first.Write(input[Domain.Length..]);
        second.Write(input[(Domain.Length + PeerId.Bytes)..]);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(input, hash);
        return BinaryPrimitives.ReadUInt64BigEndian(hash);
    }
}
