using PeerActors.Actors.Shares;

namespace PeerActors.Host.Web.Http;

/// <summary>Tells progress, the first at once and then at most once per <c>downloads.progress-interval</c>.</summary>
internal sealed class ProgressMeter(Action<FetchProgress> progress, TimeSpan interval, TimeProvider clock)
{
    private long? _told;

    public void Tell(long bytes, long? total)
    {
        var now = clock.GetTimestamp();
        if (_told is { } told && clock.GetElapsedTime(told, now) < interval) return;
        _told = now;
        progress(new(bytes, total));
    }

    /// <summary>Tells a place in the sharer's queue, at once: there is one per question.</summary>
    public void TellQueued(long bytes, long? total, int position) => progress(new(bytes, total, position));
}
