using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Immutable;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Wire.Gnutella;

namespace PeerActors.Messages.Router;

/// <summary>
/// An answer to a query, sent back the way the query came. Layout: count u8, port u16 little-endian, IPv4 in network order,
/// speed u32 LE, that many records, an optional trailer, and the sharer's servent GUID in the last 16 bytes. A record is index
/// u32 LE, size u32 LE, name, NUL, extensions without NUL (HUGE URNs and GGEP, separated by 1C), NUL.
/// </summary>
public sealed record QueryHit : Descriptor
{
    /// <summary>Length before the first record, in bytes.</summary>
    public const int FixedBytes = 11;

    /// <summary>Most files that one hit can count.</summary>
    public const int MaxFiles = 255;

    /// <summary>Room for numbers, a name of some 60 bytes and the URNs of both hashes; a longer record only makes the room grow.</summary>
    private const int UsualRecordBytes = 192;

    internal QueryHit(DescriptorId id, byte ttl, byte hops, Payload payload) : base(id, ttl, hops, payload) { }

    /// <summary>Makes a hit.</summary>
    /// <param name="id">The GUID of the query that it answers.</param>
    /// <param name="ttl">At least the hops of the query, plus one.</param>
    /// <param name="address">Where the sharer serves files.</param>
    /// <param name="kilobitsPerSecond">The sharer's speed as it states it.</param>
    /// <param name="files">1 to 255 files.</param>
    /// <param name="sharer">The sharer's servent GUID.</param>
    /// <param name="trailer">What the sharer says about itself; null leaves it out.</param>
    /// <param name="hashesInGgep">True where the query has <see cref="QueryFlags.ReadsHashBlocks"/>: the SHA-1 goes into GGEP, which is shorter.</param>
    /// <exception cref="ArgumentOutOfRangeException">No file, or more than <see cref="MaxFiles"/>.</exception>
    public static QueryHit Create(
        DescriptorId id, byte ttl, PeerAddress address, uint kilobitsPerSecond, ReadOnlySpan<HitFile> files, ServentId sharer,
        HitTrailer? trailer = null, bool hashesInGgep = false)
    {
        ArgumentOutOfRangeException.ThrowIfZero(files.Length, nameof(files));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(files.Length, MaxFiles, nameof(files));
        var output = new ArrayBufferWriter<byte>(UsualRecordBytes * files.Length + FixedBytes + ServentId.Bytes);
        var head = output.GetSpan(FixedBytes);
        head[0] = (byte)files.Length;
        BinaryPrimitives.WriteUInt16LittleEndian(head[1..], address.Port);
        BinaryPrimitives.WriteUInt32BigEndian(head[3..], address.Ip);
        BinaryPrimitives.WriteUInt32LittleEndian(head[7..], kilobitsPerSecond);
        output.Advance(FixedBytes);
        foreach (var file in files) HitRecord.Write(file, hashesInGgep, output);
        trailer?.Write(output);
        sharer.Write(output.GetSpan(ServentId.Bytes));
        output.Advance(ServentId.Bytes);
        return new(id, ttl, 0, Payload.Own(output.WrittenSpan.ToArray()));
    }

    /// <inheritdoc/>
    public override DescriptorKind Kind => DescriptorKind.QueryHit;

    /// <summary>How many files it names.</summary>
    public int Count => Payload.Span[0];

    /// <summary>Where the sharer serves files.</summary>
    public PeerAddress Address => new(
        BinaryPrimitives.ReadUInt32BigEndian(Payload.Span[3..]), BinaryPrimitives.ReadUInt16LittleEndian(Payload.Span[1..]));

    /// <summary>The sharer's speed in kilobits per second, as it states it.</summary>
    public uint KilobitsPerSecond => BinaryPrimitives.ReadUInt32LittleEndian(Payload.Span[7..]);

    /// <summary>The sharer.</summary>
    public ServentId Sharer => ServentId.Read(Payload.Span[^ServentId.Bytes..]);

    /// <summary>The files, decoded anew at each call; what is malformed in a file's extensions is left aside.</summary>
    public ImmutableArray<HitFile> ReadFiles() => ReadFiles(GgepLimits.Default);

    /// <inheritdoc cref="ReadFiles()"/>
    public ImmutableArray<HitFile> ReadFiles(GgepLimits limits)
    {
        var rest = Payload.Span[FixedBytes..^ServentId.Bytes];
        var files = ImmutableArray.CreateBuilder<HitFile>(Count);
        for (var i = 0; i < Count && HitRecord.TryCut(ref rest, out var record); i++) files.Add(record.Decode(limits));
        return files.DrainToImmutable();
    }

    /// <summary>What stands between the last record and the servent GUID, as sent.</summary>
    public ReadOnlySpan<byte> TrailerBytes
    {
        get
        {
            var rest = Payload.Span[FixedBytes..^ServentId.Bytes];
            for (var i = 0; i < Count && HitRecord.TryCut(ref rest, out _); i++) { }
            return rest;
        }
    }

    /// <summary>What the sharer says about itself, decoded anew at each call; null when it says nothing.</summary>
    public HitTrailer? ReadTrailer(GgepLimits? limits = null) => HitTrailer.Read(TrailerBytes, limits);

    /// <summary>How many bytes a file takes in a hit; they count towards the largest payload.</summary>
    public static int BytesOf(HitFile file, bool hashInGgep = false)
    {
        var output = new ArrayBufferWriter<byte>();
        HitRecord.Write(file, hashInGgep, output);
        return output.WrittenCount;
    }

    /// <summary>True when the payload holds as many whole records as it counts, and a servent GUID after them.</summary>
    internal static bool HasSoundLayout(ReadOnlySpan<byte> payload)
    {
        if (payload.Length < FixedBytes + ServentId.Bytes) return false;
        var rest = payload[FixedBytes..^ServentId.Bytes];
        for (var i = 0; i < payload[0]; i++)
            if (!HitRecord.TryCut(ref rest, out _)) return false;
        return true;
    }
}
