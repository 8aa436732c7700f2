using Akka.Actor;
using Akka.Event;
using PeerActors.Actors.Peer;
using PeerActors.Actors.Simulation;
using PeerActors.Actors.Simulation.Network;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Links;
using PeerActors.Messages.Router;
using PeerActors.Messages.Shares;

namespace PeerActors.Actors.Tests.Simulation.Swarm;

/// <summary>What a run came to.</summary>
/// <param name="Broken">What was not as it must be; nothing when all was.</param>
/// <param name="Hits">How often a router had a hit.</param>
/// <param name="Excused">How often one was lost for which reason.</param>
internal sealed record SwarmOutcome(IReadOnlyList<string> Broken, int Hits, IReadOnlyDictionary<Excuse, int> Excused);

/// <summary>Runs a plan and holds the network to what must always be so.</summary>
internal sealed class SwarmRun : IDisposable
{
    /// <summary>How long a search takes: dynamic queries of the swarm are through by then.</summary>
    public static readonly TimeSpan SearchTime = TimeSpan.FromSeconds(10);

    /// <summary>Every file has so many words that no two searches within the time for which a router remembers texts ask for the same.</summary>
    private const int Tunes = 24;

    private const int SlowRate = 200;

    private const string DiskRefusal = "the disk does not answer";

    private static readonly TimeSpan HealAt = TimeSpan.FromSeconds(255);
    private static readonly TimeSpan WholeAgain = TimeSpan.FromSeconds(415);
    private static readonly LinkShape Even = new() { Latency = Latency.Fixed(TimeSpan.FromMilliseconds(10)) };

    private readonly SwarmPlan _plan;
    private readonly SimulatedWorld _world;
    private readonly SwarmRecords _records;
    private readonly HitTrail _hits;
    private readonly HandingRule _handing = new();
    private readonly SwarmBounds _bounds;
    private readonly List<string> _broken = [];
    private readonly HashSet<string> _diskTrouble = new(StringComparer.Ordinal);
    private int _searches;

    private SwarmRun(SwarmPlan plan, Func<PeerSettings, PeerSettings> change, Func<Props, Props>? routing, int? mostHosts)
    {
        _plan = plan;
        _world = new(new() { Seed = plan.Seed, Settings = s => change(Usual(s)), Routing = routing });
        _records = new(_world);
        _hits = new(_world, _records);
        var bounds = Usual(PeerSettings.Reference());
        _bounds = new(mostHosts is { } most ? bounds with { Hosts = bounds.Hosts with { Max = most } } : bounds);
        _world.OnLog = Listen;
        _world.OnLinkEvent = _records.OnLink;
        _world.OnNote = (_, who, what) =>
        {
            if (what.StartsWith("failed: ", StringComparison.Ordinal)) _records.OnCrash(_world[who]);
        };
        _world.OnStep = OnStep;
        _world.OnMessage = (_, from, to, message) =>
        {
            if (message is Departure departure) _hits.OnDeparture(from, to, departure);
        };
    }

    /// <summary>Runs a plan.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="change">Changes the settings of every peer.</param>
    /// <param name="routing">Puts other routers in the place of the peers'.</param>
    /// <param name="mostHosts">Holds the peers to so many known hosts, whatever their settings say; null for what they say.</param>
    public static SwarmOutcome Of(SwarmPlan plan, Func<PeerSettings, PeerSettings>? change = null, Func<Props, Props>? routing = null, int? mostHosts = null)
    {
        using var run = new SwarmRun(plan, change ?? (static s => s), routing, mostHosts);
        run.ToEnd();
        return new(run._broken, run._hits.Followed, run._hits.Excused.AsReadOnly());
    }

    public void Dispose() => _world.Dispose();

    /// <summary>Neighbours are dialled again after 10 seconds at most, and dynamic queries ask quickly, so that a run need not last for hours. Little more is remembered than there is.</summary>
    private PeerSettings Usual(PeerSettings settings) => SimulationOptions.Usual(settings) with
    {
        Links = SimulationOptions.Usual(settings).Links with { Desired = 30, Dialect = _plan.Kind == SwarmKind.Flood ? LinkDialect.Gnutella04 : LinkDialect.Gnutella06 },
        Hosts = settings.Hosts with { BackoffMax = TimeSpan.FromSeconds(10), Max = 24 },
        Router = settings.Router with { Dynamic = settings.Router.Dynamic with { Pace = TimeSpan.FromMilliseconds(100), Wanted = 1000, WantedForLeaf = 1000 } },
    };

    private void ToEnd()
    {
        for (var i = 0; i < _plan.Peers; i++)
        {
            var mode = _plan.ModeOf(i);
            var peer = _world.Add($"p{i}", s => s with { Mode = mode });
            _records.OnAddress(peer);
            if (_plan.Absent.Contains(i)) continue;
            Start(peer);
            peer.Share($"{string.Join(' ', Enumerable.Range(0, Tunes).Select(static t => $"tune{t}"))} rare{i}.mp3", 1000);
        }

        _world.RunFor(TimeSpan.FromSeconds(5));
        foreach (var (one, other) in _plan.Links) _world.Peers[one].OpenLink(_world.Peers[other].Address);
        _world.RunFor(TimeSpan.FromSeconds(25));
        HoldSearches("before the faults");
        foreach (var fault in _plan.Faults)
        {
            RunTo(fault.At);
            Strike(fault);
            HoldBounds();
        }

        RunTo(HealAt);
        Heal();
        RunTo(WholeAgain);
        HoldWhole();
        HoldSearches("after healing");
        HoldBounds();
        _broken.AddRange(_hits.Lost());
    }

    private void RunTo(TimeSpan time)
    {
        if (time > _world.Now) _world.RunFor(time - _world.Now);
    }

    private void Start(SimulatedPeer peer)
    {
        _records.OnStart(peer);
        peer.Start();
    }

    private SimulatedSearch Search(SimulatedPeer asker, string words)
    {
        var search = asker.Search(words, SearchTime, 1000);
        _hits.OnSearch(asker, search);
        return search;
    }

    private string NextTune() => $"tune{_searches++ % Tunes}";

    private void Strike(Fault fault)
    {
        var (one, other) = (_world.Peers[fault.One], _world.Peers[fault.Other]);
        switch (fault.Kind)
        {
            case FaultKind.Cut:
                _records.OnHindrance(one.Name, other.Name);
                _world.Cut(one, other);
                break;
            case FaultKind.OneWay:
                _records.OnHindrance(one.Name, other.Name);
                _world.CutOneWay(one, other);
                break;
            case FaultKind.Partition:
                foreach (var near in _world.Peers.Take(fault.One + 1))
                    foreach (var far in _world.Peers.Skip(fault.One + 1)) _records.OnHindrance(near.Name, far.Name);
                _world.Partition([.. _world.Peers.Take(fault.One + 1)], [.. _world.Peers.Skip(fault.One + 1)]);
                break;
            case FaultKind.Slow:
                _records.OnHindrance(one.Name, null);
                _hits.OnSlow(one);
                _world.Slow(one, SlowRate);
                break;
            case FaultKind.Firewall:
                _world.Firewall(one, firewalled: true);
                break;
            case FaultKind.Move:
                _records.OnHindrance(one.Name, null);
                _world.Move(one);
                _records.OnAddress(one);
                _world.At(_world.Now + TimeSpan.FromSeconds(5), () => DialAnew(fault.One));
                break;
            case FaultKind.Disk:
                _diskTrouble.Add(one.Name);
                one.DiskRefusal = DiskRefusal;
                break;
            case FaultKind.Crash when one.IsUp:
                Crash(one);
                _world.At(_world.Now + TimeSpan.FromSeconds(20), () => ComeBack(fault.One));
                break;
            case FaultKind.Search or FaultKind.SearchToo when one.IsUp:
                Search(one, NextTune());
                break;
        }
    }

    private void Crash(SimulatedPeer peer)
    {
        _records.OnCrash(peer);
        peer.Crash();
    }

    /// <summary>A peer that comes back, after a crash or because it had failed for want of its disk, dials whom its user told it to, as a user's configuration would.</summary>
    private void ComeBack(int number)
    {
        var peer = _world.Peers[number];
        if (peer.IsUp) return;
        _records.OnCrash(peer);
        Start(peer);
        _world.At(_world.Now + TimeSpan.FromSeconds(1), () =>
        {
            foreach (var (one, other) in _plan.Links.Where(l => l.One == number))
                if (peer.IsUp) peer.OpenLink(_world.Peers[other].Address);
        });
    }

    /// <summary>Those who dial a peer are told its new address.</summary>
    private void DialAnew(int number)
    {
        foreach (var (one, other) in _plan.Links.Where(l => l.Other == number))
            if (_world.Peers[one].IsUp) _world.Peers[one].OpenLink(_world.Peers[other].Address);
    }

    /// <summary>A peer that ended for want of its disk is started again by its user.</summary>
    private void Heal()
    {
        _world.HealAll();
        for (var i = 0; i < _plan.Peers; i++)
        {
            var peer = _world.Peers[i];
            _world.Slow(peer, 0);
            _world.Firewall(peer, firewalled: false);
            peer.DiskRefusal = null;
            if (peer.Failure is not null) ComeBack(i);
        }
    }

    private void HoldWhole()
    {
        var reach = new Reach(_plan, _world, _records);
        for (var i = 0; i < _plan.Peers; i++)
        {
            var peer = _world.Peers[i];
            if (_plan.Absent.Contains(i)) continue;
            if (!peer.IsUp) _broken.Add($"after healing: {peer.Name} is not up: {peer.Failure ?? "nobody said why"}");
            foreach (var twice in peer.Links.GroupBy(l => _records.NameAt(l.Remote)).Where(static g => g.Count() > 1))
                _broken.Add($"after healing: {peer.Name} holds {twice.Count()} links to {twice.Key}");
        }

        foreach (var (one, other) in _plan.Links)
            if (!reach.Together(one).Contains(other)) _broken.Add($"after healing: p{one} and p{other} are linked to each other by nothing");
    }

    private void HoldSearches(string when)
    {
        foreach (var one in _world.Peers)
            foreach (var other in _world.Peers.TakeWhile(p => p != one)) _world.Shape(one, other, Even);
        for (var asker = 0; asker < _plan.Peers; asker += Math.Max(1, _plan.Peers / 3))
        {
            if (_plan.Absent.Contains(asker) || !_world.Peers[asker].IsUp) continue;
            var (sure, possible) = new Reach(_plan, _world, _records).From(asker);
            HoldSearch(when, asker, NextTune(), sure, possible);
            var rare = (asker + _plan.Peers - 1) % _plan.Peers;
            if (rare != asker) HoldSearch(when, asker, $"rare{rare}", sure.Where(p => p == rare).ToHashSet(), possible.Where(p => p == rare).ToHashSet());
        }

        foreach (var one in _world.Peers)
            foreach (var other in _world.Peers.TakeWhile(p => p != one)) _world.Shape(one, other, LinkShape.Usual);
    }

    private void HoldSearch(string when, int asker, string words, IReadOnlySet<int> sure, IReadOnlySet<int> possible)
    {
        var search = Search(_world.Peers[asker], words);
        _world.RunUntil(() => search.End is not null, SearchTime + TimeSpan.FromSeconds(1));
        var found = search.Hits.Select(h => Enumerable.Range(0, _plan.Peers).First(p => _world.Peers[p].Servent == h.Peer)).ToHashSet();
        foreach (var peer in sure.Except(found)) _broken.Add($"{when}: p{asker} does not find {words} of p{peer}, which is within its reach");
        foreach (var peer in found.Except(possible)) _broken.Add($"{when}: p{asker} finds {words} of p{peer}, which is beyond its reach");
        if (search.Hits.Count != found.Count) _broken.Add($"{when}: p{asker} is told a file twice");
    }

    /// <summary>A peer without its disk may end while it is asked.</summary>
    private void HoldBounds()
    {
        foreach (var peer in _world.Peers.Where(static p => p is { IsUp: true, DiskRefusal: null })) _broken.AddRange(_bounds.Exceeded(peer));
    }

    private void OnStep(TimeSpan at, string actor, object? message)
    {
        if (message is DescriptorsReceived or QueriesLookedUp)
        {
            if (actor.EndsWith("/router", StringComparison.Ordinal)) _hits.OnRouter(RunIn(actor), message);
        }
        else if (message is SendDescriptors send)
        {
            var link = new LinkId(long.Parse(actor.AsSpan(actor.LastIndexOf('-') + 1), System.Globalization.CultureInfo.InvariantCulture));
            foreach (var departure in send.Descriptors)
            {
                _hits.OnHanded(RunIn(actor), link, departure);
                if (_handing.OnHanded(at, RunIn(actor), link, departure) is { } broken) _broken.Add(broken);
            }
        }
    }

    /// <summary>Without its disk a peer says so, and ends in the open if it cannot even start.</summary>
    private bool HasDiskTrouble(string actor) => _diskTrouble.Contains(SwarmRecords.PeerOf(RunIn(actor)));

    /// <summary>/user/p3.2/router is of the second run of p3.</summary>
    private static string RunIn(string actor) => actor.Split('/')[2];

    /// <summary>What is told to a link that has just ended reaches nobody, and need not. Everything else does; and no actor fails but for its disk.</summary>
    private void Listen(object told)
    {
        if (told is DeadLetter letter && !HasDiskTrouble(letter.Recipient.Path.ToStringWithoutAddress())
            && !(letter.Recipient.Path.Name.StartsWith("link-", StringComparison.Ordinal) && SwarmBounds.MayComeTooLate(letter.Message)))
            _broken.Add($"{letter.Message.GetType().Name} to {letter.Recipient.Path.ToStringWithoutAddress()} reaches nobody");
        if (told is Error error && !(HasDiskTrouble(new Uri(error.LogSource).AbsolutePath) && $"{error.Message} {error.Cause}".Contains(DiskRefusal, StringComparison.Ordinal))) _broken.Add($"{error.LogSource}: {error.Message}");
    }
}
