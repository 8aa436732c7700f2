using Akka.Actor;
using PeerActors.Messages.Identity;
using PeerActors.Messages.PeerLinks;

namespace PeerActors.Actors.PeerLinks;

/// <summary>Which peers are reachable, no more than there are slots, and who is told when that changes.</summary>
internal sealed class ReachBook
{
    private readonly SortedDictionary<PeerId, PeerReachable> _reachable = [];
    private readonly HashSet<IActorRef> _followers = [];

    /// <summary>Tells a follower how it stands; false when it had asked before.</summary>
    public bool Follow(IActorRef follower)
    {
        foreach (var reachable in _reachable.Values) follower.Tell(reachable);
        return _followers.Add(follower);
    }

    public void Forget(IActorRef follower) => _followers.Remove(follower);

    public void On(PeerReachable reachable)
    {
        _reachable[reachable.Peer] = reachable;
        Tell(reachable);
    }

    public void On(PeerUnreachable unreachable)
    {
        if (_reachable.Remove(unreachable.Peer)) Tell(unreachable);
    }

    public void On(PeerNotThere absent)
    {
        if (!_reachable.ContainsKey(absent.Peer)) Tell(absent);
    }

    private void Tell(object change)
    {
        foreach (var follower in _followers) follower.Tell(change);
    }
}
