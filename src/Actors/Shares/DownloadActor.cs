using Akka.Actor;
using Akka.Event;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Shares;

namespace PeerActors.Actors.Shares;

/// <summary>
/// One download: tries its sources in turn, tells the asker how it goes, and tells its parent the end. It ends when the
/// fetch has ended, so that the partial file is free again by the time anybody hears of it.
/// </summary>
internal sealed class DownloadActor : ReceiveActor
{
    private readonly IActorRef _asker;
    private readonly IFetcher _fetcher;
    private readonly CancellationTokenSource _stopping = new();

    public DownloadActor(StartDownload order, IActorRef asker, IFetcher fetcher)
    {
        (_asker, _fetcher) = (asker, fetcher);
        Become(() => Fetching(new DownloadPlan(order, Attempt: 0)));
    }

    public static Props For(StartDownload order, IActorRef asker, IFetcher fetcher) =>
        Props.Create(() => new DownloadActor(order, asker, fetcher));

    protected override void PreStart()
    {
        Context.Watch(_asker);
        Self.Tell(Begin.Instance);
    }

    protected override void PostStop()
    {
        _stopping.Cancel();
        _stopping.Dispose();
    }

    private void Fetching(DownloadPlan plan)
    {
        Receive<Begin>(_ => Fetch(plan));
        Receive<Progress>(m => m.Attempt == plan.Attempt, m =>
            _asker.Tell(new DownloadProgressed(plan.Order.Transfer, m.Bytes, m.Total, plan.Source.Url)));
        Receive<Progress>(_ => { });
        Receive<FetchEnded>(m => m.Attempt == plan.Attempt, m => Follow(plan.After(m.Outcome, _stopping.IsCancellationRequested)));
        Receive<CancelDownload>(_ => _stopping.Cancel());
        Receive<Terminated>(_ => _stopping.Cancel());
    }

    private void Follow(DownloadStep step)
    {
        switch (step)
        {
            case TrySource next:
                Become(() => Fetching(next.Plan));
                Fetch(next.Plan);
                break;
            case EndDownload end:
                Context.Parent.Tell(new DownloadOver(end.Last));
                Context.Stop(Self);
                break;
        }
    }

    private void Fetch(DownloadPlan plan)
    {
        var (self, attempt, source) = (Self, plan.Attempt, plan.Source);
        _ = _fetcher
            .FetchAsync(
                new FetchOrder(plan.Order.Target, source, plan.Order.Path),
                (bytes, total) => self.Tell(new Progress(attempt, bytes, total)),
                _stopping.Token)
            .PipeTo(
                self,
                success: outcome => new FetchEnded(attempt, outcome),
                failure: cause => new FetchEnded(attempt, new FetchFailed(
                    DownloadFailure.OurFault, $"Fetching {source.Url} failed inside this peer: {cause.Message}", OtherSourceMayHelp: true)));
    }

    private sealed record Begin
    {
        public static Begin Instance { get; } = new();
    }

    private sealed record Progress(int Attempt, long Bytes, long? Total) : IDeadLetterSuppression;

    private sealed record FetchEnded(int Attempt, FetchOutcome Outcome) : IDeadLetterSuppression;
}

/// <summary>A download tells its parent that it is over and stops.</summary>
/// <param name="Last">What the asker is told.</param>
internal sealed record DownloadOver(IDownloadEvent Last)
{
    /// <summary>Which download.</summary>
    public TransferId Transfer => Last.Transfer;
}
