using Akka.Actor;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Shares;

namespace PeerActors.Actors.Shares;

/// <summary>All downloads: starts one actor for each, at most <c>downloads.max</c>, and tells each asker how its own ended.</summary>
internal sealed class DownloadsActor : ReceiveActor
{
    private readonly DownloadSettings _settings;
    private readonly IFetcher _fetcher;
    private readonly IActorRef _pushes;
    private readonly IActorRef _library;
    private readonly Dictionary<TransferId, Running> _running = [];

    public DownloadsActor(DownloadSettings settings, IFetcher fetcher, IActorRef pushes, IActorRef library)
    {
        (_settings, _fetcher, _pushes, _library) = (settings, fetcher, pushes, library);
        Receive<StartDownload>(OnStart);
        Receive<CancelDownload>(OnCancel);
        Receive<DownloadOver>(OnOver);
        Receive<DownloadDied>(OnDied);
    }

    /// <summary>The room of downloads.</summary>
    /// <param name="settings">Bounds.</param>
    /// <param name="fetcher">Carries them out.</param>
    /// <param name="pushes">Has sharers dial that cannot be dialled.</param>
    /// <param name="library">Told which sources were of use.</param>
    public static Props For(DownloadSettings settings, IFetcher fetcher, IActorRef pushes, IActorRef library) =>
        Props.Create(() => new DownloadsActor(settings, fetcher, pushes, library));

    /// <inheritdoc/>
    /// <remarks>A failed download would meet the same fault again; it is stopped, its asker told, and no other is touched.</remarks>
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(static _ => Directive.Stop);

    private void OnStart(StartDownload order)
    {
        if (DownloadPlan.Refusal(order, _running.ContainsKey(order.Transfer), _running.Count, _settings) is { } why)
        {
            Sender.Tell(new DownloadFailed(order.Transfer, DownloadFailure.NotStarted, why));
            return;
        }

        var download = Context.ActorOf(DownloadActor.For(DownloadPlan.Begin(order, _settings), Sender, _fetcher, _pushes, _library));
        Context.WatchWith(download, new DownloadDied(order.Transfer, download));
        _running.Add(order.Transfer, new Running(download, Sender));
    }

    /// <summary>An unknown number is a download that has ended meanwhile.</summary>
    private void OnCancel(CancelDownload cancel)
    {
        if (_running.TryGetValue(cancel.Transfer, out var running)) running.Download.Tell(cancel);
    }

    private void OnOver(DownloadOver over)
    {
        if (_running.Remove(over.Transfer, out var running)) running.Asker.Tell(over.Last);
    }

    /// <summary>The usual death follows the usual end, and finds nothing here; any other is a failure of ours.</summary>
    private void OnDied(DownloadDied died)
    {
        if (!_running.TryGetValue(died.Transfer, out var running) || !running.Download.Equals(died.Download)) return;
        _running.Remove(died.Transfer);
        running.Asker.Tell(new DownloadFailed(
            died.Transfer, DownloadFailure.OurFault, "The download failed inside this peer; its log says how. What had arrived is kept for another try."));
    }

    private sealed record Running(IActorRef Download, IActorRef Asker);

    private sealed record DownloadDied(TransferId Transfer, IActorRef Download);
}
