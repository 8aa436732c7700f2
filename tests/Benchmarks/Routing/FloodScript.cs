using System.Collections.Immutable;
using Akka.Actor;
using PeerActors.Actors.Transports;

namespace PeerActors.Benchmarks.Routing;

/// <summary>Floods queries over some wires and counts what arrives over others.</summary>
/// <param name="Queries">How many, over each sending wire; a multiple of the batch.</param>
/// <param name="Done">Completes when every receiving wire has brought them all.</param>
internal sealed record Flood(long Queries, TaskCompletionSource Done);

/// <summary>
/// The neighbours' side of the benchmark. It has no more than a window of queries under way, because what the peer has not delivered yet waits
/// in its outboxes, which drop beyond <c>links.max-queue-bytes</c>.
/// </summary>
internal sealed class FloodScript : ReceiveActor
{
    private readonly ImmutableArray<IWire> _senders;
    private readonly ImmutableArray<QueryFlood> _floods;
    private readonly FrameTally[] _receivers;
    private readonly int _window;
    private readonly int _batch;
    private Flood? _flood;
    private long _start;
    private long _sent;
    private int _sending;

    public FloodScript(ImmutableArray<IWire> senders, ImmutableArray<IWire> receivers, int window, int batch)
    {
        (_senders, _window, _batch) = (senders, window, batch);
        _floods = [.. senders.Select(_ => new QueryFlood(batch))];
        _receivers = [.. receivers.Select(static w => new FrameTally(w))];
        foreach (var tally in _receivers.Concat(senders.Select(static w => new FrameTally(w)))) tally.ReadOn(Self);

        Receive<WireReceived<FrameTally>>(m =>
        {
            m.Messages[0].ReadOn(Self);
            SendOn();
        });
        Receive<WireSent>(_ =>
        {
            _sending--;
            SendOn();
        });
        Receive<Flood>(m =>
        {
            (_flood, _start, _sent) = (m, Arrived(), 0);
            SendOn();
        });
        Receive<WireFailed>(m => _flood?.Done.TrySetException(new InvalidOperationException($"A wire broke: {m.Detail}.")));
    }

    /// <summary>Makes the script.</summary>
    /// <param name="senders">Wires to flood.</param>
    /// <param name="receivers">Wires by which each query must arrive.</param>
    /// <param name="window">Most queries sent and not yet arrived everywhere.</param>
    /// <param name="batch">Queries in one sending.</param>
    public static Props For(ImmutableArray<IWire> senders, ImmutableArray<IWire> receivers, int window, int batch) =>
        Props.Create(() => new FloodScript(senders, receivers, window, batch));

    private void SendOn()
    {
        if (_flood is null || _sending > 0) return;
        var arrived = Arrived() - _start;
        if (arrived == _flood.Queries)
        {
            _flood.Done.TrySetResult();
            _flood = null;
        }
        else if (_sent < _flood.Queries && _sent + _batch - arrived <= _window)
        {
            _sent += _batch;
            _sending = _senders.Length;
            for (var i = 0; i < _senders.Length; i++) _senders[i].Send([_floods[i]], _floods[i], Self);
        }
    }

    private long Arrived()
    {
        var least = long.MaxValue;
        foreach (var tally in _receivers) least = Math.Min(least, tally.Queries);
        return least;
    }
}
