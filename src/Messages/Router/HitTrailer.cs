using System.Buffers;
using System.Collections.Immutable;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Wire.Gnutella;

namespace PeerActors.Messages.Router;

/// <summary>
/// What stands between a hit's last record and the servent GUID ("query hit data"): vendor code, length of the open data u8, flags, controls,
/// the rest of the open data (the length of an XML block u16 LE, where there is one), the private area with GGEP in it.
/// </summary>
/// <remarks>A bit of the first byte says whether the same bit of the second means anything; for the push bit alone it is the other way round.</remarks>
public sealed class HitTrailer
{
    private const int FixedBytes = VendorCode.Bytes + 1;
    private const byte Push = 0x01;
    private const byte BusyBit = 0x04;
    private const byte UploadedBit = 0x08;
    private const byte MeasuredBit = 0x10;
    private const byte GgepBit = 0x20;

    /// <summary>Most places in a private area where a run of GGEP blocks is tried; vendors put bytes of their own before it.</summary>
    private const int MostTries = 8;

    /// <summary>Whose program made the hit.</summary>
    public required VendorCode Vendor { get; init; }

    /// <summary>True when the sharer cannot be dialled; null when it does not say.</summary>
    public bool? MustPush { get; init; }

    /// <summary>True when all of its upload slots are taken; null when it does not say.</summary>
    public bool? IsBusy { get; init; }

    /// <summary>True when it has served a file to somebody; null when it does not say.</summary>
    public bool? HasUploaded { get; init; }

    /// <summary>True when the speed in the hit was measured and not set by hand; null when it does not say.</summary>
    public bool? SpeedIsMeasured { get; init; }

    /// <summary>True when it lists all its files to whoever asks.</summary>
    public bool ListsFiles { get; init; }

    /// <summary>True when it speaks TLS.</summary>
    public bool SpeaksTls { get; init; }

    /// <summary>Who passes a push on to it.</summary>
    public ImmutableArray<PeerAddress> PushProxies { get; init; } = [];

    /// <summary>The GGEP blocks as they came, for those that are not named above; what is written is made from the properties.</summary>
    public GgepBlocks Ggep { get; init; } = GgepBlocks.None;

    /// <summary>Length of the XML block at the end of the private area, which nobody reads here.</summary>
    public int XmlBytes { get; init; }

    /// <summary>Reads what stands between the records and the GUID; null when there is nothing, or nothing of this layout.</summary>
    /// <param name="bytes">All of it.</param>
    /// <param name="limits">For GGEP.</param>
    public static HitTrailer? Read(ReadOnlySpan<byte> bytes, GgepLimits? limits = null)
    {
        if (bytes.Length < FixedBytes + 2) return null;
        var openBytes = bytes[VendorCode.Bytes];
        if (openBytes < 2 || bytes.Length < FixedBytes + openBytes) return null;
        var open = bytes.Slice(FixedBytes, openBytes);
        var priv = bytes[(FixedBytes + openBytes)..];
        var (flags, controls) = (open[0], open[1]);
        var xml = openBytes >= 4 ? Math.Min(priv.Length, open[2] | (open[3] << 8)) : 0;
        var ggep = (flags & controls & GgepBit) != 0 ? FindGgep(priv[..^xml], limits ?? GgepLimits.Default) : GgepBlocks.None;
        return new()
        {
            Vendor = VendorCode.Of(bytes),
            MustPush = (controls & Push) == 0 ? null : (flags & Push) != 0,
            IsBusy = Told(BusyBit),
            HasUploaded = Told(UploadedBit),
            SpeedIsMeasured = Told(MeasuredBit),
            ListsFiles = ggep.Has(GgepNames.BrowseHost),
            SpeaksTls = ggep.Has(GgepNames.Tls),
            PushProxies = ggep.TryGet(GgepNames.PushProxies, out var proxies) ? PackedAddresses.Read(proxies.Span) : [],
            Ggep = ggep,
            XmlBytes = xml,
        };

        bool? Told(byte bit) => (flags & bit) == 0 ? null : (controls & bit) != 0;
    }

    /// <summary>Writes it as far as the properties tell; <see cref="Ggep"/> and XML are not written.</summary>
    public void Write(IBufferWriter<byte> output)
    {
        var ggep = new GgepWriter();
        if (ListsFiles) ggep.Add(GgepNames.BrowseHost);
        if (SpeaksTls) ggep.Add(GgepNames.Tls);
        if (!PushProxies.IsEmpty) ggep.Add(GgepNames.PushProxies, PackedAddresses.Write(PushProxies.AsSpan()));

        var (flags, controls) = (GgepBit, ggep.IsEmpty ? (byte)0 : GgepBit);
        if (MustPush is { } mustPush) (flags, controls) = ((byte)(flags | (mustPush ? Push : 0)), (byte)(controls | Push));
        Tell(IsBusy, BusyBit);
        Tell(HasUploaded, UploadedBit);
        Tell(SpeedIsMeasured, MeasuredBit);

        var head = output.GetSpan(FixedBytes + 2);
        Vendor.Write(head);
        (head[4], head[5], head[6]) = (2, flags, controls);
        output.Advance(FixedBytes + 2);
        output.Write(ggep.ToArray());

        void Tell(bool? value, byte bit)
        {
            if (value is not { } told) return;
            flags |= bit;
            if (told) controls |= bit;
        }
    }

    private static GgepBlocks FindGgep(ReadOnlySpan<byte> area, GgepLimits limits)
    {
        var found = GgepBlocks.None;
        for (var i = 0; i < MostTries; i++)
        {
            var at = area.IndexOf(GgepReader.Magic);
            if (at < 0) break;
            var blocks = GgepBlocks.Read(area[at..], limits);
            if (blocks.Bad is null) return blocks;
            if (found.Consumed == 0) found = blocks;
            area = area[(at + 1)..];
        }

        return found;
    }
}
