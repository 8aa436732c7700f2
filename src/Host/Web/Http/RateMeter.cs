namespace PeerActors.Host.Web.Http;

/// <summary>How many bytes pass in a second, over the last few seconds. Time is handed in.</summary>
internal sealed class RateMeter
{
    private static readonly TimeSpan Span = TimeSpan.FromSeconds(5);

    private TimeSpan? _began;
    private long _earlier;
    private long _now;

    /// <summary>Bytes passed.</summary>
    public void Add(long bytes, TimeSpan now)
    {
        Turn(now);
        _now += bytes;
    }

    /// <summary>Bytes per second.</summary>
    public long BytesPerSecond(TimeSpan now)
    {
        Turn(now);
        return (long)((_earlier + _now) / (Span + (now - _began!.Value)).TotalSeconds);
    }

    /// <summary>Bytes are summed in spans; the one under way counts together with the one before it.</summary>
    private void Turn(TimeSpan now)
    {
        if (_began is not { } began)
        {
            _began = now;
            return;
        }

        if (now - began < Span) return;
        (_earlier, _now) = (now - began < 2 * Span ? _now : 0, 0);
        _began = now - TimeSpan.FromTicks((now - began).Ticks % Span.Ticks);
    }
}
