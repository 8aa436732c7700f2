using PeerActors.Messages.Wire.Gnutella;

namespace PeerActors.Messages.Router;

/// <summary>What a ping may say besides "who is there".</summary>
public sealed class PingExtensions
{
    private const byte UltrapeerBit = 0x01;
    private const byte TlsBit = 0x02;

    /// <summary>True when it would like addresses of other hosts (GGEP block SCP).</summary>
    public bool WantsHosts { get; init; }

    /// <summary>True when those should be of ultrapeers with room for ultrapeers, false when with room for leaves.</summary>
    public bool AsUltrapeer { get; init; }

    /// <summary>True when the asker speaks TLS.</summary>
    public bool SpeaksTls { get; init; }

    /// <summary>The GGEP blocks as they came.</summary>
    public GgepBlocks Ggep { get; init; } = GgepBlocks.None;

    /// <summary>Reads a ping's payload; bytes that are no GGEP say nothing.</summary>
    public static PingExtensions Read(ReadOnlySpan<byte> payload, GgepLimits? limits = null)
    {
        var ggep = GgepBlocks.Read(payload, limits);
        var wants = ggep.TryGet(GgepNames.WantsHosts, out var scp);
        var flags = scp.Length > 0 ? scp.Span[0] : (byte)0;
        return new() { WantsHosts = wants, AsUltrapeer = (flags & UltrapeerBit) != 0, SpeaksTls = (flags & TlsBit) != 0, Ggep = ggep };
    }

    /// <summary>The payload as far as the properties tell; <see cref="Ggep"/> is not written.</summary>
    public byte[] ToArray() =>
        WantsHosts ? new GgepWriter().Add(GgepNames.WantsHosts, [(byte)((AsUltrapeer ? UltrapeerBit : 0) | (SpeaksTls ? TlsBit : 0))]).ToArray() : [];
}
