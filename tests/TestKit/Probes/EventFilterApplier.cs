using Akka.Event;

namespace PeerActors.TestKit;

/// <summary>Does something and expects that it is logged.</summary>
public sealed class EventFilterApplier
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(10);

    private readonly Recorder<LogEvent> _log;
    private readonly ProbeTime _time;
    private readonly Predicate<LogEvent> _fits;
    private readonly string _what;

    internal EventFilterApplier(Recorder<LogEvent> log, ProbeTime time, Predicate<LogEvent> fits, string what) => (_log, _time, _fits, _what) = (log, time, fits, what);

    /// <summary>Does something, which must be logged once.</summary>
    /// <exception cref="ProbeFailure">It is not, or more than once.</exception>
    public Task ExpectOne(Action action) => Expect(1, action);

    /// <summary>Does something, which must be logged once.</summary>
    /// <exception cref="ProbeFailure">It is not, or more than once.</exception>
    public Task ExpectOne(Func<Task> action) => Expect(1, action);

    /// <summary>Does something, which must be logged so many times.</summary>
    /// <exception cref="ProbeFailure">It is logged more or less often.</exception>
    public Task Expect(int times, Action action) => Expect(times, Bounds.Done(action));

    /// <summary>Does something, which must be logged so many times.</summary>
    /// <param name="times">How often; for 0 nothing is waited for, and what is logged until the action is done counts.</param>
    /// <param name="action">What is done.</param>
    /// <param name="timeout">When to give up; <see cref="TestProbe.Patience"/> where nothing is said.</param>
    /// <exception cref="ProbeFailure">It is logged more or less often.</exception>
    public async Task Expect(int times, Func<Task> action, TimeSpan? timeout = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(times);
        var before = _log.SoFar.Count;
        await action();
        var limit = timeout ?? TestProbe.Patience;
        await _time.Until(() => Task.FromResult(Count() >= times), limit, Look);
        var came = Count();
        if (came == times) return;
        throw new ProbeFailure(
            $"Expected {_what} {times} times, and it was logged {came} times{(came < times ? $" within {limit.TotalSeconds:0.###} s" : "")}. Logged since: {string.Join("; ", _log.SoFar.Skip(before))}");

        int Count() => _log.SoFar.Skip(before).Count(e => _fits(e));
    }
}
