namespace PeerActors.Host.Web.Http;

/// <summary>Tells progress, the first at once and then at most once per <c>downloads.progress-interval</c>.</summary>
internal sealed class ProgressMeter(Action<long, long?> progress, TimeSpan interval, TimeProvider clock)
{
    private long? _told;

    public void Tell(long bytes, long? total)
    {
        var now = clock.GetTimestamp();
        if (_told is { } told && clock.GetElapsedTime(told, now) < interval) return;
        _told = now;
        progress(bytes, total);
    }
}
