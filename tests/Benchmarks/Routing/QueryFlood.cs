using System.Buffers;
using System.Globalization;
using PeerActors.Benchmarks.Router;
using PeerActors.Benchmarks.Wire;
using PeerActors.Messages.Router;
using PeerActors.Messages.Wire;
using PeerActors.Messages.Wire.Gnutella;

namespace PeerActors.Benchmarks.Routing;

/// <summary>A batch of queries, as bytes; before each sending every one gets a GUID and words of its own. Making it allocates nothing.</summary>
internal sealed class QueryFlood : IMessageWriter<QueryFlood>
{
    private const int Digits = 8;
    private readonly byte[] _wire;
    private readonly int _length;
    private FreshIds _ids;
    private long _number;

    /// <param name="batch">Queries in one sending.</param>
    public QueryFlood(int batch)
    {
        var output = new ArrayBufferWriter<byte>();
        var words = SampleDescriptors.Words[..^Digits] + new string('0', Digits);
        for (var i = 0; i < batch; i++) DescriptorWriter.Instance.Write(Query.Create(default, 7, words), output);
        _wire = output.WrittenSpan.ToArray();
        _length = _wire.Length / batch;
    }

    /// <summary>Writes the batch anew.</summary>
    public void Write(QueryFlood message, IBufferWriter<byte> output)
    {
        for (var at = 0; at < _wire.Length; at += _length)
        {
            _ids.Next().Write(_wire.AsSpan(at));
            var digits = _wire.AsSpan(at + _length - 1 - Digits, Digits);
            (++_number % 100_000_000).TryFormat(digits, out _, "D8", CultureInfo.InvariantCulture);
        }

        output.Write(_wire);
    }
}
