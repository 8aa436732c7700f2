using System.Collections.Immutable;
using Akka.Event;
using PeerActors.Actors.Peer;
using PeerActors.Actors.Transports.InProcess;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Links;
using PeerActors.Messages.Shares;

namespace PeerActors.TestKit;

/// <summary>One peer of a scenario.</summary>
public sealed class ScenarioPeer : IAsyncDisposable
{
    private readonly Scenario _scenario;
    private readonly PeerSettings _settings;
    private readonly InProcessTransport _transport;
    private readonly VirtualShareDisk _disk = new(TimeProvider.System);
    private readonly MemoryHostStore _hosts = new();
    private readonly MemoryHashStore _hashes = new();
    private readonly HashSet<string> _shared = new(StringComparer.Ordinal);
    private PeerSystem? _system;

    internal ScenarioPeer(Scenario scenario, string name, PeerSettings settings)
    {
        (_scenario, Name, _settings) = (scenario, name, settings);
        _transport = scenario.Network.Host();
        Id = ServentId.Roll(scenario.Dice(name, "servent"));
    }

    /// <summary>What the story calls it.</summary>
    public string Name { get; }

    /// <summary>Its servent GUID; the same after a restart.</summary>
    public ServentId Id { get; }

    /// <summary>Where it listens.</summary>
    public PeerAddress Address => _transport.Address;

    /// <summary>True while it runs.</summary>
    public bool IsUp => _system is not null;

    /// <summary>The way in for questions that the kit has no word for.</summary>
    public PeerGateway Gateway => _system?.Gateway ?? throw new InvalidOperationException($"{Name} is not up.");

    /// <summary>Links that opened and closed, restarts included.</summary>
    public Recorder<ILinkEvent> Links { get; } = new();

    /// <summary>What its actor system logged.</summary>
    public Recorder<LogEvent> Log { get; } = new();

    /// <summary>Offers a file; searches of the scenario wait until it is offered.</summary>
    public Task Shares(string name, long bytes = 1000)
    {
        _shared.Add(name);
        _disk.Put(name, bytes);
        return AllShared();
    }

    /// <summary>Searches the network.</summary>
    /// <param name="words">All of which a name must hold.</param>
    /// <param name="expect">The search ends when so many hits came.</param>
    public SearchCall Search(string words, int expect = 1) => new(_scenario, this, words, expect);

    /// <summary>Fetches what a hit names and returns how it went.</summary>
    public async Task<IDownloadEvent> Download(SearchHit hit)
    {
        var source = new DownloadSource(new($"http://{hit.Address}/get/{hit.Index}/{Uri.EscapeDataString(hit.Name)}"));
        IDownloadEvent? last = null;
        await foreach (var e in Gateway.Download(new(hit.Name, hit.Size, hit.Sha1, hit.Sha256), [source], path: null)) last = e;
        return last ?? throw new InvalidOperationException("The download said nothing.");
    }

    /// <summary>Is gone without a word, as if its machine had lost power. What its stores had kept is still there.</summary>
    public async Task Crash()
    {
        _scenario.Network.Fell(Address);
        await DisposeAsync();
    }

    /// <summary>Leaves in order.</summary>
    public async Task Leave()
    {
        if (_system is { } system) await system.LeaveAsync(TestProbe.Patience);
        await DisposeAsync();
    }

    /// <summary>Starts again after <see cref="Crash"/> or <see cref="Leave"/>, with the same identity and stores.</summary>
    public Task Restart() => StartAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_system is { } system)
        {
            _system = null;
            _transport.StopListening();
            await system.DisposeAsync();
        }
    }

    internal async Task StartAsync() => _system = await PeerSystem.StartAsync(
        _settings,
        new()
        {
            Servent = Id,
            Name = Name,
            Clock = TimeProvider.System,
            Dice = room => _scenario.Dice(Name, room),
            Transport = _transport,
            HostStore = _hosts,
            HashStore = _hashes,
            ShareDisk = _disk,
            Fetcher = new ScenarioFetcher(_scenario),
        },
        new() { OnLink = Links.Add, OnLog = Log.Add });

    /// <summary>Completes when every file given to <see cref="Shares"/> is offered.</summary>
    internal async Task AllShared()
    {
        if (_shared.Count == 0 || _system is null) return;
        using var patience = new CancellationTokenSource(TestProbe.Patience);
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while ((await Gateway.Library(patience.Token)).Files < _shared.Count) await look.WaitForNextTickAsync(patience.Token);
    }
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
        var hits = ImmutableArray.CreateBuilder<SearchHit>();
        await foreach (var e in _peer.Gateway.Search(_words, limit, _expect))
        {
            if (e is SearchHit hit) hits.Add(hit);
            if (e is SearchFinished { End: SearchEnd.Refused } refused) throw new InvalidOperationException(refused.Detail);
        }

        return hits.DrainToImmutable();
    }
}

/// <summary>Times as a story tells them.</summary>
public static class Times
{
    /// <summary>So many seconds.</summary>
    public static TimeSpan Seconds(this int count) => TimeSpan.FromSeconds(count);

    /// <summary>So many milliseconds.</summary>
    public static TimeSpan Milliseconds(this int count) => TimeSpan.FromMilliseconds(count);
}
