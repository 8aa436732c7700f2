using Akka.Actor;
using PeerActors.Messages.PeerLinks;
using PeerActors.Messages.Remoting;
using PeerActors.Messages.Wire.Remoting;

namespace PeerActors.Actors.Remoting;

/// <summary>What comes of the peer, and to whom it is given.</summary>
internal sealed partial class PeerServicesActor
{
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

    private void OnCall(ServiceManifest manifest, ServiceMessage message)
    {
        var answer = _door.Open(manifest, message.Payload);
        if (answer.Export is not { } export) Refuse(manifest.Service, message.From, answer.Refusal, answer.Detail!);
        else if (!ReferenceEquals(export.Actor, _lastTouched) && _pacing.IsBehind(export.Actor)) Refuse(manifest.Service, message.From, ServiceRefusal.Busy, $"service {manifest.Service} has not taken what it was given for {_settings.Patience.TotalSeconds:0.#} s (remoting.patience)");
        else if (TryGive(export.Actor, answer.Message!, message.From == 0 ? ActorRefs.NoSender : SenderOf(message.From, export.Contract))) _taken++;
    }

    /// <summary>What is not taken now comes again, and is not confirmed; what never can be taken is, or it would hold up all that follows.</summary>
    private void OnKept(ServiceManifest manifest, KeptNote note, ulong asker)
    {
        var admission = _door.Admit(manifest);
        if (admission.Export is not { } export)
        {
            Refuse(manifest.Service, asker, admission.Refusal, admission.Detail!);
            return;
        }

        if (!_post.Knows(manifest.Service) && !MayRemember())
        {
            _log.Note(RemotingCount.TooManyStreams, $"{_settings.MaxRemembered:N0} streams of kept messages are remembered, and all of them are of peers that are linked (remoting.max-remembered)");
            return;
        }

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

        // Read only now: after a link was lost, all that is not confirmed comes again.
        var reading = ServiceDoor.Read(export.Contract, manifest.Message, note.Payload);
        if (reading.Message is { } message && TryGive(export.Actor, message, asker == 0 ? ActorRefs.NoSender : SenderOf(asker, export.Contract))) _taken++;
        else if (reading.Detail is { } detail) Refuse(manifest.Service, asker, reading.Refusal, detail);
        stream.OnGiven();
        if (export.Actor is not ActorRefWithCell) _post.OnTaken(stream, stream.Stream, stream.Given);
        else if (!_touchedStreams.Contains((stream, export.Actor)))
        {
            _touchedStreams.Add((stream, export.Actor));
            if (!_touched.Contains(export.Actor)) _touched.Add(export.Actor);
        }
    }

    /// <summary>Whoever takes the last place has one made for whoever comes next.</summary>
    private bool MayRemember()
    {
        var streams = _context.Desk.Streams;
        var may = streams.TryTake();
        if (streams.AreFull) Context.Parent.Tell(MakeRoomForStreams.Instance);
        return may;
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

    private static RemotingCount CountOf(ServiceRefusal refusal) => refusal switch
    {
        ServiceRefusal.UnknownService => RemotingCount.UnknownService,
        ServiceRefusal.NotAllowed => RemotingCount.NotAllowed,
        ServiceRefusal.UnknownMessage => RemotingCount.UnknownMessage,
        ServiceRefusal.TooLarge => RemotingCount.TooLarge,
        ServiceRefusal.Busy => RemotingCount.Busy,
        _ => RemotingCount.BadMessage,
    };
}
