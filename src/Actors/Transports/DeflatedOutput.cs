using System.Buffers;
using System.IO.Compression;

namespace PeerActors.Actors.Transports;

/// <summary>The sending half of a deflated wire: what is written is deflated and flushed as a whole, so that the far side can inflate all of it at once.</summary>
internal sealed class DeflatedOutput : IDisposable
{
    private readonly ArrayBufferWriter<byte> _plain = new();
    private readonly Sink _sink;
    private readonly ZLibStream _zlib;

    public DeflatedOutput(IBufferWriter<byte> output)
    {
        _sink = new(output);
        _zlib = new(_sink, CompressionLevel.Fastest, leaveOpen: true);
    }

    /// <summary>Takes what is to be deflated next.</summary>
    public IBufferWriter<byte> Plain => _plain;

    /// <summary>Deflates what was taken.</summary>
    /// <returns>How many bytes were taken, and how many they became.</returns>
    public (long Plain, long Deflated) Flush()
    {
        var (plain, before) = (_plain.WrittenCount, _sink.Count);
        if (plain == 0) return (0, 0);
        _zlib.Write(_plain.WrittenSpan);
        _zlib.Flush();
        _plain.ResetWrittenCount();
        return (plain, _sink.Count - before);
    }

    /// <summary>The stream is left without an end: whoever reads it has closed, or is about to.</summary>
    public void Dispose()
    {
        _sink.IsOver = true;
        _zlib.Dispose();
    }

    /// <summary>Puts what zlib writes where the wire's bytes go, without flushing that.</summary>
    private sealed class Sink(IBufferWriter<byte> output) : Stream
    {
        public bool IsOver { get; set; }

        public long Count { get; private set; }

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            if (IsOver) return;
            output.Write(buffer);
            Count += buffer.Length;
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Flush()
        {
            // The wire flushes when it has all that it sends.
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
