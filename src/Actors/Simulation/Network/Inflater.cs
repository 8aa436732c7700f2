using System.IO.Compression;
using PeerActors.Actors.Transports;

namespace PeerActors.Actors.Simulation.Network;

/// <summary>The receiving half of a deflated <see cref="SimulatedWire"/>: whatever arrives is inflated at once, within the bound that the greeting agreed on.</summary>
internal sealed class Inflater : IDisposable
{
    private const int BlockBytes = 16 * 1024;

    private readonly Feed _feed = new();
    private readonly ZLibStream _zlib;
    private readonly InflationBound _bound;

    public Inflater(int maxInflation) => (_bound, _zlib) = (new(maxInflation), new(_feed, CompressionMode.Decompress));

    /// <summary>Deflated bytes taken since this was last asked.</summary>
    public long TakeCount() => _bound.TakeCount();

    /// <summary>Inflates what arrived.</summary>
    /// <exception cref="InvalidDataException">It is not deflated.</exception>
    /// <exception cref="InflationBombException">It becomes too much.</exception>
    public byte[] Inflate(ReadOnlyMemory<byte> deflated)
    {
        _feed.Rest = deflated;
        _bound.OnIn(deflated.Length);
        using var inflated = new MemoryStream();
        var block = new byte[BlockBytes];
        for (var read = _zlib.Read(block); read > 0; read = _zlib.Read(block))
        {
            _bound.OnOut(read);
            inflated.Write(block, 0, read);
        }

        return inflated.ToArray();
    }

    public void Dispose() => _zlib.Dispose();

    /// <summary>Gives zlib what has arrived, and for the rest says that nothing is there yet.</summary>
    private sealed class Feed : MemoryStream
    {
        public ReadOnlyMemory<byte> Rest { get; set; }

        public override int Read(Span<byte> buffer)
        {
            var count = Math.Min(buffer.Length, Rest.Length);
            Rest.Span[..count].CopyTo(buffer);
            Rest = Rest[count..];
            return count;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));
    }
}
