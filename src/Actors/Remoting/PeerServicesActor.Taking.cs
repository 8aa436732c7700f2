using Akka.Actor;
using PeerActors.Messages.PeerLinks;
using PeerActors.Messages.Remoting;
using PeerActors.Messages.Wire.Remoting;

namespace PeerActors.Actors.Remoting;

/// <summary>How far services have taken what they were given, and what of that is saved, and confirmed to the peer.</summary>
internal sealed partial class PeerServicesActor
{
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
}
