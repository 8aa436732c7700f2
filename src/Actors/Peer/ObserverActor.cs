using Akka.Actor;
using Akka.Event;
using PeerActors.Messages.Links;
using PeerActors.Messages.Peer;
using PeerActors.Messages.Shares;

namespace PeerActors.Actors.Peer;

/// <summary>Tells code that is not an actor what happens to a peer.</summary>
internal sealed class ObserverActor : ReceiveActor
{
    private string? _why;
    private Exception? _cause;

    public ObserverActor(TaskCompletionSource<PeerUp> up, TaskCompletionSource completion, PeerListener listener)
    {
        Receive<Watch>(static m => Context.Watch(m.Peer));
        Receive<PeerUp>(m => up.TrySetResult(m));
        Receive<PeerFailed>(m => _why ??= m.Why);
        Receive<ILinkEvent>(m => listener.OnLink?.Invoke(m));
        Receive<LibrarySettled>(m => listener.OnLibrary?.Invoke(m));
        Receive<LogEvent>(m =>
        {
            if (m is Error error) _cause = error.Cause ?? _cause;
            listener.OnLog?.Invoke(m);
        });
        Receive<Terminated>(_ =>
        {
            var stopped = new PeerStoppedException(_why ?? $"The peer stopped: {_cause?.Message ?? "nobody said why"}", _cause);
            up.TrySetException(stopped);
            completion.TrySetException(stopped);
        });
    }

    public static Props For(TaskCompletionSource<PeerUp> up, TaskCompletionSource completion, PeerListener listener) =>
        Props.Create(() => new ObserverActor(up, completion, listener));

    /// <summary>Watch this peer.</summary>
    public sealed record Watch(IActorRef Peer);
}
