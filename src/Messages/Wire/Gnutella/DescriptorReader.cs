using System.Buffers;
using System.Buffers.Binary;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Router;

namespace PeerActors.Messages.Wire.Gnutella;

/// <summary>
/// Reads descriptors: a 23-byte header (GUID, kind u8, TTL u8, hops u8, payload length u32 little-endian) and the payload.
/// The length is held against the limit before anything is allocated for it.
/// </summary>
/// <param name="maxPayloadBytes">Largest payload accepted (<c>links.max-payload</c>).</param>
public sealed class DescriptorReader(int maxPayloadBytes) : IMessageReader<Descriptor>
{
    /// <summary>Length of the header in bytes.</summary>
    public const int HeaderBytes = 23;

    /// <inheritdoc/>
    public ReadAnswer Read(ref ReadOnlySequence<byte> input, out Descriptor? message, out BadBytes? bad)
    {
        (message, bad) = (null, null);
        if (input.Length < HeaderBytes) return ReadAnswer.NeedMore;
        Span<byte> header = stackalloc byte[HeaderBytes];
        input.Slice(0, HeaderBytes).CopyTo(header);

        var length = BinaryPrimitives.ReadUInt32LittleEndian(header[19..]);
        if (length > (uint)maxPayloadBytes)
        {
            bad = new(BadBytesReason.TooLarge, $"a descriptor of kind 0x{header[16]:x2} announced a payload of {length:N0} bytes, the limit is {maxPayloadBytes:N0} (links.max-payload)");
            return ReadAnswer.Bad;
        }

        var whole = HeaderBytes + (int)length;
        if (input.Length < whole) return ReadAnswer.NeedMore;
        var payload = Take(input, (int)length);
        message = Make(header, payload);
        if (message is null)
        {
            bad = new(BadBytesReason.Malformed, $"a {(DescriptorKind)header[16]} with a payload of {length:N0} bytes breaks its layout");
            return ReadAnswer.Bad;
        }

        input = input.Slice(whole);
        return ReadAnswer.Message;
    }

    private static Payload Take(in ReadOnlySequence<byte> input, int length)
    {
        if (length == 0) return Payload.Empty;
        var first = input.FirstSpan;
        if (first.Length >= HeaderBytes + length) return Payload.Copy(first.Slice(HeaderBytes, length));
        var bytes = new byte[length];
        input.Slice(HeaderBytes, length).CopyTo(bytes);
        return Payload.Own(bytes);
    }

    private static Descriptor? Make(ReadOnlySpan<byte> header, Payload payload)
    {
        var id = DescriptorId.Read(header);
        var (kind, ttl, hops) = (header[16], header[17], header[18]);
        var bytes = payload.Span;
        return (DescriptorKind)kind switch
        {
            DescriptorKind.Query => bytes.Length >= 3 ? MakeQuery(id, ttl, hops, payload) : null,
            DescriptorKind.QueryHit => QueryHit.HasSoundLayout(bytes) ? new QueryHit(id, ttl, hops, payload) : null,
            DescriptorKind.Ping => new Ping(id, ttl, hops, payload),
            DescriptorKind.Pong => bytes.Length >= Pong.FixedBytes ? new Pong(id, ttl, hops, payload) : null,
            DescriptorKind.Push => bytes.Length >= Push.FixedBytes ? new Push(id, ttl, hops, payload) : null,
            DescriptorKind.Bye => bytes.Length >= 2 ? new Bye(id, ttl, hops, payload) : null,
            DescriptorKind.QueryRouting => MakeQueryRouting(id, ttl, hops, payload),
            DescriptorKind.Vendor or DescriptorKind.StandardVendor when bytes.Length >= VendorMessageType.Bytes =>
                new VendorMessage(id, ttl, hops, payload, (DescriptorKind)kind == DescriptorKind.StandardVendor),
            _ => new UnknownDescriptor(id, ttl, hops, kind, payload),
        };
    }

    /// <summary>Real servents drop a query whose text has no end and keep the link; so it is skipped here, as a kind that nobody knows is.</summary>
    private static Descriptor MakeQuery(DescriptorId id, byte ttl, byte hops, Payload payload) => payload.Span[2..].Contains((byte)0)
        ? new Query(id, ttl, hops, payload)
        : new UnknownDescriptor(id, ttl, hops, (byte)DescriptorKind.Query, payload);

    /// <summary>A variant that nobody knows yet is skipped, as a kind that nobody knows is.</summary>
    private static Descriptor? MakeQueryRouting(DescriptorId id, byte ttl, byte hops, Payload payload) => payload.Span switch
    {
        [QrpReset.Variant, .. { Length: >= QrpReset.FixedBytes - 1 }] => new QrpReset(id, ttl, hops, payload),
        [QrpPatch.Variant, .. { Length: >= QrpPatch.FixedBytes - 1 }] => new QrpPatch(id, ttl, hops, payload),
        [QrpReset.Variant or QrpPatch.Variant, ..] => null,
        _ => new UnknownDescriptor(id, ttl, hops, (byte)DescriptorKind.QueryRouting, payload),
    };
}
