using Akka.Actor;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Links;
using PeerActors.Messages.Router;

namespace PeerActors.Actors.Router;

/// <summary>When a batch is routed, and what a neighbour may not do.</summary>
internal sealed partial class RouterActor
{
    /// <summary>A stall is noticed late by this part of its time at most.</summary>
    private const int LooksWithinAStall = 4;

    private readonly Queue<HeldBatch> _held = [];
    private bool _looksAgain;

    private void ReceiveBatches()
    {
        Receive<DescriptorsReceived>(OnReceived);
        Receive<DescriptorsLeft>(m =>
        {
            _links.Find(m.Link)?.Backlog.OnLeft(m.Sent, m.Dropped, _clock.GetTimestamp());
            RouteHeld();
        });
        Receive<LookAgain>(_ =>
        {
            _looksAgain = false;
            RouteHeld();
        });
    }

    private void OnReceived(DescriptorsReceived batch)
    {
        var now = _clock.GetTimestamp();
        if (_held.Count == 0 && !_links.MustWait(now))
        {
            Route(batch, Sender, now);
            return;
        }

        _held.Enqueue(new(batch, Sender));
        RouteHeld();
    }

    /// <summary>
    /// Routes what waits, in order, unless a neighbour that takes what it gets is too far behind. Each link has one batch here at most, for it reads
    /// on when that is routed; so what is held is bounded, and whoever sends faster than the others take waits in its own buffers.
    /// </summary>
    private void RouteHeld()
    {
        if (_held.Count == 0) return;
        var now = _clock.GetTimestamp();
        while (_held.Count > 0 && !_links.MustWait(now))
        {
            var (batch, from) = _held.Dequeue();
            Route(batch, from, now);
        }

        if (_held.Count == 0 || _looksAgain) return;
        _looksAgain = true;
        Timers.StartSingleTimer(LookAgain.Instance, LookAgain.Instance, _settings.StallAfter / LooksWithinAStall);
    }

    /// <summary>A request that was seen before: ours, come round; or sent twice by this neighbour; or come by another way, which is nobody's fault.</summary>
    private DropReason JudgeKnown(Stop? stop, Descriptor request, long now)
    {
        if (!_requests.TryFind(request.Id, now, out var origin)) return DropReason.Duplicate;
        if (origin == LinkId.Self) return DropReason.Returned;
        if (stop is null || origin != stop.Link) return DropReason.Duplicate;
        stop.Conduct.OnRepeated();
        return DropReason.Repeated;
    }

    private static void Condemn(Stop stop, string offence)
    {
        if (stop.IsCondemned) return;
        stop.IsCondemned = true;
        stop.Connection.Tell(new CloseLink(stop.Link, LinkCloseReason.Spam, offence));
    }

    private readonly record struct HeldBatch(DescriptorsReceived Batch, IActorRef From);

    private sealed record LookAgain : Akka.Event.IDeadLetterSuppression
    {
        public static LookAgain Instance { get; } = new();
    }
}
