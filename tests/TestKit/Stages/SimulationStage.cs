using Akka.Actor;
using Akka.Event;
using PeerActors.Actors.Peer;
using PeerActors.Actors.Remoting;
using PeerActors.Actors.Simulation;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Remoting;

namespace PeerActors.TestKit.Stages;

/// <summary>Peers of a <see cref="SimulatedWorld"/>. Every task of this stage is complete when it is returned.</summary>
internal sealed class SimulationStage : IStage
{
    private readonly Dictionary<SimulatedPeer, ScenarioPeer> _peers = [];
    private readonly List<(string End, Recorder<object> Told)> _listeners = [];

    public SimulationStage(ScenarioOptions options)
    {
        World = new(new() { Seed = options.Seed, Hosting = options.Hosting, Link = options.Link, LogLevel = LogLevel.InfoLevel, Settings = static s => s, Keyed = options.IsKeyed });
        Time = ProbeTime.Of(World);
        World.OnLog = Hear;
        World.OnLinkEvent = (peer, e) => _peers[peer].Links.Add(e);
        World.OnBuddyChanged = (_, peer, buddy) => _peers[peer].Saw(buddy);
    }

    /// <summary>The simulation.</summary>
    public SimulatedWorld World { get; }

    /// <inheritdoc/>
    public ProbeTime Time { get; }

    /// <inheritdoc/>
    public IStagePeer Add(ScenarioPeer peer, PeerSettings settings)
    {
        var simulated = World.Add(peer.Name, own => settings with { Listen = own.Listen, Shares = settings.Shares with { Folders = own.Shares.Folders } });
        _peers.Add(simulated, peer);
        return new Peer(World, simulated);
    }

    /// <inheritdoc/>
    public TestProbe Probe() => TestProbe.In(World.Bench, Time);

    /// <summary>Keeps what an actor is told, by the end of its path.</summary>
    public void Listen(string path, Recorder<object> recorder)
    {
        _listeners.Add(($"/{path}", recorder));
        World.OnStep = (_, actor, message) =>
        {
            if (message is null) return;
            foreach (var (end, told) in _listeners.Where(l => actor.EndsWith(l.End, StringComparison.Ordinal))) told.Add(message);
        };
    }

    /// <summary>Runs until something holds that needs no question.</summary>
    public bool Until(Func<bool> holds, TimeSpan limit) => World.RunUntil(holds, limit);

    /// <inheritdoc/>
    public void Cut(IStagePeer one, IStagePeer other) => World.Cut(Of(one), Of(other));

    /// <inheritdoc/>
    public void Heal(IStagePeer one, IStagePeer other) => World.Heal(Of(one), Of(other));

    /// <summary>The simulated peer behind a peer of the scenario.</summary>
    public static SimulatedPeer Of(IStagePeer peer) => ((Peer)peer).Simulated;

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        World.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Whoever logs, says his path: [akka://peer/user/alice.2/router#1234] is of the second run of alice.</summary>
    private void Hear(object told)
    {
        if (told is not LogEvent e) return;
        var names = e.LogSource.Trim('[', ']').Split('/', '#');
        var name = names.Length > 4 ? names[4].Split('.', '+')[0] : "";
        foreach (var (simulated, peer) in _peers)
            if (simulated.Name == name) peer.Log.Add(e);
    }

    private sealed class Peer(SimulatedWorld world, SimulatedPeer simulated) : GatewayPeer
    {
        public SimulatedPeer Simulated { get; } = simulated;

        public override ServentId Id => Simulated.Servent;

        public override PeerAddress Address => Simulated.Address;

        public override bool IsUp => Simulated.IsUp;

        public override IPeerGateway Gateway => IsUp ? Simulated.Gateway : throw new InvalidOperationException($"{Simulated.Name} is not up.");

        public override PeerId Key => Simulated.Peer;

        public override PeerAddress KeyAddress => Simulated.Address;

        public override PersonHistory? Person
        {
            get => Simulated.Person;
            set => Simulated.Person = value;
        }

        public override ICanTell Actor(string path) => Simulated.Actor(path);

        public override Task<int> Offered() => Task.FromResult(Simulated.Offered);

        public override Task Start()
        {
            Simulated.Start();
            world.RunUntil(() => IsUp || Simulated.Failure is not null, TestProbe.Patience);
            return Simulated.Failure is { } failure ? throw new PeerStoppedException(failure) : Task.CompletedTask;
        }

        public override Task Crash()
        {
            Simulated.Crash();
            return Task.CompletedTask;
        }

        public override Task Leave()
        {
            Simulated.Leave();
            world.RunUntil(() => !IsUp, TestProbe.Patience);
            return Task.CompletedTask;
        }

        public override void Share(string name, long bytes) => Simulated.Share(name, bytes);

        public override IActorRef Export(ServiceContract contract, Props actor) => Simulated.Export(contract, actor);

        public override RemoteService Find(PeerId peer, ServiceContract contract) => Simulated.Find(peer, contract);

        public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
