using System.Buffers.Binary;
using System.Collections.Immutable;
using PeerActors.Messages.Identity;

namespace PeerActors.Messages.Wire.Gnutella;

/// <summary>Addresses of six bytes each, IPv4 in network order and port u16 little-endian, as the GGEP blocks IPP, ALT and PUSH hold them.</summary>
public static class PackedAddresses
{
    /// <summary>Length of one in bytes.</summary>
    public const int Bytes = 6;

    /// <summary>Most that are read from one block; the rest is left aside.</summary>
    public const int MostRead = 128;

    /// <summary>Reads whole addresses that could be dialled.</summary>
    public static ImmutableArray<PeerAddress> Read(ReadOnlySpan<byte> bytes)
    {
        var addresses = ImmutableArray.CreateBuilder<PeerAddress>(Math.Min(bytes.Length / Bytes, MostRead));
        for (; bytes.Length >= Bytes && addresses.Count < MostRead; bytes = bytes[Bytes..])
            if (ReadOne(bytes) is { IsDialable: true } address) addresses.Add(address);
        return addresses.DrainToImmutable();
    }

    /// <summary>Reads the first six bytes.</summary>
    public static PeerAddress ReadOne(ReadOnlySpan<byte> bytes) => new(BinaryPrimitives.ReadUInt32BigEndian(bytes), BinaryPrimitives.ReadUInt16LittleEndian(bytes[4..]));

    /// <summary>The inverse.</summary>
    public static byte[] Write(ReadOnlySpan<PeerAddress> addresses)
    {
        var bytes = new byte[addresses.Length * Bytes];
        for (var i = 0; i < addresses.Length; i++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(i * Bytes), addresses[i].Ip);
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(i * Bytes + 4), addresses[i].Port);
        }

        return bytes;
    }
}
