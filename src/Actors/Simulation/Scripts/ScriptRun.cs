using System.Globalization;
using Akka.Actor;
using PeerActors.Messages.Shares;

namespace PeerActors.Actors.Simulation.Scripts;

/// <summary>One run of a scenario file from one seed.</summary>
internal sealed class ScriptRun : IDisposable
{
    /// <summary>In larger networks, links that come and go are no story.</summary>
    public const int MostPeersWithLinksTold = 10;

    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(10);

    private readonly Script _script;
    private readonly Action<TimeSpan, string, string> _tell;
    private readonly List<ScriptFailure> _failures = [];
    private readonly Dictionary<int, SimulatedSearch> _lastSearch = [];
    private readonly List<(StepWords Step, string What)> _fetching = [];

    /// <param name="script">The scenario.</param>
    /// <param name="seed">Decides everything that is left to chance.</param>
    /// <param name="tell">Told the story: when, who (nobody: the network), what.</param>
    /// <param name="routing">Puts other routers in the place of the peers' routers, for tests.</param>
    public ScriptRun(Script script, int seed, Action<TimeSpan, string, string> tell, Func<Props, Props>? routing = null)
    {
        (_script, _tell) = (Unrolling.Of(script, seed), tell);
        World = new(new()
        {
            Seed = seed, Link = script.Link, MaxRunsPerInstant = script.MaxRunsPerInstant, Routing = routing,
            Settings = s => s with
            {
                Links = s.Links with { Deflate = false, Dialect = script.Dialect, DialDiscovered = script.DesiredLinks > 0, Desired = Math.Max(1, script.DesiredLinks) },
            },
        });
        World.OnNote = Note;
    }

    /// <summary>The network.</summary>
    public SimulatedWorld World { get; }

    /// <summary>What was expected and did not come, each with its place in the file.</summary>
    public IReadOnlyList<ScriptFailure> Failures => _failures;

    /// <summary>A peer by number.</summary>
    public SimulatedPeer this[int number] => World.Peers[number];

    /// <summary>Runs it to its end, or until it does not come to rest any more, which is a failure.</summary>
    /// <param name="stop">Ends it with an <see cref="OperationCanceledException"/> at the next step of the script.</param>
    public void ToEnd(CancellationToken stop = default)
    {
        try
        {
            Run(stop);
        }
        catch (SimulationStuck stuck)
        {
            _failures.Add(new(stuck.Message, ScriptFailure.Stuck));
        }
    }

    private void Run(CancellationToken stop)
    {
        foreach (var name in _script.Peers) World.Add(name).Start();
        if (!World.RunUntil(() => stop.IsCancellationRequested || World.Peers.All(static p => p.IsUp), StartLimit))
            _failures.Add(new($"not every peer came up: {string.Join(", ", World.Peers.Where(static p => !p.IsUp).Take(5).Select(static p => $"{p.Name} ({p.Failure ?? "nobody said why"})"))}.", ScriptFailure.NotUp));
        foreach (var (one, other) in _script.Links) Link(one, other);
        foreach (var step in _script.Steps) At(step.At, () => step.Do(this));
        World.RunUntil(() => stop.IsCancellationRequested, _script.End > World.Now ? _script.End - World.Now : TimeSpan.Zero);
        stop.ThrowIfCancellationRequested();
        foreach (var (step, what) in _fetching)
            _failures.Add(new(string.Create(CultureInfo.InvariantCulture, $"{step.Where}: {what} by {World.Now.TotalSeconds:0.###} s, when the run ends; expected that it does."), $"not over: {step.Text}"));
    }

    /// <summary>Tells something that is worth telling.</summary>
    public void Tell(string who, string what) => _tell(World.Now, who, what);

    /// <summary>One peer dials another, and goes on dialling it.</summary>
    public void Link(int one, int other)
    {
        if (IsUp(one)) this[one].OpenLink(this[other].Address);
    }

    /// <summary>A peer crashes, unless it is down.</summary>
    public void Crash(int peer)
    {
        if (this[peer].IsUp) this[peer].Crash();
    }

    /// <summary>A peer comes back, unless it is up.</summary>
    public void Restart(int peer)
    {
        if (!this[peer].IsUp) this[peer].Start();
    }

    /// <summary>A peer's disk refuses to load and to save from now on, or works again.</summary>
    public void RefuseDisk(int peer, bool refuses) => this[peer].DiskRefusal = refuses ? "the disk does not answer" : null;

    /// <summary>A peer leaves in order.</summary>
    public void Leave(int peer)
    {
        if (IsUp(peer)) this[peer].Leave();
    }

    /// <summary>A peer shares one more file.</summary>
    public void Share(int peer, string name, long size) => this[peer].Share(name, size);

    /// <summary>A peer searches, and is expected to find so many.</summary>
    public void Search(int peer, string words, TimeSpan time, long least, long most, StepWords step)
    {
        if (!IsUp(peer, needed: least > 0 || most < long.MaxValue, step)) return;
        var search = _lastSearch[peer] = this[peer].Search(words, time, maxHits: 10_000);
        At(World.Now + time + TimeSpan.FromMilliseconds(1), () =>
        {
            Tell(this[peer].Name, string.Create(CultureInfo.InvariantCulture, $"has found {search.Hits.Count} with \"{words}\""));
            if (search.Hits.Count >= least && search.Hits.Count <= most) return;
            var expected = least == most ? $"{least}" : most == long.MaxValue ? $"{least} or more" : $"{least} to {most}";
            Fail(step, string.Create(CultureInfo.InvariantCulture, $"{this[peer].Name} searched for \"{words}\" at {search.Started.TotalSeconds:0.###} s and found {search.Hits.Count}; expected {expected}"));
        });
    }

    /// <summary>A peer fetches what its last search has found, and is expected to get it or not.</summary>
    public void Fetch(int peer, string name, bool succeeds, StepWords step)
    {
        if (!IsUp(peer, needed: true, step)) return;
        if (_lastSearch.GetValueOrDefault(peer)?.Hits.FirstOrDefault(h => h.Name == name) is not { } hit)
        {
            Fail(step, $"{this[peer].Name} cannot fetch \"{name}\": its last search has not found it");
            return;
        }

        var source = new DownloadSource(new($"http://{hit.Address}/get/{hit.Index}/{Uri.EscapeDataString(hit.Name)}")) { Push = new(hit.Peer, hit.Index, hit.PushProxies), MustPush = hit.MustPush };
        var open = (step, $"{this[peer].Name} has not got \"{name}\"");
        if (succeeds) _fetching.Add(open);
        this[peer].Download(new(hit.Name, hit.Size, hit.Sha1, hit.Sha256), [source], e =>
        {
            if (e is not (DownloadFinished or DownloadFailed)) return;
            _fetching.Remove(open);
            Tell(this[peer].Name, e is DownloadFailed failed ? $"does not get \"{name}\": {failed.Failure}, {failed.Detail}" : $"has fetched \"{name}\"");
            if (e is DownloadFinished != succeeds) Fail(step, $"{this[peer].Name} {(succeeds ? "did not get" : "got")} \"{name}\"; expected {(succeeds ? "that it does" : "that it does not")}");
        });
    }

    /// <summary>A peer is expected to have so many links.</summary>
    public void ExpectLinks(int peer, long count, StepWords step)
    {
        if (this[peer].Links.Count != count) Fail(step, string.Create(CultureInfo.InvariantCulture, $"{this[peer].Name} has {this[peer].Links.Count} links at {World.Now.TotalSeconds:0.###} s; expected {count}"));
    }

    /// <inheritdoc/>
    public void Dispose() => World.Dispose();

    /// <summary>What happens at a time that has passed while peers came up, happens now.</summary>
    private void At(TimeSpan time, Action what) => World.At(time > World.Now ? time : World.Now, what);

    /// <summary>A peer that is not up when something is expected of it does not do that; which is another failure than doing it in vain.</summary>
    private bool IsUp(int peer, bool needed, StepWords step)
    {
        if (IsUp(peer)) return true;
        if (needed) _failures.Add(new(string.Create(CultureInfo.InvariantCulture, $"{step.Where}: {this[peer].Name} is not up at {World.Now.TotalSeconds:0.###} s, and something is expected of it."), $"not up: {step.Text}"));
        return false;
    }

    private bool IsUp(int peer)
    {
        if (this[peer].IsUp) return true;
        Tell(this[peer].Name, "is not up and does nothing");
        return false;
    }

    private void Note(TimeSpan at, string who, string what)
    {
        if (_script.Peers.Length > MostPeersWithLinksTold && (what.Contains(" link", StringComparison.Ordinal) || what.StartsWith("is told", StringComparison.Ordinal) || what.StartsWith("is up", StringComparison.Ordinal))) return;
        _tell(at, who, what);
    }

    private void Fail(StepWords step, string what)
    {
        _failures.Add(new($"{step.Where}: {what}.", step.Text));
        Tell("", $"Not as expected: {what}");
    }
}
