namespace PeerActors.Messages.Wire.Gnutella;

/// <summary>
/// Walks over the extensions of a query or of a hit's record: parts separated by 1C (HUGE 0.94), of which a run of GGEP blocks is one that
/// may itself contain 1C. A NUL separates too, since servents end a query's extensions with one or do not.
/// </summary>
/// <param name="bytes">All extensions.</param>
/// <param name="limits">For GGEP.</param>
internal ref struct ExtensionParts(ReadOnlySpan<byte> bytes, GgepLimits limits)
{
    /// <summary>Stands between two extensions.</summary>
    public const byte Separator = 0x1C;

    private ReadOnlySpan<byte> _rest = bytes;

    /// <summary>The part; empty when it is GGEP.</summary>
    public ReadOnlySpan<byte> Text { get; private set; }

    /// <summary>The blocks; null when it is text.</summary>
    public GgepBlocks? Ggep { get; private set; }

    /// <summary>True for an XML block, which nobody reads here.</summary>
    public readonly bool IsXml => Text is [(byte)'<' or (byte)'{', ..];

    /// <summary>Goes to the next part.</summary>
    public bool TryNext()
    {
        _rest = _rest.TrimStart([Separator, (byte)0]);
        if (_rest.IsEmpty) return false;
        Ggep = _rest[0] == GgepReader.Magic ? GgepBlocks.Read(_rest, limits) : null;
        var end = Ggep is null ? _rest.IndexOfAny(Separator, (byte)0) : Ggep.Bad is null ? Ggep.Consumed : -1;
        if (end < 0) end = _rest.Length;
        Text = Ggep is null ? _rest[..end] : default;
        _rest = _rest[end..];
        return true;
    }
}
