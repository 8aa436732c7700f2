using Akka.Actor;
using Akka.Configuration;
using PeerActors.Actors.Peer;
using PeerActors.Actors.Remoting;
using PeerActors.Actors.Transports;
using PeerActors.Actors.Transports.Gnutella;
using PeerActors.Actors.Transports.InProcess;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Remoting;
using PeerActors.TestKit.Services;

namespace PeerActors.TestKit.Stages;

/// <summary>Peers of this process in real time: on a network of pipes, or over TCP on loopback.</summary>
internal sealed class RealTimeStage(Scenario scenario, InProcessNetwork? pipes) : IStage
{
    private readonly Lazy<ActorSystem> _bench = new(static () => ActorSystem.Create("bench", ConfigurationFactory.ParseString("akka { loggers = [], stdout-loglevel = OFF }")));

    /// <inheritdoc/>
    public ProbeTime Time => ProbeTime.Real;

    /// <inheritdoc/>
    public IStagePeer Add(ScenarioPeer peer, PeerSettings settings) => new Peer(scenario, peer, settings, pipes);

    /// <inheritdoc/>
    public TestProbe Probe() => TestProbe.In(_bench.Value);

    /// <inheritdoc/>
    public void Cut(IStagePeer one, IStagePeer other) => Pipes.Cut(one.Address, other.Address);

    /// <inheritdoc/>
    public void Heal(IStagePeer one, IStagePeer other) => Pipes.Heal(one.Address, other.Address);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_bench.IsValueCreated) await _bench.Value.Terminate();
    }

    /// <summary>The network of pipes.</summary>
    public InProcessNetwork Pipes => pipes ?? throw new NotSupportedException("Loopback cannot be cut.");

    private sealed class Peer : GatewayPeer
    {
        private readonly Scenario _scenario;
        private readonly ScenarioPeer _peer;
        private readonly PeerSettings _settings;
        private readonly InProcessNetwork? _pipes;
        private readonly InProcessTransport? _onPipes;
        private readonly VirtualShareDisk _disk = new(TimeProvider.System);
        private readonly MemoryHostStore _hosts = new();
        private readonly MemoryHashStore _hashes = new();
        private readonly LoopbackKey? _key;
        private ITransport? _transport;
        private PeerSystem? _system;
        private PeerAddress? _address;
        private int _runs;

        public Peer(Scenario scenario, ScenarioPeer peer, PeerSettings settings, InProcessNetwork? pipes)
        {
            (_scenario, _peer, _settings, _pipes) = (scenario, peer, settings, pipes);
            _onPipes = pipes?.Host();
            _address = _onPipes?.Address;
            _key = scenario.Options.IsKeyed ? new() : null;
            Id = ServentId.Roll(scenario.Dice(peer.Name, "servent"));
        }

        public override ServentId Id { get; }

        public override PeerAddress Address => _address ?? throw new InvalidOperationException($"{_peer.Name} was not up yet, so it has no address.");

        public override bool IsUp => _system is not null;

        public override IPeerGateway Gateway => System.Gateway;

        public override PeerId Key => OwnKey.Peer;

        public override PeerAddress KeyAddress => OwnKey.Address;

        public override PersonHistory? Person
        {
            get => OwnKey.Person;
            set => OwnKey.Person = value;
        }

        private LoopbackKey OwnKey => _key ?? throw new InvalidOperationException($"{_peer.Name} has no key.");

        private PeerSystem System => _system ?? throw new InvalidOperationException($"{_peer.Name} is not up.");

        public override ICanTell Actor(string path) => System.Actor(path);

        public override async Task<int> Offered() => (await Gateway.Library()).Files;

        /// <summary>Each run has dice of its own: a peer that threw the same GUIDs again would be taken for its own past.</summary>
        public override async Task Start()
        {
            var run = $"{_peer.Name} {++_runs}";
            _transport = (ITransport?)_onPipes ?? new GnutellaTransport();
            var settings = _settings with { Listen = _address ?? new(PeerAddress.Loopback, 0) };
            var environment = new PeerEnvironment
            {
                Servent = Id,
                Name = _peer.Name,
                Clock = TimeProvider.System,
                Dice = room => _scenario.Dice(run, room),
                Transport = _transport,
                HostStore = _hosts,
                HashStore = _hashes,
                ShareDisk = _disk,
                Fetcher = new ScenarioFetcher(_scenario),
            };
            if (_key is not null) (settings, environment) = _key.Open(settings, environment);
            _system = await PeerSystem.StartAsync(settings, environment, new() { OnLink = _peer.Links.Add, OnLog = _peer.Log.Add, OnBuddy = changed => _peer.Saw(changed.Buddy) });
            _address = _system.Up.Address;
        }

        public override async Task Crash()
        {
            _pipes?.Fell(Address);
            await End();
        }

        public override async Task Leave()
        {
            if (_system is { } system) await system.LeaveAsync(TestProbe.Patience);
            await End();
        }

        public override void Share(string name, long bytes) => _disk.Put(name, bytes);

        public override IActorRef Export(ServiceContract contract, Props actor)
        {
            var service = System.Spawn(actor, contract.Service);
            System.Services.Export(contract, service);
            return service;
        }

        public override RemoteService Find(PeerId peer, ServiceContract contract) => System.Services.Find(peer, contract);

        public override async ValueTask DisposeAsync()
        {
            await End();
            _key?.Dispose();
        }

        private async Task End()
        {
            if (_system is not { } system) return;
            _system = null;
            _transport?.StopListening();
            if (_key is not null) await _key.Close();
            await system.DisposeAsync();
        }
    }
}
