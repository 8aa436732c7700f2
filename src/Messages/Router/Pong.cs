using System.Buffers.Binary;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Wire.Gnutella;

namespace PeerActors.Messages.Router;

/// <summary>
/// A peer's answer to a ping. Layout: port u16 little-endian, IPv4 in network order, files u32 LE, kilobytes u32 LE,
/// then optional extensions.
/// </summary>
public sealed record Pong : Descriptor
{
    /// <summary>Length of the fixed part in bytes.</summary>
    public const int FixedBytes = 14;

    internal Pong(DescriptorId id, byte ttl, byte hops, Payload payload) : base(id, ttl, hops, payload) { }

    /// <summary>Makes a pong.</summary>
    /// <param name="id">The GUID of the ping that it answers.</param>
    /// <param name="ttl">At least the hops of the ping, plus one.</param>
    /// <param name="address">Where the answering peer listens.</param>
    /// <param name="files">Files it shares.</param>
    /// <param name="kilobytes">Their size in KiB, at most 4,294,967,295.</param>
    /// <param name="extensions">What follows; null for nothing.</param>
    public static Pong Create(DescriptorId id, byte ttl, PeerAddress address, uint files, uint kilobytes, PongExtensions? extensions = null)
    {
        var more = extensions?.ToArray() ?? [];
        var bytes = new byte[FixedBytes + more.Length];
        more.CopyTo(bytes, FixedBytes);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, address.Port);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(2), address.Ip);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(6), files);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(10), kilobytes);
        return new(id, ttl, 0, Payload.Own(bytes));
    }

    /// <summary>A pong that says what another one said; both share the payload.</summary>
    /// <param name="id">The GUID of the ping that it answers.</param>
    /// <param name="ttl">At least the hops of the ping, plus one.</param>
    /// <param name="hops">How many links lie between us and the host that it is about.</param>
    /// <param name="payload">Of a pong.</param>
    /// <exception cref="ArgumentOutOfRangeException">The payload is no pong's: shorter than <see cref="FixedBytes"/>.</exception>
    public static Pong Repeat(DescriptorId id, byte ttl, byte hops, Payload payload)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(payload.Length, FixedBytes, nameof(payload));
        return new(id, ttl, hops, payload);
    }

    /// <inheritdoc/>
    public override DescriptorKind Kind => DescriptorKind.Pong;

    /// <summary>Where the answering peer listens.</summary>
    public PeerAddress Address => new(
        BinaryPrimitives.ReadUInt32BigEndian(Payload.Span[2..]), BinaryPrimitives.ReadUInt16LittleEndian(Payload.Span));

    /// <summary>How many files it shares.</summary>
    public uint Files => BinaryPrimitives.ReadUInt32LittleEndian(Payload.Span[6..]);

    /// <summary>How many KiB it shares.</summary>
    public uint Kilobytes => BinaryPrimitives.ReadUInt32LittleEndian(Payload.Span[10..]);

    /// <summary>What follows the fixed part, decoded anew at each call.</summary>
    public PongExtensions ReadExtensions(GgepLimits? limits = null) => PongExtensions.Read(Payload.Span[FixedBytes..], limits);
}
