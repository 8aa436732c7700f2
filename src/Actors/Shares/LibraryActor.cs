using System.Collections.Immutable;
using Akka.Actor;
using Akka.Event;
using PeerActors.Actors.Peer;
using PeerActors.Messages.Access;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Router;
using PeerActors.Messages.Shares;

namespace PeerActors.Actors.Shares;

/// <summary>
/// What this peer offers. Looks through the shared folders, has files hashed one at a time, remembers the hashes, and holds
/// queries against the names. Decisions are the <see cref="Library"/>'s; here they are carried out.
/// </summary>
/// <remarks>
/// States: Loading (remembered hashes are on their way; nothing is offered yet), then Open. A scan, a hash and a save may each be
/// under way, one of a kind; each is known by an object of its own, so an answer that comes late, or to an actor restarted
/// meanwhile, is dropped. The store saves work and nothing else depends on it: when it fails, that is a problem in the status and the
/// room goes on without.
/// </remarks>
internal sealed class LibraryActor : ReceiveActor, IWithTimers
{
    private static readonly ResourcePath Shares = ResourcePath.Of(Resources.PublicShares);

    private const string SettleTimer = "settle";
    private const string RescanTimer = "rescan";
    private const string SaveTimer = "save";

    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly CancellationTokenSource _stopping = new();
    private readonly ShareSettings _settings;
    private readonly IShareDisk _disk;
    private readonly IHashStore _store;
    private readonly IActorRef _router;
    private readonly IActorRef _access;
    private readonly ShareAccess _rules;
    private readonly Library _library;
    private readonly HitMaker _hits;
    private readonly AlternateMesh _alternates;
    private readonly TimeProvider _clock;
    private readonly ChangeBell _bell;
    private readonly ScanTurn _scan = new();
    private readonly UnsavedHashes _unsaved;
    private Hashing? _hashing;
    private object? _load;
    private IDisposable? _watch;
    private ShareSize? _told;
    private ShareSize? _settled;
    private long _queriesLookedUp;
    private long _queriesMatched;

    public LibraryActor(ShareSettings settings, AlternateSettings alternates, IShareDisk disk, IHashStore store, Sharer self, TimeProvider clock, IActorRef router, IActorRef access)
    {
        (_settings, _disk, _store, _clock, _router, _access) = (settings, disk, store, clock, router, access);
        _rules = new(settings, clock);
        _library = new(settings, _rules);
        _alternates = new(alternates, self.Address);
        _hits = new(settings, self, content => _alternates.Tell(content, _clock.GetUtcNow()));
        _bell = new(Self);
        _unsaved = new(ShareProblems.MaxUnsaved(settings));
        Loading();
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>Makes the library.</summary>
    /// <param name="settings">Which folders, and the bounds.</param>
    /// <param name="alternates">Bounds of what askers tell of others.</param>
    /// <param name="disk">Reads them.</param>
    /// <param name="store">Remembers hashes between runs.</param>
    /// <param name="self">This peer, as hits tell of it.</param>
    /// <param name="clock">For what others told, which expires.</param>
    /// <param name="router">Told <see cref="ShareSize"/>; the parent is told <see cref="LibrarySettled"/>.</param>
    /// <param name="access">Says who may find, list and fetch what; until it has, nobody may anything.</param>
    public static Props For(
        ShareSettings settings, AlternateSettings alternates, IShareDisk disk, IHashStore store, Sharer self, TimeProvider clock, IActorRef router, IActorRef access) =>
        Props.Create(() => new LibraryActor(settings, alternates, disk, store, self, clock, router, access));

    /// <inheritdoc/>
    protected override void PreStart()
    {
        _access.Tell(FollowAccess.Instance);
        _watch = _disk.Watch(_settings.Folders, _bell.Ring);
        var load = _load = new object();
        _ = _store.LoadAsync(_stopping.Token).PipeTo(
            Self, success: hashes => new HashesLoaded(load, hashes), failure: cause => new HashesNotLoaded(load, cause));
    }

    /// <inheritdoc/>
    protected override void PostStop()
    {
        _watch?.Dispose();
        foreach (var batch in _unsaved.TakeAll()) Save(batch);
        _stopping.Cancel();
        _stopping.Dispose();
    }

    private void Loading()
    {
        Answering();
        Receive<HashesLoaded>(loaded => Open(loaded.Load, loaded.Hashes));
        Receive<HashesNotLoaded>(OnNotLoaded);
        Receive<Rescan>(static _ => { });          // the first scan is yet to come
        Receive<FoldersChanged>(_ => _bell.Answer());
    }

    private void Opened()
    {
        Answering();
        Receive<Rescan>(_ => Scan());
        Receive<ScanDue>(_ => Scan());
        Receive<FoldersChanged>(_ => Settle());
        Receive<FoldersListed>(OnListed);
        Receive<FoldersNotListed>(OnNotListed);
        Receive<HashProgressed>(progress => { if (progress.Of == _hashing) _hashing.Bytes = progress.Bytes; });
        Receive<HashEnded>(OnHashed);
        Receive<HashesSaved>(OnSaved);
        Receive<HashesNotSaved>(OnNotSaved);
        Receive<SaveDue>(_ => SaveAgain());
    }

    private void Answering()
    {
        Receive<LookUpQueries>(LookUp);
        Receive<FindFileByName>(ask => Answer(ask, may => _library.Find(ask.Index, ask.Name, may)));
        Receive<FindFileByHash>(ask => Answer(ask, may => _library.Find(ask.Sha1, may)));
        Receive<AccessChanged>(OnAccess);
        Receive<MakeShareTable>(ask => Sender.Tell(_library.MakeTable(ask.MaxBits)));
        Receive<GetLibraryStatus>(ask => Sender.Tell(Status(ask.Request)));
        Receive<BrowseFiles>(Browse);
        Receive<ExchangeAlternates>(Exchange);
        Receive<SourcesTried>(m => _alternates.Learn(m, _clock.GetUtcNow()));
        Receive<UploadsStand>(_hits.Stand);
        Receive<PushProxiesChanged>(changed => _hits.Proxies(changed.Proxies));
    }

    private void Open(object load, ImmutableArray<RememberedHash> hashes)
    {
        if (load != _load) return;
        _library.Remember(hashes);
        Become(Opened);
        Scan();
    }

    private void OnNotLoaded(HashesNotLoaded failed)
    {
        if (failed.Load != _load) return;
        Warn(failed.Cause, ShareProblems.NotLoaded(_store.Place, failed.Cause));
        Open(failed.Load, []);
    }

    private void Settle()
    {
        _bell.Answer();
        Timers.StartSingleTimer(SettleTimer, ScanDue.Instance, _settings.SettleTime);
    }

    private void Scan()
    {
        if (!_scan.Ask()) return;
        var scan = _scan.Current!;
        _ = _disk.ListAsync(_settings.Folders, _settings.MaxFiles, _stopping.Token).PipeTo(
            Self, success: listing => new FoldersListed(scan, listing), failure: cause => new FoldersNotListed(scan, cause));
    }

    private void OnListed(FoldersListed listed)
    {
        if (!_scan.TryFinish(listed.Scan)) return;
        foreach (var path in _library.Apply(listed.Listing)) _unsaved.Forget(path);
        TellSize();
        Save();
        HashNext();
        ScanLater();
    }

    private void OnNotListed(FoldersNotListed failed)
    {
        if (!_scan.TryFinish(failed.Scan)) return;
        _log.Error(failed.Cause, "The shared folders could not be looked through: {0}. What was offered stays offered; they are " +
            "looked through again in {1} (shares.rescan-interval).", failed.Cause.Message, _settings.RescanInterval);
        ScanLater();
    }

    private void ScanLater()
    {
        Timers.StartSingleTimer(RescanTimer, ScanDue.Instance, _settings.RescanInterval);
        if (_scan.TakeAgain()) Scan();
    }

    private void HashNext()
    {
        if (_hashing is not null) return;
        if (_library.NextToHash is not { } file)
        {
            TellSettled();
            return;
        }

        var (hashing, self) = (_hashing = new Hashing(file), Self);
        _ = _disk.HashAsync(file, bytes => self.Tell(new HashProgressed(hashing, bytes)), _stopping.Token).PipeTo(
            self,
            success: outcome => new HashEnded(hashing, outcome),
            failure: cause => new HashEnded(hashing, new(file, null, null, $"It could not be hashed: {cause.Message}")));
    }

    private void OnHashed(HashEnded ended)
    {
        if (ended.Of != _hashing) return;
        _hashing = null;
        if (ended.Outcome is { Sha1: { } sha1, Sha256: { } sha256 })
        {
            var hash = new RememberedHash(ended.Of.File, sha1, sha256);
            if (_library.Hashed(hash)) _unsaved.Remember(hash);
        }
        else
        {
            _library.NotHashed(ended.Of.File, ended.Outcome.Problem ?? "It could not be hashed.");
        }

        TellSize();
        Save();
        HashNext();
    }

    private void Save()
    {
        if (_unsaved.Next() is { } batch) Save(batch);
    }

    private void Save(HashBatch batch)
    {
        // Not cancelled when the room stops: what is on its way to the disk is work done, and short.
        _ = _store.SaveAsync(batch.Hashes, batch.Forgotten, CancellationToken.None).PipeTo(
            Self, success: () => new HashesSaved(batch), failure: cause => new HashesNotSaved(batch, cause));
    }

    private void OnSaved(HashesSaved saved)
    {
        if (!_unsaved.Saved(saved.Batch)) return;
        _library.StoreProblem = null;
        Save();
    }

    private void OnNotSaved(HashesNotSaved failed)
    {
        if (!_unsaved.NotSaved(failed.Batch)) return;
        Warn(failed.Cause, ShareProblems.NotSaved(_settings, _store.Place, failed.Cause, _unsaved));
        Timers.StartSingleTimer(SaveTimer, SaveDue.Instance, _settings.RescanInterval);
    }

    private void SaveAgain()
    {
        _unsaved.TryAgain();
        Save();
    }

    private void Warn(Exception cause, ShareProblem problem)
    {
        _library.StoreProblem = problem;
        _log.Warning(cause, "{0}: {1}", problem.Path, problem.Why);
    }

    private void TellSize()
    {
        if (_library.PublicSize == _told) return;
        _router.Tell(_told = _library.PublicSize);
    }

    private void TellSettled()
    {
        if (_settled == _library.Size) return;
        _settled = _library.Size;
        Context.Parent.Tell(new LibrarySettled(_settled.Files, _settled.Bytes));
    }

    private void LookUp(LookUpQueries ask)
    {
        var hits = ImmutableArray.CreateBuilder<QueryHit>();
        foreach (var query in ask.Queries)
        {
            var files = _library.Find(query, ask.Asker);
            _queriesLookedUp++;
            if (files.IsEmpty) continue;
            _queriesMatched++;
            _hits.Make(query, files, hits);
        }

        Sender.Tell(new QueriesLookedUp(ask.Queries.Length, hits.DrainToImmutable()));
    }

    private void OnAccess(AccessChanged changed)
    {
        _library.Change(changed.Policy);
        if (_told is null) return;
        // Also when it is as much as before: it may be other files.
        _told = null;
        TellSize();
    }

    /// <summary>A file that the asker may not have is not there, as far as the asker is told.</summary>
    private void Answer(IOfferQuery ask, Func<Func<SharedFile, bool>?, SharedFile?> find)
    {
        AccessDenied? denied = null;
        var file = find(_rules.WhyNotAll(ask.Asker, AccessVerbs.Read) is null ? null : MayRead);
        if (file is null && denied is not null) _access.Tell(denied);
        Sender.Tell(file is null ? new FileNotFound(ask.Request) : new FileFound(ask.Request, file));

        bool MayRead(SharedFile candidate)
        {
            var verdict = _rules.Judge(ask.Asker, AccessVerbs.Read, candidate);
            if (!verdict.May) denied ??= new(ask.Asker, AccessVerbs.Read, _rules.ResourceOf(candidate), verdict);
            return verdict.May;
        }
    }

    private void Browse(BrowseFiles ask)
    {
        var (files, next) = _library.Page(ask.After);
        var denied = false;
        if (_rules.WhyNotAll(ask.Asker, AccessVerbs.List) is { } whyNot)
        {
            denied = !whyNot.May;
            files = files.RemoveAll(file => !_rules.Judge(ask.Asker, AccessVerbs.List, file).May);
            if (denied && ask.After == default) _access.Tell(new AccessDenied(ask.Asker, AccessVerbs.List, Shares, whyNot));
        }

        var hits = ImmutableArray.CreateBuilder<QueryHit>();
        _hits.MakeForBrowser(files, hits);
        Sender.Tell(new FilesBrowsed(ask.Request, files, hits.DrainToImmutable(), next) { IsDenied = denied });
    }

    private void Exchange(ExchangeAlternates ask)
    {
        var now = _clock.GetUtcNow();
        _alternates.Note(ask.Content, ask.Asker, ask.Heard, ask.Gone, now);
        Sender.Tell(new AlternatesTold(ask.Request, _alternates.Tell(ask.Content, ask.Asker, now)));
    }

    private LibraryStatus Status(RequestId request)
    {
        var (size, waiting) = (_library.Size, _library.Waiting);
        var done = _hashing is not null && _library.Wants(_hashing.File) ? Math.Min(_hashing.Bytes, _hashing.File.Size) : 0;
        return new(
            request, size.Files, size.Bytes, waiting.Files, waiting.Bytes - done, _library.HashedFiles, _library.RememberedFiles,
            _queriesLookedUp, _queriesMatched, _library.Problems);
    }

    /// <summary>The file being hashed; itself the id of that operation. Its count is the actor's alone.</summary>
    private sealed class Hashing(FoundFile file)
    {
        public FoundFile File { get; } = file;

        public long Bytes { get; set; }
    }

    private sealed record ScanDue
    {
        private ScanDue() { }

        public static ScanDue Instance { get; } = new();
    }

    private sealed record HashesLoaded(object Load, ImmutableArray<RememberedHash> Hashes) : IDeadLetterSuppression;

    private sealed record HashesNotLoaded(object Load, Exception Cause) : IDeadLetterSuppression;

    private sealed record HashesSaved(HashBatch Batch) : IDeadLetterSuppression;

    private sealed record HashesNotSaved(HashBatch Batch, Exception Cause) : IDeadLetterSuppression;

    private sealed record SaveDue
    {
        private SaveDue() { }

        public static SaveDue Instance { get; } = new();
    }

    private sealed record FoldersListed(object Scan, FolderListing Listing) : IDeadLetterSuppression;

    private sealed record FoldersNotListed(object Scan, Exception Cause) : IDeadLetterSuppression;

    private sealed record HashProgressed(Hashing Of, long Bytes) : IDeadLetterSuppression;

    private sealed record HashEnded(Hashing Of, FileHashOutcome Outcome) : IDeadLetterSuppression;
}
