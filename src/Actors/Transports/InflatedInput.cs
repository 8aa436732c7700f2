using System.IO.Compression;
using System.IO.Pipelines;

namespace PeerActors.Actors.Transports;

/// <summary>
/// The receiving half of a deflated wire. What comes out is bounded by what came in, so that a few bytes made to inflate without
/// end (a bomb) end the wire instead of keeping it busy.
/// </summary>
internal sealed class InflatedInput : IDisposable
{
    private readonly InflationBound _bound;
    private readonly BoundedInflation _inflation;

    public InflatedInput(PipeReader deflated, int maxInflation)
    {
        _bound = new(maxInflation);
        _inflation = new(new(deflated.AsStream(leaveOpen: true), _bound), _bound);
        Reader = PipeReader.Create(_inflation, new(bufferSize: 16 * 1024, leaveOpen: true));
    }

    /// <summary>The inflated bytes.</summary>
    public PipeReader Reader { get; }

    /// <summary>Deflated bytes read since this was last asked.</summary>
    public long TakeCount() => _bound.TakeCount();

    public void Dispose()
    {
        Reader.Complete();
        _inflation.Dispose();
    }

    /// <summary>Inflates, and compares what came out with what went in.</summary>
    private sealed class BoundedInflation(CountedStream deflated, InflationBound bound) : ReadOnlyStream
    {
        private readonly ZLibStream _zlib = new(deflated, CompressionMode.Decompress, leaveOpen: false);

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = await InflateAsync(buffer, cancellationToken);
            bound.OnOut(read);
            return read;
        }

        /// <summary>What zlib itself objects to (a stream that wants a preset dictionary, say) comes as an IOException, as a broken connection does.</summary>
        private async ValueTask<int> InflateAsync(Memory<byte> buffer, CancellationToken stopping)
        {
            try
            {
                return await _zlib.ReadAsync(buffer, stopping);
            }
            catch (IOException failure) when (!deflated.HasFailed)
            {
                throw new InvalidDataException(failure.Message, failure);
            }
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing) _zlib.Dispose();
            base.Dispose(disposing);
        }
    }

    /// <summary>Counts what is read through it.</summary>
    private sealed class CountedStream(Stream inner, InflationBound bound) : ReadOnlyStream
    {
        /// <summary>True when the last read has brought nothing but an exception.</summary>
        public bool HasFailed { get; private set; }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            HasFailed = true;
            var read = await inner.ReadAsync(buffer, cancellationToken);
            HasFailed = false;
            bound.OnIn(read);
            return read;
        }
    }
}
