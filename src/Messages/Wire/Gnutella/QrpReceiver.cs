using System.Buffers;
using System.Numerics;
using PeerActors.Messages.Router;

namespace PeerActors.Messages.Wire.Gnutella;

/// <summary>
/// Puts one neighbour's table together from the resets and patches that it sends. A patch counts only when all its pieces came, in order; an
/// entry is added to its slot's value, and a slot is taken while its value is below infinity.
/// </summary>
/// <param name="maxSlots">Largest table accepted.</param>
public sealed class QrpReceiver(int maxSlots = QrpReceiver.DefaultMaxSlots)
{
    /// <summary>The largest table that real servents accept.</summary>
    public const int DefaultMaxSlots = 1 << 21;

    /// <summary>A zlib stream may be that much longer than what it holds.</summary>
    private const int DeflateSlack = 1024;

    private readonly ArrayBufferWriter<byte> _data = new();
    private byte[]? _values;
    private int _slots;
    private byte _infinity;
    private byte _piecesCame;
    private (byte Count, byte Compressor, byte EntryBits) _patch;

    /// <summary>The table after the last whole patch; null before the first one, and after a reset.</summary>
    public QrpTable? Table { get; private set; }

    /// <summary>Forgets the table, and takes the next patch as one of so many slots.</summary>
    /// <returns>Why the reset is refused; null when it is not.</returns>
    public BadBytes? Accept(QrpReset reset)
    {
        (_slots, _values, Table) = (0, null, null);
        ForgetPieces();
        if (reset.Slots > (uint)maxSlots) return new(BadBytesReason.TooLarge, $"a query routing table of {reset.Slots:N0} slots was announced, the limit is {maxSlots:N0}");
        if (reset.Slots < 2 || !BitOperations.IsPow2(reset.Slots)) return Malformed($"a query routing table of {reset.Slots:N0} slots was announced; their number is a power of two");
        if (reset.Infinity < 1) return Malformed("a query routing table was announced whose infinity is 0");
        (_slots, _infinity) = ((int)reset.Slots, reset.Infinity);
        return null;
    }

    /// <summary>Takes a piece in; with the last one the table changes.</summary>
    /// <returns>Why the patch is refused, which leaves the table as it was; null when it is not.</returns>
    public BadBytes? Accept(QrpPatch patch)
    {
        if (Judge(patch) is { } bad)
        {
            ForgetPieces();
            return bad;
        }

        _patch = (patch.Count, patch.Compressor, patch.EntryBits);
        _piecesCame++;
        _data.Write(patch.Data);
        if (_piecesCame < patch.Count) return null;
        bad = Apply();
        ForgetPieces();
        return bad;
    }

    private BadBytes? Judge(QrpPatch patch)
    {
        if (_slots == 0) return Malformed("a query routing patch came before any reset");
        if (patch.Number != _piecesCame + 1 || patch.Number > patch.Count)
            return Malformed($"piece {patch.Number} of {patch.Count} of a query routing patch came after {_piecesCame}");
        if (_piecesCame > 0 && _patch != (patch.Count, patch.Compressor, patch.EntryBits)) return Malformed("the pieces of a query routing patch disagree about its layout");
        if (patch.EntryBits is not (4 or 8)) return Malformed($"a query routing patch has entries of {patch.EntryBits} bits; 4 and 8 are known");
        if (patch.Compressor is not (QrpPatch.Plain or QrpPatch.Deflated)) return Malformed($"a query routing patch has compressor {patch.Compressor}; 0 and 1 are known");
        var most = BytesOf(patch.EntryBits) + (patch.Compressor == QrpPatch.Deflated ? DeflateSlack : 0);
        return _data.WrittenCount + patch.Data.Length > most
            ? new(BadBytesReason.TooLarge, $"a query routing patch for {_slots:N0} slots has more than {most:N0} bytes")
            : null;
    }

    private BadBytes? Apply()
    {
        var needed = BytesOf(_patch.EntryBits);
        var entries = _data.WrittenSpan;
        if (_patch.Compressor == QrpPatch.Deflated)
        {
            if (BoundedInflate.TryInflate(entries, needed, "its table", out var inflated) is { } bad) return bad with { Detail = $"a query routing patch: {bad.Detail}" };
            entries = inflated;
        }

        if (entries.Length != needed) return Malformed($"a query routing patch for {_slots:N0} slots of {_patch.EntryBits} bits has {entries.Length:N0} bytes, not {needed:N0}");
        if (_values is null)
        {
            _values = new byte[_slots];
            Array.Fill(_values, _infinity);
        }

        for (var i = 0; i < _values.Length; i++)
        {
            var entry = _patch.EntryBits == 8 ? (sbyte)entries[i] : Nibble(entries[i >> 1], i);
            _values[i] = (byte)Math.Clamp(_values[i] + entry, 0, _infinity);
        }

        Table = QrpTable.Of(_values, _infinity);
        return null;
    }

    /// <summary>The upper half of a byte is the earlier slot; four bits, signed.</summary>
    private static int Nibble(byte pair, int slot) => (sbyte)((slot & 1) == 0 ? pair : pair << 4) >> 4;

    private int BytesOf(byte entryBits) => Math.Max(1, (int)((long)_slots * entryBits / 8));

    private void ForgetPieces()
    {
        _data.Clear();
        _piecesCame = 0;
    }

    private static BadBytes Malformed(string detail) => new(BadBytesReason.Malformed, detail);
}
