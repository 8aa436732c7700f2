using System.Diagnostics;

namespace PeerActors.TestKit.Stages;

/// <summary>Waiting in real time, for what cannot be told by an event.</summary>
internal static class Waiting
{
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
