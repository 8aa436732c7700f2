using Akka.Actor;
using Akka.Event;
using PeerActors.Actors.Peer;
using PeerActors.Actors.Remoting;
using PeerActors.Actors.Simulation.Loop;
using PeerActors.Actors.Simulation.Network;
using PeerActors.Messages.Buddies;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Links;

namespace PeerActors.Actors.Simulation;

/// <summary>
/// A whole network in this process, on the calling thread, in virtual time. Same options and same doings give the same <see cref="TraceHash"/>,
/// today and in another process.
/// </summary>
public sealed class SimulatedWorld : IDisposable
{
    private readonly Dictionary<string, SimulatedPeer> _peers = new(StringComparer.Ordinal);
    private readonly List<SimulatedPeer> _order = [];
    private readonly Dictionary<string, Incarnation> _trees = new(StringComparer.Ordinal);
    private readonly PeerSettings _usual;
    private ActorSystem? _shared;
    private ActorSystem? _bench;

    /// <summary>Makes a network without peers.</summary>
    /// <exception cref="ArgumentException">An option is impossible.</exception>
    public SimulatedWorld(SimulationOptions options)
    {
        if (options.Link.Problem() is { } problem) throw new ArgumentException($"Links cannot be so: {problem}.", nameof(options));
        if (options.MaxRunsPerInstant < 1) throw new ArgumentException($"{nameof(options.MaxRunsPerInstant)} is {options.MaxRunsPerInstant}; at least 1 is allowed.", nameof(options));
        Options = options;
        _usual = options.Settings(PeerSettings.Reference());
        Loop = new(options.Seed, options.Started, options.MaxRunsPerInstant);
        Network = new(Loop, options.Link);
    }

    /// <summary>What it started from.</summary>
    public SimulationOptions Options { get; }

    /// <summary>Decides everything that is left to chance.</summary>
    public int Seed => Options.Seed;

    /// <summary>Virtual time since the start.</summary>
    public TimeSpan Now => Loop.Now;

    /// <summary>How often an actor has run.</summary>
    public long Steps => Loop.Steps;

    /// <summary>SHA-256 of everything that has happened so far, in hexadecimal.</summary>
    /// <exception cref="SimulationViolation">Another thread has put something in.</exception>
    public string TraceHash => Loop.Trace;

    /// <summary>Every peer, in the order in which they were added.</summary>
    public IReadOnlyList<SimulatedPeer> Peers => _order;

    /// <summary>Connections that exist now.</summary>
    public int Connections => Network.Connections;

    /// <summary>Told of what is worth telling, in order: when, who, what.</summary>
    public Action<TimeSpan, string, string>? OnNote { get; set; }

    /// <summary>Told of each message that leaves over a wire: when, from whom, to whom, what.</summary>
    public Action<TimeSpan, string, string, object>? OnMessage
    {
        set => Network.Watcher = value is null ? null : (from, to, message) => value(Now, from.Name, to.Name, message);
    }

    /// <summary>Told of every run of an actor (the message is null) and of every message told: when, which actor, what. A run has millions of them.</summary>
    public Action<TimeSpan, string, object?>? OnStep
    {
        set => Loop.Watcher = value;
    }

    /// <summary>Told what actors log (<see cref="SimulationOptions.LogLevel"/>), and what was told to actors that are gone.</summary>
    public Action<object>? OnLog { get; set; }

    /// <summary>Told of links that open and close.</summary>
    public Action<SimulatedPeer, ILinkEvent>? OnLinkEvent { get; set; }

    /// <summary>Told how a peer sees one of its buddies from now on: when, who, how.</summary>
    public Action<TimeSpan, SimulatedPeer, BuddyView>? OnBuddyChanged { get; set; }

    internal SimulationLoop Loop { get; }

    internal SimulatedNetwork Network { get; }

    /// <summary>An actor system for actors that belong to no peer, such as the probes of a test.</summary>
    internal ActorSystem Bench
    {
        get
        {
            using var driving = Loop.Drive();
            return _bench ??= Host("bench", static _ => null);
        }
    }

    /// <summary>A peer by name.</summary>
    /// <exception cref="ArgumentException">Nobody is called so.</exception>
    public SimulatedPeer this[string name] => _peers.TryGetValue(name, out var peer)
        ? peer
        : throw new ArgumentException($"No peer is called \"{name}\"; there are {string.Join(", ", _order.Select(static p => p.Name))}.", nameof(name));

    /// <summary>Adds a peer that is not started yet.</summary>
    /// <param name="name">Letters, digits, '-' and '_'.</param>
    /// <param name="settings">Changes its settings, after those of the options.</param>
    /// <exception cref="ArgumentException">The name is taken, or not a name.</exception>
    public SimulatedPeer Add(string name, Func<PeerSettings, PeerSettings>? settings = null)
    {
        if (name.Length == 0 || !name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
            throw new ArgumentException($"\"{name}\" is not a name for a peer; letters, digits, '-' and '_' are allowed.", nameof(name));
        var own = _usual with { Listen = _usual.Listen with { Port = 6346 }, Shares = _usual.Shares with { Folders = [SimulatedPeer.Folder] } };
        var peer = new SimulatedPeer(this, name, settings is null ? own : settings(own), Network.Add(name));
        if (!_peers.TryAdd(name, peer)) throw new ArgumentException($"Two peers are called \"{name}\".", nameof(name));
        _order.Add(peer);
        return peer;
    }

    /// <summary>What links between two peers are like from now on.</summary>
    public void Shape(SimulatedPeer one, SimulatedPeer other, LinkShape shape)
    {
        if (shape.Problem() is { } problem) throw new ArgumentException($"The link between {one.Name} and {other.Name} cannot be so: {problem}.", nameof(shape));
        Note(one.Name, $"has another link to {other.Name}: {shape}");
        Network.Shape(one.Host, other.Host, shape);
    }

    /// <summary>All that a peer sends leaves at so many bytes per second together; 0 for no limit.</summary>
    public void Slow(SimulatedPeer peer, long bytesPerSecond)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytesPerSecond);
        Note(peer.Name, $"sends {bytesPerSecond:N0} bytes per second at most");
        peer.Host.Uplink = bytesPerSecond;
    }

    /// <summary>Breaks every connection between two peers and lets none be made.</summary>
    public void Cut(SimulatedPeer one, SimulatedPeer other) => Act(one, $"is cut off from {other.Name}", () => Network.Cut(one.Host, other.Host));

    /// <summary>Nothing from one peer reaches the other any more; neither is told, and the way back is as it was.</summary>
    public void CutOneWay(SimulatedPeer from, SimulatedPeer to) => Act(from, $"is heard no more by {to.Name}", () => Network.Silence(from.Host, to.Host));

    /// <summary>Two peers reach each other again.</summary>
    public void Heal(SimulatedPeer one, SimulatedPeer other) => Act(one, $"and {other.Name} reach each other again", () => Network.Heal(one.Host, other.Host));

    /// <summary>Peers of different groups do not reach each other, and nobody is told; peers in no group are a group of their own.</summary>
    public void Partition(params IReadOnlyList<SimulatedPeer>[] groups) => Act(
        null, $"The network falls apart: {string.Join(" | ", groups.Select(static g => string.Join(' ', g.Select(static p => p.Name))))}",
        () => Network.Partition([.. groups.Select(static g => g.Select(static p => p.Host).ToArray())]));

    /// <summary>Every cut and partition is over.</summary>
    public void HealAll() => Act(null, "The network is whole again", Network.HealAll);

    /// <summary>A peer only dials out from now on, or can be dialled again.</summary>
    public void Firewall(SimulatedPeer peer, bool firewalled) =>
        Act(peer, firewalled ? "is behind a firewall" : "can be dialled again", () => peer.Host.IsFirewalled = firewalled);

    /// <summary>A peer gets another address: its connections fall silent, and it is found at the new address only.</summary>
    public void Move(SimulatedPeer peer) => Act(peer, "gets another address", () => Network.Move(peer.Host));

    /// <summary>A peer gets the address of another one, which gets a new one: connections of both fall silent. What a peer says of its own address is that of its start.</summary>
    public void TakeAddress(SimulatedPeer taker, SimulatedPeer from) => Act(taker, $"takes the address of {from.Name}", () => Network.TakeAddress(taker.Host, from.Host));

    /// <summary>A further address under which a peer is reached.</summary>
    public PeerAddress Alias(SimulatedPeer peer) => new(Network.Alias(peer.Host), peer.Address.Port);

    /// <summary>Something is to be done at a virtual time, in the middle of what happens then.</summary>
    public void At(TimeSpan time, Action what)
    {
        if (time < Now) throw new ArgumentOutOfRangeException(nameof(time), time, $"It is {Now} already.");
        using var driving = Loop.Drive();
        Loop.Later(time - Now, what, of: null);
    }

    /// <summary>Goes on until something holds.</summary>
    /// <param name="holds">Looked at whenever all actors are at rest.</param>
    /// <param name="limit">Virtual time after which to give up.</param>
    /// <returns>False when it does not hold by then.</returns>
    /// <exception cref="SimulationStuck">The peers do not come to rest.</exception>
    /// <exception cref="SimulationViolation">Another thread has put something in.</exception>
    public bool RunUntil(Func<bool> holds, TimeSpan limit) => Loop.RunUntil(holds, Now + limit);

    /// <summary>Lets time pass.</summary>
    public void RunFor(TimeSpan time) => Loop.RunUntil(static () => false, Now + time);

    /// <summary>Ends the run; peers are not told.</summary>
    public void Dispose()
    {
        foreach (var tree in _trees.Values) tree.IsOver = true;
        foreach (var peer in _order) peer.Dispose();
        Loop.Dispose();
    }

    internal SpawnedPeer Spawn(Incarnation run, PeerSettings settings, PeerEnvironment environment, Action<object> told)
    {
        var name = run.Number == 1 ? run.Name : $"{run.Name}.{run.Number}";
        _trees[name] = run;
        var system = Options.Hosting == PeerHosting.OneSystem ? _shared ??= Host("", WhoseInOne) : Host(name, _ => run);
        var spectator = system.ActorOf(SpectatorActor.For(told), $"{name}+spectator");
        var desk = environment.Secure is { } secure ? new RemotingDesk(settings.Remoting, secure.Key.Public.Holder, ((ExtendedActorSystem)system).Provider) : null;
        return new(system, PeerTree.Spawn(system, name, settings, environment, spectator, desk), spectator, desk);
    }

    internal SimulatedPeer PeerOn(SimulatedHost host) => _order[host.Number];

    internal void Note(string who, string what) => OnNote?.Invoke(Now, who, what);

    internal void OnLink(SimulatedPeer peer, ILinkEvent e)
    {
        OnLinkEvent?.Invoke(peer, e);
        if (OnNote is null) return;
        if (e is LinkOpened opened) Note(peer.Name, $"is linked to {NameOf(opened.Remote.Ip)}");
        if (e is LinkClosed closed) Note(peer.Name, $"{(closed.Carried ? "loses the link to" : "gets no link to")} {NameOf(closed.Remote.Ip)}: {closed.Reason}, {closed.Detail}");
    }

    internal void OnBuddy(SimulatedPeer peer, BuddyChanged changed)
    {
        OnBuddyChanged?.Invoke(Now, peer, changed.Buddy);
        Note(peer.Name, $"sees buddy {changed.Buddy.Name} {changed.Buddy.State}, consent {changed.Buddy.Consent}");
    }

    private string NameOf(uint ip) => Network.At(ip)?.Name ?? "nobody";

    private void Act(SimulatedPeer? who, string what, Action act)
    {
        using var driving = Loop.Drive();
        Note(who?.Name ?? "", what);
        act();
    }

    private ActorSystem Host(string prefix, Func<ActorPath, Incarnation?> whose)
    {
        var system = new SimulationSetup(Loop, prefix, whose, Options.LogLevel).Start();
        var listener = system.ActorOf(SpectatorActor.For(m => OnLog?.Invoke(m)), "log+spectator");
        system.EventStream.Subscribe(listener, typeof(DeadLetter));
        foreach (var level in Enum.GetValues<LogLevel>().Where(l => l >= Options.LogLevel)) system.EventStream.Subscribe(listener, level.ClassFor());
        return system;
    }

    /// <summary>The tree's name is the second of a path's names, after "user".</summary>
    private Incarnation? WhoseInOne(ActorPath path)
    {
        var names = path.Elements;
        return names.Count < 2 ? null : _trees.GetValueOrDefault(names[1].Split('+')[0]);
    }
}
