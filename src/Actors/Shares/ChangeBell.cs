using Akka.Actor;
using Akka.Event;

namespace PeerActors.Actors.Shares;

/// <summary>
/// Brings the disk's news of changes, from any thread, to the library. A copied folder makes thousands of them: while one waits
/// in the mailbox no other is put there.
/// </summary>
internal sealed class ChangeBell(IActorRef library)
{
    private int _rung;

    /// <summary>Something changed. Called from any thread.</summary>
    public void Ring()
    {
        if (Interlocked.Exchange(ref _rung, 1) == 0) library.Tell(FoldersChanged.Instance);
    }

    /// <summary>The library has heard; the next change rings again.</summary>
    public void Answer() => Volatile.Write(ref _rung, 0);
}

/// <summary>Something below the shared folders may have changed.</summary>
internal sealed record FoldersChanged : IDeadLetterSuppression
{
    private FoldersChanged() { }

    public static FoldersChanged Instance { get; } = new();
}
