using System.Diagnostics;
using Akka.Actor.Setup;

namespace PeerActors.TestKit.Crowds;

/// <summary>
/// Knows when no actor of an actor system has anything to do: counts the runs that are queued or under way. Exact, because whatever an actor is told
/// queues its run before the run that told it ends; nothing is polled and nothing sleeps.
/// </summary>
internal sealed class Rest : Setup
{
    private long _underWay;
    private TaskCompletionSource<long>? _waiting;

    /// <summary>A run is queued.</summary>
    public void Begin() => Interlocked.Increment(ref _underWay);

    /// <summary>A run has ended.</summary>
    public void End()
    {
        if (Interlocked.Decrement(ref _underWay) == 0) Interlocked.Exchange(ref _waiting, null)?.TrySetResult(Stopwatch.GetTimestamp());
    }

    /// <summary>Does something, and completes when all that follows from it is done: with the time of that, as <see cref="Stopwatch"/> has it.</summary>
    public Task<long> After(Action what)
    {
        var rest = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        Begin();
        try
        {
            if (Interlocked.CompareExchange(ref _waiting, rest, null) is not null) throw new InvalidOperationException("Somebody waits for rest already.");
            what();
        }
        finally
        {
            End();
        }

        return rest.Task;
    }
}
