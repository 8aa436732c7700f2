using System.Collections.Immutable;
using System.Text;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Router;
using PeerActors.Messages.Shares;

namespace PeerActors.Actors.Shares;

/// <summary>Makes the hits that answer a query, cut so that none is larger than <c>shares.max-hit-payload</c>.</summary>
internal sealed class HitMaker(ShareSettings settings, ServentId self, PeerAddress address)
{
    private const int NumbersBytes = 8;

    /// <summary>Two NULs, and the separator between the hashes.</summary>
    private const int MarksBytes = 3;

    private static readonly int UrnsBytes =
        Sha1Hash.UrnPrefix.Length + Base32.LengthOf(Sha1Hash.Bytes) + Sha256Hash.UrnPrefix.Length + Base32.LengthOf(Sha256Hash.Bytes);

    /// <summary>Appends the hits for the files that a query matched. A file whose record alone is too large is left out.</summary>
    public void Make(Query query, ImmutableArray<SharedFile> files, ImmutableArray<QueryHit>.Builder hits)
    {
        // One link more than the query came, and one to spare; real servents send hits with a surplus too.
        var ttl = (byte)Math.Min(byte.MaxValue, query.Hops + 2);
        var chunk = new List<HitFile>(Math.Min(files.Length, QueryHit.MaxFiles));
        var bytes = QueryHit.FixedBytes + ServentId.Bytes;
        foreach (var file in files)
        {
            var record = NumbersBytes + Encoding.UTF8.GetByteCount(file.Name) + MarksBytes + UrnsBytes;
            if (chunk.Count == QueryHit.MaxFiles || (chunk.Count > 0 && bytes + record > settings.MaxHitPayload)) Close();
            if (bytes + record > settings.MaxHitPayload) continue;
            chunk.Add(new(file.Index, (uint)Math.Min(uint.MaxValue, file.Size), file.Name, file.Sha1, file.Sha256));
            bytes += record;
        }

        if (chunk.Count > 0) Close();

        void Close()
        {
            hits.Add(QueryHit.Create(
                query.Id, ttl, address, settings.Speed, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(chunk), self,
                hashesInGgep: query.Flags.HasFlag(QueryFlags.Marked | QueryFlags.ReadsHashBlocks)));
            chunk.Clear();
            bytes = QueryHit.FixedBytes + ServentId.Bytes;
        }
    }
}
