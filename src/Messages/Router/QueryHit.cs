using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;
using PeerActors.Messages.Identity;

namespace PeerActors.Messages.Router;

/// <summary>One file in a query hit.</summary>
/// <param name="Index">Its number at the sharer.</param>
/// <param name="Size">Bytes; 32 bits on the wire.</param>
/// <param name="Name">The file's name without folders, never with a NUL.</param>
/// <param name="Sha1">Its SHA-1 where the sharer told it.</param>
/// <param name="Sha256">Its SHA-256 where the sharer told it; only peers of our own kind do.</param>
public sealed record HitFile(FileIndex Index, uint Size, string Name, Sha1Hash? Sha1, Sha256Hash? Sha256);

/// <summary>
/// An answer to a query, sent back the way the query came. Layout: count u8, port u16 little-endian, IPv4 in network order,
/// speed u32 LE, that many records, an optional trailer, and the sharer's servent GUID in the last 16 bytes. A record is index
/// u32 LE, size u32 LE, name, NUL, extensions without NUL (HUGE URNs separated by 1C), NUL.
/// </summary>
public sealed record QueryHit : Descriptor
{
    /// <summary>Length before the first record, in bytes.</summary>
    public const int FixedBytes = 11;

    /// <summary>Most files that one hit can count.</summary>
    public const int MaxFiles = 255;

    private const byte ExtensionSeparator = 0x1C;

    internal QueryHit(DescriptorId id, byte ttl, byte hops, Payload payload) : base(id, ttl, hops, payload) { }

    /// <summary>Makes a hit.</summary>
    /// <param name="id">The GUID of the query that it answers.</param>
    /// <param name="ttl">At least the hops of the query, plus one.</param>
    /// <param name="address">Where the sharer serves files.</param>
    /// <param name="kilobitsPerSecond">The sharer's speed as it states it.</param>
    /// <param name="files">1 to 255 files.</param>
    /// <param name="sharer">The sharer's servent GUID.</param>
    /// <exception cref="ArgumentOutOfRangeException">No file, or more than <see cref="MaxFiles"/>.</exception>
    public static QueryHit Create(
        DescriptorId id, byte ttl, PeerAddress address, uint kilobitsPerSecond, ReadOnlySpan<HitFile> files, ServentId sharer)
    {
        ArgumentOutOfRangeException.ThrowIfZero(files.Length, nameof(files));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(files.Length, MaxFiles, nameof(files));
        using var buffer = new MemoryStream(64 * files.Length + FixedBytes + ServentId.Bytes);
        Span<byte> head = stackalloc byte[FixedBytes];
        head[0] = (byte)files.Length;
        BinaryPrimitives.WriteUInt16LittleEndian(head[1..], address.Port);
        BinaryPrimitives.WriteUInt32BigEndian(head[3..], address.Ip);
        BinaryPrimitives.WriteUInt32LittleEndian(head[7..], kilobitsPerSecond);
        buffer.Write(head);
        Span<byte> numbers = stackalloc byte[8];
        foreach (var file in files)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(numbers, file.Index.Value);
            BinaryPrimitives.WriteUInt32LittleEndian(numbers[4..], file.Size);
            buffer.Write(numbers);
            buffer.Write(Encoding.UTF8.GetBytes(file.Name.Replace('\0', ' ')));
            buffer.WriteByte(0);
            if (file.Sha1 is { } sha1) buffer.Write(Encoding.ASCII.GetBytes(sha1.Urn));
            if (file is { Sha1: not null, Sha256: not null }) buffer.WriteByte(ExtensionSeparator);
            if (file.Sha256 is { } sha256) buffer.Write(Encoding.ASCII.GetBytes(sha256.Urn));
            buffer.WriteByte(0);
        }

        Span<byte> guid = stackalloc byte[ServentId.Bytes];
        sharer.Write(guid);
        buffer.Write(guid);
        return new(id, ttl, 0, Payload.Own(buffer.ToArray()));
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

    /// <summary>The files, decoded anew at each call.</summary>
    public ImmutableArray<HitFile> ReadFiles()
    {
        var rest = Payload.Span[FixedBytes..^ServentId.Bytes];
        var files = ImmutableArray.CreateBuilder<HitFile>(Count);
        for (var i = 0; i < Count && TryCutRecord(ref rest, out var index, out var size, out var name, out var extensions); i++)
        {
            var (sha1, sha256) = ReadUrns(extensions);
            files.Add(new(new(index), size, Encoding.UTF8.GetString(name), sha1, sha256));
        }

        return files.DrainToImmutable();
    }

    /// <summary>True when the payload holds as many whole records as it counts, and a servent GUID after them.</summary>
    internal static bool HasSoundLayout(ReadOnlySpan<byte> payload)
    {
        if (payload.Length < FixedBytes + ServentId.Bytes) return false;
        var rest = payload[FixedBytes..^ServentId.Bytes];
        for (var i = 0; i < payload[0]; i++)
            if (!TryCutRecord(ref rest, out _, out _, out _, out _)) return false;
        return true;
    }

    private static bool TryCutRecord(
        ref ReadOnlySpan<byte> rest, out uint index, out uint size, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> extensions)
    {
        (index, size) = (0, 0);
        name = extensions = default;
        if (rest.Length < 10) return false;
        index = BinaryPrimitives.ReadUInt32LittleEndian(rest);
        size = BinaryPrimitives.ReadUInt32LittleEndian(rest[4..]);
        var tail = rest[8..];
        var nameEnd = tail.IndexOf((byte)0);
        if (nameEnd < 0) return false;
        name = tail[..nameEnd];
        tail = tail[(nameEnd + 1)..];
        var extensionsEnd = tail.IndexOf((byte)0);
        if (extensionsEnd < 0) return false;
        extensions = tail[..extensionsEnd];
        rest = tail[(extensionsEnd + 1)..];
        return true;
    }

    private static (Sha1Hash?, Sha256Hash?) ReadUrns(ReadOnlySpan<byte> extensions)
    {
        Sha1Hash? sha1 = null;
        Sha256Hash? sha256 = null;
        Span<char> text = stackalloc char[80];
        foreach (var range in extensions.Split(ExtensionSeparator))
        {
            var part = extensions[range];
            if (part.Length is < 41 or > 80) continue;
            if (!Encoding.ASCII.TryGetChars(part, text, out var length)) continue;
            ReadOnlySpan<char> urn = text[..length];
            if (urn.StartsWith(Sha1Hash.UrnPrefix, StringComparison.OrdinalIgnoreCase) && Sha1Hash.TryParse(urn, out var one)) sha1 = one;
            else if (urn.StartsWith(Sha256Hash.UrnPrefix, StringComparison.OrdinalIgnoreCase) && Sha256Hash.TryParse(urn, out var two)) sha256 = two;
        }

        return (sha1, sha256);
    }
}
