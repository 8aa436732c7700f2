using System.Collections.Immutable;
using Akka.Actor;
using Akka.Event;
using PeerActors.Actors.Peer;
using PeerActors.Messages.HostCatcher;
using PeerActors.Messages.Identity;

namespace PeerActors.Actors.HostCatcher;

/// <summary>Whom to dial next: harvests addresses, remembers how each fared, and keeps them between runs.</summary>
internal sealed class HostCatcherActor : ReceiveActor, IWithTimers, IWithUnboundedStash
{
    private readonly HostSettings _settings;
    private readonly IHostStore _store;
    private readonly TimeProvider _clock;
    private readonly Random _dice;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly CancellationTokenSource _stopping = new();
    private readonly HostSeeds _seeds;
    private readonly ImmutableArray<PeerAddress> _own;
    private HostTable _table;
    private HostTable? _saved;
    private WebCacheBook _caches;
    private RequestId? _asking;
    private long _lastQuestion;
    private bool _isDialledByOthers;

    public HostCatcherActor(HostSettings settings, IHostStore store, TimeProvider clock, Random dice, ImmutableArray<PeerAddress> own, HostSeeds seeds)
    {
        (_settings, _store, _clock, _dice, _own, _seeds) = (settings, store, clock, dice, own, seeds);
        _caches = WebCacheBook.Empty(settings);
        _saved = _table = HostTable.Empty(settings, own.AsSpan());
        Loading();
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public IStash Stash { get; set; } = null!;

    /// <summary>Makes the actor.</summary>
    /// <param name="settings">Bounds and times.</param>
    /// <param name="store">Keeps hosts between runs.</param>
    /// <param name="clock">Wall time.</param>
    /// <param name="dice">For the jitter of waits.</param>
    /// <param name="own">This peer's own addresses; they are never offered.</param>
    /// <param name="seeds">Where first hosts come from.</param>
    public static Props For(HostSettings settings, IHostStore store, TimeProvider clock, Random dice, ImmutableArray<PeerAddress> own, HostSeeds seeds) =>
        Props.Create(() => new HostCatcherActor(settings, store, clock, dice, own, seeds));

    protected override void PreStart() =>
        _ = _store.LoadAsync(_stopping.Token).PipeTo(Self, success: hosts => new HostsLoaded(hosts), failure: cause => new HostsNotLoaded(cause));

    protected override void PostStop()
    {
        _stopping.Cancel();
        _stopping.Dispose();
    }

    private void Loading()
    {
        Receive<HostsLoaded>(m =>
        {
            _saved = _table = _table.Restore(m.Hosts);
            _ = _store.LoadCachesAsync(_stopping.Token).PipeTo(Self, success: caches => new CachesLoaded(caches), failure: cause => new HostsNotLoaded(cause));
        });
        Receive<CachesLoaded>(m =>
        {
            _caches = _caches.Restore(m.Caches);
            foreach (var host in _seeds.FromFile) _table = _table.Hear(new(host, HostSource.File, 0, 0), _clock.GetUtcNow());
            if (_settings.WebCacheUpdate && _seeds.MayBeNamed && !_caches.Caches.IsEmpty)
                Timers.StartPeriodicTimer(UpdateTick.Instance, UpdateTick.Instance, _settings.WebCacheInterval);
            Become(Catching);
            SaveLater();
            Stash.UnstashAll();
        });
        Receive<HostsNotLoaded>(m => throw new StorageUnavailable($"The known hosts could not be loaded: {m.Cause.Message}", m.Cause));
        ReceiveAny(_ => Stash.Stash());
    }

    private void Catching()
    {
        Receive<HostsHeard>(m =>
        {
            var now = _clock.GetUtcNow();
            Change(m.Hosts.Aggregate(_table, (table, heard) => table.Hear(heard, now)));
            Sender.Tell(HostsNoted.Instance);
        });
        Receive<HostHeard>(m => Change(_table.Hear(m, _clock.GetUtcNow())));
        Receive<HostFared>(m => Change(_table.Fare(m, _clock.GetUtcNow(), _dice.NextDouble())));
        Receive<WantHosts>(Offer);
        Receive<WantHostsToTry>(m => Sender.Tell(new HostsToTry(m.Request, _table.ToTry(m.Count))));
        Receive<ListHosts>(m => Sender.Tell(new HostsListed(m.Request, _table.List(), _table.Forgotten) { Crowded = _table.Crowded, Caches = _caches.Caches }));
        Receive<DialledByOthers>(_ => _isDialledByOthers = true);
        Receive<CacheAnswered>(OnCacheAnswered);
        Receive<UpdateTick>(_ => NameUs());
        Receive<CachesSaved>(m =>
        {
            if (m.Problem is not null) _log.Warning("When web caches were asked could not be stored: {0}. It is remembered until this peer ends.", m.Problem);
        });
        Receive<SaveHosts>(m => Save(m.Request, Sender));
        Receive<SaveTick>(_ => Save(default, Self));
        Receive<HostsSaved>(m =>
        {
            if (m.Problem is null) return;
            _saved = null;
            SaveLater();
            _log.Warning("{0} known hosts could not be stored: {1}. They are kept in memory and tried again in {2}.", m.Count, m.Problem, _settings.SaveInterval);
        });
    }

    private void Offer(WantHosts want)
    {
        var now = _clock.GetUtcNow();
        var offered = _table.Offer(want, now);
        Sender.Tell(new HostsOffered(want.Request, offered) { Next = want.OnlyJoined ? _table.NextOffer(want, now) : null });
        if (want.OnlyJoined) return;
        _caches = _caches.Offered(!offered.IsEmpty, now);
        if (_asking is null && _caches.NextToAsk(now, _dice.NextDouble()) is { } cache) Ask(new(cache.Url, Own: null, Vouched: null), now);
    }

    private void NameUs()
    {
        var now = _clock.GetUtcNow();
        if (_isDialledByOthers && _asking is null && _caches.Ready(now, _dice.NextDouble()) is { } cache)
            Ask(new(cache.Url, _own[0], _caches.Vouched(cache.Url)), now);
    }

    private void Ask(CacheRequest request, DateTimeOffset now)
    {
        var question = new RequestId(++_lastQuestion);
        _asking = question;
        _caches = _caches.Asked(request.Cache, now);
        SaveCaches();
        _ = _seeds.Caches.AskAsync(request, _stopping.Token).PipeTo(
            Self,
            success: answer => new CacheAnswered(question, request.Cache, answer),
            failure: cause => new CacheAnswered(question, request.Cache, CacheAnswer.Failed(cause.GetBaseException().Message)));
    }

    private void OnCacheAnswered(CacheAnswered answered)
    {
        if (answered.Question != _asking) return;
        _asking = null;
        var now = _clock.GetUtcNow();
        _caches = _caches.Answered(answered.Cache, answered.Answer, now);
        SaveCaches();
        Change(answered.Answer.Hosts.Take(_settings.WebCacheMaxHosts).Aggregate(_table, (table, host) => table.Hear(new(host, HostSource.WebCache, 0, 0), now)));
        if (answered.Answer.Problem is { } problem) _log.Warning("The web cache {0} (hosts.web-caches) did not help: {1}.", answered.Cache, problem);
    }

    private void Change(HostTable next)
    {
        _table = next;
        SaveLater();
    }

    /// <summary>Hosts are stored a while after they have changed; what changes until then goes along.</summary>
    private void SaveLater()
    {
        if (!ReferenceEquals(_saved?.Hosts, _table.Hosts) && !Timers.IsTimerActive(SaveTick.Instance))
            Timers.StartSingleTimer(SaveTick.Instance, SaveTick.Instance, _settings.SaveInterval);
    }

    /// <summary>At once, so that a peer that is started again and again asks no more often than one that runs on.</summary>
    private void SaveCaches() => _ = _store.SaveCachesAsync(_caches.Caches, _stopping.Token).PipeTo(
        Self, success: () => new CachesSaved(null), failure: cause => new CachesSaved(cause.GetBaseException().Message));

    private void Save(RequestId request, IActorRef asker)
    {
        var saving = _table;
        _saved = saving;
        var hosts = saving.List();
        _ = _store.SaveAsync(hosts, _stopping.Token).PipeTo(
            asker,
            success: () => new HostsSaved(request, hosts.Length, null),
            failure: cause => new HostsSaved(request, hosts.Length, cause.GetBaseException().Message));
    }

    private sealed record HostsLoaded(ImmutableArray<KnownHost> Hosts);

    private sealed record CachesLoaded(ImmutableArray<KnownCache> Caches);

    private sealed record CachesSaved(string? Problem);

    private sealed record HostsNotLoaded(Exception Cause);

    private sealed record CacheAnswered(RequestId Question, Uri Cache, CacheAnswer Answer);

    private sealed record UpdateTick
    {
        public static UpdateTick Instance { get; } = new();
    }

    private sealed record SaveTick
    {
        public static SaveTick Instance { get; } = new();
    }
}
