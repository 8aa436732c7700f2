using Akka.Actor;
using PeerActors.Messages.Shares;
using PeerActors.Messages.Wire.Gnutella;

namespace PeerActors.Actors.Shares;

/// <summary>Says who may be sent a file now and who waits; the web front does the sending. Decisions are <see cref="UploadQueue"/>'s.</summary>
internal sealed class UploadsActor : ReceiveActor, IWithTimers
{
    private const string ExpiryTimer = "expiry";

    private readonly UploadQueue _queue;
    private readonly TimeProvider _clock;
    private readonly IActorRef _library;
    private UploadsStand _told = UploadsStand.AtStart;

    public UploadsActor(UploadSettings settings, TimeProvider clock, Random dice, IActorRef library)
    {
        (_queue, _clock, _library) = (new(settings, () => QueueTicket.Roll(dice)), clock, library);
        Receive<AskUpload>(ask =>
        {
            Sender.Tell(_queue.Answer(ask, _clock.GetUtcNow()));
            Changed();
        });
        Receive<EndUpload>(end =>
        {
            _queue.End(end, _clock.GetUtcNow());
            Changed();
        });
        Receive<ExpiryDue>(_ =>
        {
            _queue.Expire(_clock.GetUtcNow());
            Changed();
        });
        Receive<GetUploadsStatus>(ask => Sender.Tell(_queue.Status(ask.Request, _clock.GetUtcNow())));
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>Makes the room.</summary>
    /// <param name="settings">The bounds.</param>
    /// <param name="clock">For places and holds.</param>
    /// <param name="dice">For tickets.</param>
    /// <param name="library">Told <see cref="UploadsStand"/>.</param>
    public static Props For(UploadSettings settings, TimeProvider clock, Random dice, IActorRef library) => Props.Create(() => new UploadsActor(settings, clock, dice, library));

    /// <summary>Hits say whether this peer is busy, so it must hear of slots that come free by the passing of time too.</summary>
    private void Changed()
    {
        if (_queue.NextExpiry is { } next) Timers.StartSingleTimer(ExpiryTimer, ExpiryDue.Instance, Wait(next - _clock.GetUtcNow()));
        else Timers.Cancel(ExpiryTimer);
        var stand = new UploadsStand(_queue.IsBusy, _queue.HasUploaded);
        if (stand == _told) return;
        _library.Tell(_told = stand);
    }

    /// <summary>A place ends behind its last moment, not at it.</summary>
    private static TimeSpan Wait(TimeSpan left) => (left > TimeSpan.Zero ? left : TimeSpan.Zero) + TimeSpan.FromMilliseconds(1);

    private sealed record ExpiryDue
    {
        private ExpiryDue() { }

        public static ExpiryDue Instance { get; } = new();
    }
}
