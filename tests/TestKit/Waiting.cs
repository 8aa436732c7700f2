using System.Diagnostics;

namespace PeerActors.TestKit;

/// <summary>Waiting in real time, for what cannot be told by an event.</summary>
public static class Waiting
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    /// <summary>Looks again and again until something holds.</summary>
    /// <param name="holds">What is waited for.</param>
    /// <param name="limit">When to give up; <see cref="TestProbe.Patience"/> where nothing is said.</param>
    /// <exception cref="TimeoutException">It does not hold within the limit.</exception>
    public static async Task For(Func<Task<bool>> holds, TimeSpan? limit = null)
    {
        var patience = limit ?? TestProbe.Patience;
        if (!await Until(holds, patience, Look)) throw new TimeoutException($"What was waited for did not hold within {patience.TotalSeconds:0} s.");
    }

    /// <summary>Looks again and again until something holds; false when it does not within the limit.</summary>
    public static async Task<bool> Until(Func<Task<bool>> holds, TimeSpan limit, TimeSpan look)
    {
        var started = Stopwatch.GetTimestamp();
        using var timer = new PeriodicTimer(look);
        while (!await holds())
        {
            if (Stopwatch.GetElapsedTime(started) >= limit) return false;
            await timer.WaitForNextTickAsync();
        }

        return true;
    }
}
