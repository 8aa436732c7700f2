using System.Collections.Immutable;
using PeerActors.Actors.Remoting;
using PeerActors.Actors.Shares;
using PeerActors.Actors.Simulation.Loop;
using PeerActors.Messages.Access;
using PeerActors.Messages.Buddies;
using PeerActors.Messages.HostCatcher;

namespace PeerActors.Actors.Simulation.Disk;

/// <summary>
/// What a peer's host keeps: shared files, known hosts, hashes, rules, the roster, messages that were promised. It outlives the runs of the peer. What was being saved at a crash was saved wholly
/// or not at all, as the dice fall.
/// </summary>
internal sealed class SimulatedDisk(SimulationLoop loop, string name, DiskShape shape)
{
    private readonly SeededDice _dice = new(loop.Seed, $"{name}/disk");
    private readonly List<Write> _underWay = [];
    private readonly Line _rosterLine = new();
    private readonly Line _postLine = new();

    /// <summary>Known hosts that were saved.</summary>
    public ImmutableArray<KnownHost> Hosts { get; private set; } = [];

    /// <summary>Web caches that were saved.</summary>
    public ImmutableArray<KnownCache> Caches { get; private set; } = [];

    /// <summary>Hashes that were saved, by path.</summary>
    public SortedList<string, RememberedHash> Hashes { get; } = new(StringComparer.Ordinal);

    /// <summary>Access rules that were saved.</summary>
    public AccessRules Rules { get; private set; } = AccessRules.None;

    /// <summary>The roster that was saved.</summary>
    public Roster Roster { get; private set; } = Roster.Empty;

    /// <summary>Messages to and from services of peers that were saved.</summary>
    public ServiceStock Post { get; private set; } = ServiceStock.None;

    /// <summary>Shared files, by path.</summary>
    public SortedList<string, FoundFile> Files { get; } = new(StringComparer.Ordinal);

    /// <summary>Who is told of changes of the files.</summary>
    public List<Action> Watchers { get; } = [];

    /// <summary>Why every save and load fails; null while none does.</summary>
    public string? Refusal { get; set; }

    /// <summary>How fast it is.</summary>
    public DiskShape Shape { get; } = shape;

    /// <summary>Adds files with their hashes, at once: an earlier run has left both.</summary>
    public void Keep(IEnumerable<FoundFile> files)
    {
        foreach (var file in files.OrderBy(static f => f.Path, StringComparer.Ordinal))
        {
            var (sha1, sha256) = VirtualContent.HashesOf(file.Path, file.Size);
            (Files[file.Path], Hashes[file.Path]) = (file, new(file, sha1, sha256));
        }

        Files.TrimExcess();
        Hashes.TrimExcess();
    }

    /// <summary>Replaces the hosts, after a while.</summary>
    public Task Save(ImmutableArray<KnownHost> hosts) => Save(() => Hosts = hosts);

    /// <summary>Replaces the web caches, after a while.</summary>
    public Task Save(ImmutableArray<KnownCache> caches) => Save(() => Caches = caches);

    /// <summary>Changes the access rules, after a while.</summary>
    public Task Save(AccessChange change) => Save(() => Rules = Rules.After(change));

    /// <summary>Changes the roster, after a while and after earlier changes of it.</summary>
    public Task Save(RosterChange change) => Save(() => Roster = Roster.After(change), _rosterLine);

    /// <summary>Changes the messages, after a while and after earlier changes of them.</summary>
    public Task Save(ImmutableArray<ServiceChange> changes) => Save(() => Post = changes.Aggregate(Post, static (all, change) => all.After(change)), _postLine);

    /// <summary>Changes the hashes, after a while.</summary>
    public Task Save(ImmutableArray<RememberedHash> hashes, ImmutableArray<string> forgotten) =>
        Save(() =>
        {
            foreach (var path in forgotten) Hashes.Remove(path);
            foreach (var hash in hashes) Hashes[hash.File.Path] = hash;
        });

    /// <summary>Reads something, after a while.</summary>
    public Task<T> Read<T>(Func<T> what) => After(Shape.Access.Throw(_dice), () => Refusal is null ? what() : throw new IOException(Refusal));

    /// <summary>Does something after a while; an answer that the peer does not live to hear is never given.</summary>
    public Task<T> After<T>(TimeSpan delay, Func<T> what)
    {
        var answer = new TaskCompletionSource<T>();
        loop.Later(delay, () =>
        {
            try
            {
                answer.SetResult(what());
            }
            catch (IOException refused)
            {
                answer.SetException(refused);
            }
        });
        return answer.Task;
    }

    /// <summary>The peer crashes now.</summary>
    public void Crash()
    {
        var lost = new HashSet<Line>();
        foreach (var write in _underWay)
        {
            if (_dice.Next(2) != 0) lost.Add(write.Line);
            else if (!lost.Contains(write.Line)) write.Apply();
        }

        _underWay.Clear();
        Watchers.Clear();
    }

    /// <param name="apply">Makes the change.</param>
    /// <param name="line">In which saves keep their order; null for one of its own.</param>
    private Task<bool> Save(Action apply, Line? line = null)
    {
        var write = new Write(apply, line ?? new());
        _underWay.Add(write);
        return After(write.Line.Take(loop.Now, Shape.Access.Throw(_dice)), () =>
        {
            _underWay.Remove(write);
            if (Refusal is not null) throw new IOException(Refusal);
            apply();
            return true;
        });
    }

    /// <summary>A save under way; itself its id.</summary>
    private sealed class Write(Action apply, Line line)
    {
        public Action Apply { get; } = apply;

        public Line Line { get; } = line;
    }

    /// <summary>Saves that are done in the order in which they were given: after a crash there is no later one without an earlier one.</summary>
    private sealed class Line
    {
        private TimeSpan _free;

        /// <summary>How long the next one takes, which would take so long alone.</summary>
        public TimeSpan Take(TimeSpan now, TimeSpan alone)
        {
            _free = now + alone > _free ? now + alone : _free;
            return _free - now;
        }
    }
}

/// <summary>How fast a simulated disk is.</summary>
public sealed record DiskShape
{
    /// <summary>A disk of our days: a few milliseconds, 200 MB/s.</summary>
    public static DiskShape Usual { get; } = new() { Access = new(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(2)), BytesPerSecond = 200_000_000 };

    /// <summary>How long a load, a save or a listing takes.</summary>
    public Network.Latency Access { get; init; }

    /// <summary>Bytes read per second when files are hashed.</summary>
    public long BytesPerSecond { get; init; }
}
