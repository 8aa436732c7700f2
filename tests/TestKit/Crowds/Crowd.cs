using System.Diagnostics;
using System.Globalization;
using Akka.Actor;
using Akka.Actor.Setup;
using PeerActors.Actors.Peer;
using PeerActors.Actors.Simulation.Loop;
using PeerActors.Actors.Transports.InProcess;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Links;
using PeerActors.Messages.Shares;

namespace PeerActors.TestKit.Crowds;

/// <summary>
/// Thousands of peers in one actor system, in real time, on the in-process network: the production <see cref="PeerActor"/> and all its rooms, which do
/// not know that they are not alone. Whatever is done here completes when all that follows from it is done.
/// </summary>
public sealed class Crowd : IAsyncDisposable
{
    /// <summary>Peers that start at once, and links that are made at once: a greeting must not wait for ten thousand others.</summary>
    private const int AtOnce = 500;

    /// <summary>A search that is over at the latest when nobody measures it any more.</summary>
    private static readonly TimeSpan SearchDuration = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>The engine of a deployed peer, its executor aside.</summary>
    private static readonly string Engine = $$"""
        akka {
          loggers = []
          loglevel = "WARNING"
          stdout-loglevel = "OFF"
          log-dead-letters = 0
          actor.default-dispatcher.executor = "{{typeof(RestingExecutorConfigurator).AssemblyQualifiedName}}"
          actor.internal-dispatcher.executor = "{{typeof(RestingExecutorConfigurator).AssemblyQualifiedName}}"
          actor.guardian-supervisor-strategy = "Akka.Actor.StoppingSupervisorStrategy"
          scheduler.tick-duration = "50ms"
          coordinated-shutdown.run-by-clr-shutdown-hook = off
          coordinated-shutdown.exit-clr = off
        }
        """;

    private readonly InProcessNetwork _network = new();
    private readonly Rest _rest = new();
    private readonly CrowdCounts _counts = new();
    private readonly List<(PeerAddress Address, IActorRef Tree)> _peers = [];
    private readonly ActorSystem _system;
    private readonly IActorRef _watch;
    private readonly PeerSettings _settings;
    private readonly long _seed;
    private int _links;
    private long _lastId;

    /// <summary>Makes a crowd without peers.</summary>
    /// <param name="settings">The settings of every peer; nobody is to be dialled but whom <see cref="Join"/> names.</param>
    /// <param name="seed">Of all dice.</param>
    public Crowd(PeerSettings settings, long seed)
    {
        (_settings, _seed) = (settings with { Shares = settings.Shares with { Folders = ["/shared"] } }, seed);
        _system = ActorSystem.Create("crowd", BootstrapSetup.Create().WithConfig(Akka.Configuration.ConfigurationFactory.ParseString(Engine)).And(_rest));
        _watch = _system.ActorOf(CrowdWatchActor.For(_counts), "watch");
    }

    /// <summary>How many peers are up.</summary>
    public int Peers => _peers.Count;

    /// <summary>How many files they offer.</summary>
    public long Files => _counts.Files;

    /// <summary>Starts peers, and waits until each is up and offers its files.</summary>
    /// <param name="count">How many more.</param>
    /// <param name="namesOf">The names of a peer's files, by its number, which counts from 0; the same ones each time.</param>
    public async Task Grow(int count, Func<int, IEnumerable<string>> namesOf)
    {
        for (var wanted = Peers + count; Peers < wanted;)
        {
            await _rest.After(() =>
            {
                for (var i = 0; i < AtOnce && Peers < wanted; i++) _peers.Add(Spawn(Peers, namesOf));
            });
            Check(_counts.Up == Peers && _counts.Settled == Peers, $"{_counts.Up:N0} of {Peers:N0} peers came up, {_counts.Settled:N0} offer their files");
        }
    }

    /// <summary>Has the first of each pair dial the second, and waits until both are linked.</summary>
    public async Task Join(IEnumerable<(int One, int Other)> links)
    {
        foreach (var some in links.Chunk(AtOnce))
        {
            await _rest.After(() =>
            {
                foreach (var (one, other) in some) _peers[one].Tree.Tell(new OpenLink(_peers[other].Address));
            });
            _links += some.Length;
            Check(_counts.LinkEnds == 2 * _links, $"{_counts.LinkEnds:N0} ends of {_links:N0} links are open");
        }
    }

    /// <summary>Searches, and waits until nothing of the search is under way any more.</summary>
    /// <param name="by">The number of the peer whose user searches.</param>
    /// <param name="words">All of which a name must hold.</param>
    public async Task<CrowdSearch> Search(int by, string words)
    {
        var (search, tally) = (new SearchId(++_lastId), new SearchTally());
        var searcher = _system.ActorOf(SearcherActor.For(tally));
        var began = Stopwatch.GetTimestamp();
        var atRest = await _rest.After(() => _peers[by].Tree.Tell(new StartSearch(search, SearchTerms.OfWords(words), SearchDuration, _settings.Searches.MaxHits), searcher));
        await _rest.After(() => _peers[by].Tree.Tell(new StopSearch(search), searcher));
        await _rest.After(() => _system.Stop(searcher));
        return tally.Sum(began, atRest);
    }

    /// <summary>Asks every peer.</summary>
    public Task<T[]> AskAll<T>(Func<RequestId, object> question) =>
        Task.WhenAll(_peers.Select(peer => peer.Tree.Ask<T>(question(new(++_lastId)), Patience)));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await _system.Terminate();

    private (PeerAddress Address, IActorRef Tree) Spawn(int number, Func<int, IEnumerable<string>> namesOf)
    {
        var (name, transport, shares) = (string.Create(CultureInfo.InvariantCulture, $"p{number}"), _network.Host(), new KeptShares(number, () => namesOf(number)));
        var environment = new PeerEnvironment
        {
            Servent = ServentId.Roll(new SeededDice(_seed, name)),
            Name = name,
            Clock = TimeProvider.System,
            Dice = room => new SeededDice(_seed, $"{name}/{room}"),
            Transport = transport,
            HostStore = new MemoryHostStore(),
            HashStore = shares,
            ShareDisk = shares,
            Fetcher = new NoFetcher(),
        };
        return (transport.Address, PeerTree.Spawn(_system, name, _settings with { Listen = transport.Address }, environment, _watch));
    }

    private void Check(bool holds, string otherwise)
    {
        if (_counts.Trouble is { } trouble) throw new InvalidOperationException(trouble);
        if (!holds) throw new InvalidOperationException($"The crowd is at rest, and {otherwise}.");
    }
}
