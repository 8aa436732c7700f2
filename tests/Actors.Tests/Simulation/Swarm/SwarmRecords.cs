using PeerActors.Actors.Simulation;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Links;

namespace PeerActors.Actors.Tests.Simulation.Swarm;

/// <summary>A link as one side had it.</summary>
internal sealed record LinkSpan(string Run, LinkId Link, string Neighbour, TimeSpan Opened)
{
    /// <summary>When it ended; null while it carries.</summary>
    public TimeSpan? Closed { get; set; }
}

/// <summary>Which links there were, in which run of which peer, and who had which address.</summary>
internal sealed class SwarmRecords(SimulatedWorld world)
{
    private readonly Dictionary<uint, string> _addresses = [];
    private readonly Dictionary<string, int> _runs = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Run, LinkId Link), LinkSpan> _links = [];
    private readonly Dictionary<(string One, string Other), List<LinkSpan>> _between = [];
    private readonly List<(TimeSpan At, string One, string? Other)> _hindrances = [];
    private readonly Dictionary<string, TimeSpan> _ended = new(StringComparer.Ordinal);

    /// <summary>From now on something is wrong with what one sends to another or is sent by it; with all of its links when no other is named.</summary>
    public void OnHindrance(string one, string? other) => _hindrances.Add((world.Now, one, other));

    /// <summary>True when something began to be wrong between two until a time.</summary>
    public bool WereHindered(string one, string other, TimeSpan until) => _hindrances.Any(h =>
        h.At <= until && (h.Other is null ? h.One == one || h.One == other : (h.One == one && h.Other == other) || (h.One == other && h.Other == one)));

    /// <summary>A peer is at an address from now on.</summary>
    public void OnAddress(SimulatedPeer peer) => _addresses[peer.Address.Ip] = peer.Name;

    /// <summary>A peer starts once more.</summary>
    public void OnStart(SimulatedPeer peer) => _runs[peer.Name] = _runs.GetValueOrDefault(peer.Name) + 1;

    /// <summary>A peer's run ends without a word, and so do its links.</summary>
    public void OnCrash(SimulatedPeer peer)
    {
        var run = RunOf(peer.Name);
        _ended.TryAdd(run, world.Now);
        foreach (var link in _links.Values.Where(l => l.Run == run)) link.Closed ??= world.Now;
    }

    /// <summary>A link opens or closes.</summary>
    public void OnLink(SimulatedPeer peer, ILinkEvent e)
    {
        var key = (RunOf(peer.Name), e.Link);
        if (e is LinkOpened opened)
        {
            var link = _links[key] = new(key.Item1, e.Link, NameAt(opened.Remote), world.Now);
            if (!_between.TryGetValue((peer.Name, link.Neighbour), out var links)) _between.Add((peer.Name, link.Neighbour), links = []);
            links.Add(link);
        }
        else if (e is LinkClosed { Carried: true } && _links.TryGetValue(key, out var link))
        {
            link.Closed = world.Now;
        }
    }

    /// <summary>Who is or was at an address.</summary>
    public string NameAt(PeerAddress address) => _addresses[address.Ip];

    /// <summary>The name of a peer's run now, as its actors are called: "p3" for the first, "p3.2" for the second.</summary>
    public string RunOf(string peer) => _runs.GetValueOrDefault(peer) is var run and > 1 ? $"{peer}.{run}" : peer;

    /// <summary>True when a run has ended without a word until a time.</summary>
    public bool HasEnded(string run, TimeSpan until) => _ended.TryGetValue(run, out var at) && at <= until;

    /// <summary>The peer of a run.</summary>
    public static string PeerOf(string run) => run.Split('.')[0];

    /// <summary>A link of a run; null when it never carried.</summary>
    public LinkSpan? Find(string run, LinkId link) => _links.GetValueOrDefault((run, link));

    /// <summary>The links from one to another, as each side had them.</summary>
    public IEnumerable<LinkSpan> Between(string one, string other) =>
        [.. _between.GetValueOrDefault((one, other)) ?? [], .. _between.GetValueOrDefault((other, one)) ?? []];
}
