using System.Buffers.Binary;
using System.Collections.Immutable;
using PeerActors.Messages.Buddies;

namespace PeerActors.Host.Storage;

/// <summary>A circle as a column holds it: for each member its pair and its sequence, big endian.</summary>
internal static class CircleBlob
{
    private const int Bytes = 2 * sizeof(ulong);

    public static byte[] Write(ImmutableArray<CircleMember> members)
    {
        var blob = new byte[members.Length * Bytes];
        for (var i = 0; i < members.Length; i++)
        {
            BinaryPrimitives.WriteUInt64BigEndian(blob.AsSpan(i * Bytes), members[i].Pair);
            BinaryPrimitives.WriteUInt64BigEndian(blob.AsSpan((i * Bytes) + sizeof(ulong)), members[i].Sequence);
        }

        return blob;
    }

    /// <exception cref="FormatException">It is none, or larger than a circle may be.</exception>
    public static ImmutableArray<CircleMember> Read(byte[] blob)
    {
        if (blob.Length % Bytes != 0 || blob.Length / Bytes > BuddyTells.MaxCircle) throw new FormatException($"A circle of {blob.Length} bytes among the buddies is none.");
        var members = ImmutableArray.CreateBuilder<CircleMember>(blob.Length / Bytes);
        for (var at = 0; at < blob.Length; at += Bytes)
            members.Add(new(BinaryPrimitives.ReadUInt64BigEndian(blob.AsSpan(at)), BinaryPrimitives.ReadUInt64BigEndian(blob.AsSpan(at + sizeof(ulong)))));
        return members.MoveToImmutable();
    }
}
