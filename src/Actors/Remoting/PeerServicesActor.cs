using System.Collections.Immutable;
using Akka.Actor;
using Akka.Event;
using PeerActors.Messages.Access;
using PeerActors.Messages.Identity;
using PeerActors.Messages.PeerLinks;
using PeerActors.Messages.Remoting;
using PeerActors.Messages.Wire.Remoting;

namespace PeerActors.Actors.Remoting;

/// <summary>
/// Speaks with one peer for all services: sends what waits in its outbox as fast as the link takes it, and gives what comes to whom it is for.
/// </summary>
/// <remarks>
/// States: Waiting for a link, for no longer than the lease; Linked; Lost, in which what is told is dropped at once. Whoever watches is told when the peer is lost.
/// </remarks>
internal sealed partial class PeerServicesActor : ReceiveActor, IWithTimers
{
    private const int BatchBytes = 64 * 1024;
    private const int BatchMessages = 512;

    private readonly PeerOutbox _outbox;
    private readonly RemotingContext _context;
    private readonly RemotingSettings _settings;
    private readonly ReplyBook _replies;
    private readonly ServiceDoor _door;
    private readonly RefusalLog _log;
    private readonly PeerWatchers _watchers;
    private readonly ServicePacing _pacing = new();
    private readonly List<IActorRef> _touched = [];
    private readonly KeptPost _post;
    private readonly List<(InStream Stream, IActorRef Service)> _touchedStreams = [];
    private readonly ILoggingAdapter _rawLog = Context.GetLogger();
    private OutgoingWay? _way;
    private RemoteService? _answering;
    private ReplyRef? _lastSender;
    private IActorRef? _lastTouched;
    private int _taken;
    private long _lastBatch;

    public PeerServicesActor(PeerOutbox outbox, ServiceStock stock, RemotingContext context)
    {
        (_outbox, _context, _settings) = (outbox, context, context.Desk.Settings);
        _replies = new(_settings.MaxReplies, (ulong)context.Dice.NextInt64(1, long.MaxValue));
        _door = new(outbox.Peer, context.Desk.Exports, context.Access, context.Clock);
        _door.Obey(context.Policy);
        _log = new(outbox.Peer, context.Desk.Counters, _rawLog, context.Clock);
        _post = new(outbox.Peer, context.Dice, context.Clock);
        outbox.CountKept(_post.Restore(stock));
        _watchers = new(_settings.MaxWatchers);
        Wait();
    }

    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>Makes the actor. Its parent is the room.</summary>
    /// <param name="outbox">What waits for the peer.</param>
    /// <param name="stock">What of the peer's was saved.</param>
    /// <param name="context">What it has in common with those of other peers.</param>
    public static Props For(PeerOutbox outbox, ServiceStock stock, RemotingContext context) => Props.Create(() => new PeerServicesActor(outbox, stock, context));

    protected override void PreStart()
    {
        _outbox.Collector = Self;
        Timers.StartPeriodicTimer(RepliesTurn.Instance, RepliesTurn.Instance, _settings.ReplyLifetime);
        Timers.StartPeriodicTimer(LookAtPost.Instance, LookAtPost.Instance, _settings.ResendAfter);
        base.PreStart();
    }

    private RemotingCounters Counters => _context.Desk.Counters;

    /// <summary>What is told meanwhile stays in the outbox.</summary>
    private void Wait()
    {
        _way = null;
        Self.Tell(LeaseBegins.Instance);
        Receive<LeaseBegins>(_ => Timers.StartSingleTimer(LeaseEnds.Instance, LeaseEnds.Instance, _settings.Lease));
        Receive<CollectPeerMessages>(static _ => { });
        Receive<PeerReachable>(m => Become(() => Link(new(m.Link, _context.Links, m.MaxPayload))));
        Receive<LeaseEnds>(_ =>
        {
            foreach (var watcher in _watchers.TellAll()) Context.Unwatch(watcher);
            Become(Lose);
        });
        Receive<WatchPeer>(Watch);
        Always();
    }

    private void Link(OutgoingWay way)
    {
        _way = way;
        Timers.Cancel(LeaseEnds.Instance);
        foreach (var stream in _post.Out) stream.Rewind(isTry: false);
        Collect();
        Receive<CollectPeerMessages>(_ => Collect());
        Receive<ServiceMessagesLeft>(m =>
        {
            way.OnLeft(m.Link, Sender);
            Counters.Add(RemotingCount.DroppedByLink, m.Dropped);
            Collect();
        });
        Receive<PeerReachable>(m => Become(() => Link(new(m.Link, _context.Links, m.MaxPayload))));
        Receive<PeerUnreachable>(m =>
        {
            if (m.Link == way.Link) Become(Wait);
        });
        Receive<WatchPeer>(Watch);
        Always();
    }

    private void Lose()
    {
        _way = null;
        DropAll();
        TellIfIdle();
        Receive<CollectPeerMessages>(_ =>
        {
            DropAll();
            TellIfIdle();
        });
        Receive<LookAtPost>(_ =>
        {
            LookAfterPost();
            TellIfIdle();
        });
        Receive<PeerReachable>(m => Become(() => Link(new(m.Link, _context.Links, m.MaxPayload))));
        Receive<WatchPeer>(static m => PeerWatchers.Tell(m.Watchee, m.Watcher));
        Always();
    }

    private void Always()
    {
        Receive<ServiceMessagesArrived>(OnArrived);
        Receive<ActorIdentity>(OnAnswer);
        Receive<LookAtPace>(_ =>
        {
            var now = _context.Clock.GetTimestamp();
            _pacing.TakeOverdue(since => _context.Clock.GetElapsedTime(since, now) >= _settings.Patience, out var questions).ForEach(Taken);
            questions.ForEach(Ask);
        });
        Receive<ServiceEnded>(m => NeverTaken(_pacing.OnEnded(m.Actor)));
        Receive<KeepPeerMessages>(_ =>
        {
            foreach (var letter in _outbox.TakeToKeep())
            {
                _post.Keep(letter);
                Counters.Add(RemotingCount.Kept);
            }

            Save();
        });
        Receive<PostSaved>(_ =>
        {
            foreach (var stream in _post.OnSaved()) Confirm(stream);
            Save();
            Collect();
        });
        Receive<PostNotSaved>(m =>
        {
            _post.OnNotSaved();
            _rawLog.Warning("What is promised to peer {0}, or was taken of it, could not be saved, and is tried again in {1:0.#} s (remoting.resend-after): {2}", _outbox.Peer.Short, _settings.ResendAfter.TotalSeconds, m.Cause.Message);
        });
        Receive<LookAtPost>(_ => LookAfterPost());
        Receive<AccessChanged>(m => _door.Obey(m.Policy));
        Receive<UnwatchPeer>(m =>
        {
            if (!_watchers.Remove(m)) Context.Unwatch(m.Watcher);
        });
        Receive<Terminated>(m => _watchers.Forget(m.ActorRef));
        Receive<RepliesTurn>(_ => _replies.Turn());
        Receive<LeaseBegins>(static _ => { });
        Receive<LeaseEnds>(static _ => { });
        Receive<PeerUnreachable>(static _ => { });
        Receive<ServiceMessagesLeft>(m => Counters.Add(RemotingCount.DroppedByLink, m.Dropped));
    }

    private void LookAfterPost()
    {
        foreach (var stream in _post.Out)
            if (stream.IsStuck()) stream.Rewind(isTry: true);
        Save();
        Collect();
    }

    private void Watch(WatchPeer watch)
    {
        if (!_watchers.Add(watch)) _log.Note(RemotingCount.TooManyWatchers, $"{_settings.MaxWatchers:N0} actors watch its services, no more are told (remoting.max-watchers)");
        else Context.Watch(watch.Watcher);
    }

    /// <summary>Sends what may go, if there is a way. What is kept has half of a batch at most, so that it does not hold up what is told now.</summary>
    private void Collect()
    {
        while (_way is { IsFree: true } way)
        {
            var batch = ImmutableArray.CreateBuilder<ServiceMessage>();
            var (bytes, again) = (0, 0);
            foreach (var stream in _post.Out)
            {
                while (_post.GiveUpUnfit(stream, way.MaxPayload) is { } unfit) GiveUp(stream.Service, unfit, way.MaxPayload);
                while (bytes < BatchBytes / 2 && stream.TakeNext(way.MaxPayload, out var isAgain) is { } letter)
                {
                    if (isAgain) again++;
                    bytes += letter.Cost;
                    batch.Add(new(letter.Manifest, NoteCodec.Write(new KeptNote(stream.Stream, letter.Sequence, stream.Oldest, letter.Payload))) { From = NumberFor(letter.Sender, letter.Contract) });
                }
            }

            for (; bytes < BatchBytes && batch.Count < BatchMessages && _outbox.TryTake(out var message); bytes += message.Cost)
                batch.Add(new(message.Manifest, message.Payload) { To = message.To, From = NumberFor(message.Sender, message.Contract) });
            if (batch.Count == 0)
            {
                if (_outbox.TryRest()) return;
                continue;
            }

            way.OnSent();
            Counters.Add(RemotingCount.Sent, batch.Count);
            Counters.Add(RemotingCount.Resent, again);
            Counters.Add(RemotingCount.RepliesForgotten, _replies.TakeForgotten());
            way.Carrier.Tell(new SendServiceMessages(new(++_lastBatch), _outbox.Peer, batch.DrainToImmutable()));
        }
    }

    /// <summary>It was promised and cannot be kept; whoever asked is told, if it still runs.</summary>
    private void GiveUp(string service, KeptLetter letter, int room)
    {
        _outbox.CountKept(-letter.Cost);
        Counters.Add(RemotingCount.NoLongerFits);
        var unfit = new OversizedMessageException(service, letter.Manifest, letter.Payload.Length, room - KeptNote.Around, "what that peer takes since it was linked anew");
        _rawLog.Warning("A message is dropped that was promised to peer {0}: {1}", _outbox.Peer.Short, unfit.Message);
        if (letter is { Sender: { } sender, Contract: not null } && sender is not PeerRef) sender.Tell(new Status.Failure(unfit));
    }

    private ulong NumberFor(IActorRef? sender, ServiceContract? contract) => sender is null || contract is null ? 0 : _replies.NumberFor(sender, contract);

    private void DropAll()
    {
        do
        {
            while (_outbox.TryTake(out var message))
            {
                Counters.Add(RemotingCount.DroppedLost);
                if (message is { Contract: { } contract, Sender: var sender } && sender.Waits())
                    sender.Tell(new Status.Failure(new PeerOutOfReachException(contract.Service, _outbox.Peer.Short, $"there was no link to it for {_settings.Lease.TotalSeconds:0.#} s (remoting.lease)")));
            }
        }
        while (!_outbox.TryRest());
    }

    private void TellIfIdle()
    {
        if (_watchers.Count == 0 && _pacing.IsEmpty && _post.IsAtRest) Context.Parent.Tell(new PeerIsIdle(_outbox, _post.Remembered));
    }

    private sealed record PostNotSaved(Exception Cause) : IDeadLetterSuppression;

    private sealed record PostSaved : IDeadLetterSuppression
    {
        public static PostSaved Instance { get; } = new();
    }

    private sealed record LookAtPost
    {
        public static LookAtPost Instance { get; } = new();
    }

    private sealed record LeaseBegins
    {
        public static LeaseBegins Instance { get; } = new();
    }

    private sealed record LeaseEnds
    {
        public static LeaseEnds Instance { get; } = new();
    }

    private sealed record RepliesTurn
    {
        public static RepliesTurn Instance { get; } = new();
    }

    private sealed record LookAtPace
    {
        public static LookAtPace Instance { get; } = new();
    }
}
