using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;

namespace PeerActors.Actors.Simulation.Loop;

/// <summary>Hands every run of an actor to the <see cref="SimulationLoop"/>, which decides when it runs: one message a run, on the thread that drives.</summary>
internal sealed class SeededDispatcher : MessageDispatcher
{
    private readonly SimulationSetup _setup;
    private readonly Dictionary<IRunnable, Resident> _residents = new(ReferenceEqualityComparer.Instance);
    private readonly Resident _others;

    public SeededDispatcher(MessageDispatcherConfigurator configurator, SimulationSetup setup) : base(configurator)
    {
        _setup = setup;
        _others = new($"{setup.Prefix}/errands", null);
        Throughput = 1;
    }

    /// <inheritdoc/>
    public override void Attach(ActorCell cell)
    {
        _residents[cell.Mailbox] = _setup.ResidentAt(cell.Self.Path);
        base.Attach(cell);
    }

    /// <inheritdoc/>
    public override void Detach(ActorCell cell)
    {
        _residents.Remove(cell.Mailbox);
        base.Detach(cell);
    }

    /// <inheritdoc/>
    public override void Dispatch(ActorCell cell, Envelope envelope)
    {
        if (_residents.TryGetValue(cell.Mailbox, out var resident)) _setup.Loop.Told(resident, envelope.Message);
        base.Dispatch(cell, envelope);
    }

    /// <inheritdoc/>
    protected override void ExecuteTask(IRunnable run) => _setup.Loop.Queue(run, _residents.GetValueOrDefault(run, _others));

    /// <inheritdoc/>
    protected override void Shutdown()
    {
    }
}

/// <summary>Makes the one dispatcher of an actor system; named in the system's configuration.</summary>
internal sealed class SeededDispatcherConfigurator : MessageDispatcherConfigurator
{
    private readonly SeededDispatcher _dispatcher;

    public SeededDispatcherConfigurator(Config config, IDispatcherPrerequisites prerequisites) : base(config, prerequisites)
    {
        var setup = prerequisites.Settings.Setup.Get<SimulationSetup>().Value;
        ((VirtualScheduler)prerequisites.Scheduler).Bind(setup.Loop);
        _dispatcher = new(this, setup);
    }

    /// <inheritdoc/>
    public override MessageDispatcher Dispatcher() => _dispatcher;
}
