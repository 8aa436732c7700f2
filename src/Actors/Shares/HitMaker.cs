using System.Buffers;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Router;
using PeerActors.Messages.Shares;

namespace PeerActors.Actors.Shares;

/// <summary>
/// Makes the hits that name our files, as servents of today make them: a trailer with what we are, GGEP for sizes beyond 32 bits and for
/// others who have the file; none larger than <c>shares.max-hit-payload</c>.
/// </summary>
/// <remarks>
/// The SHA-1 is a URN in plain text, which every servent reads, and a GGEP block only where the query says that the asker reads those. The
/// SHA-256 URN is always there: our own kind verifies by it, and others pass over a URN that they do not know.
/// </remarks>
/// <param name="settings">The bounds.</param>
/// <param name="self">This peer.</param>
/// <param name="alternatesOf">Others who have a file.</param>
internal sealed class HitMaker(ShareSettings settings, Sharer self, Func<Sha1Hash, ImmutableArray<PeerAddress>> alternatesOf)
{
    /// <summary>Most others named for one file: a hit is to tell of our files, and a transfer tells of more.</summary>
    public const int MostAlternates = 8;

    private const int NumbersBytes = 8;

    /// <summary>Two NULs, and the separator between the hashes.</summary>
    private const int MarksBytes = 3;

    private static readonly int UrnsBytes =
        Sha1Hash.UrnPrefix.Length + Base32.LengthOf(Sha1Hash.Bytes) + Sha256Hash.UrnPrefix.Length + Base32.LengthOf(Sha256Hash.Bytes);

    /// <summary>Most push proxies named.</summary>
    public const int MostProxies = 4;

    private UploadsStand _stand = UploadsStand.AtStart;
    private ImmutableArray<PeerAddress> _proxies = [];
    private HitTrailer _trailer = TrailerOf(self, UploadsStand.AtStart, []);
    private int _fixedBytes = FixedBytesWith(TrailerOf(self, UploadsStand.AtStart, []));

    /// <summary>Uploads stand so from now on.</summary>
    public void Stand(UploadsStand stand) => Renew(stand, _proxies);

    /// <summary>These hosts pass pushes on from now on.</summary>
    public void Proxies(ImmutableArray<PeerAddress> proxies) => Renew(_stand, proxies);

    /// <summary>Appends the hits for the files that a query matched. A file whose record alone is too large is left out.</summary>
    public void Make(Query query, ImmutableArray<SharedFile> files, ImmutableArray<QueryHit>.Builder hits)
    {
        const QueryFlags HashBlocks = QueryFlags.Marked | QueryFlags.ReadsHashBlocks;

        // One link more than the query came, and one to spare; real servents send hits with a surplus too.
        Make(query.Id, (byte)Math.Min(byte.MaxValue, query.Hops + 2), (query.Flags & HashBlocks) == HashBlocks, files, hits);
    }

    /// <summary>Appends hits that answer no query: they go to one who browses, and no further.</summary>
    public void MakeForBrowser(ImmutableArray<SharedFile> files, ImmutableArray<QueryHit>.Builder hits) => Make(default, ttl: 1, hashesInGgep: false, files, hits);

    private void Make(DescriptorId id, byte ttl, bool hashesInGgep, ImmutableArray<SharedFile> files, ImmutableArray<QueryHit>.Builder hits)
    {
        var chunk = new List<HitFile>(Math.Min(files.Length, QueryHit.MaxFiles));
        var bytes = _fixedBytes;
        foreach (var file in files)
        {
            var named = new HitFile(file.Index, file.Size, file.Name, file.Sha1, file.Sha256) { Alternates = AlternatesOf(file) };
            var record = MostBytesOf(named);
            if (chunk.Count == QueryHit.MaxFiles || (chunk.Count > 0 && bytes + record > settings.MaxHitPayload)) Close();
            if (bytes + record > settings.MaxHitPayload) continue;
            chunk.Add(named);
            bytes += record;
        }

        if (chunk.Count > 0) Close();

        void Close()
        {
            hits.Add(QueryHit.Create(id, ttl, self.Address, settings.Speed, CollectionsMarshal.AsSpan(chunk), self.Id, _trailer, hashesInGgep));
            chunk.Clear();
            bytes = _fixedBytes;
        }
    }

    /// <summary>What a record takes, or a little more: a hash in a block is shorter than its URN. Most files need no encoding to tell.</summary>
    private static int MostBytesOf(HitFile file) => file.Alternates.IsEmpty && file.Size <= uint.MaxValue
        ? NumbersBytes + Encoding.UTF8.GetByteCount(file.Name) + MarksBytes + UrnsBytes
        : QueryHit.BytesOf(file);

    private ImmutableArray<PeerAddress> AlternatesOf(SharedFile file)
    {
        var known = alternatesOf(file.Sha1);
        return known.Length > MostAlternates ? known[..MostAlternates] : known;
    }

    private void Renew(UploadsStand stand, ImmutableArray<PeerAddress> proxies)
    {
        (_stand, _proxies) = (stand, proxies);
        _trailer = TrailerOf(self, stand, proxies);
        _fixedBytes = FixedBytesWith(_trailer);
    }

    private static HitTrailer TrailerOf(Sharer self, UploadsStand stand, ImmutableArray<PeerAddress> proxies) => new()
    {
        Vendor = VendorCode.Ours,
        MustPush = self.IsFirewalled,
        IsBusy = stand.IsBusy,
        HasUploaded = stand.HasUploaded,
        SpeedIsMeasured = false,
        ListsFiles = self.ListsFiles,
        // Proxies help those who cannot dial us; to name them otherwise would only cost bytes.
        PushProxies = self.IsFirewalled ? [.. proxies.Take(MostProxies)] : [],
    };

    private static int FixedBytesWith(HitTrailer trailer)
    {
        var output = new ArrayBufferWriter<byte>();
        trailer.Write(output);
        return QueryHit.FixedBytes + output.WrittenCount + ServentId.Bytes;
    }
}
