using Akka.Event;
using PeerActors.Actors.Peer;
using PeerActors.Actors.Simulation;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Router;

namespace PeerActors.Actors.Tests.Simulation.Swarm;

/// <summary>Runs a plan and holds the network to what must always be so.</summary>
internal sealed class SwarmRun : IDisposable
{
    /// <summary>So far a search must reach. Farther peers may rightly be missed: a query that came the long way first has spent its TTL there.</summary>
    private const int SureHops = 4;

    private static readonly TimeSpan HealAt = TimeSpan.FromSeconds(240);
    private static readonly TimeSpan WholeAgain = TimeSpan.FromSeconds(400);

    private readonly SwarmPlan _plan;
    private readonly SimulatedWorld _world;
    private readonly int[] _runs;
    private readonly Dictionary<(string From, int Run, string To, DescriptorId Id), int> _forwarded = [];
    private readonly List<string> _broken = [];
    private readonly PeerSettings _bounds = PeerSettings.Reference();
    private readonly HitTrail _hits;

    private SwarmRun(SwarmPlan plan, Func<PeerSettings, PeerSettings> change)
    {
        _plan = plan;
        _runs = new int[plan.Peers];
        _world = new(new()
        {
            Seed = plan.Seed,
            Settings = s => change(Usual(s)),
        });
        _hits = new(_world);
        _world.OnMessage = Watch;
        _world.OnLog = Listen;
        _world.OnLinkEvent = _hits.OnLink;
    }

    /// <summary>What was broken; nothing when all went as it must.</summary>
    public static IReadOnlyList<string> Of(SwarmPlan plan) => Of(plan, static s => s);

    /// <summary>What was broken by peers whose settings are changed.</summary>
    public static IReadOnlyList<string> Of(SwarmPlan plan, Func<PeerSettings, PeerSettings> change)
    {
        using var run = new SwarmRun(plan, change);
        run.ToEnd();
        return run._broken;
    }

    public void Dispose() => _world.Dispose();

    /// <summary>
    /// Neighbours are dialled again after 10 seconds at most, so that a run need not last for hours; and everybody searches for the same words, which
    /// over one link would not be answered a second time for a while.
    /// </summary>
    private static PeerSettings Usual(PeerSettings settings) => SimulationOptions.Usual(settings) with
    {
        Hosts = settings.Hosts with { BackoffMax = TimeSpan.FromSeconds(10) },
        Router = settings.Router with { SameQueryWindow = TimeSpan.Zero },
    };

    private void ToEnd()
    {
        for (var i = 0; i < _plan.Peers; i++)
        {
            _world.Add($"p{i}").Start();
            _world.Peers[i].Share($"common {i}.mp3", 1000);
        }

        _world.RunFor(TimeSpan.FromSeconds(5));
        foreach (var (one, other) in _plan.Links) _world.Peers[one].OpenLink(_world.Peers[other].Address);
        _world.RunFor(TimeSpan.FromSeconds(10));
        HoldSearch("before the faults");
        foreach (var fault in _plan.Faults)
        {
            RunTo(fault.At);
            Strike(fault);
            HoldBounds();
        }

        RunTo(HealAt);
        Heal();
        RunTo(WholeAgain);
        HoldSearch("after healing");
        HoldBounds();
        _broken.AddRange(_hits.Lost());
    }

    private void RunTo(TimeSpan time)
    {
        if (time > _world.Now) _world.RunFor(time - _world.Now);
    }

    private SimulatedSearch Search(SimulatedPeer asker)
    {
        var search = asker.Search("common", TimeSpan.FromSeconds(10), 1000);
        _hits.OnSearch(asker, search);
        return search;
    }

    private void Strike(Fault fault)
    {
        var (one, other) = (_world.Peers[fault.One], _world.Peers[fault.Other]);
        switch (fault.Kind)
        {
            case FaultKind.Cut:
                _world.Cut(one, other);
                break;
            case FaultKind.OneWay:
                _world.CutOneWay(one, other);
                break;
            case FaultKind.Partition:
                _world.Partition([.. _world.Peers.Take(fault.One + 1)], [.. _world.Peers.Skip(fault.One + 1)]);
                break;
            case FaultKind.Slow:
                _world.Slow(one, 200);
                _hits.OnFault(one, slow: true);
                break;
            case FaultKind.Crash when one.IsUp:
                _hits.OnFault(one, slow: false);
                one.Crash();
                _runs[fault.One]++;
                _world.At(_world.Now + TimeSpan.FromSeconds(20), () => ComeBack(fault.One));
                break;
            case FaultKind.Search when one.IsUp:
                Search(one);
                break;
        }
    }

    /// <summary>A peer that comes back dials whom its user told it to, as a user's configuration would.</summary>
    private void ComeBack(int number)
    {
        var peer = _world.Peers[number];
        peer.Start();
        _world.At(_world.Now + TimeSpan.FromSeconds(1), () =>
        {
            foreach (var (one, other) in _plan.Links.Where(l => l.One == number))
            {
                if (peer.IsUp) peer.OpenLink(_world.Peers[other].Address);
            }
        });
    }

    private void Heal()
    {
        _world.HealAll();
        foreach (var peer in _world.Peers) _world.Slow(peer, 0);
    }

    private void HoldSearch(string when)
    {
        for (var i = 0; i < _plan.Peers; i += Math.Max(1, _plan.Peers / 3))
        {
            var asker = _world.Peers[i];
            var distances = DistancesFrom(asker);
            var search = Search(asker);
            _world.RunUntil(() => search.End is not null, TimeSpan.FromSeconds(11));
            var found = search.Hits.Select(static h => h.Peer).ToHashSet();
            foreach (var (peer, hops) in distances)
            {
                if (hops is > 0 and <= SureHops && !found.Contains(peer.Servent)) _broken.Add($"{when}: {asker.Name} does not find {peer.Name}, {hops} links away");
            }

            if (when == "after healing" && distances.Count < _plan.Peers) _broken.Add($"{when}: {asker.Name} is linked to {distances.Count} of {_plan.Peers} peers");
            if (search.Hits.Count != found.Count) _broken.Add($"{when}: {asker.Name} is told a file twice");
        }
    }

    private void HoldBounds()
    {
        foreach (var peer in _world.Peers.Where(static p => p.IsUp))
        {
            var (router, hosts) = (peer.RouterStatus(), peer.ListHosts());
            if (router.Routes > 2 * _bounds.Router.MaxRoutes) _broken.Add($"{peer.Name} remembers {router.Routes} routes");
            if (hosts.Hosts.Length > _bounds.Hosts.Max) _broken.Add($"{peer.Name} remembers {hosts.Hosts.Length} hosts");
            if (peer.Links.Count > _plan.Peers * 2) _broken.Add($"{peer.Name} holds {peer.Links.Count} links");
        }
    }

    private Dictionary<SimulatedPeer, int> DistancesFrom(SimulatedPeer asker)
    {
        var distances = new Dictionary<SimulatedPeer, int> { [asker] = 0 };
        var next = new Queue<SimulatedPeer>([asker]);
        while (next.TryDequeue(out var peer))
        {
            foreach (var link in peer.Links)
            {
                var neighbour = _world.Peers.First(p => p.Address.Ip == link.Remote.Ip);
                if (distances.TryAdd(neighbour, distances[peer] + 1)) next.Enqueue(neighbour);
            }
        }

        return distances;
    }

    /// <summary>A request that was handed on goes over each link once, however often it arrives; two peers that dial each other may have two links for a while.</summary>
    private void Watch(TimeSpan at, string from, string to, object message)
    {
        if (message is not Departure departure) return;
        var (sender, receiver) = (_world[from], _world[to]);
        _hits.OnDeparture(sender, receiver, departure);
        if (departure is not { Hops: > 0, Descriptor: Query or Ping or Push }) return;
        var run = _runs[int.Parse(from.AsSpan(1), System.Globalization.CultureInfo.InvariantCulture)];
        var key = (from, run, to, departure.Descriptor.Id);
        var before = _forwarded.GetValueOrDefault(key);
        _forwarded[key] = before + 1;
        if (before > 0 && before >= sender.Links.Count(l => l.Remote.Ip == receiver.Address.Ip))
            _broken.Add($"at {at} {from} hands {departure.Descriptor.Kind} {departure.Descriptor.Id} to {to} a second time");
    }

    /// <summary>What the router tells a link that has just ended reaches nobody, and need not. Everything else does; and no actor fails.</summary>
    private void Listen(object told)
    {
        if (told is DeadLetter letter && !letter.Recipient.Path.Name.StartsWith("link-", StringComparison.Ordinal))
            _broken.Add($"{letter.Message.GetType().Name} to {letter.Recipient.Path.ToStringWithoutAddress()} reaches nobody");
        if (told is Error error) _broken.Add($"{error.LogSource}: {error.Message}");
    }
}
