namespace PeerActors.Messages.Wire.Gnutella;

/// <summary>How much a run of GGEP blocks may ask of whoever reads it.</summary>
public sealed record GgepLimits
{
    /// <summary>The limits that hold where none are handed in.</summary>
    public static GgepLimits Default { get; } = new();

    /// <summary>Most blocks in one run. Real servents send up to about ten; default 64.</summary>
    public int MaxBlocks { get; init; } = 64;

    /// <summary>Most bytes that all deflated blocks of a run may become together. Default 64 KiB.</summary>
    public int MaxInflatedBytes { get; init; } = 64 * 1024;

    /// <summary>How many times its own length a deflated block may become; 4 KiB are always allowed. Default 50.</summary>
    public int MaxInflateRatio { get; init; } = 50;
}
