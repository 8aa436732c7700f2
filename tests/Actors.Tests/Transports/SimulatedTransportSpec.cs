using PeerActors.Actors.Simulation;
using PeerActors.Actors.Simulation.Loop;
using PeerActors.Actors.Simulation.Network;
using PeerActors.Actors.Transports;
using PeerActors.Messages.Identity;
using PeerActors.TestKit;

namespace PeerActors.Actors.Tests.Transports;

/// <summary>The simulated wire keeps the promises of those that carry real bytes. The test drives the simulation from its first connection to its end.</summary>
public class SimulatedTransportSpec : TransportSpec
{
    private readonly SimulatedWorld _world = new(new());
    private SimulationLoop.Driving? _driving;
    private int _hosts;

    /// <summary>23 KB: less than a wire takes before its sender waits.</summary>
    protected override int MostUnread => 1000;

    protected override TestProbe Probe() => TestProbe.In(_world.Bench, ProbeTime.Of(_world));

    protected override (ITransport Listener, PeerAddress At, ITransport Dialler) Open()
    {
        _driving ??= _world.Loop.Drive();
        var listener = _world.Network.Add($"host{++_hosts}");
        return (new SimulatedTransport(_world.Network, listener), listener.At(6346), new SimulatedTransport(_world.Network, _world.Network.Add($"host{++_hosts}")));
    }

    public override async ValueTask DisposeAsync()
    {
        _driving?.Dispose();
        _world.Dispose();
        await base.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
