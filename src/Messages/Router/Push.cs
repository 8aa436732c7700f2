using System.Buffers.Binary;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Wire.Gnutella;

namespace PeerActors.Messages.Router;

/// <summary>
/// Asks a sharer that cannot be dialled to dial the asker. Layout: servent GUID, file index u32 little-endian, IPv4 in
/// network order, port u16 LE, then optional extensions (real servents append some, so 26 is a minimum).
/// </summary>
public sealed record Push : Descriptor
{
    /// <summary>Length of the fixed part in bytes.</summary>
    public const int FixedBytes = 26;

    internal Push(DescriptorId id, byte ttl, byte hops, Payload payload) : base(id, ttl, hops, payload) { }

    /// <summary>Makes a push request.</summary>
    /// <param name="id">A new GUID.</param>
    /// <param name="ttl">At least the hops of the hit that it follows, plus one.</param>
    /// <param name="sharer">The servent GUID of that hit.</param>
    /// <param name="file">The index of the file in that hit.</param>
    /// <param name="asker">Where the asker listens.</param>
    public static Push Create(DescriptorId id, byte ttl, ServentId sharer, FileIndex file, PeerAddress asker)
    {
        var bytes = new byte[FixedBytes];
        sharer.Write(bytes);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(16), file.Value);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(20), asker.Ip);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(24), asker.Port);
        return new(id, ttl, 0, Payload.Own(bytes));
    }

    /// <inheritdoc/>
    public override DescriptorKind Kind => DescriptorKind.Push;

    /// <summary>Who is to dial.</summary>
    public ServentId Sharer => ServentId.Read(Payload.Span);

    /// <summary>Which file.</summary>
    public FileIndex File => new(BinaryPrimitives.ReadUInt32LittleEndian(Payload.Span[16..]));

    /// <summary>Whom to dial.</summary>
    public PeerAddress Asker => new(
        BinaryPrimitives.ReadUInt32BigEndian(Payload.Span[20..]), BinaryPrimitives.ReadUInt16LittleEndian(Payload.Span[24..]));

    /// <summary>True when the asker says that it speaks TLS.</summary>
    public bool SpeaksTls => GgepBlocks.Read(Payload.Span[FixedBytes..]).Has(GgepNames.Tls);
}
