namespace PeerActors.Messages.Wire.Gnutella;

/// <summary>
/// Walks over a run of GGEP blocks without copying: C3, then blocks of flags u8, id, length in one to three bytes of six bits each, data
/// (GGEP 0.51, section 2). It never throws; when it stops, <see cref="Bad"/> says whether the run had ended.
/// </summary>
/// <param name="bytes">From the C3 on; what follows the last block is not looked at.</param>
/// <param name="maxBlocks">Most blocks (<see cref="GgepLimits.MaxBlocks"/>).</param>
public ref struct GgepReader(ReadOnlySpan<byte> bytes, int maxBlocks)
{
    /// <summary>The byte that begins a run.</summary>
    public const byte Magic = 0xC3;

    /// <summary>Longest data: three times six bits of length.</summary>
    public const int MaxDataBytes = (1 << 18) - 1;

    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _blocks;
    private bool _isOver;

    /// <summary>True when there is a run at all.</summary>
    public readonly bool IsPresent => _bytes is [Magic, ..];

    /// <summary>Bytes walked over so far, the C3 included.</summary>
    public int Consumed { get; private set; }

    /// <summary>Why the walk stopped before the last block; null when it did not.</summary>
    public BadBytes? Bad { get; private set; }

    /// <summary>Goes to the next block; false at the end, whether it was a good one or not.</summary>
    public bool TryNext(out GgepItem item)
    {
        item = default;
        if (_isOver || !IsPresent) return false;
        _isOver = true;
        if (_blocks == 0) Consumed = 1;
        if (_blocks++ == maxBlocks) return Refuse(BadBytesReason.TooLarge, $"more than {maxBlocks:N0} GGEP blocks ({nameof(GgepLimits)}.{nameof(GgepLimits.MaxBlocks)})");

        var rest = _bytes[Consumed..];
        if (rest.IsEmpty) return Refuse(BadBytesReason.Malformed, "GGEP ends where a block should begin");
        var flags = (GgepFlags)(rest[0] & 0xF0);
        var idLength = rest[0] & 0x0F;
        if (flags.HasFlag(GgepFlags.Reserved) || idLength == 0 || rest.Length < 1 + idLength)
            return Refuse(BadBytesReason.Malformed, $"a GGEP block begins with 0x{rest[0]:x2} and has {rest.Length - 1:N0} bytes behind it");
        var id = rest.Slice(1, idLength);
        if (id.Contains((byte)0)) return Refuse(BadBytesReason.Malformed, "a GGEP id contains a NUL");
        rest = rest[(1 + idLength)..];
        if (!TryReadLength(ref rest, out var length) || length > rest.Length)
            return Refuse(BadBytesReason.Malformed, $"the length of a GGEP block is not one, or reaches beyond the {rest.Length:N0} bytes left");

        item = new(flags & ~GgepFlags.Last, id, rest[..length]);
        Consumed = _bytes.Length - rest.Length + length;
        _isOver = flags.HasFlag(GgepFlags.Last);
        return true;
    }

    private bool Refuse(BadBytesReason reason, string detail)
    {
        Bad = new(reason, detail);
        return false;
    }

    /// <summary>Each byte holds six bits, the most significant first; bit 7 says that another follows, bit 6 that none does.</summary>
    private static bool TryReadLength(ref ReadOnlySpan<byte> rest, out int length)
    {
        length = 0;
        for (var i = 0; i < 3 && i < rest.Length; i++)
        {
            var b = rest[i];
            length = (length << 6) | (b & 0x3F);
            switch (b & 0xC0)
            {
                case 0x40:
                    rest = rest[(i + 1)..];
                    return true;
                case 0x80:
                    continue;
                default:
                    return false;
            }
        }

        return false;
    }
}
