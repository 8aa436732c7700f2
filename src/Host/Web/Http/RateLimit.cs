namespace PeerActors.Host.Web.Http;

/// <summary>One direction's share of the line: every transfer of that direction passes its bytes through here, from any thread.</summary>
/// <param name="bytesPerSecond">0 for no limit.</param>
/// <param name="clock">Tells time and wakes.</param>
internal sealed class RateLimit(long bytesPerSecond, TimeProvider clock)
{
    private const int LeastPortion = 1024;

    private readonly Lock _gate = new();
    private readonly TokenBucket? _bucket = bytesPerSecond > 0 ? new(bytesPerSecond) : null;
    private readonly RateMeter _meter = new();
    private readonly long _start = clock.GetTimestamp();

    /// <summary>How many bytes pass now, in a second.</summary>
    public long BytesPerSecond
    {
        get
        {
            lock (_gate) return _meter.BytesPerSecond(clock.GetElapsedTime(_start));
        }
    }

    /// <summary>How many bytes to move in one go, so that transfers take turns several times a second.</summary>
    public int Portion(int most) => _bucket is null ? most : (int)Math.Clamp(bytesPerSecond / 8, LeastPortion, Math.Max(LeastPortion, most));

    /// <summary>Returns when so many bytes may pass.</summary>
    public ValueTask TakeAsync(int bytes, CancellationToken stopping)
    {
        TimeSpan wait;
        lock (_gate)
        {
            var now = clock.GetElapsedTime(_start);
            _meter.Add(bytes, now);
            wait = _bucket?.Take(bytes, now) ?? TimeSpan.Zero;
        }

        return wait > TimeSpan.Zero ? new(Task.Delay(wait, clock, stopping)) : ValueTask.CompletedTask;
    }
}
