using System.Buffers;
using BenchmarkDotNet.Attributes;
using PeerActors.Messages.Router;
using PeerActors.Messages.Wire.Gnutella;

namespace PeerActors.Benchmarks.Wire;

/// <summary>Bytes to record and back, one descriptor at a time.</summary>
public class CodecBenchmarks
{
    private readonly DescriptorReader _reader = new(64 * 1024);
    private readonly ArrayBufferWriter<byte> _output = new(64 * 1024);
    private Descriptor _descriptor = SampleDescriptors.Of(DescriptorKind.Ping);
    private ReadOnlySequence<byte> _wire;

    /// <summary>Which descriptor.</summary>
    [ParamsAllValues]
    public DescriptorKind Kind { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        _descriptor = SampleDescriptors.Of(Kind);
        Encode();
        _wire = new(_output.WrittenSpan.ToArray());
    }

    [Benchmark]
    public int Encode()
    {
        _output.ResetWrittenCount();
        DescriptorWriter.Instance.Write(_descriptor, _output);
        return _output.WrittenCount;
    }

    [Benchmark]
    public Descriptor? Decode()
    {
        var input = _wire;
        _reader.Read(ref input, out var descriptor, out _);
        return descriptor;
    }

    [Benchmark]
    public int RoundTrip()
    {
        _output.ResetWrittenCount();
        DescriptorWriter.Instance.Write(Decode()!, _output);
        return _output.WrittenCount;
    }
}
