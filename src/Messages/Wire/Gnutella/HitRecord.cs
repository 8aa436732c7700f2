using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Router;

namespace PeerActors.Messages.Wire.Gnutella;

/// <summary>One file's record in a hit, where it lies: index u32 LE, size u32 LE, name, NUL, extensions without NUL, NUL.</summary>
internal readonly ref struct HitRecord
{
    /// <summary>What the size field holds when the size needs more than 32 bits and stands in the GGEP block LF.</summary>
    public const uint SizeIsElsewhere = uint.MaxValue;

    private const int NumbersBytes = 8;

    private HitRecord(ReadOnlySpan<byte> numbers, ReadOnlySpan<byte> name, ReadOnlySpan<byte> extensions)
    {
        Index = BinaryPrimitives.ReadUInt32LittleEndian(numbers);
        SizeField = BinaryPrimitives.ReadUInt32LittleEndian(numbers[4..]);
        Name = name;
        Extensions = extensions;
    }

    public uint Index { get; }

    public uint SizeField { get; }

    public ReadOnlySpan<byte> Name { get; }

    public ReadOnlySpan<byte> Extensions { get; }

    /// <summary>Cuts a record off the front; false when there is no whole one.</summary>
    public static bool TryCut(ref ReadOnlySpan<byte> rest, out HitRecord record)
    {
        record = default;
        if (rest.Length < NumbersBytes + 2) return false;
        var tail = rest[NumbersBytes..];
        var nameEnd = tail.IndexOf((byte)0);
        if (nameEnd < 0) return false;
        var extensions = tail[(nameEnd + 1)..];
        var end = extensions.IndexOf((byte)0);
        if (end < 0) return false;
        record = new(rest, tail[..nameEnd], extensions[..end]);
        rest = extensions[(end + 1)..];
        return true;
    }

    /// <summary>Decodes what it says; what is malformed in an extension is left aside.</summary>
    public HitFile Decode(GgepLimits limits)
    {
        var hashes = default(HashUrns);
        var parts = new ExtensionParts(Extensions, limits);
        var ggep = GgepBlocks.None;
        while (parts.TryNext())
        {
            if (parts.Ggep is { } blocks) hashes.Add(ggep = blocks);
            else if (!parts.IsXml) hashes.Add(parts.Text);
        }

        return new(new(Index), SizeFrom(ggep), Encoding.UTF8.GetString(Name), hashes.Sha1, hashes.Sha256)
        {
            Tiger = hashes.Tiger,
            Created = CreatedFrom(ggep),
            Alternates = ggep.TryGet(GgepNames.Alternates, out var alternates) ? PackedAddresses.Read(alternates.Span) : [],
        };
    }

    /// <summary>Writes a record.</summary>
    /// <param name="file">What it is to say.</param>
    /// <param name="hashInGgep">True where the asker said that it reads the H block; the URN is left out then.</param>
    /// <param name="output">Where to.</param>
    public static void Write(HitFile file, bool hashInGgep, IBufferWriter<byte> output)
    {
        var isLarge = (ulong)file.Size > uint.MaxValue;
        var numbers = output.GetSpan(NumbersBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(numbers, file.Index.Value);
        BinaryPrimitives.WriteUInt32LittleEndian(numbers[4..], isLarge ? SizeIsElsewhere : (uint)file.Size);
        output.Advance(NumbersBytes);
        Encoding.UTF8.GetBytes(file.Name.Replace('\0', ' '), output);
        output.Write([(byte)0]);

        var ggep = new GgepWriter(withoutNul: true);
        var isFirst = true;
        if (file.Sha1 is { } sha1 && !hashInGgep)
        {
            Separate();
            UrnWriter.Write(sha1, output);
        }

        if (file.Sha256 is { } sha256)
        {
            Separate();
            UrnWriter.Write(sha256, output);
        }

        if (file.Sha1 is { } named && hashInGgep) ggep.Add(GgepNames.Hash, HashUrns.HashBlock(named, file.Tiger));
        else if (file.Tiger is { } tiger) ggep.Add(GgepNames.TigerTree, TreeBlock(tiger));
        if (isLarge) ggep.Add(GgepNames.LargeFile, TrimmedNumber.Write(file.Size));
        if (!file.Alternates.IsEmpty) ggep.Add(GgepNames.Alternates, PackedAddresses.Write(file.Alternates.AsSpan()));
        if (file.Created is { } created) ggep.Add(GgepNames.CreationTime, TrimmedNumber.Write(Math.Max(0, created.ToUnixTimeSeconds())));
        if (!ggep.IsEmpty)
        {
            Separate();
            output.Write(ggep.ToArray());
        }

        output.Write([(byte)0]);

        void Separate()
        {
            if (!isFirst) output.Write([ExtensionParts.Separator]);
            isFirst = false;
        }
    }

    private long SizeFrom(GgepBlocks ggep) =>
        SizeField == SizeIsElsewhere && ggep.TryGet(GgepNames.LargeFile, out var large) && TrimmedNumber.TryRead(large.Span, out var size) ? size : SizeField;

    private static DateTimeOffset? CreatedFrom(GgepBlocks ggep) =>
        ggep.TryGet(GgepNames.CreationTime, out var time) && time.Length <= 4 && TrimmedNumber.TryRead(time.Span, out var seconds) ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;

    private static byte[] TreeBlock(TigerHash tiger)
    {
        var bytes = new byte[TigerHash.Bytes];
        tiger.Write(bytes);
        return bytes;
    }
}
