namespace PeerActors.Host.Web.Http;

/// <summary>
/// Spaces bytes so that no more than so many pass in a second, however many share it: each take is told how long to wait first, in the
/// order of asking. What was not used up to one second ago may be made up for. Time is handed in; it holds no timer.
/// </summary>
/// <param name="bytesPerSecond">At least 1.</param>
internal sealed class TokenBucket(long bytesPerSecond)
{
    /// <summary>How much unused time counts.</summary>
    private static readonly TimeSpan Burst = TimeSpan.FromSeconds(1);

    /// <summary>When all that was taken so far would have passed at the rate.</summary>
    private TimeSpan? _spentUntil;

    /// <summary>Takes bytes; they may pass after the time returned.</summary>
    /// <param name="bytes">At least 0.</param>
    /// <param name="now">Of a clock that never goes back.</param>
    public TimeSpan Take(long bytes, TimeSpan now)
    {
        var from = _spentUntil is { } until && until > now - Burst ? until : now - Burst;
        _spentUntil = from + TimeSpan.FromSeconds((double)bytes / bytesPerSecond);
        return _spentUntil > now ? _spentUntil.Value - now : TimeSpan.Zero;
    }
}
