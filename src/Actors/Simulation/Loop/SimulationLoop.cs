using System.Globalization;
using Akka.Dispatch;

namespace PeerActors.Actors.Simulation.Loop;

/// <summary>
/// Runs everything of a simulation on the one thread that drives it: actors in the order of the seed until none has anything to do, then time jumps
/// to what is due next. Whatever another thread puts in is a fault of the run and ends it.
/// </summary>
internal sealed class SimulationLoop : IDisposable
{
    private const int NamedWhenStuck = 5;
    private const int Nobody = 0;

    private readonly RunQueue _runs;
    private readonly Queue<(IRunnable Run, Resident Of)> _startUp = new();
    private readonly Agenda _agenda = new();
    private readonly TraceHash _trace = new();
    private readonly Dictionary<Type, ulong> _kinds = [];
    private readonly Dictionary<Resident, long> _busy = [];
    private readonly Dictionary<Incarnation, Stopped> _stopped = [];
    private readonly long _maxRunsPerInstant;
    private long _runsThisInstant;
    private int _driver = Nobody;
    private bool _startingUp;
    private string? _violation;

    /// <param name="seed">Decides who runs next.</param>
    /// <param name="started">The wall time at which the run begins.</param>
    /// <param name="maxRunsPerInstant">So many runs of actors without time going on mean that the run will never come to rest.</param>
    public SimulationLoop(long seed, DateTimeOffset started, long maxRunsPerInstant) =>
        (Seed, Started, _runs, _maxRunsPerInstant) = (seed, started, new(seed), maxRunsPerInstant);

    /// <summary>The seed of the run.</summary>
    public long Seed { get; }

    /// <summary>The wall time at which the run began.</summary>
    public DateTimeOffset Started { get; }

    /// <summary>Virtual time since then.</summary>
    public TimeSpan Now { get; private set; }

    /// <summary>How often an actor has run.</summary>
    public long Steps { get; private set; }

    /// <summary>The peer whose actor runs now; null between runs, and for actors of the simulation.</summary>
    public Incarnation? Current { get; private set; }

    /// <summary>Told of everything that goes into the hash, in order: at what time which actor ran (null), or was told what. Null when nobody looks.</summary>
    public Action<TimeSpan, string, object?>? Watcher { get; set; }

    /// <summary>SHA-256 of everything that happened so far.</summary>
    public string Trace
    {
        get
        {
            ThrowIfViolated();
            return _trace.SoFar();
        }
    }

    /// <summary>The calling thread drives until the result is disposed. Whatever is put in meanwhile by another thread, or afterwards by any, is a violation.</summary>
    /// <exception cref="SimulationViolation">Somebody has put something in since.</exception>
    public Driving Drive()
    {
        ThrowIfViolated();
        var before = Interlocked.CompareExchange(ref _driver, Environment.CurrentManagedThreadId, Nobody);
        if (before != Nobody && before != Environment.CurrentManagedThreadId)
            throw new SimulationViolation($"Thread {Environment.CurrentManagedThreadId} wants to drive the simulation while thread {before} does.");
        return new(this, isOutermost: before == Nobody);
    }

    /// <summary>Actors run in the order in which they were queued, until <see cref="EndStartUp"/>: the start of an actor system waits for its own actors.</summary>
    public void BeginStartUp() => _startingUp = true;

    /// <summary>Lets everybody of the start-up finish, and goes on in the order of the seed.</summary>
    public void EndStartUp()
    {
        while (_startUp.TryDequeue(out var next)) Run(next.Run, next.Of);
        _startingUp = false;
    }

    /// <summary>An actor has something to do.</summary>
    public void Queue(IRunnable run, Resident of)
    {
        Check(of.Path);
        if (_startingUp) _startUp.Enqueue((run, of));
        else if (of.Of is not { IsOver: true }) _runs.Add(run, of, Steps);
    }

    /// <summary>Somebody is told something.</summary>
    public void Told(Resident whom, object message)
    {
        Check(whom.Path);
        if (_startingUp) return;
        _trace.Add(whom.Hash, KindOf(message));
        Watcher?.Invoke(Now, whom.Path, message);
    }

    /// <summary>Bytes leave over a wire.</summary>
    public void Sent(ulong wire, ReadOnlySpan<byte> bytes)
    {
        _trace.Add(wire, (ulong)bytes.Length);
        _trace.Add(bytes);
    }

    /// <summary>Something is to happen later, unless whose actor asks for it is over by then.</summary>
    public void Later(TimeSpan delay, Action what) => Later(delay, what, Current);

    /// <summary>Something is to happen later.</summary>
    public void Later(TimeSpan delay, Action what, Incarnation? of)
    {
        Check("the agenda");
        _agenda.Add(Now + (delay > TimeSpan.Zero ? delay : TimeSpan.Zero), what, of);
    }

    /// <summary>Stops the process of a peer: nothing of it runs, and nothing that it waits for reaches it.</summary>
    public void Pause(Incarnation peer)
    {
        peer.IsPaused = true;
        _stopped[peer] = new([], []);
    }

    /// <summary>Lets it go on: it finds at once what it would have found since.</summary>
    public void Resume(Incarnation peer)
    {
        peer.IsPaused = false;
        if (!_stopped.Remove(peer, out var stopped) || peer.IsOver) return;
        foreach (var (run, of) in stopped.Runs) _runs.Add(run, of, Steps);
        foreach (var due in stopped.Due) _agenda.Add(Now, due, peer);
    }

    /// <summary>Goes on until something holds; false when it does not at the end of the time, or when nothing more will ever happen.</summary>
    /// <param name="holds">Looked at whenever all actors are at rest.</param>
    /// <param name="until">Virtual time at which to stop.</param>
    public bool RunUntil(Func<bool> holds, TimeSpan until)
    {
        using var driving = Drive();
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);   // what continues a task continues it here, and is not handed to another thread
        try
        {
            while (true)
            {
                Settle();
                if (holds()) return true;
                if (_agenda.NextDue is not { } due || due > until)
                {
                    Now = until > Now ? until : Now;
                    return false;
                }

                AdvanceTo(due);
            }
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _trace.Dispose();

    /// <summary>Lets every actor finish what it has to do now.</summary>
    private void Settle()
    {
        while (_runs.TryTake(out var run, out var of)) Run(run, of);
        ThrowIfViolated();
    }

    private void AdvanceTo(TimeSpan due)
    {
        if (due > Now)
        {
            Now = due;
            _runsThisInstant = 0;
            _busy.Clear();
        }

        while (_agenda.NextDue is { } next && next <= Now)
        {
            var (what, of) = _agenda.Take();
            if (of is { IsOver: true }) continue;
            if (of is { IsPaused: true })
            {
                _stopped[of].Due.Add(what);
                continue;
            }

            Current = of;
            what();
            Current = null;
        }
    }

    private void Run(IRunnable run, Resident of)
    {
        if (of.Of is { IsOver: true }) return;
        if (of.Of is { IsPaused: true } peer)
        {
            _stopped[peer].Runs.Add((run, of));
            return;
        }

        Steps++;
        of.Runs++;
        if (!_startingUp)
        {
            _trace.Add((ulong)Now.Ticks, of.Hash);
            Watcher?.Invoke(Now, of.Path, null);
        }

        Current = of.Of;
        run.Run();
        Current = null;
        if (++_runsThisInstant > _maxRunsPerInstant / 2) Watch(of);
    }

    /// <summary>The second half of what an instant may take is counted by actor, so that whoever never comes to rest can be named.</summary>
    private void Watch(Resident of)
    {
        _busy[of] = _busy.GetValueOrDefault(of) + 1;
        if (_runsThisInstant <= _maxRunsPerInstant) return;
        var busiest = _busy.OrderByDescending(static b => b.Value).ThenBy(static b => b.Key.Path, StringComparer.Ordinal).Take(NamedWhenStuck)
            .Select(static b => string.Create(CultureInfo.InvariantCulture, $"{b.Key.Path} ({b.Value:N0} times)"));
        throw new SimulationStuck(string.Create(
            CultureInfo.InvariantCulture,
            $"The run does not come to rest: actors ran {_maxRunsPerInstant:N0} times at {Now.TotalSeconds:0.###} s without time going on (max-runs-per-instant). The busiest of late: {string.Join(", ", busiest)}."));
    }

    private ulong KindOf(object message)
    {
        var type = message.GetType();
        if (_kinds.TryGetValue(type, out var kind)) return kind;
        return _kinds[type] = StableHash.Of(type.ToString());
    }

    private void Check(string what)
    {
        var thread = Environment.CurrentManagedThreadId;
        var driver = Volatile.Read(ref _driver);
        if (driver == thread || _startingUp) return;
        Interlocked.CompareExchange(
            ref _violation,
            driver == Nobody
                ? $"Thread {thread} put something in for {what} at {Now} although nobody drives the simulation; its order would not follow from the seed."
                : $"Thread {thread} put something in for {what} at {Now}; only thread {driver}, which drives the simulation, may. Its order would not follow from the seed.",
            null);
    }

    private void ThrowIfViolated()
    {
        if (Volatile.Read(ref _violation) is { } violation) throw new SimulationViolation(violation);
    }

    /// <summary>The time during which one thread drives.</summary>
    internal readonly struct Driving(SimulationLoop loop, bool isOutermost) : IDisposable
    {
        public void Dispose()
        {
            if (isOutermost) Volatile.Write(ref loop._driver, Nobody);
        }
    }

    /// <summary>What a stopped peer will do when it goes on.</summary>
    /// <param name="Runs">Of its actors.</param>
    /// <param name="Due">Of its timers and of what it waits for, in order.</param>
    private sealed record Stopped(List<(IRunnable Run, Resident Of)> Runs, List<Action> Due);
}
