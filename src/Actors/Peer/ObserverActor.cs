using Akka.Actor;
using Akka.Event;
using PeerActors.Messages.Access;
using PeerActors.Messages.Buddies;
using PeerActors.Messages.Links;
using PeerActors.Messages.Peer;
using PeerActors.Messages.PeerLinks;
using PeerActors.Messages.Shares;

namespace PeerActors.Actors.Peer;

/// <summary>Tells code that is not an actor what happens to a peer.</summary>
internal sealed class ObserverActor : ReceiveActor
{
    private readonly TaskCompletionSource _completion;
    private string? _why;
    private Exception? _cause;
    private Exception? _deaf;

    public ObserverActor(TaskCompletionSource<PeerUp> up, TaskCompletionSource completion, PeerListener listener)
    {
        _completion = completion;
        Receive<Watch>(static m => Context.Watch(m.Peer));
        Receive<PeerUp>(m =>
        {
            if (listener.OnReachable is not null || listener.OnUnreachable is not null) Sender.Tell(FollowPeerReach.Instance);
            up.TrySetResult(m);
        });
        Receive<PeerFailed>(m => _why ??= m.Why);
        Receive<ILinkEvent>(m => Guard(() => listener.OnLink?.Invoke(m)));
        Receive<PeerReachable>(m => Guard(() => listener.OnReachable?.Invoke(m)));
        Receive<PeerUnreachable>(m => Guard(() => listener.OnUnreachable?.Invoke(m)));
        Receive<AccessDenied>(m => Guard(() => listener.OnDenied?.Invoke(m)));
        Receive<BuddyChanged>(m => Guard(() => listener.OnBuddy?.Invoke(m)));
        Receive<LibrarySettled>(m => Guard(() => listener.OnLibrary?.Invoke(m)));
        Receive<LogEvent>(m =>
        {
            if (m is Error error) _cause = error.Cause ?? _cause;
            Guard(() => listener.OnLog?.Invoke(m));
        });
        Receive<Terminated>(_ =>
        {
            var stopped = new PeerStoppedException(_why ?? $"The peer stopped: {_cause?.Message ?? _deaf?.Message ?? "nobody said why"}", _cause ?? _deaf);
            up.TrySetException(stopped);
            completion.TrySetException(stopped);
        });
    }

    public static Props For(TaskCompletionSource<PeerUp> up, TaskCompletionSource completion, PeerListener listener) =>
        Props.Create(() => new ObserverActor(up, completion, listener));

    /// <summary>A peer that nobody observes would end unnoticed, so its end is an end of the whole. After an orderly one this changes nothing.</summary>
    protected override void PostStop() => _completion.TrySetException(new PeerStoppedException("The peer stopped: nobody observes it any more.", _deaf));

    /// <summary>A listener that throws (a log on a full disk, say) is not told again what it missed, and harms nobody else.</summary>
    private void Guard(Action tell)
    {
        try
        {
            tell();
        }
        catch (Exception failure)
        {
            _deaf = failure;
        }
    }

    /// <summary>Watch this peer.</summary>
    public sealed record Watch(IActorRef Peer);
}
