using System.Globalization;
using System.Net;

namespace PeerActors.Messages.Identity;

/// <summary>Where a peer listens, or where a link's far end was seen: an IPv4 address and a port.</summary>
/// <remarks>
/// Gnutella descriptors carry IPv4 only (0.4, pong and query-hit layouts), so this does too. An IPv4 address mapped into
/// IPv6 is unwrapped by <see cref="From(IPEndPoint)"/>.
/// </remarks>
/// <param name="Ip">The four bytes, most significant first.</param>
/// <param name="Port">1 to 65,535; 0 where "any" is meant.</param>
public readonly record struct PeerAddress(uint Ip, ushort Port) : IComparable<PeerAddress>
{
    /// <summary>127.0.0.1 as <see cref="Ip"/>.</summary>
    public const uint Loopback = 0x7F00_0001;

    /// <summary>True for 127.0.0.0/8.</summary>
    public bool IsLoopback => Ip >> 24 == 127;

    /// <summary>True for 0.0.0.0.</summary>
    public bool IsAny => Ip == 0;

    /// <summary>True when a peer could be dialled here: a port, and neither 0.0.0.0/8, multicast nor broadcast.</summary>
    public bool IsDialable => Port != 0 && Ip >> 24 != 0 && Ip >> 28 < 0xE;

    /// <summary>Takes an end point; IPv6 other than mapped IPv4 is refused.</summary>
    /// <exception cref="FormatException">The address is IPv6.</exception>
    public static PeerAddress From(IPEndPoint endPoint)
    {
        var ip = endPoint.Address.IsIPv4MappedToIPv6 ? endPoint.Address.MapToIPv4() : endPoint.Address;
        Span<byte> bytes = stackalloc byte[16];
        if (!ip.TryWriteBytes(bytes, out var written) || written != 4)
            throw new FormatException($"{endPoint} is not an IPv4 address; Gnutella links carry IPv4 only.");
        return new(System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(bytes), checked((ushort)endPoint.Port));
    }

    /// <summary>Reads <c>a.b.c.d:port</c> or <c>localhost:port</c>; false when the text is anything else.</summary>
    public static bool TryParse(string? text, out PeerAddress address)
    {
        address = default;
        var colon = text?.LastIndexOf(':') ?? -1;
        if (colon <= 0) return false;
        var host = text.AsSpan(0, colon);
        if (!ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port)) return false;
        if (host.Equals("localhost", StringComparison.OrdinalIgnoreCase))
        {
            address = new(Loopback, port);
            return true;
        }

        uint ip = 0;
        var parts = 0;
        foreach (var range in host.Split('.'))
        {
            if (parts++ == 4 || !byte.TryParse(host[range], NumberStyles.None, CultureInfo.InvariantCulture, out var part)) return false;
            ip = (ip << 8) | part;
        }

        if (parts != 4) return false;
        address = new(ip, port);
        return true;
    }

    /// <summary>The same as a .NET end point.</summary>
    public IPEndPoint ToEndPoint() => new(new IPAddress([(byte)(Ip >> 24), (byte)(Ip >> 16), (byte)(Ip >> 8), (byte)Ip]), Port);

    /// <summary>Orders by address, then port.</summary>
    public int CompareTo(PeerAddress other) => Ip != other.Ip ? Ip.CompareTo(other.Ip) : Port.CompareTo(other.Port);

    /// <summary><c>a.b.c.d:port</c>.</summary>
    public override string ToString() => $"{Host}:{Port}";

    /// <summary>The address without the port.</summary>
    public string Host => $"{Ip >> 24}.{(Ip >> 16) & 255}.{(Ip >> 8) & 255}.{Ip & 255}";

    /// <summary>Orders by address, then port.</summary>
    public static bool operator <(PeerAddress left, PeerAddress right) => left.CompareTo(right) < 0;

    /// <summary>Orders by address, then port.</summary>
    public static bool operator >(PeerAddress left, PeerAddress right) => left.CompareTo(right) > 0;

    /// <summary>Orders by address, then port.</summary>
    public static bool operator <=(PeerAddress left, PeerAddress right) => left.CompareTo(right) <= 0;

    /// <summary>Orders by address, then port.</summary>
    public static bool operator >=(PeerAddress left, PeerAddress right) => left.CompareTo(right) >= 0;
}
