namespace PeerActors.Host.Tests.Commands;

/// <summary>A clock that takes one step at every look.</summary>
internal sealed class ManualClock(TimeSpan step) : TimeProvider
{
    private long _ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Interlocked.Add(ref _ticks, step.Ticks);
}
