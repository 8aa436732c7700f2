using System.Collections.Immutable;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Wire.Gnutella;

namespace PeerActors.Messages.Router;

/// <summary>What an ultrapeer says about its room (GGEP block UP).</summary>
/// <param name="Version">Of its ultrapeer protocol, four bits major and four minor.</param>
/// <param name="FreeLeaves">Leaves that it would still take.</param>
/// <param name="FreeUltrapeers">Ultrapeers that it would still take.</param>
public readonly record struct UltrapeerRoom(byte Version, byte FreeLeaves, byte FreeUltrapeers);

/// <summary>What a pong says behind its fixed part, in GGEP blocks.</summary>
public sealed class PongExtensions
{
    private const long LongestUptime = int.MaxValue;

    /// <summary>Whose program it is, where it tells.</summary>
    public VendorCode? Vendor { get; init; }

    /// <summary>The program's version, by its own counting.</summary>
    public byte VendorVersion { get; init; }

    /// <summary>Its room; null when it is no ultrapeer.</summary>
    public UltrapeerRoom? Ultrapeer { get; init; }

    /// <summary>How long it is up, in whole seconds, where it tells.</summary>
    public TimeSpan? Uptime { get; init; }

    /// <summary>Addresses to try.</summary>
    public ImmutableArray<PeerAddress> Hosts { get; init; } = [];

    /// <summary>True when it speaks TLS.</summary>
    public bool SpeaksTls { get; init; }

    /// <summary>The GGEP blocks as they came, for those that are not named above; what is written is made from the properties.</summary>
    public GgepBlocks Ggep { get; init; } = GgepBlocks.None;

    /// <summary>Reads; bytes that are no GGEP say nothing.</summary>
    public static PongExtensions Read(ReadOnlySpan<byte> bytes, GgepLimits? limits = null)
    {
        var ggep = GgepBlocks.Read(bytes, limits);
        var knowsVendor = ggep.TryGet(GgepNames.Vendor, out var vendor) && vendor.Length >= VendorCode.Bytes;
        return new()
        {
            Vendor = knowsVendor ? VendorCode.Of(vendor.Span) : null,
            VendorVersion = knowsVendor && vendor.Length > VendorCode.Bytes ? vendor.Span[VendorCode.Bytes] : (byte)0,
            Ultrapeer = ggep.TryGet(GgepNames.Ultrapeer, out var up) && up.Span is [var version, var leaves, var ultrapeers, ..] ? new UltrapeerRoom(version, leaves, ultrapeers) : null,
            Uptime = ggep.TryGet(GgepNames.Uptime, out var uptime) && TrimmedNumber.TryRead(uptime.Span, out var seconds) && seconds <= LongestUptime ? TimeSpan.FromSeconds(seconds) : null,
            Hosts = ggep.TryGet(GgepNames.Hosts, out var hosts) ? PackedAddresses.Read(hosts.Span) : [],
            SpeaksTls = ggep.Has(GgepNames.Tls),
            Ggep = ggep,
        };
    }

    /// <summary>The bytes as far as the properties tell, in the order in which real servents send them; <see cref="Ggep"/> is not written.</summary>
    public byte[] ToArray()
    {
        var ggep = new GgepWriter();
        if (Vendor is { } vendor)
        {
            var bytes = new byte[VendorCode.Bytes + 1];
            vendor.Write(bytes);
            bytes[VendorCode.Bytes] = VendorVersion;
            ggep.Add(GgepNames.Vendor, bytes);
        }

        if (Ultrapeer is { } room) ggep.Add(GgepNames.Ultrapeer, [room.Version, room.FreeLeaves, room.FreeUltrapeers]);
        if (Uptime is { } uptime) ggep.Add(GgepNames.Uptime, TrimmedNumber.Write((long)uptime.TotalSeconds));
        if (!Hosts.IsEmpty) ggep.Add(GgepNames.Hosts, PackedAddresses.Write(Hosts.AsSpan()));
        if (SpeaksTls) ggep.Add(GgepNames.Tls);
        return ggep.ToArray();
    }
}
