using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Event;

namespace PeerActors.Actors.Simulation.Loop;

/// <summary>An actor system's scheduler whose time is the loop's: what is due in an hour comes as soon as nothing is due before it.</summary>
internal sealed class VirtualScheduler(Config config, ILoggingAdapter log) : SchedulerBase(config, log)
{
    private SimulationLoop? _loop;

    /// <inheritdoc/>
    public override TimeSpan MonotonicClock => Loop.Now;

    /// <inheritdoc/>
    public override TimeSpan HighResMonotonicClock => Loop.Now;

    /// <inheritdoc/>
    protected override DateTimeOffset TimeNow => Loop.Started + Loop.Now;

    private SimulationLoop Loop => _loop ?? throw new InvalidOperationException("The scheduler is used before a dispatcher of its actor system was made.");

    /// <summary>The loop whose time this is; the system's dispatcher knows it.</summary>
    public void Bind(SimulationLoop loop) => _loop = loop;

    /// <inheritdoc/>
    protected override void InternalScheduleTellOnce(TimeSpan delay, ICanTell receiver, object message, IActorRef sender, ICancelable cancelable) =>
        Once(delay, () => receiver.Tell(message, sender), cancelable);

    /// <inheritdoc/>
    protected override void InternalScheduleTellRepeatedly(TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef sender, ICancelable cancelable) =>
        Repeatedly(initialDelay, interval, () => receiver.Tell(message, sender), cancelable);

    /// <inheritdoc/>
    protected override void InternalScheduleOnce(TimeSpan delay, Action action, ICancelable cancelable) => Once(delay, action, cancelable);

    /// <inheritdoc/>
    protected override void InternalScheduleOnce(TimeSpan delay, IRunnable action, ICancelable cancelable) => Once(delay, action.Run, cancelable);

    /// <inheritdoc/>
    protected override void InternalScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, Action action, ICancelable cancelable) =>
        Repeatedly(initialDelay, interval, action, cancelable);

    /// <inheritdoc/>
    protected override void InternalScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, IRunnable action, ICancelable cancelable) =>
        Repeatedly(initialDelay, interval, action.Run, cancelable);

    private void Once(TimeSpan delay, Action what, ICancelable? cancelable) => Loop.Later(delay, () =>
    {
        if (cancelable is not { IsCancellationRequested: true }) what();
    });

    private void Repeatedly(TimeSpan delay, TimeSpan interval, Action what, ICancelable? cancelable) => Loop.Later(delay, () =>
    {
        if (cancelable is { IsCancellationRequested: true }) return;
        what();
        Repeatedly(interval, interval, what, cancelable);
    });
}
