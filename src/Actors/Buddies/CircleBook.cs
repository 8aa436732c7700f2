using System.Collections.Immutable;
using PeerActors.Messages.Buddies;
using PeerActors.Messages.Identity;

namespace PeerActors.Actors.Buddies;

/// <summary>Whom of our buddies to tell where others of them listen: only those who are buddies of each other, as both have said, and only what they do not know.</summary>
internal sealed class CircleBook
{
    private readonly Dictionary<PeerId, Dictionary<ulong, ulong>> _circles = [];

    private readonly HashSet<PeerId> _unsaved = [];

    /// <summary>Takes back what was saved, of those who are buddies still.</summary>
    public void Restore(Roster roster)
    {
        foreach (var (peer, circle) in roster.Circles)
        {
            if (BuddyDevices.EntryOf(roster, peer) is { IsMutual: true }) OnTold(peer, circle);
            else _unsaved.Add(peer);
        }
    }

    /// <summary>What was said since this was last asked; empty when nothing.</summary>
    public ImmutableArray<Circle> TakeUnsaved()
    {
        ImmutableArray<Circle> unsaved = [.. _unsaved.Select(peer => new Circle(peer, _circles.TryGetValue(peer, out var circle) ? [.. circle.Select(static m => new CircleMember(m.Key, m.Value))] : []))];
        _unsaved.Clear();
        return unsaved;
    }

    /// <summary>A buddy says whose buddy it is.</summary>
    public void OnTold(PeerId peer, ImmutableArray<CircleMember> circle)
    {
        if (!_circles.TryGetValue(peer, out var known) || !circle.ToHashSet().SetEquals(known.Select(static m => new CircleMember(m.Key, m.Value)))) _unsaved.Add(peer);
        var read = new Dictionary<ulong, ulong>(circle.Length);
        foreach (var member in circle) read[member.Pair] = member.Sequence;
        _circles[peer] = read;
    }

    public void Forget(PeerId peer)
    {
        if (_circles.Remove(peer)) _unsaved.Add(peer);
    }

    /// <summary>What we say to a buddy of whose buddies we are.</summary>
    public static ImmutableArray<CircleMember> Of(PeerId own, Roster roster, PeerId asker) =>
        [.. roster.Buddies.Values.Where(b => b.IsMutual && b.Peer != asker).Take(BuddyTells.MaxCircle).Select(b => new CircleMember(BuddyPair.Of(own, b.Peer), b.Location?.Record.Sequence ?? 0))];

    /// <summary>Who are buddies of this one, as both have said.</summary>
    public IEnumerable<PeerId> FriendsOf(PeerId peer) => _circles.Keys.Where(other => other != peer && AreBuddies(peer, other));

    /// <summary>What a buddy does not know of where its buddies listen, at most as much as one message holds; from now on it counts as known.</summary>
    public ImmutableArray<Location> Take(PeerId to, Roster roster, DateTimeOffset now)
    {
        if (!_circles.TryGetValue(to, out var circle)) return [];
        var news = ImmutableArray.CreateBuilder<Location>();
        foreach (var buddy in roster.Buddies.Values)
        {
            if (news.Count == BuddyLocates.MaxRecords) break;
            if (buddy.Peer == to || !buddy.IsMutual || buddy.Location is not { } location || location.Record.IsOver(now) || !AreBuddies(to, buddy.Peer)) continue;
            var pair = BuddyPair.Of(to, buddy.Peer);
            if (location.Record.Sequence <= circle[pair]) continue;
            circle[pair] = location.Record.Sequence;
            news.Add(location);
        }

        return news.ToImmutable();
    }

    private bool AreBuddies(PeerId one, PeerId other)
    {
        var pair = BuddyPair.Of(one, other);
        return _circles.TryGetValue(one, out var ones) && ones.ContainsKey(pair) && _circles.TryGetValue(other, out var others) && others.ContainsKey(pair);
    }
}
