using Akka.Actor;
using Akka.Event;
using PeerActors.Actors.Shares.Pushes;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Shares;

namespace PeerActors.Actors.Shares;

/// <summary>
/// One download: tries its sources in turn, tells the asker how it goes, and tells its parent the end. It ends when the
/// fetch has ended, so that the partial file is free again by the time anybody hears of it.
/// </summary>
/// <remarks>States: Fetching (the fetcher is at it), Pushing (the sharer was asked to dial), Waiting (a busy source asked us to come again).</remarks>
internal sealed class DownloadActor : ReceiveActor, IWithTimers
{
    private readonly IActorRef _asker;
    private readonly IFetcher _fetcher;
    private readonly IActorRef _pushes;
    private readonly IActorRef _library;
    private readonly DownloadPlan _first;
    private readonly CancellationTokenSource _stopping = new();

    public DownloadActor(DownloadPlan first, IActorRef asker, IFetcher fetcher, IActorRef pushes, IActorRef library)
    {
        (_first, _asker, _fetcher, _pushes, _library) = (first, asker, fetcher, pushes, library);
        Receive<Begin>(_ => Try(_first));
        Receive<CancelDownload>(_ => End(_first.Cancel()));
        Receive<Terminated>(_ => End(_first.Cancel()));
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>Makes the actor.</summary>
    /// <param name="first">The plan, before its first source is tried.</param>
    /// <param name="asker">Told how it goes; the download is given up when it dies.</param>
    /// <param name="fetcher">Carries it out.</param>
    /// <param name="pushes">Has sharers dial that cannot be dialled.</param>
    /// <param name="library">Told at the end which sources were of use.</param>
    public static Props For(DownloadPlan first, IActorRef asker, IFetcher fetcher, IActorRef pushes, IActorRef library) =>
        Props.Create(() => new DownloadActor(first, asker, fetcher, pushes, library));

    /// <inheritdoc/>
    protected override void PreStart()
    {
        Context.Watch(_asker);
        Self.Tell(Begin.Instance);
    }

    /// <inheritdoc/>
    protected override void PostStop()
    {
        _stopping.Cancel();
        _stopping.Dispose();
    }

    private void Fetching(DownloadPlan plan)
    {
        Leftovers();
        Receive<Progress>(m => m.Attempt == plan.Attempt, m =>
            _asker.Tell(new DownloadProgressed(plan.Order.Transfer, m.How.Bytes, m.How.Total, plan.Source.Url) { QueuePosition = m.How.QueuePosition }));
        Receive<Progress>(static _ => { });
        Receive<FetchEnded>(m => m.Attempt == plan.Attempt, m => Follow(plan.After(m.Outcome, _stopping.IsCancellationRequested)));
        Receive<CancelDownload>(_ => _stopping.Cancel());
        Receive<Terminated>(_ => _stopping.Cancel());
    }

    private void Pushing(DownloadPlan plan)
    {
        var request = RequestOf(plan);
        Receive<ConnectionGiven>(m => m.Request == request, m =>
        {
            Become(() => Fetching(plan));
            Fetch(plan, m.Connection);
        });
        Receive<ConnectionRefused>(m => m.Request == request, m => Follow(plan.AfterRefusal(m)));
        Leftovers();
        Receive<Progress>(static _ => { });
        Receive<CancelDownload>(_ => GiveUp());
        Receive<Terminated>(_ => GiveUp());

        void GiveUp()
        {
            _pushes.Tell(new ForgetConnection(request));
            End(plan.Cancel());
        }
    }

    private void Waiting(DownloadPlan plan)
    {
        Leftovers();
        Receive<WaitOver>(_ => Try(plan));
        Receive<Progress>(static _ => { });
        Receive<CancelDownload>(_ => End(plan.Cancel()));
        Receive<Terminated>(_ => End(plan.Cancel()));
    }

    /// <summary>What comes of a push that is of no more interest.</summary>
    private void Leftovers()
    {
        Receive<ConnectionGiven>(static m => m.Connection.Close());
        Receive<ConnectionRefused>(static _ => { });
    }

    private void Follow(DownloadStep step)
    {
        switch (step)
        {
            case TrySource next:
                Try(next.Plan);
                break;
            case WaitForSource next:
                Become(() => Waiting(next.Plan));
                Timers.StartSingleTimer(WaitOver.Instance, WaitOver.Instance, next.Wait);
                break;
            case EndDownload end:
                End(end);
                break;
        }
    }

    private void Try(DownloadPlan plan)
    {
        if (!plan.Current.ByPush)
        {
            Become(() => Fetching(plan));
            Fetch(plan, connection: null);
            return;
        }

        Become(() => Pushing(plan));
        _asker.Tell(new DownloadProgressed(plan.Order.Transfer, 0, plan.Order.Target.Size, plan.Source.Url) { AwaitsPush = true });
        _pushes.Tell(new WantConnection(RequestOf(plan), plan.Source.Push!));
    }

    private void Fetch(DownloadPlan plan, IGivenConnection? connection)
    {
        var (self, attempt, url) = (Self, plan.Attempt, plan.Source.Url);
        _ = _fetcher
            .FetchAsync(plan.Fetch with { Connection = connection }, how => self.Tell(new Progress(attempt, how)), _stopping.Token)
            .PipeTo(
                self,
                success: outcome => new FetchEnded(attempt, outcome),
                failure: cause => new FetchEnded(attempt, new FetchFailed(
                    DownloadFailure.OurFault, $"Fetching {url} failed inside this peer: {cause.Message}", OtherSourceMayHelp: true)));
    }

    private void End(EndDownload end)
    {
        if (end.Tried is { } tried) _library.Tell(tried);
        Context.Parent.Tell(new DownloadOver(end.Last));
        Context.Stop(Self);
    }

    private static RequestId RequestOf(DownloadPlan plan) => new(plan.Attempt);

    private sealed record Begin
    {
        public static Begin Instance { get; } = new();
    }

    private sealed record WaitOver : IDeadLetterSuppression
    {
        public static WaitOver Instance { get; } = new();
    }

    private sealed record Progress(int Attempt, FetchProgress How) : IDeadLetterSuppression;

    private sealed record FetchEnded(int Attempt, FetchOutcome Outcome) : IDeadLetterSuppression;
}

/// <summary>A download tells its parent that it is over and stops.</summary>
/// <param name="Last">What the asker is told.</param>
internal sealed record DownloadOver(IDownloadEvent Last)
{
    /// <summary>Which download.</summary>
    public TransferId Transfer => Last.Transfer;
}
