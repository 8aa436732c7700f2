using System.Buffers;
using System.Text;

namespace PeerActors.Messages.Wire.Gnutella;

/// <summary>Writes a run of GGEP blocks, in the order added (see <see cref="GgepReader"/> for the layout).</summary>
/// <param name="withoutNul">True where the run may not hold a NUL, as in the records of a query hit: data with NULs is stuffed.</param>
public sealed class GgepWriter(bool withoutNul = false)
{
    private readonly ArrayBufferWriter<byte> _output = new();
    private int _lastBlock = -1;

    /// <summary>True when nothing was added; then nothing is written, not even the C3.</summary>
    public bool IsEmpty => _lastBlock < 0;

    /// <summary>Appends a block.</summary>
    /// <param name="id">1 to 15 ASCII characters.</param>
    /// <param name="data">At most <see cref="GgepReader.MaxDataBytes"/> when encoded.</param>
    /// <param name="deflate">Deflates it where that makes it shorter.</param>
    /// <exception cref="ArgumentException">The id or the data is too long.</exception>
    public GgepWriter Add(string id, ReadOnlySpan<byte> data = default, bool deflate = false)
    {
        if (id.Length is 0 or > 15 || !Ascii.IsValid(id) || id.Contains('\0')) throw new ArgumentException($"\"{id}\" is no GGEP id: 1 to 15 ASCII characters are.", nameof(id));
        var flags = GgepFlags.None;
        if (deflate && BoundedInflate.Deflate(data) is var deflated && deflated.Length < data.Length)
        {
            flags |= GgepFlags.Deflated;
            data = deflated;
        }

        if (withoutNul && data.Contains((byte)0))
        {
            flags |= GgepFlags.Cobs;
            data = Cobs.Encode(data);
        }

        if (data.Length > GgepReader.MaxDataBytes) throw new ArgumentException($"{data.Length:N0} bytes are too many for GGEP block {id}: {GgepReader.MaxDataBytes:N0} are allowed.", nameof(data));
        if (IsEmpty) _output.Write([GgepReader.Magic]);
        _lastBlock = _output.WrittenCount;
        _output.Write([(byte)((int)flags | id.Length)]);
        Encoding.ASCII.GetBytes(id, _output);
        WriteLength(data.Length);
        _output.Write(data);
        return this;
    }

    /// <summary>The run, its last block marked so.</summary>
    public byte[] ToArray()
    {
        var bytes = _output.WrittenSpan.ToArray();
        if (!IsEmpty) bytes[_lastBlock] |= (byte)GgepFlags.Last;
        return bytes;
    }

    private void WriteLength(int length)
    {
        if (length >= 1 << 12) _output.Write([(byte)(0x80 | (length >> 12))]);
        if (length >= 1 << 6) _output.Write([(byte)(0x80 | ((length >> 6) & 0x3F))]);
        _output.Write([(byte)(0x40 | (length & 0x3F))]);
    }
}
