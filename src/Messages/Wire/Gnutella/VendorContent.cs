using System.Buffers.Binary;
using System.Collections.Immutable;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Router;

namespace PeerActors.Messages.Wire.Gnutella;

/// <summary>What a vendor message says.</summary>
/// <param name="Type">Which message carries it.</param>
public abstract record VendorContent(VendorMessageType Type)
{
    /// <summary>The data behind the type.</summary>
    public abstract byte[] Data();

    internal static VendorContent Read(VendorMessage message)
    {
        var type = message.Type;
        var data = message.Data;
        if (type == MessagesSupported.Its && VendorLists.TryReadMessages(data, out var messages)) return new MessagesSupported(messages);
        if (type == FeaturesSupported.Its && VendorLists.TryReadFeatures(data, out var features)) return new FeaturesSupported(features);
        if (type == HopsFlow.Its && data.Length >= 1) return new HopsFlow(data[0]);
        if (type == TcpConnectBack.Its && data.Length >= 2) return new TcpConnectBack(BinaryPrimitives.ReadUInt16LittleEndian(data));
        if (type == QueryStatusRequest.Its) return new QueryStatusRequest();
        if (type == QueryStatus.Its && data.Length >= 2) return new QueryStatus(BinaryPrimitives.ReadUInt16LittleEndian(data));
        if (type == PushProxyRequest.Its) return new PushProxyRequest();
        if (type == PushProxyAcknowledged.Its && data.Length >= PackedAddresses.Bytes) return new PushProxyAcknowledged(PackedAddresses.ReadOne(data));
        return new UnknownVendorContent(type, Payload.Copy(data));
    }
}

/// <summary>null/0v0: the vendor messages that the sender understands; said once, when a link is new.</summary>
/// <param name="Messages">Which.</param>
public sealed record MessagesSupported(ImmutableArray<VendorMessageType> Messages) : VendorContent(Its)
{
    /// <summary>null/0v0.</summary>
    public static readonly VendorMessageType Its = new(VendorCode.Everybody, 0, 0);

    /// <inheritdoc/>
    public override byte[] Data() => VendorLists.Write(Messages);

    /// <inheritdoc/>
    public bool Equals(MessagesSupported? other) => other is not null && Messages.AsSpan().SequenceEqual(other.Messages.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => Messages.Length;
}

/// <summary>A feature of the sender, and its version.</summary>
/// <param name="Name">Four letters.</param>
/// <param name="Version">By the feature's own counting.</param>
public readonly record struct SupportedFeature(VendorCode Name, ushort Version);

/// <summary>null/10v0: the features that the sender has.</summary>
/// <param name="Features">Which.</param>
public sealed record FeaturesSupported(ImmutableArray<SupportedFeature> Features) : VendorContent(Its)
{
    /// <summary>null/10v0.</summary>
    public static readonly VendorMessageType Its = new(VendorCode.Everybody, 10, 0);

    /// <inheritdoc/>
    public override byte[] Data() => VendorLists.Write(Features);

    /// <inheritdoc/>
    public bool Equals(FeaturesSupported? other) => other is not null && Features.AsSpan().SequenceEqual(other.Features.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => Features.Length;
}

/// <summary>BEAR/4v1: from now on, send only queries that crossed fewer links than this; 0 for none.</summary>
/// <param name="MaxHops">The limit.</param>
public sealed record HopsFlow(byte MaxHops) : VendorContent(Its)
{
    /// <summary>BEAR/4v1.</summary>
    public static readonly VendorMessageType Its = new(VendorCode.Bear, 4, 1);

    /// <inheritdoc/>
    public override byte[] Data() => [MaxHops];
}

/// <summary>BEAR/7v1: please dial me at this port, so that I see whether I can be dialled.</summary>
/// <param name="Port">On the address that the link comes from.</param>
public sealed record TcpConnectBack(ushort Port) : VendorContent(Its)
{
    /// <summary>BEAR/7v1.</summary>
    public static readonly VendorMessageType Its = new(VendorCode.Bear, 7, 1);

    /// <inheritdoc/>
    public override byte[] Data() => [(byte)Port, (byte)(Port >> 8)];
}

/// <summary>BEAR/11v1: an ultrapeer asks its leaf how many hits a query has; the message's GUID is the query's.</summary>
public sealed record QueryStatusRequest() : VendorContent(Its)
{
    /// <summary>BEAR/11v1.</summary>
    public static readonly VendorMessageType Its = new(VendorCode.Bear, 11, 1);

    /// <inheritdoc/>
    public override byte[] Data() => [];
}

/// <summary>BEAR/12v1: a leaf tells how many hits it has for a query, asked or unasked; the message's GUID is the query's.</summary>
/// <param name="Hits">From everywhere; 65535 says that it wants no more (<see cref="Done"/>).</param>
public sealed record QueryStatus(ushort Hits) : VendorContent(Its)
{
    /// <summary>BEAR/12v1.</summary>
    public static readonly VendorMessageType Its = new(VendorCode.Bear, 12, 1);

    /// <summary>Ask nobody further.</summary>
    public static readonly QueryStatus Done = new(ushort.MaxValue);

    /// <summary>So many, as far as the field holds.</summary>
    public static QueryStatus Of(long hits) => new((ushort)Math.Min(hits, ushort.MaxValue - 1));

    /// <inheritdoc/>
    public override byte[] Data() => [(byte)Hits, (byte)(Hits >> 8)];
}

/// <summary>LIME/21v2: please pass pushes on to me; the message's GUID is the sender's servent GUID.</summary>
public sealed record PushProxyRequest() : VendorContent(Its)
{
    /// <summary>LIME/21v2.</summary>
    public static readonly VendorMessageType Its = new(VendorCode.Lime, 21, 2);

    /// <inheritdoc/>
    public override byte[] Data() => [];
}

/// <summary>LIME/22v2: I will; tell others this address. The message's GUID is the asker's servent GUID.</summary>
/// <param name="Proxy">Where pushes for the asker are taken.</param>
public sealed record PushProxyAcknowledged(PeerAddress Proxy) : VendorContent(Its)
{
    /// <summary>LIME/22v2.</summary>
    public static readonly VendorMessageType Its = new(VendorCode.Lime, 22, 2);

    /// <inheritdoc/>
    public override byte[] Data() => PackedAddresses.Write([Proxy]);
}

/// <summary>Any other vendor message.</summary>
/// <param name="Type">Which message carries it.</param>
/// <param name="Bytes">Its data.</param>
public sealed record UnknownVendorContent(VendorMessageType Type, Payload Bytes) : VendorContent(Type)
{
    /// <inheritdoc/>
    public override byte[] Data() => Bytes.Span.ToArray();
}
