using System.Collections.Immutable;
using Akka.Actor;
using Akka.Configuration;
using PeerActors.Actors.Peer;
using PeerActors.Actors.Transports;
using PeerActors.Actors.Transports.Gnutella;
using PeerActors.Actors.Transports.InProcess;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Shares;

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

    private sealed class Peer : IStagePeer
    {
        private readonly Scenario _scenario;
        private readonly ScenarioPeer _peer;
        private readonly PeerSettings _settings;
        private readonly InProcessNetwork? _pipes;
        private readonly InProcessTransport? _onPipes;
        private readonly VirtualShareDisk _disk = new(TimeProvider.System);
        private readonly MemoryHostStore _hosts = new();
        private readonly MemoryHashStore _hashes = new();
        private ITransport? _transport;
        private PeerSystem? _system;
        private PeerAddress? _address;
        private int _runs;

        public Peer(Scenario scenario, ScenarioPeer peer, PeerSettings settings, InProcessNetwork? pipes)
        {
            (_scenario, _peer, _settings, _pipes) = (scenario, peer, settings, pipes);
            _onPipes = pipes?.Host();
            _address = _onPipes?.Address;
            Id = ServentId.Roll(scenario.Dice(peer.Name, "servent"));
        }

        public ServentId Id { get; }

        public PeerAddress Address => _address ?? throw new InvalidOperationException($"{_peer.Name} was not up yet, so it has no address.");

        public bool IsUp => _system is not null;

        public IPeerGateway Gateway => _system?.Gateway ?? throw new InvalidOperationException($"{_peer.Name} is not up.");

        public ICanTell Actor(string path) => _system?.Actor(path) ?? throw new InvalidOperationException($"{_peer.Name} is not up.");

        public async Task<int> Offered() => (await Gateway.Library()).Files;

        /// <summary>Each run has dice of its own: a peer that threw the same GUIDs again would be taken for its own past.</summary>
        public async Task Start()
        {
            var run = $"{_peer.Name} {++_runs}";
            _transport = (ITransport?)_onPipes ?? new GnutellaTransport();
            _system = await PeerSystem.StartAsync(
                _settings with { Listen = _address ?? new(PeerAddress.Loopback, 0) },
                new()
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
                },
                new() { OnLink = _peer.Links.Add, OnLog = _peer.Log.Add });
            _address = _system.Up.Address;
        }

        public async Task Crash()
        {
            _pipes?.Fell(Address);
            await DisposeAsync();
        }

        public async Task Leave()
        {
            if (_system is { } system) await system.LeaveAsync(TestProbe.Patience);
            await DisposeAsync();
        }

        public void Share(string name, long bytes) => _disk.Put(name, bytes);

        public Task OpenLink(PeerAddress remote)
        {
            Gateway.OpenLink(remote);
            return Task.CompletedTask;
        }

        public Task<ImmutableArray<SearchHit>> Search(string words, TimeSpan limit, int expect) => GatewayPeer.Search(Gateway, words, limit, expect);

        public Task<IDownloadEvent> Download(SearchHit hit) => GatewayPeer.Download(Gateway, hit);

        public async ValueTask DisposeAsync()
        {
            if (_system is not { } system) return;
            _system = null;
            _transport?.StopListening();
            await system.DisposeAsync();
        }
    }
}
