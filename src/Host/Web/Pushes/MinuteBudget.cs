namespace PeerActors.Host.Web.Pushes;

/// <summary>So many of something per minute of the clock; spent from any thread.</summary>
internal sealed class MinuteBudget(int perMinute, TimeProvider clock)
{
    private readonly Lock _gate = new();
    private long _since = clock.GetTimestamp();
    private int _spent;

    /// <summary>False when the minute's budget is spent.</summary>
    public bool TrySpend()
    {
        lock (_gate)
        {
            var now = clock.GetTimestamp();
            if (clock.GetElapsedTime(_since, now) >= TimeSpan.FromMinutes(1)) (_since, _spent) = (now, 0);
            if (_spent >= perMinute) return false;
            _spent++;
            return true;
        }
    }
}
