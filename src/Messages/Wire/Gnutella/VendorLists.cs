using System.Buffers.Binary;
using System.Collections.Immutable;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Router;

namespace PeerActors.Messages.Wire.Gnutella;

/// <summary>The lists in MessagesSupported and FeaturesSupported: count u16 LE, then so many entries. Bytes behind them are left aside.</summary>
internal static class VendorLists
{
    private const int CountBytes = 2;
    private const int FeatureBytes = VendorCode.Bytes + 2;

    public static bool TryReadMessages(ReadOnlySpan<byte> data, out ImmutableArray<VendorMessageType> messages)
    {
        messages = [];
        if (!TryReadCount(data, VendorMessageType.Bytes, out var count)) return false;
        var builder = ImmutableArray.CreateBuilder<VendorMessageType>(count);
        for (var i = 0; i < count; i++) builder.Add(VendorMessageType.Read(data[(CountBytes + i * VendorMessageType.Bytes)..]));
        messages = builder.MoveToImmutable();
        return true;
    }

    public static bool TryReadFeatures(ReadOnlySpan<byte> data, out ImmutableArray<SupportedFeature> features)
    {
        features = [];
        if (!TryReadCount(data, FeatureBytes, out var count)) return false;
        var builder = ImmutableArray.CreateBuilder<SupportedFeature>(count);
        for (var i = 0; i < count; i++)
        {
            var entry = data[(CountBytes + i * FeatureBytes)..];
            builder.Add(new(VendorCode.Of(entry), BinaryPrimitives.ReadUInt16LittleEndian(entry[VendorCode.Bytes..])));
        }

        features = builder.MoveToImmutable();
        return true;
    }

    public static byte[] Write(ImmutableArray<VendorMessageType> messages)
    {
        var bytes = new byte[CountBytes + messages.Length * VendorMessageType.Bytes];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, checked((ushort)messages.Length));
        for (var i = 0; i < messages.Length; i++) messages[i].Write(bytes.AsSpan(CountBytes + i * VendorMessageType.Bytes));
        return bytes;
    }

    public static byte[] Write(ImmutableArray<SupportedFeature> features)
    {
        var bytes = new byte[CountBytes + features.Length * FeatureBytes];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, checked((ushort)features.Length));
        for (var i = 0; i < features.Length; i++)
        {
            var entry = bytes.AsSpan(CountBytes + i * FeatureBytes);
            features[i].Name.Write(entry);
            BinaryPrimitives.WriteUInt16LittleEndian(entry[VendorCode.Bytes..], features[i].Version);
        }

        return bytes;
    }

    private static bool TryReadCount(ReadOnlySpan<byte> data, int entryBytes, out int count)
    {
        count = data.Length >= CountBytes ? BinaryPrimitives.ReadUInt16LittleEndian(data) : 0;
        return data.Length >= CountBytes + count * entryBytes;
    }
}
