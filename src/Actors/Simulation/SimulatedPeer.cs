using System.Collections.Immutable;
using Akka.Actor;
using PeerActors.Actors.Peer;
using PeerActors.Actors.Shares;
using PeerActors.Actors.Simulation.Disk;
using PeerActors.Actors.Simulation.Loop;
using PeerActors.Actors.Simulation.Network;
using PeerActors.Messages.Buddies;
using PeerActors.Messages.HostCatcher;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Links;
using PeerActors.Messages.Peer;
using PeerActors.Messages.PeerLinks;
using PeerActors.Messages.Router;
using PeerActors.Messages.Shares;

namespace PeerActors.Actors.Simulation;

/// <summary>One peer of a <see cref="SimulatedWorld"/>: the production actors, on a simulated host. What it is told takes effect when the simulation goes on.</summary>
public sealed partial class SimulatedPeer
{
    /// <summary>The folder that every simulated peer shares.</summary>
    public const string Folder = "/shared";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private readonly SimulatedWorld _simulation;
    private readonly PeerSettings _settings;
    private readonly SimulatedDisk _disk;
    private readonly VirtualClock _clock;
    private readonly Dictionary<SearchId, SimulatedSearch> _searches = [];
    private readonly Dictionary<RequestId, Action<object>> _asked = [];
    private readonly Dictionary<TransferId, Action<IDownloadEvent>> _downloads = [];
    private readonly SortedDictionary<long, LinkOpened> _links = [];
    private Incarnation? _run;
    private int _runs;
    private long _lastId;

    internal SimulatedPeer(SimulatedWorld simulation, string name, PeerSettings settings, SimulatedHost host)
    {
        (_simulation, Name, _settings, Host) = (simulation, name, settings, host);
        _disk = new(simulation.Loop, name, simulation.Options.Disk);
        _clock = new(simulation.Loop);
        _identity = simulation.Options.Keyed ? new(simulation.Seed, name) : null;
        Servent = ServentId.Roll(new SeededDice(simulation.Seed, $"{name}/servent"));
    }

    /// <summary>What the story calls it.</summary>
    public string Name { get; }

    /// <summary>Its servent GUID; the same after a restart.</summary>
    public ServentId Servent { get; }

    /// <summary>Where it listens.</summary>
    public PeerAddress Address => Host.At(_settings.Listen.Port);

    /// <summary>True from its start to its crash, leave or failure.</summary>
    public bool IsUp { get; private set; }

    /// <summary>Why it failed in the open; null when it did not.</summary>
    public string? Failure { get; private set; }

    /// <summary>The way in that code outside of actors has to any peer; here every question lets virtual time pass until it is answered.</summary>
    public IPeerGateway Gateway => new SimulatedGateway(_simulation, this);

    /// <summary>Links that carry now, by the numbers that the peer gave them.</summary>
    public IReadOnlyCollection<LinkOpened> Links => _links.Values;

    /// <summary>Files that it should offer.</summary>
    public int Files => _disk.Files.Count;

    /// <summary>Files that it said it offers.</summary>
    public int Offered { get; private set; }

    /// <summary>How much its wall clock is fast.</summary>
    public TimeSpan ClockSkew
    {
        get => _clock.Skew;
        set => _clock.Skew = value;
    }

    /// <summary>Why its disk refuses to load and save; null while it does not.</summary>
    public string? DiskRefusal
    {
        get => _disk.Refusal;
        set => _disk.Refusal = value;
    }

    internal SimulatedHost Host { get; }

    /// <summary>Starts it, or starts it again with what its disk kept.</summary>
    public void Start()
    {
        if (_run is not null) throw new InvalidOperationException($"{Name} is up already.");
        using var driving = _simulation.Loop.Drive();
        _run = new(Name, ++_runs);
        Failure = null;
        var run = _run;
        _spawned = _simulation.Spawn(run, _settings with { Listen = Address }, EnvironmentOf(run), m => Hear(run, m));
    }

    /// <summary>Ends at once: nobody is told, nothing more is stored, connections break.</summary>
    public void Crash()
    {
        if (_run is null) throw new InvalidOperationException($"{Name} is not up.");
        using var driving = _simulation.Loop.Drive();
        _simulation.Note(Name, "crashes");
        _simulation.Network.Fell(Host);
        _disk.Crash();
        End();
    }

    /// <summary>Its process stops, as by SIGSTOP: it neither computes nor reads nor answers, and its connections stay.</summary>
    public void Pause() => Act("stops", run => _simulation.Loop.Pause(run));

    /// <summary>Its process goes on.</summary>
    public void Resume() => Act("goes on", run => _simulation.Loop.Resume(run));

    /// <summary>Leaves in order, and is gone when its neighbours know and its state is stored.</summary>
    public void Leave() => Ask<PeerLeft>(static request => new LeaveNetwork(request), left =>
    {
        _simulation.Note(Name, $"has left {left.LinksLeft} neighbours");
        _simulation.Network.Fell(Host);
        End();
    });

    /// <summary>Dials a peer and goes on dialling it.</summary>
    public void OpenLink(PeerAddress remote) => Tell(new OpenLink(remote));

    /// <summary>Closes a link with a Bye.</summary>
    public void CloseLink(LinkId link, string why) => Tell(new CloseLink(link, LinkCloseReason.ClosedByUs, why));

    /// <summary>Puts a file into its shared folder.</summary>
    public void Share(string name, long bytes)
    {
        using var driving = _simulation.Loop.Drive();
        var path = $"{Folder}/{name}";
        _disk.Files[path] = new(path, bytes, _clock.GetUtcNow());
        foreach (var watcher in _disk.Watchers.ToArray()) watcher();
    }

    /// <summary>Puts files into its shared folder that an earlier run has hashed, so that it offers them as soon as it is up.</summary>
    /// <param name="files">Names and sizes.</param>
    /// <exception cref="InvalidOperationException">It is up.</exception>
    public void Keep(IEnumerable<(string Name, long Bytes)> files)
    {
        if (_run is not null) throw new InvalidOperationException($"{Name} is up; it would not see what an earlier run left.");
        var now = _clock.GetUtcNow();
        _disk.Keep(files.Select(file => new FoundFile($"{Folder}/{file.Name}", file.Bytes, now)));
    }

    /// <summary>Searches the network.</summary>
    /// <param name="words">All of which a name must hold.</param>
    /// <param name="duration">How long to wait for hits.</param>
    /// <param name="maxHits">End early at so many.</param>
    public SimulatedSearch Search(string words, TimeSpan duration, int maxHits) => Search(SearchTerms.OfWords(words), duration, maxHits);

    /// <summary>Searches the network.</summary>
    /// <param name="terms">Words, all of which a name must hold, or hashes.</param>
    /// <param name="duration">How long to wait for hits.</param>
    /// <param name="maxHits">End early at so many.</param>
    public SimulatedSearch Search(SearchTerms terms, TimeSpan duration, int maxHits)
    {
        var search = new SimulatedSearch(new(++_lastId), terms, _simulation.Now);
        _searches.Add(search.Search, search);
        _simulation.Note(Name, $"searches for \"{terms.Words}\"{(terms.Hashes.IsEmpty ? "" : $" and {terms.Hashes.Length} hashes")}");
        Tell(new StartSearch(search.Search, terms, duration, maxHits));
        return search;
    }

    /// <summary>Fetches a file; each event is told, the last one is an end.</summary>
    public void Download(DownloadTarget target, ImmutableArray<DownloadSource> sources, Action<IDownloadEvent> told)
    {
        var transfer = new TransferId(++_lastId);
        _downloads.Add(transfer, told);
        Tell(new StartDownload(transfer, target, sources, Path: null));
    }

    /// <summary>Looks at its links, and lets time pass until it has answered.</summary>
    public LinksListed ListLinks() => Answer<LinksListed>(static r => new ListLinks(r));

    /// <summary>Looks at the hosts that it knows, and lets time pass until it has answered.</summary>
    public HostsListed ListHosts() => Answer<HostsListed>(static r => new ListHosts(r));

    /// <summary>Looks at its router's counters, and lets time pass until it has answered.</summary>
    public RouterStatus RouterStatus() => Answer<RouterStatus>(static r => new GetRouterStatus(r));

    /// <summary>Looks at its library, and lets time pass until it has answered.</summary>
    public LibraryStatus LibraryStatus() => Answer<LibraryStatus>(static r => new GetLibraryStatus(r));

    /// <summary>One of its actors, by the path below the peer, such as <c>router</c>.</summary>
    internal ICanTell Actor(string path) =>
        _run is null ? throw new InvalidOperationException($"{Name} is not up.") : new ActorSelection(Spawned.Tree, path);

    internal void Tell(object message)
    {
        if (_run is null) throw new InvalidOperationException($"{Name} is not up.");
        using var driving = _simulation.Loop.Drive();
        Spawned.Tree.Tell(message, Spawned.Spectator);
    }

    internal Task<SharedFile?> FindAsync(IFileQuery query, TimeSpan limit, Incarnation? asker)
    {
        var answer = new TaskCompletionSource<SharedFile?>();
        if (_run is null) return Task.FromResult<SharedFile?>(null);
        Ask<object>(
            request => query is FindFileByHash byHash ? byHash with { Request = request } : (FindFileByName)query with { Request = request },
            told => answer.TrySetResult((told as FileFound)?.File));
        _simulation.Loop.Later(limit, () => answer.TrySetResult(null), asker);
        return answer.Task;
    }

    private Task<bool> PassPushAsync(ServentId sharer, FileIndex file, PeerAddress asker, TimeSpan limit, Incarnation whose)
    {
        var answer = new TaskCompletionSource<bool>();
        if (_run is null) return Task.FromResult(false);
        Ask<PushSent>(request => new SendPush(request, sharer, file, asker), sent => answer.TrySetResult(sent.IsOnItsWay));
        _simulation.Loop.Later(limit, () => answer.TrySetResult(false), whose);
        return answer.Task;
    }

    /// <summary>The world ends.</summary>
    internal void Dispose() => _identity?.Dispose();

    private PeerEnvironment EnvironmentOf(Incarnation run) => WithKey(new()
    {
        Servent = Servent,
        Name = Name,
        Clock = _clock,
        Dice = room => new SeededDice(_simulation.Seed, $"{run}/{room}"),
        Transport = new SimulatedTransport(_simulation.Network, Host),
        PushPort = new SimulatedPushPort(
            _simulation.Network, Host, run, (proxy, sharer, file, asker, limit) => _simulation.PeerOn(proxy).PassPushAsync(sharer, file, asker, limit, run)),
        Routing = _simulation.Options.Routing,
        HostStore = new SimulatedHostStore(_disk),
        AccessStore = new SimulatedAccessStore(_disk),
        HashStore = new SimulatedHashStore(_disk),
        ShareDisk = new SimulatedShareDisk(_disk),
        Fetcher = new SimulatedFetcher(
            _simulation.Network, Host, (sharer, query) => _simulation.PeerOn(sharer).FindAsync(query, _settings.Downloads.ConnectTimeout, run), (delay, what) => After(run, delay, what)),
    }, run);

    private Task<FetchOutcome> After(Incarnation run, TimeSpan delay, Func<FetchOutcome> what)
    {
        var outcome = new TaskCompletionSource<FetchOutcome>();
        _simulation.Loop.Later(delay, () => outcome.SetResult(what()), run);
        return outcome.Task;
    }

    private void Act(string what, Action<Incarnation> act)
    {
        if (_run is not { } run) throw new InvalidOperationException($"{Name} is not up.");
        using var driving = _simulation.Loop.Drive();
        _simulation.Note(Name, what);
        act(run);
    }

    internal RequestId NextRequest() => new(++_lastId);

    internal T Answer<T>(Func<RequestId, object> question)
        where T : class
    {
        T? answer = null;
        Ask<T>(question, told => answer = told);
        _simulation.RunUntil(() => answer is not null, Patience);
        return answer ?? throw new TimeoutException($"{Name} did not answer within {Patience} of virtual time.");
    }

    private void Ask<T>(Func<RequestId, object> question, Action<T> told)
        where T : class
    {
        var request = NextRequest();
        _asked.Add(request, answer => told((T)answer));
        Tell(question(request));
    }

    private void End()
    {
        _run!.IsOver = true;
        _run = null;
        IsUp = false;
        Offered = 0;
        _links.Clear();
        _asked.Clear();
        _downloads.Clear();
        _searches.Clear();
        _spawned = null;
    }

    private void Hear(Incarnation run, object told)
    {
        if (run != _run) return;
        switch (told)
        {
            case PeerUp up:
                IsUp = true;
                _simulation.Note(Name, $"is up on {up.Address}");
                break;
            case PeerFailed failed:
                Failure = failed.Why;
                _simulation.Note(Name, $"failed: {failed.Why}");
                _simulation.Network.Fell(Host);
                _disk.Crash();
                End();
                break;
            case LinkOpened opened:
                _links[opened.Link.Value] = opened;
                _simulation.OnLink(this, opened);
                break;
            case LinkClosed closed:
                _links.Remove(closed.Link.Value);
                _simulation.OnLink(this, closed);
                break;
            case BuddyChanged changed:
                _simulation.OnBuddy(this, changed);
                break;
            case LibrarySettled settled:
                Offered = settled.Files;
                break;
            case ISearchEvent e when _searches.TryGetValue(e.Search, out var search):
                search.Take(e, _simulation.Now);
                if (e is SearchHit hit) _simulation.Note(Name, $"is told of \"{hit.Name}\", {hit.HopsTravelled} hops away");
                if (e is SearchFinished) _searches.Remove(e.Search);
                break;
            case IDownloadEvent e when _downloads.TryGetValue(e.Transfer, out var download):
                if (e is DownloadFinished or DownloadFailed) _downloads.Remove(e.Transfer);
                download(e);
                break;
            default:
                if (RequestOf(told) is { } request && _asked.Remove(request, out var answered)) answered(told);
                break;
        }
    }

    private static RequestId? RequestOf(object answer) => answer switch
    {
        PeerLeft m => m.Request,
        LinksListed m => m.Request,
        HostsListed m => m.Request,
        Messages.Router.RouterStatus m => m.Request,
        Messages.Shares.LibraryStatus m => m.Request,
        FileFound m => m.Request,
        FileNotFound m => m.Request,
        HitRecalled m => m.Request,
        HitsOfContentRecalled m => m.Request,
        FilesBrowsed m => m.Request,
        AlternatesTold m => m.Request,
        IUploadAnswer m => m.Request,
        UploadsStatus m => m.Request,
        Messages.Access.IAccessAnswer m => m.Request,
        IBuddyAnswer m => m.Request,
        PushStatus m => m.Request,
        PushSent m => m.Request,
        BansListed m => m.Request,
        PeerLinksListed m => m.Request,
        _ => null,
    };
}
