namespace PeerActors.Actors.Peer.Configuration.Hocon;

/// <summary>
/// Bounds of reading, so that no text can make the reader run on or fill memory. They are fixed: they guard the reading of
/// the settings, so they cannot be settings themselves.
/// </summary>
internal static class HoconLimits
{
    /// <summary>Bytes of one file.</summary>
    public const int FileBytes = 1 << 20;

    /// <summary>Objects and lists inside each other; each part of a dotted key counts as one.</summary>
    public const int Depth = 32;

    /// <summary>Files inside each other.</summary>
    public const int IncludeDepth = 8;

    /// <summary>Files read for one setting file, itself included.</summary>
    public const int Files = 64;

    /// <summary>Substitutions that lead to further substitutions.</summary>
    public const int SubstitutionDepth = 10;

    /// <summary>Values looked at while substitutions are resolved.</summary>
    public const int Values = 1_000_000;

    /// <summary>Characters of one value put together by substitution.</summary>
    public const int ValueLength = 65_536;
}
