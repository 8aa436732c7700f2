using System.Collections.Immutable;
using PeerActors.Messages.Buddies;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Links;

namespace PeerActors.Actors.Buddies;

/// <summary>
/// Who is there, as this side sees it. A peer whose link is lost keeps its state for the length of a lease; then it is offline if we can tell that it is
/// its end that is gone, and unknown if it may be ours. Times are of a monotonic clock, since the start of the room.
/// </summary>
/// <remarks>
/// We can tell when its host has answered since that nobody is there; when a peer, any peer, is linked; or when the last one that was lost said Bye or its host closed the connection while no other was lost
/// at the same time. A link that fell silent, or several that broke together, speak of our own network as well as of theirs.
/// </remarks>
internal sealed class WatchBook(TimeSpan lease)
{
    private readonly SortedDictionary<PeerId, Watch> _watches = [];
    private readonly HashSet<PeerId> _linked = [];
    private readonly Queue<Loss> _losses = new();
    private TimeSpan _linkedSince;

    /// <summary>Peers that are linked now, buddies or not.</summary>
    public IReadOnlyCollection<PeerId> Linked => _linked;

    /// <summary>Watches a peer from now on; of one that is not linked nothing is known.</summary>
    public void Begin(PeerId peer, TimeSpan now) => _watches.TryAdd(peer, new(Told: null, IsStale: true, PresenceState.Unknown, LostAt: now, LinkedAt: now, MissedAt: null));

    public void End(PeerId peer) => _watches.Remove(peer);

    public bool IsLinked(PeerId peer) => _linked.Contains(peer);

    public PresenceState StateOf(PeerId peer) => _watches.TryGetValue(peer, out var watch) ? watch.Shown : PresenceState.Unknown;

    /// <summary>What the peer said last; null when it has said nothing.</summary>
    public Presence? ToldBy(PeerId peer) => _watches.GetValueOrDefault(peer)?.Told;

    /// <summary>A peer is linked; true when its state is another now.</summary>
    public bool OnLinked(PeerId peer, TimeSpan now)
    {
        if (_linked.Count == 0) _linkedSince = now;
        _linked.Add(peer);
        if (!_watches.TryGetValue(peer, out var watch)) return false;
        _watches[peer] = watch = watch with { LinkedAt = now };
        return watch is { IsStale: false, Told: { } told } && Show(peer, watch, told.State);
    }

    /// <summary>A peer is not linked any more; true when its state is another now.</summary>
    public bool OnLost(PeerId peer, LinkCloseReason reason, TimeSpan now)
    {
        if (!_linked.Remove(peer)) return false;
        while (_losses.TryPeek(out var old) && now - old.At > lease) _losses.Dequeue();
        // As many as can be linked at most; beyond two it only matters that there are several.
        _losses.Enqueue(new(peer, reason, now));
        if (!_watches.TryGetValue(peer, out var watch)) return false;
        _watches[peer] = watch = watch with { LostAt = now, IsStale = true };
        return reason == LinkCloseReason.ByeReceived && Show(peer, watch, PresenceState.Offline);
    }

    /// <summary>A peer was dialled, and its host answered that nobody is there.</summary>
    public void OnNotThere(PeerId peer, TimeSpan now)
    {
        if (_watches.TryGetValue(peer, out var watch)) _watches[peer] = watch with { MissedAt = now };
    }

    /// <summary>A peer says how it is, perhaps before we are told that it is linked; true when that is news.</summary>
    public bool OnTold(PeerId peer, Presence presence)
    {
        if (!_watches.TryGetValue(peer, out var watch)) return false;
        var isNews = watch.Told is null || watch.Told.Note != presence.Note || watch.Told.Name != presence.Name || !watch.Told.Capabilities.SequenceEqual(presence.Capabilities);
        _watches[peer] = watch = watch with { Told = presence, IsStale = false };
        return (IsLinked(peer) && Show(peer, watch, presence.State)) || isNews;
    }

    /// <summary>Time has passed: whose state is another now.</summary>
    public ImmutableArray<PeerId> Look(TimeSpan now)
    {
        var changed = ImmutableArray.CreateBuilder<PeerId>();
        var canTell = _linked.Count > 0 || !IsOursPerhaps();
        foreach (var (peer, watch) in _watches.ToArray())
        {
            if (IsLinked(peer))
            {
                // It says nothing on a link that carries: perhaps it does not want to.
                if (watch.IsStale && now - watch.LinkedAt >= lease && Show(peer, watch, PresenceState.Unknown)) changed.Add(peer);
                continue;
            }

            // What its host answered before our own network was gone counts no more.
            if (watch.MissedAt >= watch.LostAt && now - watch.LostAt >= lease && (canTell || watch.MissedAt >= _losses.Last().At))
            {
                if (Show(peer, watch, PresenceState.Offline)) changed.Add(peer);
                continue;
            }

            if (now - Later(watch.LostAt) < lease) continue;
            if (canTell && _linked.Count == 0 && watch.Shown == PresenceState.Unknown) continue;
            if (Show(peer, watch, canTell ? PresenceState.Offline : PresenceState.Unknown)) changed.Add(peer);
        }

        return changed.ToImmutable();

        // Once our network is back, others get the time of a lease to be back as well.
        TimeSpan Later(TimeSpan lostAt) => _linked.Count > 0 && _linkedSince > lostAt ? _linkedSince : lostAt;
    }

    /// <summary>Nobody is linked: whether that may be the fault of our own network.</summary>
    private bool IsOursPerhaps() => _losses.LastOrDefault() is { } last && last.Reason switch
    {
        LinkCloseReason.Silent or LinkCloseReason.RemoteTooSlow or LinkCloseReason.Failed => true,
        LinkCloseReason.ConnectionLost => _losses.Any(loss => loss.Peer != last.Peer && loss.Reason is LinkCloseReason.Silent or LinkCloseReason.ConnectionLost && last.At - loss.At <= lease),
        _ => false,
    };

    private bool Show(PeerId peer, Watch watch, PresenceState state)
    {
        if (watch.Shown == state) return false;
        _watches[peer] = watch with { Shown = state };
        return true;
    }

    /// <param name="Told">What the peer said last.</param>
    /// <param name="IsStale">Whether it said so over a link that was lost since.</param>
    /// <param name="Shown">How it is taken to be.</param>
    /// <param name="LostAt">When its last link was lost, or the watch began.</param>
    /// <param name="LinkedAt">When its last link came.</param>
    /// <param name="MissedAt">When its host last answered that nobody is there.</param>
    private sealed record Watch(Presence? Told, bool IsStale, PresenceState Shown, TimeSpan LostAt, TimeSpan LinkedAt, TimeSpan? MissedAt);

    private sealed record Loss(PeerId Peer, LinkCloseReason Reason, TimeSpan At);
}
