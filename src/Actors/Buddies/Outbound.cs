using System.Collections.Immutable;
using PeerActors.Messages.Identity;

namespace PeerActors.Actors.Buddies;

/// <summary>Whom to tell something, each at most once in an interval however often there is a reason. Times are of a monotonic clock.</summary>
internal sealed class Outbound(TimeSpan interval)
{
    private readonly SortedSet<PeerId> _due = [];
    private readonly Dictionary<PeerId, TimeSpan> _told = [];

    public bool IsEmpty => _due.Count == 0;

    public void Add(PeerId peer) => _due.Add(peer);

    /// <summary>The peer is not linked any more, or is no buddy: it is told nothing, and at once when it is back.</summary>
    public void Forget(PeerId peer)
    {
        _due.Remove(peer);
        _told.Remove(peer);
    }

    /// <summary>Those whose turn it is.</summary>
    public ImmutableArray<PeerId> Take(TimeSpan now)
    {
        ImmutableArray<PeerId> turn = [.. _due.Where(peer => !_told.TryGetValue(peer, out var at) || now - at >= interval)];
        foreach (var peer in turn)
        {
            _due.Remove(peer);
            _told[peer] = now;
        }

        return turn;
    }
}
