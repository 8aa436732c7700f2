using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using PeerActors.Actors.Simulation;
using PeerActors.Actors.Simulation.Loop;

namespace PeerActors.TestKit;

/// <summary>
/// An actor system for the test of an actor by itself, with the names of Akka.TestKit; in real time, or in virtual time from a seed.
/// <code>
/// await using var kit = ActorKit.Virtual(seed: 7);
/// var clock = kit.ActorOf(Props.Create(() =&gt; new SpeakingClock()), "clock");
/// var probe = kit.CreateTestProbe();
/// await probe.Within(59.Minutes(), 61.Minutes(), async () =&gt;
/// {
///     probe.Send(clock, "wake me in an hour");
///     await probe.ExpectMsg&lt;string&gt;();
/// });
/// </code>
/// In virtual time actors are told something through a probe (<see cref="TestProbe.Send"/>) and made by <see cref="ActorOf"/>: nothing may come in while nobody
/// drives the simulation.
/// </summary>
public sealed class ActorKit : IAsyncDisposable
{
    private readonly SimulatedWorld? _world;
    private readonly ProbeTime _time;
    private readonly Recorder<LogEvent> _log = new();

    private ActorKit(SimulatedWorld world)
    {
        (_world, _time, Sys, Clock) = (world, ProbeTime.Of(world), world.Bench, new VirtualClock(world.Loop));
        world.OnLog = told =>
        {
            if (told is LogEvent e) _log.Add(e);
        };
        EventFilter = new(_log, _time);
    }

    private ActorKit(ActorSystem system)
    {
        (_time, Sys, Clock) = (ProbeTime.Real, system, TimeProvider.System);
        var listener = system.ActorOf(LogActor.For(_log));
        foreach (var level in Enum.GetValues<LogLevel>()) system.EventStream.Subscribe(listener, level.ClassFor());
        EventFilter = new(_log, _time);
    }

    /// <summary>An actor system in virtual time; the order in which its actors run follows from the seed.</summary>
    public static ActorKit Virtual(int seed = 1) => new(new SimulatedWorld(new() { Seed = seed, LogLevel = LogLevel.DebugLevel }));

    /// <summary>An actor system in real time.</summary>
    /// <param name="hocon">Its configuration; it logs to nobody but to <see cref="EventFilter"/> whatever that says.</param>
    public static ActorKit RealTime(string hocon = "") =>
        new(ActorSystem.Create("kit", ConfigurationFactory.ParseString("akka { loggers = [], stdout-loglevel = OFF }").WithFallback(ConfigurationFactory.ParseString(hocon))));

    /// <summary>The actor system.</summary>
    public ActorSystem Sys { get; }

    /// <summary>A clock for actors that are given one; virtual in virtual time.</summary>
    public TimeProvider Clock { get; }

    /// <summary>Time since some moment; virtual in virtual time.</summary>
    public TimeSpan Now => _time.Now;

    /// <summary>Expects what actors log.</summary>
    public EventFilterFactory EventFilter { get; }

    /// <summary>Makes a probe.</summary>
    public TestProbe CreateTestProbe() => TestProbe.In(Sys, _time);

    /// <summary>Makes an actor.</summary>
    public IActorRef ActorOf(Props props, string? name = null)
    {
        IActorRef actor = ActorRefs.Nobody;
        _time.Act(() => actor = Sys.ActorOf(props, name));
        return actor;
    }

    /// <summary>In virtual time: lets so much time pass.</summary>
    /// <exception cref="NotSupportedException">The kit is in real time.</exception>
    public void Pass(TimeSpan time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(time, TimeSpan.Zero);
        (_world ?? throw new NotSupportedException("In real time nothing sleeps; wait for what is to come, with a probe or AwaitAssert.")).RunFor(time);
    }

    /// <summary>Does something, which must not take longer.</summary>
    /// <exception cref="ProbeFailure">It took longer.</exception>
    public Task Within(TimeSpan max, Func<Task> what) => Bounds.Within(_time, TimeSpan.Zero, max, Bounds.WithResult(what), static () => false);

    /// <summary>Tries an assertion until it holds.</summary>
    /// <param name="assertion">Throws while it does not hold; the last failure is what the test sees.</param>
    /// <param name="duration">When to give up; <see cref="TestProbe.Patience"/> where nothing is said.</param>
    /// <param name="interval">How often to try; ten times a second where nothing is said.</param>
    public Task AwaitAssert(Action assertion, TimeSpan? duration = null, TimeSpan? interval = null) =>
        Bounds.AwaitAssert(_time, Bounds.Done(assertion), duration ?? TestProbe.Patience, interval);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _world?.Dispose();
        if (_world is null) await Sys.Terminate();
    }

    private sealed class LogActor : UntypedActor
    {
        private readonly Recorder<LogEvent> _log;

        public LogActor(Recorder<LogEvent> log) => _log = log;

        public static Props For(Recorder<LogEvent> log) => Props.Create(() => new LogActor(log));

        protected override void OnReceive(object message)
        {
            if (message is LogEvent e) _log.Add(e);
        }
    }
}
