using System.Buffers;
using BenchmarkDotNet.Attributes;
using PeerActors.Actors.Router;
using PeerActors.Benchmarks.Wire;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Router;
using PeerActors.Messages.Wire.Gnutella;

namespace PeerActors.Benchmarks.Router;

/// <summary>
/// What every query costs on its way through, without actors and links: decoded, judged, remembered, and encoded again with a TTL one
/// lower. Queries come 256 in one piece, as a connection hands them over, and no GUID comes twice. Times are per query.
/// </summary>
public class CodecAndRouteBenchmarks
{
    internal const int Batch = 256;
    private const int MaxRoutes = 200_000;
    private readonly DescriptorReader _reader = new(64 * 1024);
    private readonly HopRules _rules = new(7, 60);
    private readonly RouteTable<DescriptorId> _routes = new(MaxRoutes, long.MaxValue / 2, new SecretHash(new Random(1)));
    private readonly ArrayBufferWriter<byte> _output = new(64 * 1024);
    private byte[] _wire = [];
    private int _length;
    private FreshIds _ids;

    [GlobalSetup]
    public void Prepare()
    {
        var query = SampleDescriptors.Of(DescriptorKind.Query);
        for (var i = 0; i < Batch; i++) DescriptorWriter.Instance.Write(query, _output);
        _wire = _output.WrittenSpan.ToArray();
        _length = _wire.Length / Batch;
        for (var i = 0; i < 2 * MaxRoutes / Batch; i++) Route();
    }

    [Benchmark(OperationsPerInvoke = Batch)]
    public int Route()
    {
        for (var at = 0; at < _wire.Length; at += _length) _ids.Next().Write(_wire.AsSpan(at));
        _output.ResetWrittenCount();
        var input = new ReadOnlySequence<byte>(_wire);
        while (_reader.Read(ref input, out var descriptor, out _) == Messages.Wire.ReadAnswer.Message)
        {
            if (_rules.Judge(descriptor!.Ttl, descriptor.Hops, out var ttl) is not null) continue;
            if (!_routes.TryRemember(descriptor.Id, new(1), now: 1) || !HopRules.TravelsOn(ttl)) continue;
            DescriptorWriter.Instance.Write(Departure.Onward(descriptor, ttl), _output);
        }

        return _output.WrittenCount == _wire.Length ? _output.WrittenCount : throw new InvalidOperationException("Not every query came through.");
    }
}
