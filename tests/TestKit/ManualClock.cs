namespace PeerActors.TestKit;

/// <summary>A clock that stands still until it is told to go on.</summary>
public sealed class ManualClock : TimeProvider
{
    private DateTimeOffset _now = new(2000, 3, 14, 12, 0, 0, TimeSpan.Zero);

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => _now;

    /// <inheritdoc/>
    public override long GetTimestamp() => _now.Ticks;

    /// <summary>Lets time pass.</summary>
    public void Advance(TimeSpan by) => _now += by;
}
