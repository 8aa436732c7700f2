using Akka.Dispatch;

namespace PeerActors.Actors.Simulation.Loop;

/// <summary>
/// The actors that have something to do, in the order that the seed decides. An actor's place follows from the seed, its path, how often it ran
/// before and in which step it was queued; not from the order in which several were queued in one step, which depends on hash codes inside of Akka that
/// differ between processes. Nobody waits for more than <see cref="Window"/> steps longer than the queue is long, so nobody starves.
/// </summary>
internal sealed class RunQueue(long seed)
{
    private const ulong Window = 64;

    private readonly PriorityQueue<(IRunnable Run, Resident Of), (ulong Place, ulong Tie)> _queue = new();

    /// <summary>How many wait.</summary>
    public int Count => _queue.Count;

    /// <summary>Queues an actor.</summary>
    public void Add(IRunnable run, Resident of, long step)
    {
        var thrown = StableHash.Mix((ulong)seed ^ of.Hash, (ulong)of.Runs);
        _queue.Enqueue((run, of), ((ulong)step + thrown % Window, thrown));
    }

    /// <summary>Takes the next out.</summary>
    public bool TryTake(out IRunnable run, out Resident of)
    {
        var taken = _queue.TryDequeue(out var next, out _);
        (run, of) = next;
        return taken;
    }
}
