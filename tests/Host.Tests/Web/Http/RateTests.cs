using PeerActors.Host.Web.Http;

namespace PeerActors.Host.Tests.Web.Http;

/// <summary>Bandwidth, on a clock of the test's own.</summary>
public sealed class RateTests
{
    [Fact]
    public void Bytes_pass_at_the_rate_in_the_order_of_asking_after_a_burst_of_one_second()
    {
        var bucket = new TokenBucket(1000);
        Assert.Equal(TimeSpan.Zero, bucket.Take(1000, Seconds(0)));
        Assert.Equal(Seconds(0.5), bucket.Take(500, Seconds(0)));
        Assert.Equal(Seconds(1), bucket.Take(500, Seconds(0)));
        Assert.Equal(Seconds(1.5), bucket.Take(1000, Seconds(0.5)));
        Assert.Equal(TimeSpan.Zero, bucket.Take(0, Seconds(2)));
    }

    [Fact]
    public void Time_not_used_counts_for_one_second_and_no_more()
    {
        var bucket = new TokenBucket(1000);
        Assert.Equal(TimeSpan.Zero, bucket.Take(10, Seconds(0)));
        Assert.Equal(Seconds(1), bucket.Take(2000, Seconds(3600)));
    }

    [Theory, InlineData(1), InlineData(3), InlineData(100)]
    public async Task However_many_share_a_limit_together_they_keep_it(int transfers)
    {
        var clock = new LeapingClock();
        var limit = new RateLimit(100_000, clock);
        var portion = limit.Portion(256 * 1024);
        Assert.Equal(12_500, portion);
        var sent = 0L;
        while (sent < 10_000_000)
        {
            for (var i = 0; i < transfers; i++, sent += portion) await limit.TakeAsync(portion, CancellationToken.None);
        }

        // All but the burst of the first second took its time; the clock only moves when somebody waits.
        Assert.Equal((sent - 100_000) / 100_000.0, clock.Now.TotalSeconds, 3);
        Assert.InRange(limit.BytesPerSecond, 99_000, 101_000);
    }

    [Fact]
    public async Task Without_a_limit_nobody_waits_and_the_rate_is_measured_all_the_same()
    {
        var clock = new LeapingClock();
        var limit = new RateLimit(0, clock);
        Assert.Equal(256 * 1024, limit.Portion(256 * 1024));
        await limit.TakeAsync(5_000_000, CancellationToken.None);
        Assert.Equal((TimeSpan.Zero, 1_000_000L), (clock.Now, limit.BytesPerSecond));
    }

    [Fact]
    public async Task Whoever_waits_can_be_called_off()
    {
        var limit = new RateLimit(1, TimeProvider.System);
        await limit.TakeAsync(1, CancellationToken.None);
        using var stopping = new CancellationTokenSource();
        var waiting = limit.TakeAsync(1_000_000, stopping.Token).AsTask();
        await stopping.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public void The_measured_rate_is_that_of_the_last_seconds()
    {
        var meter = new RateMeter();
        meter.Add(1000, Seconds(0));
        Assert.Equal(200, meter.BytesPerSecond(Seconds(0)));
        Assert.Equal(133, meter.BytesPerSecond(Seconds(7.5)));
        meter.Add(2000, Seconds(8));
        Assert.Equal(375, meter.BytesPerSecond(Seconds(8)));
        Assert.Equal(400, meter.BytesPerSecond(Seconds(10)));
        Assert.Equal(0, meter.BytesPerSecond(Seconds(100)));
    }

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);

    /// <summary>A clock that leaps to the end of every wait.</summary>
    private sealed class LeapingClock : TimeProvider
    {
        public TimeSpan Now { get; private set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime > TimeSpan.Zero) Now += dueTime;
            return base.CreateTimer(callback, state, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }
    }
}
