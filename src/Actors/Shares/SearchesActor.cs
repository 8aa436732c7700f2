using Akka.Actor;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Router;
using PeerActors.Messages.Shares;

namespace PeerActors.Actors.Shares;

/// <summary>
/// The searches of this peer's own user: sends the query out (or has one host browsed), tells the asker each file that somebody has, and ends the
/// search in time. Decisions are <see cref="SearchState"/>'s.
/// </summary>
internal sealed class SearchesActor : ReceiveActor, IWithTimers
{
    private readonly SearchState _searches;
    private readonly TimeSpan _longest;
    private readonly IActorRef _router;
    private readonly IHostBrowser _browser;
    private readonly Dictionary<SearchId, CancellationTokenSource> _browsing = [];

    public SearchesActor(SearchSettings settings, IActorRef router, IHostBrowser browser)
    {
        (_searches, _longest, _router, _browser) = (new(settings), settings.MaxDuration, router, browser);
        Receive<StartSearch>(Start);
        Receive<StartBrowse>(Start);
        Receive<BrowsedHit>(m => Tell(m.Search, m.Hit));
        Receive<BrowseOver>(m => End(m.Search, m.Problem is null ? SearchEnd.ToldAll : SearchEnd.NotTold, m.Problem));
        Receive<StopSearch>(stop => End(stop.Search, SearchEnd.Stopped));
        Receive<QuerySent>(OnSent);
        Receive<HitReturned>(OnHit);
        Receive<SearchTimeOver>(over => End(over.Search, SearchEnd.TimeOver));
        Receive<RecallHit>(ask =>
        {
            var hit = _searches.Recall(ask.Hit);
            Sender.Tell(new HitRecalled(ask.Request, hit) { Others = hit is null ? [] : _searches.OthersLike(hit) });
        });
        Receive<RecallHitsOfContent>(ask => Sender.Tell(new HitsOfContentRecalled(ask.Request, _searches.HitsOf(ask.Content))));
        Receive<Terminated>(gone => EndAllOf(gone.ActorRef));
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>Makes the room.</summary>
    /// <param name="settings">The bounds.</param>
    /// <param name="router">Sends queries out and brings hits home.</param>
    /// <param name="browser">Asks one host for all its files.</param>
    public static Props For(SearchSettings settings, IActorRef router, IHostBrowser browser) => Props.Create(() => new SearchesActor(settings, router, browser));

    /// <inheritdoc/>
    protected override void PostStop()
    {
        foreach (var search in _searches.Running.ToArray()) End(search, SearchEnd.Stopped, "This peer is leaving, or its searches started anew.");
    }

    private void Start(StartSearch start)
    {
        if (_searches.TryStart(start, Sender) is { } refusal)
        {
            Sender.Tell(new SearchFinished(start.Search, 0, SearchEnd.Refused, refusal));
            return;
        }

        Context.Watch(Sender);
        Timers.StartSingleTimer(start.Search, new SearchTimeOver(start.Search), start.Duration);
        _router.Tell(new SendQuery(start.Search, start.Terms.Words, start.Terms.Hashes, start.Wanted));
    }

    private void Start(StartBrowse start)
    {
        if (_searches.TryStart(start, Sender) is { } refusal)
        {
            Sender.Tell(new SearchFinished(start.Search, 0, SearchEnd.Refused, refusal));
            return;
        }

        Context.Watch(Sender);
        Timers.StartSingleTimer(start.Search, new SearchTimeOver(start.Search), _longest);
        Sender.Tell(new SearchStarted(start.Search, Links: 1));
        var (self, search, stopping) = (Self, start.Search, new CancellationTokenSource());
        _browsing.Add(search, stopping);
        _ = _browser.BrowseAsync(start.Host, hit => self.Tell(new BrowsedHit(search, hit)), stopping.Token)
            .PipeTo(self, success: problem => new BrowseOver(search, problem), failure: failure => new BrowseOver(search, failure.Message));
    }

    private void OnSent(QuerySent sent)
    {
        if (_searches.AskerOf(sent.Search) is not { } asker) return;
        asker.Tell(new SearchStarted(sent.Search, sent.Links));
        if (sent.Links == 0) End(sent.Search, SearchEnd.NoLinks, "This peer has no neighbour to ask.");
    }

    private void OnHit(HitReturned returned)
    {
        // Always, and first: the router counts what waits here, and would count a hit that is not answered for ever.
        Sender.Tell(new HitTaken(returned.Hit.Payload.Length));
        Tell(returned.Search, returned.Hit);
    }

    private void Tell(SearchId search, QueryHit answer)
    {
        if (_searches.AskerOf(search) is not { } asker) return;
        foreach (var hit in _searches.Take(search, answer)) asker.Tell(hit);
        if (_searches.HasEnough(search)) End(search, SearchEnd.EnoughHits);
    }

    private void EndAllOf(IActorRef asker)
    {
        foreach (var search in _searches.Of(asker)) End(search, SearchEnd.Stopped);
    }

    private void End(SearchId search, SearchEnd end, string? detail = null)
    {
        if (_searches.End(search) is not { } ended) return;
        Timers.Cancel(search);
        if (_browsing.Remove(search, out var browsing)) browsing.Cancel();
        else _router.Tell(new ForgetQuery(search));
        ended.Asker.Tell(new SearchFinished(search, ended.Count, end, detail));
        if (_searches.Of(ended.Asker).Length == 0) Context.Unwatch(ended.Asker);
    }

    private sealed record BrowsedHit(SearchId Search, QueryHit Hit) : Akka.Event.IDeadLetterSuppression;

    /// <param name="Search">Which.</param>
    /// <param name="Problem">Null when the host has told all.</param>
    private sealed record BrowseOver(SearchId Search, string? Problem) : Akka.Event.IDeadLetterSuppression;

    private sealed record SearchTimeOver(SearchId Search) : Akka.Event.IDeadLetterSuppression;
}
