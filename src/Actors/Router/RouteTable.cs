using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using PeerActors.Messages.Identity;

namespace PeerActors.Actors.Router;

/// <summary>
/// Remembers which link a key came over: a descriptor's GUID, so that it is handed on once only and its replies find the way
/// back, or a servent's GUID, so that pushes find the way.
/// </summary>
/// <remarks>
/// Two generations: new keys go into the young one; when that is half the bound, or as old as the lifetime, it becomes the old one
/// and the former old one is forgotten. So memory is bounded, forgetting costs nothing per key, and the youngest half of the bound is always
/// there. It is owned by one actor and changed in place: an immutable map costs about ten times as much per descriptor, and a
/// table at its steady size allocates nothing.
/// </remarks>
/// <param name="max">Keys remembered at most.</param>
/// <param name="lifetimeTicks">How long a key is remembered.</param>
/// <param name="hash">Hashes keys that strangers choose.</param>
internal sealed class RouteTable<TKey>(int max, long lifetimeTicks, IEqualityComparer<TKey> hash)
    where TKey : struct, IEquatable<TKey>
{
    private readonly int _half = Math.Max(1, max / 2);
    private Dictionary<TKey, Route> _young = new(hash);
    private Dictionary<TKey, Route> _old = new(hash);
    private long _youngSince = long.MinValue;

    /// <summary>Keys held now, the expired ones that were not yet swept included.</summary>
    public int Count => _young.Count + _old.Count;

    /// <summary>Keys dropped before their lifetime because the bound was reached.</summary>
    public long ForgottenEarly { get; private set; }

    /// <summary>Remembers a key unless it is remembered already.</summary>
    /// <param name="key">The key.</param>
    /// <param name="from">The link that it came over.</param>
    /// <param name="now">Monotonic time.</param>
    /// <param name="ttl">With which TTL, where <see cref="TryRaise"/> is to be asked.</param>
    /// <returns>False when the key was remembered already; its first link stays.</returns>
    public bool TryRemember(TKey key, LinkId from, long now, byte ttl = byte.MaxValue)
    {
        SweepBefore(now);
        if (_old.TryGetValue(key, out var old) && IsAlive(old, now)) return false;
        ref var route = ref CollectionsMarshal.GetValueRefOrAddDefault(_young, key, out var exists);
        if (exists && IsAlive(route, now)) return false;
        route = new(from, ttl, now);
        return true;
    }

    /// <summary>True when a key that is remembered came over this very link with a lower TTL; from now on it counts as having come with this one.</summary>
    public bool TryRaise(TKey key, LinkId from, long now, byte ttl)
    {
        ref var route = ref CollectionsMarshal.GetValueRefOrNullRef(_young, key);
        if (Unsafe.IsNullRef(ref route)) route = ref CollectionsMarshal.GetValueRefOrNullRef(_old, key);
        if (Unsafe.IsNullRef(ref route) || !IsAlive(route, now) || route.From != from || route.Ttl >= ttl) return false;
        route = new(from, ttl, route.Since);
        return true;
    }

    /// <summary>Remembers a key, or that it now comes over another link.</summary>
    public void Remember(TKey key, LinkId from, long now)
    {
        SweepBefore(now);
        _young[key] = new(from, byte.MaxValue, now);
    }

    /// <summary>The link that a key came over; false when it is not remembered or its lifetime is over.</summary>
    public bool TryFind(TKey key, long now, out LinkId from) => TryFind(key, now, out from, out _);

    /// <summary>The link that a key came over, and when; false when it is not remembered or its lifetime is over.</summary>
    public bool TryFind(TKey key, long now, out LinkId from, out long since)
    {
        if ((_young.TryGetValue(key, out var route) || _old.TryGetValue(key, out route)) && IsAlive(route, now))
        {
            (from, since) = (route.From, route.Since);
            return true;
        }

        (from, since) = (default, default);
        return false;
    }

    private bool IsAlive(in Route route, long now) => now - route.Since < lifetimeTicks;

    private void SweepBefore(long now)
    {
        if (_youngSince == long.MinValue) _youngSince = now;
        var full = _young.Count >= _half;
        if (!full && now - _youngSince < lifetimeTicks) return;
        if (full && now - _youngSince < lifetimeTicks) ForgottenEarly += _old.Count;
        (_young, _old) = (_old, _young);
        _young.Clear();
        _youngSince = now;
    }

    /// <summary>Link and TTL in one number: a table of 200,000 keys is not to grow for a byte.</summary>
    private readonly struct Route(LinkId from, byte ttl, long since)
    {
        private readonly long _link = (from.Value << 8) | ttl;

        public long Since { get; } = since;

        public LinkId From => new(_link >> 8);

        public byte Ttl => (byte)_link;
    }
}
