using Akka.Actor;
using Akka.Dispatch.SysMsg;

namespace PeerActors.Actors.Remoting;

/// <summary>Who wants to know when a peer is lost.</summary>
/// <param name="max">At most so many (<c>remoting.max-watchers</c>).</param>
internal sealed class PeerWatchers(int max)
{
    private readonly HashSet<(IInternalActorRef Watchee, IInternalActorRef Watcher)> _watchers = [];

    public int Count => _watchers.Count;

    /// <summary>False when there are too many.</summary>
    public bool Add(WatchPeer watch) => _watchers.Contains((watch.Watchee, watch.Watcher)) || (_watchers.Count < max && _watchers.Add((watch.Watchee, watch.Watcher)));

    /// <summary>False when the watcher watches nothing else of the peer.</summary>
    public bool Remove(UnwatchPeer unwatch)
    {
        _watchers.Remove((unwatch.Watchee, unwatch.Watcher));
        return _watchers.Any(w => w.Watcher.Equals(unwatch.Watcher));
    }

    /// <summary>Somebody who watched has ended.</summary>
    public void Forget(IActorRef watcher) => _watchers.RemoveWhere(w => w.Watcher.Equals(watcher));

    /// <summary>Tells all of them, once.</summary>
    /// <returns>Whom it has told.</returns>
    public IReadOnlyList<IActorRef> TellAll()
    {
        foreach (var (watchee, watcher) in _watchers) Tell(watchee, watcher);
        IActorRef[] told = [.. _watchers.Select(static w => w.Watcher).Distinct()];
        _watchers.Clear();
        return told;
    }

    /// <summary>Tells one; its own mailbox makes a <see cref="Terminated"/> of it, if it still watches.</summary>
    public static void Tell(IInternalActorRef watchee, IInternalActorRef watcher) => watcher.SendSystemMessage(new DeathWatchNotification(watchee, existenceConfirmed: false, addressTerminated: false));
}
