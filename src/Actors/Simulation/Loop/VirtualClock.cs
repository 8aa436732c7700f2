namespace PeerActors.Actors.Simulation.Loop;

/// <summary>A peer's clock: the loop's time, and a wall clock that may be wrong.</summary>
internal sealed class VirtualClock(SimulationLoop loop) : TimeProvider
{
    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>How much the wall clock is fast; negative when it is slow. The monotonic clock knows nothing of that.</summary>
    public TimeSpan Skew { get; set; }

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => loop.Started + loop.Now + Skew;

    /// <inheritdoc/>
    public override long GetTimestamp() => loop.Now.Ticks;
}
