using System.Buffers;
using Akka.Actor;
using PeerActors.Actors.Simulation.Loop;
using PeerActors.Actors.Transports;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Links;

namespace PeerActors.Actors.Simulation.Network;

/// <summary>
/// The network of a simulation. Connections are TCP's as far as a peer can see: bytes arrive in order and late, a sender waits for a reader, a
/// connection ends for both sides. What happens to it is told here, at the time it happens.
/// </summary>
internal sealed class SimulatedNetwork(SimulationLoop loop, LinkShape usual)
{
    private const uint FirstIp = 0x0A00_0001;

    private readonly List<SimulatedHost> _hosts = [];
    private readonly Dictionary<uint, SimulatedHost> _byIp = [];
    private readonly Dictionary<(int, int), LinkShape> _shapes = [];
    private readonly HashSet<(int, int)> _cuts = [];
    private readonly HashSet<(int, int)> _silent = [];
    private readonly List<SimulatedConnection> _connections = [];
    private readonly ArrayBufferWriter<byte> _scratch = new();
    private int[] _groups = [];
    private uint _lastIp = FirstIp - 1;
    private int _lastConnection;

    /// <summary>Runs what happens.</summary>
    public SimulationLoop Loop { get; } = loop;

    /// <summary>Told of every message that leaves over a wire; null when nobody looks.</summary>
    public Action<SimulatedHost, SimulatedHost, object>? Watcher { get; set; }

    /// <summary>Connections that exist now.</summary>
    public int Connections => _connections.Count;

    /// <summary>Adds a host at an address of its own.</summary>
    public SimulatedHost Add(string name)
    {
        var host = new SimulatedHost(_hosts.Count, name, ++_lastIp);
        _hosts.Add(host);
        _byIp.Add(host.Ip, host);
        return host;
    }

    /// <summary>What links between two hosts are like from now on; what is under way is not changed.</summary>
    public void Shape(SimulatedHost one, SimulatedHost other, LinkShape shape) => _shapes[PairOf(one, other)] = shape;

    /// <summary>Breaks every connection between two hosts and lets none be made.</summary>
    public void Cut(SimulatedHost one, SimulatedHost other)
    {
        _cuts.Add(PairOf(one, other));
        foreach (var connection in Between(one, other)) connection.Break();
    }

    /// <summary>Nothing from one host reaches another any more, and nobody is told; the way back is as it was.</summary>
    public void Silence(SimulatedHost from, SimulatedHost to) => _silent.Add((from.Number, to.Number));

    /// <summary>Two hosts reach each other again, both ways; what was held back is sent again, as TCP does.</summary>
    public void Heal(SimulatedHost one, SimulatedHost other)
    {
        _cuts.Remove(PairOf(one, other));
        _silent.Remove((one.Number, other.Number));
        _silent.Remove((other.Number, one.Number));
        Release(Between(one, other));
    }

    /// <summary>Hosts of different groups do not reach each other, and nobody is told. Hosts in no group are a group of their own.</summary>
    public void Partition(IReadOnlyList<IReadOnlyList<SimulatedHost>> groups)
    {
        _groups = new int[_hosts.Count];
        for (var i = 0; i < groups.Count; i++)
            foreach (var host in groups[i]) _groups[host.Number] = i + 1;
    }

    /// <summary>Every cut, silence and partition is over.</summary>
    public void HealAll()
    {
        _cuts.Clear();
        _silent.Clear();
        _groups = [];
        Release(_connections);
    }

    /// <summary>A host gets another address. Its connections go on at the old one, where nobody is: neither side hears anything any more.</summary>
    public void Move(SimulatedHost host)
    {
        foreach (var connection in Of(host)) connection.Strand();
        _byIp.Remove(host.Ip);
        host.Ip = ++_lastIp;
        _byIp.Add(host.Ip, host);
    }

    /// <summary>A host gets the address of another one, which gets a new one. Connections of both fall silent.</summary>
    public void TakeAddress(SimulatedHost taker, SimulatedHost from)
    {
        var taken = from.Ip;
        Move(from);
        Move(taker);
        _byIp.Remove(taker.Ip);
        taker.Ip = taken;
        _byIp.Add(taken, taker);
    }

    /// <summary>A further address under which a host is reached, as behind a router that maps it.</summary>
    public uint Alias(SimulatedHost host)
    {
        _byIp.Add(++_lastIp, host);
        return _lastIp;
    }

    /// <summary>A host's program is gone without a word: its connections break, and nobody listens.</summary>
    public void Fell(SimulatedHost host)
    {
        host.Listeners.Clear();
        (host.Given, host.Keyed) = (null, null);
        foreach (var connection in Of(host)) connection.Break();
    }

    /// <summary>True when bytes from one host reach another now.</summary>
    public bool Reaches(SimulatedHost from, SimulatedHost to) =>
        !_cuts.Contains(PairOf(from, to)) && !_silent.Contains((from.Number, to.Number)) && GroupOf(from) == GroupOf(to);

    /// <summary>The host at an address; null when nobody is there.</summary>
    public SimulatedHost? At(uint ip) => _byIp.GetValueOrDefault(ip);

    /// <summary>What a link between two hosts is like.</summary>
    public LinkShape ShapeOf(SimulatedHost one, SimulatedHost other) => _shapes.GetValueOrDefault(PairOf(one, other), usual);

    /// <summary>Dials: the dialler is told after a round trip and what handshake there is, or when its patience is over.</summary>
    public void Dial(SimulatedHost from, TimeSpan limit, Dialling dialling)
    {
        var (whose, started, remote) = (Loop.Current, Loop.Now, dialling.Remote);
        if (At(remote.Ip) is not { } to || (to.IsFirewalled && to != from) || (!Reaches(from, to) && !IsCut(from, to)))
        {
            Fail(limit, LinkCloseReason.DialFailed, $"nobody answered within {limit.TotalSeconds:0.###} s ({dialling.Setting})");
            return;
        }

        var dice = new SeededDice(Loop.Seed, $"connection {++_lastConnection}");
        var latency = ShapeOf(from, to).Latency;
        Loop.Later(latency.Throw(dice), () => Arrive(latency.Throw(dice)), of: null);

        void Arrive(TimeSpan back)
        {
            if (whose is { IsOver: true }) return;
            if (IsCut(from, to) || !to.Listeners.TryGetValue(remote.Port, out var listener))
            {
                Fail(back, IsCut(from, to) ? LinkCloseReason.DialFailed : dialling.NobodyThere, "nobody answers");
            }
            else if (!Reaches(to, from) || Loop.Now - started + back > limit)
            {
                Fail(limit - (Loop.Now - started), LinkCloseReason.DialFailed, $"no answer came back within {limit.TotalSeconds:0.###} s ({dialling.Setting})");
            }
            else if (dialling.WantsProcess && listener.Of is { IsPaused: true })
            {
                Wait(() => Shake(to, listener, dice, back, dialling.Shake(() => latency.Throw(dice))), listener.Of);
            }
            else
            {
                Shake(to, listener, dice, back, dialling.Shake(() => latency.Throw(dice)));
            }
        }

        // The kernel has taken the connection, and the process may still come to it.
        void Wait(Action shake, Incarnation of)
        {
            var isOver = false;
            Loop.Later(TimeSpan.Zero, () => Once(shake), of);
            Loop.Later(
                limit - (Loop.Now - started),
                () => Once(() => Fail(TimeSpan.Zero, LinkCloseReason.DialFailed, $"no answer came back within {limit.TotalSeconds:0.###} s ({dialling.Setting})")), whose);

            void Once(Action end)
            {
                if (isOver) return;
                isOver = true;
                end();
            }
        }

        void Shake(SimulatedHost to, SimulatedHost.Listener listener, SeededDice dice, TimeSpan back, Dialling.Handshake shake)
        {
            var connection = new SimulatedConnection(this, new(from, whose, from.At(from.NextPort())), new(to, listener.Of, remote), dice);
            _connections.Add(connection);
            connection.Live(ShapeOf(from, to).MeanLife);
            if (dialling.Accepted(to, listener, connection.AcceptorEnd) is { } accepted) Loop.Later(shake.Acceptor, () => accepted.To.Tell(accepted.What, ActorRefs.NoSender), accepted.Of);
            Loop.Later(back + shake.Dialler, () => Tell(connection, dialling.Refused(to)), whose);
        }

        void Tell(SimulatedConnection connection, WireFailed? refusal)
        {
            if (refusal is not null) connection.DiallerEnd.Close();
            dialling.Tell(refusal ?? dialling.Opened(connection.DiallerEnd));
        }

        void Fail(TimeSpan after, LinkCloseReason reason, string why) =>
            Loop.Later(after, () => dialling.Tell(new WireFailed(reason, $"no connection to {remote}: {why}")), whose);
    }

    /// <summary>A buffer for bytes that are copied at once; whoever uses it leaves it empty.</summary>
    public ArrayBufferWriter<byte> Scratch() => _scratch;

    /// <summary>A connection is over.</summary>
    public void Forget(SimulatedConnection connection) => _connections.Remove(connection);

    private bool IsCut(SimulatedHost one, SimulatedHost other) => _cuts.Contains(PairOf(one, other));

    private int GroupOf(SimulatedHost host) => host.Number < _groups.Length ? _groups[host.Number] : 0;

    private SimulatedConnection[] Of(SimulatedHost host) => [.. _connections.Where(c => c.Joins(host))];

    private SimulatedConnection[] Between(SimulatedHost one, SimulatedHost other) => [.. _connections.Where(c => c.Joins(one) && c.Joins(other))];

    private static void Release(IEnumerable<SimulatedConnection> connections)
    {
        foreach (var connection in connections.ToArray()) connection.Release();
    }

    private static (int, int) PairOf(SimulatedHost one, SimulatedHost other) =>
        one.Number < other.Number ? (one.Number, other.Number) : (other.Number, one.Number);
}
