using System.Collections.Immutable;
using Akka.Actor;
using Akka.Event;
using PeerActors.Actors.Peer;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Links;
using PeerActors.Messages.Shares;
using PeerActors.TestKit.Stages;

namespace PeerActors.TestKit;

/// <summary>One peer of a scenario.</summary>
public sealed partial class ScenarioPeer
{
    private readonly Scenario _scenario;
    private readonly HashSet<string> _shared = new(StringComparer.Ordinal);

    internal ScenarioPeer(Scenario scenario, string name, Func<Func<bool>, TimeSpan, bool>? pass)
    {
        (_scenario, Name) = (scenario, name);
        (Links, Log, BuddiesSeen) = (new(pass), new(pass, scenario.Log.Add), new(pass));
    }

    /// <summary>What the story calls it.</summary>
    public string Name { get; }

    /// <summary>Its servent GUID; the same after a restart.</summary>
    public ServentId Id => On.Id;

    /// <summary>Where it listens.</summary>
    public PeerAddress Address => On.Address;

    /// <summary>True while it runs.</summary>
    public bool IsUp => On.IsUp;

    /// <summary>The way in for questions that the kit has no word for (<see cref="Needs.Gateways"/>).</summary>
    public IPeerGateway Gateway
    {
        get
        {
            _scenario.Require(Needs.Gateways, "A gateway");
            return On.Gateway;
        }
    }

    /// <summary>Links that opened and closed, restarts included.</summary>
    public Recorder<ILinkEvent> Links { get; }

    /// <summary>What its actors logged, from information on; empty where the stage does not offer <see cref="Needs.Logs"/>.</summary>
    public Recorder<LogEvent> Log { get; }

    /// <summary>Expects what its actors log (<see cref="Needs.Logs"/>).</summary>
    public EventFilterFactory EventFilter => _scenario.FilterOf(Log);

    /// <summary>How many files it shares.</summary>
    internal int Shared => _shared.Count;

    internal IStagePeer On { get; set; } = null!;

    /// <summary>Offers a file; searches of the scenario wait until it is offered.</summary>
    /// <exception cref="ArgumentException">The name is no name of a file, or the size is negative.</exception>
    public Task Shares(string name, long bytes = 1000)
    {
        if (name.Length == 0 || name is "." or ".." || name.AsSpan().ContainsAny('/', '\\', '\0')) throw new ArgumentException($"\"{name}\" is not the name of a file.", nameof(name));
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        _shared.Add(name);
        On.Share(name, bytes);
        return _scenario.AllShared();
    }

    /// <summary>Searches the network.</summary>
    /// <param name="words">All of which a name must hold.</param>
    /// <param name="expect">The search ends when so many hits came.</param>
    public SearchCall Search(string words, int expect = 1) => new(_scenario, this, words, expect);

    /// <summary>Fetches what a hit names and returns how it went.</summary>
    public Task<IDownloadEvent> Download(SearchHit hit) => On.Download(hit);

    /// <summary>One of its actors, by the path below the peer, such as <c>router</c>, for a probe to speak to (<see cref="Needs.Gateways"/>).</summary>
    public ICanTell Actor(string path)
    {
        _scenario.Require(Needs.Gateways, "An actor of a peer");
        return On.Actor(path);
    }

    /// <summary>Dials a peer and goes on dialling it, and does not wait for the link.</summary>
    public Task OpenLink(ScenarioPeer to) => On.OpenLink(to.Address);

    /// <summary>Ends at once: nobody is told, nothing more is stored, connections break.</summary>
    public Task Crash() => WhenUp(On.Crash);

    /// <summary>Leaves in order.</summary>
    public Task Leave() => WhenUp(On.Leave);

    /// <summary>Starts again after <see cref="Crash"/> or <see cref="Leave"/>, with the same identity and stores.</summary>
    public Task Restart()
    {
        if (IsUp) throw new InvalidOperationException($"{Name} is up already.");
        Started = Links.SoFar.Count;
        return On.Start();
    }

    /// <summary>How many <see cref="Links"/> events there were when it was started last.</summary>
    internal int Started { get; private set; }

    /// <summary>Whether it is linked to where somebody listens.</summary>
    internal bool HasLinkTo(PeerAddress remote) =>
        Links.SoFar.Skip(Started).OfType<LinkOpened>().LastOrDefault(o => o.Remote == remote) is { } open && !Links.SoFar.Skip(Started).Any(e => e is LinkClosed closed && closed.Link == open.Link);

    private Task WhenUp(Func<Task> what) => IsUp ? what() : throw new InvalidOperationException($"{Name} is not up.");
}

/// <summary>A search that is about to start.</summary>
public sealed class SearchCall
{
    private readonly Scenario _scenario;
    private readonly ScenarioPeer _peer;
    private readonly string _words;
    private readonly int _expect;

    internal SearchCall(Scenario scenario, ScenarioPeer peer, string words, int expect) => (_scenario, _peer, _words, _expect) = (scenario, peer, words, expect);

    /// <summary>Starts it and returns its hits when as many as expected have come, or the time is over.</summary>
    public async Task<ImmutableArray<SearchHit>> Within(TimeSpan limit)
    {
        await _scenario.AllShared();
        return await _peer.On.Search(_words, limit, _expect);
    }
}

/// <summary>Times as a story tells them.</summary>
public static class Times
{
    /// <summary>So many hours.</summary>
    public static TimeSpan Hours(this int count) => TimeSpan.FromHours(count);

    /// <summary>So many minutes.</summary>
    public static TimeSpan Minutes(this int count) => TimeSpan.FromMinutes(count);

    /// <summary>So many seconds.</summary>
    public static TimeSpan Seconds(this int count) => TimeSpan.FromSeconds(count);

    /// <summary>So many milliseconds.</summary>
    public static TimeSpan Milliseconds(this int count) => TimeSpan.FromMilliseconds(count);
}
