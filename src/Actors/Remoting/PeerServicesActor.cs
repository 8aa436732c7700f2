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
internal sealed class PeerServicesActor : ReceiveActor, IWithTimers
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
        _post = new(outbox.Peer, context.Dice);
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
        Receive<PeerReachable>(m => Become(() => Link(new(m.Link, _context.Links))));
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
        Receive<PeerReachable>(m => Become(() => Link(new(m.Link, _context.Links))));
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
        Receive<PeerReachable>(m => Become(() => Link(new(m.Link, _context.Links))));
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
        Receive<LookAtPost>(_ =>
        {
            foreach (var stream in _post.Out)
                if (stream.IsStuck()) stream.Rewind(isTry: true);
            Save();
            Collect();
        });
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
            var bytes = 0;
            foreach (var stream in _post.Out)
            {
                while (bytes < BatchBytes / 2 && stream.TakeNext() is { } letter)
                {
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
            Counters.Add(RemotingCount.RepliesForgotten, _replies.TakeForgotten());
            way.Carrier.Tell(new SendServiceMessages(new(++_lastBatch), _outbox.Peer, batch.DrainToImmutable()));
        }
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
        if (_watchers.Count == 0 && _pacing.IsEmpty && _post.IsEmpty) Context.Parent.Tell(new PeerIsIdle(_outbox));
    }

    private void OnArrived(ServiceMessagesArrived m)
    {
        _door.BeginBatch();
        long bytes = 0;
        foreach (var message in m.Messages)
        {
            bytes += message.Payload.Length + PaidFrame.Overhead;
            var manifest = _door.Read(message.Manifest);
            switch (manifest?.Kind)
            {
                case ServiceManifestKind.Call:
                    OnCall(manifest, message);
                    break;
                case ServiceManifestKind.Reply:
                    OnReply(manifest, message);
                    break;
                case ServiceManifestKind.Refused when NoteCodec.TryRead(message.Payload, out RefusedNote? note):
                    OnRefused(note, message.To);
                    break;
                case ServiceManifestKind.Kept when NoteCodec.TryRead(message.Payload, out KeptNote? note):
                    OnKept(manifest, note, message.From);
                    break;
                case ServiceManifestKind.Taken when NoteCodec.TryRead(message.Payload, out TakenNote? note):
                    _outbox.CountKept(-_post.Confirm(manifest.Service, note));
                    break;
                default:
                    _log.Note(RemotingCount.NotUnderstood, $"its manifest \"{message.Manifest}\", or what came with it, means nothing here");
                    break;
            }
        }

        Counters.Add(RemotingCount.Taken, _taken);
        _taken = 0;
        if (_touched.Count == 0) Sender.Tell(new PeerMessagesTaken(m.Delivery));
        else Pace(new(m.Delivery, Sender, _context.Clock.GetTimestamp()), bytes);
        _touchedStreams.Clear();
        Save();
        Collect();
    }

    /// <summary>What is not taken now comes again, and is not confirmed; what never can be taken is, or it would hold up all that follows.</summary>
    private void OnKept(ServiceManifest manifest, KeptNote note, ulong asker)
    {
        var answer = _door.Open(manifest, note.Payload);
        if (answer.Refusal is ServiceRefusal.NotAllowed or ServiceRefusal.UnknownService && answer.Export is null)
        {
            Refuse(manifest.Service, asker, answer.Refusal, answer.Detail!);
            return;
        }

        if (_context.Desk.Exports.Find(manifest.Service) is not { } export) return;
        var stream = _post.In(manifest.Service);
        var arrival = stream.Judge(note);
        if (arrival == KeptArrival.Next && _pacing.IsBehind(export.Actor))
        {
            Counters.Add(RemotingCount.Busy);
            return;
        }

        if (arrival != KeptArrival.Next)
        {
            Counters.Add(arrival == KeptArrival.Gap ? RemotingCount.OutOfTurn : RemotingCount.Repeated);
            if (arrival == KeptArrival.Repeated && note.Sequence <= stream.Saved) Confirm(stream);
            return;
        }

        if (answer.Message is { } message && TryGive(export.Actor, message, asker == 0 ? ActorRefs.NoSender : SenderOf(asker, export.Contract))) _taken++;
        else if (answer.Detail is { } detail) Refuse(manifest.Service, asker, answer.Refusal, detail);
        stream.OnGiven();
        if (export.Actor is not ActorRefWithCell) _post.OnTaken(stream, stream.Stream, stream.Given);
        else if (!_touchedStreams.Contains((stream, export.Actor)))
        {
            _touchedStreams.Add((stream, export.Actor));
            if (!_touched.Contains(export.Actor)) _touched.Add(export.Actor);
        }
    }

    private void NeverTaken(PaceAnswer ended)
    {
        foreach (var handing in ended.Kept) handing.Stream.Rewind();
        ended.Done.ForEach(Taken);
    }

    private void Save()
    {
        // Not cancelled when the room stops: what is on its way to the disk is wholly there or not at all.
        if (_post.TakeSave() is { } save)
            _ = _context.Store.SaveAsync(save.Changes, CancellationToken.None).PipeTo(Self, success: static () => PostSaved.Instance, failure: static cause => new PostNotSaved(cause));
    }

    private void Confirm(InStream stream) =>
        _outbox.TryAdd(new(new ServiceManifest(ServiceManifestKind.Taken, stream.Service, "").ToString(), NoteCodec.Write(new TakenNote(stream.Stream, stream.Saved))));

    private void OnCall(ServiceManifest manifest, ServiceMessage message)
    {
        var answer = _door.Open(manifest, message.Payload);
        if (answer.Export is not { } export) Refuse(manifest.Service, message.From, answer.Refusal, answer.Detail!);
        else if (_pacing.IsBehind(export.Actor)) Refuse(manifest.Service, message.From, ServiceRefusal.Busy, $"service {manifest.Service} has not taken what it was given for {_settings.Patience.TotalSeconds:0.#} s (remoting.patience)");
        else if (TryGive(export.Actor, answer.Message!, message.From == 0 ? ActorRefs.NoSender : SenderOf(message.From, export.Contract))) _taken++;
    }

    private void OnReply(ServiceManifest manifest, ServiceMessage message)
    {
        if (_replies.Find(message.To) is not { } place)
        {
            _log.Note(RemotingCount.UnknownReply, $"nobody waits for an answer number {message.To}");
            return;
        }

        var reading = ServiceDoor.Read(place.Contract, manifest.Message, message.Payload);
        if (reading.Detail is { } problem)
        {
            _log.Note(CountOf(reading.Refusal), problem);
            if (place.Sender.Waits()) Fail(place, reading.Refusal, problem);
            return;
        }

        if (TryGive(place.Sender, reading.Message!, ServiceOf(place.Contract))) Counters.Add(RemotingCount.Answered);
        if (place.Sender.Waits()) _replies.Forget(place);
    }

    private void OnRefused(RefusedNote note, ulong number)
    {
        _log.Note(RemotingCount.RefusedThere, $"service {note.Service} there was not given it ({note.Reason}): {note.Detail}");
        if (_replies.Find(number) is { } place) Fail(place, note.Reason, note.Detail);
    }

    private void Fail(ReplyPlace place, ServiceRefusal reason, string detail)
    {
        if (place.Sender.Waits()) _replies.Forget(place);
        if (place.Sender is not PeerRef) place.Sender.Tell(new Status.Failure(new ServiceRefusedException(place.Contract.Service, _outbox.Peer.Short, reason, detail)), ServiceOf(place.Contract));
    }

    private void Refuse(string service, ulong asker, ServiceRefusal reason, string detail)
    {
        _log.Note(CountOf(reason), detail);
        if (asker != 0) _outbox.TryAdd(new(ServiceManifest.Refused.ToString(), NoteCodec.Write(new RefusedNote(reason, service, detail))) { To = asker });
    }

    /// <summary>Whoever is given something may itself be on another peer, whose contract does not know the message.</summary>
    private bool TryGive(IActorRef to, object message, IActorRef? sender)
    {
        try
        {
            to.Tell(message, sender);
        }
        catch (Exception refused) when (refused is UnregisteredMessageException or OversizedMessageException or OutboxFullException)
        {
            _log.Note(RemotingCount.UnknownMessage, $"it was to be handed on to {to}: {refused.Message}");
            return false;
        }

        // Actors are compared by their paths, which takes longer than all the rest.
        if (ReferenceEquals(to, _lastTouched) || to is not ActorRefWithCell) return true;
        _lastTouched = to;
        if (!_touched.Contains(to)) _touched.Add(to);
        return true;
    }

    private ReplyRef SenderOf(ulong number, ServiceContract contract) =>
        _lastSender is { } last && last.Number == number && last.Contract == contract ? last : _lastSender = new(_context.Desk, _outbox, contract, number);

    private RemoteService ServiceOf(ServiceContract contract) => _answering is { } last && last.Contract == contract ? last : _answering = new(_context.Desk, _outbox, contract);

    private void Pace(HandedDelivery delivery, long bytes)
    {
        if (_pacing.IsEmpty) Timers.StartPeriodicTimer(LookAtPace.Instance, LookAtPace.Instance, _settings.Patience / 2);
        foreach (var service in _touched) _pacing.Hand(service, delivery, _touchedStreams.Where(s => s.Service.Equals(service)).Select(static s => s.Stream));
        _pacing.Due(bytes, isUrgent: _touchedStreams.Count > 0).ForEach(Ask);
        _touched.Clear();
        _lastTouched = null;
    }

    private void Ask(PaceQuestion question) => question.Service.Tell(new Identify(question.Number));

    /// <summary>For an actor that has ended, the system answers: nobody is there.</summary>
    private void OnAnswer(ActorIdentity identity)
    {
        if (identity.MessageId is not long number) return;
        if (identity.Subject is not { } service || service.IsNobody())
        {
            NeverTaken(_pacing.OnNobody(number));
            return;
        }

        var answer = _pacing.OnAnswer(service, number, out var next);
        foreach (var kept in answer.Kept) _post.OnTaken(kept.Stream, kept.Id, kept.UpTo);
        Save();
        answer.Done.ForEach(Taken);
        if (next is { } question) Ask(question);
        else if (_pacing.IsEmpty) Timers.Cancel(LookAtPace.Instance);
    }

    private void Taken(HandedDelivery delivery) => delivery.Connection.Tell(new PeerMessagesTaken(delivery.Id));

    private static RemotingCount CountOf(ServiceRefusal refusal) => refusal switch
    {
        ServiceRefusal.UnknownService => RemotingCount.UnknownService,
        ServiceRefusal.NotAllowed => RemotingCount.NotAllowed,
        ServiceRefusal.UnknownMessage => RemotingCount.UnknownMessage,
        ServiceRefusal.TooLarge => RemotingCount.TooLarge,
        ServiceRefusal.Busy => RemotingCount.Busy,
        _ => RemotingCount.BadMessage,
    };

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
