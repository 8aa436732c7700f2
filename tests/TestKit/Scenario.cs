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
public sealed partial class Scenario : IAsyncDisposable
{
    /// <summary>How often something is looked at that no event tells.</summary>
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(10);

    /// <summary>The longest time that passes without <see cref="Needs.VirtualTime"/>: a test does not wait longer in real time.</summary>
    private static readonly TimeSpan LongestRealTime = TimeSpan.FromMinutes(1);

    private readonly Dictionary<string, ScenarioPeer> _peers = new(StringComparer.Ordinal);
    private readonly List<ScenarioPeer> _order = [];
    private readonly IStage _stage;
    private readonly TimeSpan _started;

    private Scenario(ScenarioOptions options)
    {
        Options = options;
        _stage = options.Stage switch
        {
            Stage.Simulation => new SimulationStage(options),
            Stage.InProcess => new RealTimeStage(this, new()),
            Stage.Loopback => new RealTimeStage(this, pipes: null),
            Stage.Processes => new ProcessStage(options),
            _ => throw new ArgumentException($"{options.Stage} is not a stage.", nameof(options)),
        };
        _started = _stage.Time.Now;
    }

    /// <summary>What it started from.</summary>
    public ScenarioOptions Options { get; }

    /// <summary>All dice of the scenario follow from it.</summary>
    public int Seed => Options.Seed;

    /// <summary>Time since the start: virtual in a simulation.</summary>
    public TimeSpan Now => _stage.Time.Now - _started;

    /// <summary>The network of a scenario in this process in real time.</summary>
    public Actors.Transports.InProcess.InProcessNetwork Network =>
        (_stage as RealTimeStage)?.Pipes ?? throw new NotSupportedException($"Only {Stage.InProcess} has this; the scenario runs on {Options.Stage}.");

    /// <summary>Every peer, in the order of the start.</summary>
    public IReadOnlyList<ScenarioPeer> Peers => _order;

    /// <summary>In a simulation: the hash of all that happened so far (<see cref="Needs.Recorders"/>).</summary>
    public string TraceHash => Recording("The trace hash").World.TraceHash;

    /// <summary>Expects what actors of any peer log (<see cref="Needs.Logs"/>).</summary>
    public EventFilterFactory EventFilter => FilterOf(Log);

    /// <summary>What actors of all peers logged.</summary>
    internal Recorder<Akka.Event.LogEvent> Log { get; } = new();

    /// <summary>A peer by name.</summary>
    public ScenarioPeer this[string name] => _peers.TryGetValue(name, out var peer)
        ? peer
        : throw new ArgumentException($"No peer is called {name}; there are {string.Join(", ", _peers.Keys)}.", nameof(name));

    /// <summary>True when a stage offers what a scenario needs.</summary>
    public static bool CanRunOn(Stage stage, Needs needs) => (needs & ~OffersOf(stage)) == Needs.Nothing;

    /// <summary>Starts peers that know nothing of each other, in this process in real time.</summary>
    public static Task<Scenario> Start(params string[] names) => Start(new ScenarioOptions(), names);

    /// <summary>Starts peers that know nothing of each other.</summary>
    /// <param name="options">Where, from which seed, with which settings.</param>
    /// <param name="names">One for each peer.</param>
    /// <exception cref="ArgumentException">The stage does not offer what the scenario needs, or two peers have one name.</exception>
    public static async Task<Scenario> Start(ScenarioOptions options, params string[] names)
    {
        if (names.GroupBy(static n => n, StringComparer.Ordinal).FirstOrDefault(static g => g.Count() > 1) is { } twice)
            throw new ArgumentException($"Two peers are called {twice.Key}.", nameof(names));
        if (names.Length == 0) throw new ArgumentException("A scenario without peers tells nothing.", nameof(names));
        if (Array.Find(names, static n => !IsName(n)) is { } bad) throw new ArgumentException($"\"{bad}\" is not a name for a peer; letters, digits and '_' are allowed.", nameof(names));
        if ((options.Needs & ~OffersOf(options.Stage)) is { } missing and not Needs.Nothing)
            throw new ArgumentException($"The scenario needs {missing}; {options.Stage} offers {OffersOf(options.Stage)}.", nameof(options));
        var scenario = new Scenario(options);
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
        var names = NamesOf(chain);
        for (var i = 1; i < names.Length; i++) await Connect(this[names[i - 1]], this[names[i]]);
    }

    /// <summary>Links peers as a topology says, and waits until the links carry.</summary>
    public async Task Connect(Topology topology)
    {
        foreach (var (one, other) in topology.Links(_order.Count, Dice("scenario", "topology"))) await Connect(_order[one], _order[other]);
    }

    /// <summary>Breaks the links between two peers and lets none be made.</summary>
    public void Cut(string one, string other) => Between(one, other, _stage.Cut, nameof(Cut));

    /// <summary>Lets two peers link again.</summary>
    public void Heal(string one, string other) => Between(one, other, _stage.Heal, nameof(Heal));

    /// <summary>Nothing from one peer reaches the other any more; neither is told.</summary>
    public void CutOneWay(string from, string to) => Fault(nameof(CutOneWay), (s, of) => s.World.CutOneWay(of(from), of(to)));

    /// <summary>Peers of different groups do not reach each other, and nobody is told: <c>"alice bob | carol"</c>.</summary>
    public void Partition(string groups) => Fault(nameof(Partition), (s, of) => s.World.Partition(
        [.. groups.Split('|').Select(g => g.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(of).ToArray())]));

    /// <summary>Every cut and partition is over.</summary>
    public void HealAll() => Fault(nameof(HealAll), static (s, _) => s.World.HealAll());

    /// <summary>A peer only dials out from now on.</summary>
    public void Firewall(string name) => Fault(nameof(Firewall), (s, of) => s.World.Firewall(of(name), firewalled: true));

    /// <summary>A peer gets another address.</summary>
    public void Move(string name) => Fault(nameof(Move), (s, of) => s.World.Move(of(name)));

    /// <summary>All that a peer sends leaves at so many bytes per second together.</summary>
    public void Slow(string name, long bytesPerSecond) => Fault(nameof(Slow), (s, of) => s.World.Slow(of(name), bytesPerSecond));

    /// <summary>What the links between two peers are like from now on.</summary>
    public void Shape(string one, string other, LinkShape shape) => Fault(nameof(Shape), (s, of) => s.World.Shape(of(one), of(other), shape));

    /// <summary>Ends a peer at once.</summary>
    public Task Crash(string name) => this[name].Crash();

    /// <summary>Starts a peer again, with what it had stored.</summary>
    public Task Restart(string name) => this[name].Restart();

    /// <summary>Lets time go on until so long after the start.</summary>
    public Task At(TimeSpan time) => time >= Now
        ? Pass(time - Now)
        : throw new ArgumentOutOfRangeException(nameof(time), time, $"It is {Now} already.");

    /// <summary>Lets so much time pass.</summary>
    public async Task Pass(TimeSpan time) => await Last(static () => Task.FromResult(result: false), time);

    /// <summary>Waits until something holds.</summary>
    /// <exception cref="TimeoutException">It does not within the limit.</exception>
    public Task Eventually(Func<bool> holds, TimeSpan within) => Eventually(() => Task.FromResult(holds()), within);

    /// <summary>Waits until something holds.</summary>
    /// <exception cref="TimeoutException">It does not within the limit.</exception>
    public async Task Eventually(Func<Task<bool>> holds, TimeSpan within)
    {
        if (!await _stage.Time.Until(holds, within, Look)) throw new TimeoutException($"What was waited for did not come within {within} (seed {Seed}).");
    }

    /// <summary>Sees to it that something does not come to hold for so long.</summary>
    /// <exception cref="ProbeFailure">It does.</exception>
    public async Task Never(Func<bool> holds, TimeSpan during)
    {
        if (await Last(() => Task.FromResult(holds()), during)) throw new ProbeFailure($"What must never hold held at {Now} (seed {Seed}).");
    }

    /// <summary>Does something, which must not take longer.</summary>
    /// <exception cref="ProbeFailure">It took longer.</exception>
    public Task Within(TimeSpan max, Func<Task> what) => Bounds.Within(_stage.Time, TimeSpan.Zero, max, Bounds.WithResult(what), static () => false);

    /// <summary>Tries an assertion until it holds.</summary>
    /// <param name="assertion">Throws while it does not hold; the last failure is what the test sees.</param>
    /// <param name="duration">When to give up; <see cref="TestProbe.Patience"/> where nothing is said.</param>
    /// <param name="interval">How often to try; ten times a second where nothing is said.</param>
    public Task AwaitAssert(Action assertion, TimeSpan? duration = null, TimeSpan? interval = null) => AwaitAssert(Bounds.Done(assertion), duration, interval);

    /// <summary>Tries an assertion until it holds.</summary>
    /// <param name="assertion">Throws while it does not hold; the last failure is what the test sees.</param>
    /// <param name="duration">When to give up; <see cref="TestProbe.Patience"/> where nothing is said.</param>
    /// <param name="interval">How often to try; ten times a second where nothing is said.</param>
    public Task AwaitAssert(Func<Task> assertion, TimeSpan? duration = null, TimeSpan? interval = null) =>
        Bounds.AwaitAssert(_stage.Time, assertion, duration ?? TestProbe.Patience, interval);

    /// <summary>Makes a probe that speaks to <see cref="ScenarioPeer.Actor"/>s (<see cref="Needs.Gateways"/>).</summary>
    public TestProbe CreateTestProbe()
    {
        Require(Needs.Gateways, "A probe");
        return _stage.Probe();
    }

    /// <summary>In a simulation: keeps every message that crosses a link from now on, to be looked at or drawn (<see cref="Needs.Recorders"/>).</summary>
    public SequenceDiagram Record()
    {
        var recording = Recording("A diagram");
        var diagram = new SequenceDiagram(_order.Select(static p => p.Name));
        recording.World.OnMessage = diagram.Add;
        return diagram;
    }

    /// <summary>In a simulation: keeps what one actor is told from now on, by the end of its path, such as <c>alice/router</c> (<see cref="Needs.Recorders"/>).</summary>
    public Recorder<object> RecordActor(string path)
    {
        var recording = Recording("A recorder on an actor");
        var recorder = new Recorder<object>(recording.Until);
        recording.Listen(path, recorder);
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

    /// <summary>Refuses what the scenario does not declare.</summary>
    internal void Require(Needs need, string what)
    {
        if ((Options.Needs ?? (OffersOf(Options.Stage) & ~(Needs.Keys | Needs.Services))).HasFlag(need)) return;
        throw new InvalidOperationException(
            Options.Needs is { } declared
                ? $"{what} takes {nameof(Needs)}.{need}; the scenario declares that it needs {declared} ({nameof(ScenarioOptions)}.{nameof(ScenarioOptions.Needs)})."
                : $"{what} takes {nameof(Needs)}.{need}; {Options.Stage} offers {OffersOf(Options.Stage)}. A scenario that declares {nameof(ScenarioOptions)}.{nameof(ScenarioOptions.Needs)} is told so before it starts.");
    }

    /// <summary>Expects what is in a log.</summary>
    internal EventFilterFactory FilterOf(Recorder<Akka.Event.LogEvent> log)
    {
        Require(Needs.Logs, "An event filter");
        return new(log, _stage.Time);
    }

    private static string[] NamesOf(string chain) => chain.Split(['–', '—', '-'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) is { Length: >= 2 } names
        ? names
        : throw new ArgumentException($"\"{chain}\" names fewer than two peers; a link takes two.", nameof(chain));

    private static bool IsName(string name) => name.Length > 0 && name.All(static c => char.IsAsciiLetterOrDigit(c) || c == '_');

    private static Needs OffersOf(Stage stage) => stage switch
    {
        Stage.Simulation => Needs.Everything,
        Stage.InProcess => Needs.Cuts | Needs.Gateways | Needs.Logs,
        Stage.Loopback => Needs.Gateways | Needs.Logs | Needs.Keys | Needs.Services,
        _ => Needs.Keys,
    };

    /// <summary>Lets all of a time pass, unless something comes to hold.</summary>
    private Task<bool> Last(Func<Task<bool>> holds, TimeSpan time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(time, TimeSpan.Zero);
        if (time > LongestRealTime) Require(Needs.VirtualTime, $"To let {time} pass, more than {LongestRealTime},");
        return _stage.Time.Until(holds, time, Look);
    }

    private SimulationStage Recording(string what)
    {
        Require(Needs.Recorders, what);
        return (SimulationStage)_stage;
    }

    private void Between(string one, string other, Action<IStagePeer, IStagePeer> act, string what)
    {
        Require(Needs.Cuts, what);
        if (one == other) throw new ArgumentException($"{one} cannot be cut off from itself.", nameof(other));
        act(this[one].On, this[other].On);
    }

    private void Fault(string what, Action<SimulationStage, Func<string, Actors.Simulation.SimulatedPeer>> fault)
    {
        Require(Needs.Faults, what);
        fault((SimulationStage)_stage, name => SimulationStage.Of(this[name].On));
    }

    private async Task Connect(ScenarioPeer dialler, ScenarioPeer acceptor)
    {
        if (dialler == acceptor) throw new ArgumentException($"{dialler.Name} cannot link to itself.", nameof(acceptor));

        // Whoever was dialled before, and has come back, may be linked again by now.
        var (from, to) = (dialler.Links.SoFar.Count, acceptor.Links.SoFar.Count);
        if (dialler.HasLinkTo(acceptor.Address)) (from, to) = (dialler.Started, acceptor.Started);
        await dialler.On.OpenLink(acceptor.Address);
        await dialler.Links.WaitFor(e => e is LinkOpened opened && opened.Remote == acceptor.Address, from);
        await acceptor.Links.WaitFor(e => e is LinkOpened opened && opened.Remote.Ip == dialler.Address.Ip, to);
    }
}
