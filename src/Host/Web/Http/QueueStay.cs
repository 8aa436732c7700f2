using PeerActors.Messages.Wire.Gnutella;

namespace PeerActors.Host.Web.Http;

/// <summary>How long one fetch has been in a sharer's queue, and how long it waits before it asks again.</summary>
/// <param name="longest"><c>downloads.max-queue-wait</c>.</param>
/// <param name="clock">Measures the stay.</param>
internal sealed class QueueStay(TimeSpan longest, TimeProvider clock)
{
    /// <summary>A sharer that bids us come at once, again and again, is not asked more often than this.</summary>
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);

    private long? _since;

    /// <summary>The wait before the next question: what the sharer bids at least, and less than what it bids at most. Null when the stay would be too long.</summary>
    public TimeSpan? WaitIn(QueuePlace place)
    {
        var since = _since ??= clock.GetTimestamp();
        var wait = place.PollMin > Shortest ? place.PollMin : Shortest;
        return clock.GetElapsedTime(since) + wait > longest ? null : wait;
    }
}
