using System.Buffers.Binary;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Wire.Gnutella;

namespace PeerActors.Messages.Router;

/// <summary>Which vendor message: who defined it, its number there, and the version of its layout. Written BEAR/4v1 by custom.</summary>
/// <param name="Vendor">Who defined it.</param>
/// <param name="Selector">Its number.</param>
/// <param name="Version">Of its layout.</param>
public readonly record struct VendorMessageType(VendorCode Vendor, ushort Selector, ushort Version)
{
    /// <summary>Length on the wire in bytes.</summary>
    public const int Bytes = 8;

    /// <summary>Reads vendor, selector u16 LE and version u16 LE.</summary>
    public static VendorMessageType Read(ReadOnlySpan<byte> bytes) =>
        new(VendorCode.Of(bytes), BinaryPrimitives.ReadUInt16LittleEndian(bytes[4..]), BinaryPrimitives.ReadUInt16LittleEndian(bytes[6..]));

    /// <summary>The inverse.</summary>
    public void Write(Span<byte> bytes)
    {
        Vendor.Write(bytes);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[4..], Selector);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[6..], Version);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Vendor}/{Selector}v{Version}";
}

/// <summary>A message between two neighbours outside of the search: vendor, selector u16 LE, version u16 LE, data. It crosses one link, and is
/// ignored by whoever does not know it.</summary>
public sealed record VendorMessage : Descriptor
{
    private readonly bool _isStandard;

    internal VendorMessage(DescriptorId id, byte ttl, byte hops, Payload payload, bool isStandard) : base(id, ttl, hops, payload) => _isStandard = isStandard;

    /// <summary>Makes a message.</summary>
    /// <param name="id">A new GUID, or what the message says that it is.</param>
    /// <param name="content">What it says.</param>
    public static VendorMessage Create(DescriptorId id, VendorContent content)
    {
        var data = content.Data();
        var bytes = new byte[VendorMessageType.Bytes + data.Length];
        content.Type.Write(bytes);
        data.CopyTo(bytes, VendorMessageType.Bytes);
        return new(id, 1, 0, Payload.Own(bytes), isStandard: false);
    }

    /// <inheritdoc/>
    public override DescriptorKind Kind => _isStandard ? DescriptorKind.StandardVendor : DescriptorKind.Vendor;

    /// <summary>Which message.</summary>
    public VendorMessageType Type => VendorMessageType.Read(Payload.Span);

    /// <summary>What follows the type.</summary>
    public ReadOnlySpan<byte> Data => Payload.Span[VendorMessageType.Bytes..];

    /// <summary>What it says, decoded anew at each call; <see cref="UnknownVendorContent"/> where it has no meaning here, or another layout.</summary>
    public VendorContent ReadContent() => VendorContent.Read(this);
}
