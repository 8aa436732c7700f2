using PeerActors.Actors.Peer;
using PeerActors.Actors.Simulation;
using PeerActors.Actors.Simulation.Network;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Links;
using PeerActors.TestKit.Stages;

namespace PeerActors.TestKit;

/// <summary>
/// A story about several peers. The same story runs in a simulation, in this process in real time, over TCP on loopback, and with real programs.
/// <code>
/// await using var net = await Scenario.Start(new ScenarioOptions { Stage = Stage.Simulation }, "alice", "bob", "carol");
/// await net.Connect("alice – bob – carol");
/// await net["carol"].Shares("blue-train.flac", bytes: 31_457_280);
/// var hits = await net["alice"].Search("blue train").Within(3.Seconds());
/// </code>
/// </summary>
public sealed class Scenario : IAsyncDisposable
{
    private readonly Dictionary<string, ScenarioPeer> _peers = new(StringComparer.Ordinal);
    private readonly List<ScenarioPeer> _order = [];
    private readonly IStage _stage;

    private Scenario(ScenarioOptions options)
    {
        Options = options;
        _stage = options.Stage switch
        {
            Stage.Simulation => new SimulationStage(options),
            Stage.InProcess => new RealTimeStage(this, new()),
            Stage.Loopback => new RealTimeStage(this, pipes: null),
            Stage.Processes => new ProcessStage(),
            _ => throw new ArgumentException($"{options.Stage} is not a stage.", nameof(options)),
        };
    }

    /// <summary>What it started from.</summary>
    public ScenarioOptions Options { get; }

    /// <summary>All dice of the scenario follow from it.</summary>
    public int Seed => Options.Seed;

    /// <summary>Time since the start: virtual in a simulation.</summary>
    public TimeSpan Now => _stage.Now;

    /// <summary>The network of a scenario in this process in real time.</summary>
    public Actors.Transports.InProcess.InProcessNetwork Network =>
        (_stage as RealTimeStage)?.Pipes ?? throw new NotSupportedException($"Only {Stage.InProcess} has this; the scenario runs on {Options.Stage}.");

    /// <summary>Every peer, in the order of the start.</summary>
    public IReadOnlyList<ScenarioPeer> Peers => _order;

    /// <summary>In a simulation: the hash of all that happened so far.</summary>
    public string TraceHash => Simulated.World.TraceHash;

    /// <summary>A peer by name.</summary>
    public ScenarioPeer this[string name] => _peers.TryGetValue(name, out var peer)
        ? peer
        : throw new ArgumentException($"No peer is called {name}; there are {string.Join(", ", _peers.Keys)}.", nameof(name));

    private SimulationStage Simulated => _stage as SimulationStage ?? throw new NotSupportedException($"Only a simulation has this; the scenario runs on {Options.Stage}.");

    /// <summary>True when a stage offers what a scenario needs.</summary>
    public static bool CanRunOn(Stage stage, Needs needs) => needs == Needs.Nothing || stage switch
    {
        Stage.Simulation => true,
        Stage.InProcess => (needs & ~(Needs.Cuts | Needs.Gateways)) == Needs.Nothing,
        Stage.Loopback => (needs & ~Needs.Gateways) == Needs.Nothing,
        _ => false,
    };

    /// <summary>Starts peers that know nothing of each other.</summary>
    public static Task<Scenario> Start(params string[] names) => Start(new ScenarioOptions(), names);

    /// <summary>Starts peers that know nothing of each other.</summary>
    /// <param name="options">Where, from which seed, with which settings.</param>
    /// <param name="names">One for each peer.</param>
    /// <exception cref="ArgumentException">The stage does not offer what the scenario needs, or two peers have one name.</exception>
    public static async Task<Scenario> Start(ScenarioOptions options, params string[] names)
    {
        if (names.GroupBy(static n => n, StringComparer.Ordinal).FirstOrDefault(static g => g.Count() > 1) is { } twice)
            throw new ArgumentException($"Two peers are called {twice.Key}.", nameof(names));
        var scenario = new Scenario(options);
        if ((options.Needs & ~scenario._stage.Offers) is var missing and not Needs.Nothing)
            throw new ArgumentException($"The scenario needs {missing}; {options.Stage} offers {scenario._stage.Offers}.", nameof(options));
        foreach (var name in names)
        {
            var peer = new ScenarioPeer(scenario, name, (scenario._stage as SimulationStage) is { } simulated ? simulated.Until : null);
            peer.On = scenario._stage.Add(peer, options.OfPeer(name, options.Settings(PeerSettings.Reference())));
            scenario._peers.Add(name, peer);
            scenario._order.Add(peer);
            await peer.On.Start();
        }

        return scenario;
    }

    /// <summary>Links peers, each with the next, and waits until the links carry: <c>"alice – bob – carol"</c> (a dash or a hyphen).</summary>
    public async Task Connect(string chain)
    {
        var names = chain.Split(['–', '—', '-'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (names.Length < 2) throw new ArgumentException($"\"{chain}\" names {names.Length} peer; a link takes two.", nameof(chain));
        for (var i = 1; i < names.Length; i++) await Connect(this[names[i - 1]], this[names[i]]);
    }

    /// <summary>Links peers as a topology says, and waits until the links carry.</summary>
    public async Task Connect(Topology topology)
    {
        foreach (var (one, other) in topology.Links(_order.Count, Dice("scenario", "topology"))) await Connect(_order[one], _order[other]);
    }

    /// <summary>Breaks the links between two peers and lets none be made.</summary>
    public void Cut(string one, string other) => _stage.Cut(this[one].On, this[other].On);

    /// <summary>Lets two peers link again.</summary>
    public void Heal(string one, string other) => _stage.Heal(this[one].On, this[other].On);

    /// <summary>Nothing from one peer reaches the other any more; neither is told.</summary>
    public void CutOneWay(string from, string to) => Fault((s, of) => s.World.CutOneWay(of(from), of(to)));

    /// <summary>Peers of different groups do not reach each other, and nobody is told: <c>"alice bob | carol"</c>.</summary>
    public void Partition(string groups) => Fault((s, of) => s.World.Partition(
        [.. groups.Split('|').Select(g => g.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(of).ToArray())]));

    /// <summary>Every cut and partition is over.</summary>
    public void HealAll() => Fault(static (s, _) => s.World.HealAll());

    /// <summary>A peer only dials out from now on.</summary>
    public void Firewall(string name) => Fault((s, of) => s.World.Firewall(of(name), firewalled: true));

    /// <summary>A peer gets another address.</summary>
    public void Move(string name) => Fault((s, of) => s.World.Move(of(name)));

    /// <summary>All that a peer sends leaves at so many bytes per second together.</summary>
    public void Slow(string name, long bytesPerSecond) => Fault((s, of) => s.World.Slow(of(name), bytesPerSecond));

    /// <summary>What the links between two peers are like from now on.</summary>
    public void Shape(string one, string other, LinkShape shape) => Fault((s, of) => s.World.Shape(of(one), of(other), shape));

    /// <summary>Ends a peer at once.</summary>
    public Task Crash(string name) => this[name].Crash();

    /// <summary>Starts a peer again, with what it had stored.</summary>
    public Task Restart(string name) => this[name].Restart();

    /// <summary>Lets time go on until so long after the start.</summary>
    public Task At(TimeSpan time) => time >= Now
        ? Pass(time - Now)
        : throw new ArgumentOutOfRangeException(nameof(time), time, $"It is {Now} already.");

    /// <summary>Lets so much time pass.</summary>
    public async Task Pass(TimeSpan time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(time, TimeSpan.Zero);
        await _stage.Until(static () => Task.FromResult(result: false), time);
    }

    /// <summary>Waits until something holds.</summary>
    /// <exception cref="TimeoutException">It does not within the limit.</exception>
    public Task Eventually(Func<bool> holds, TimeSpan within) => Eventually(() => Task.FromResult(holds()), within);

    /// <summary>Waits until something holds.</summary>
    /// <exception cref="TimeoutException">It does not within the limit.</exception>
    public async Task Eventually(Func<Task<bool>> holds, TimeSpan within)
    {
        if (!await _stage.Until(holds, within)) throw new TimeoutException($"What was waited for did not come within {within} (seed {Seed}).");
    }

    /// <summary>Sees to it that something does not come to hold for so long.</summary>
    /// <exception cref="ProbeFailure">It does.</exception>
    public async Task Never(Func<bool> holds, TimeSpan during)
    {
        if (await _stage.Until(() => Task.FromResult(holds()), during)) throw new ProbeFailure($"What must never hold held at {Now} (seed {Seed}).");
    }

    /// <summary>In a simulation: keeps every message that crosses a link from now on, to be looked at or drawn.</summary>
    public SequenceDiagram Record()
    {
        var diagram = new SequenceDiagram(_order.Select(static p => p.Name));
        Simulated.World.OnMessage = diagram.Add;
        return diagram;
    }

    /// <summary>In a simulation: keeps what one actor is told from now on, by the end of its path, such as <c>alice/router</c>.</summary>
    public Recorder<object> RecordActor(string path)
    {
        var recorder = new Recorder<object>(Simulated.Until);
        Simulated.Listen(path, recorder);
        return recorder;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var peer in _order) await peer.On.DisposeAsync();
        await _stage.DisposeAsync();
    }

    internal ScenarioPeer? At(PeerAddress address) => _order.Find(p => p.Address == address);

    internal Random Dice(string peer, string room)
    {
        uint mixed = (uint)Seed;
        foreach (var c in $"{peer}/{room}") mixed = (mixed ^ c) * 16777619;
        return new((int)mixed);
    }

    /// <summary>Completes when every file that peers share is offered.</summary>
    internal async Task AllShared()
    {
        foreach (var peer in _order.Where(static p => p.IsUp && p.Shared > 0))
            await Eventually(async () => await peer.On.Offered() >= peer.Shared, TestProbe.Patience);
    }

    private void Fault(Action<SimulationStage, Func<string, Actors.Simulation.SimulatedPeer>> fault) =>
        _stage.Fault(stage => fault(stage, name => SimulationStage.Of(this[name].On)));

    private async Task Connect(ScenarioPeer dialler, ScenarioPeer acceptor)
    {
        if (dialler == acceptor) throw new ArgumentException($"{dialler.Name} cannot link to itself.", nameof(acceptor));
        var (from, to) = (dialler.Links.SoFar.Count, acceptor.Links.SoFar.Count);
        await dialler.On.OpenLink(acceptor.Address);
        await dialler.Links.WaitFor(e => e is LinkOpened opened && opened.Remote == acceptor.Address, from);
        await acceptor.Links.WaitFor(e => e is LinkOpened opened && opened.Remote.Ip == dialler.Address.Ip, to);
    }
}
