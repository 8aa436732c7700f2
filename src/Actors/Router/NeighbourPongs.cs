using PeerActors.Messages.Router;

namespace PeerActors.Actors.Router;

/// <summary>
/// The latest pongs that one neighbour gave to our own pings: its own, and those of hosts behind it, each host once. Kept by
/// neighbour, so that none can fill the place of the others, and all that it told is gone with its link.
/// </summary>
/// <param name="max">Hosts behind it that are remembered (<c>router.pongs-per-link</c>); beyond that the oldest is forgotten.</param>
/// <param name="lifetime">Ticks for which a pong holds (<c>router.pong-lifetime</c>).</param>
internal sealed class NeighbourPongs(int max, long lifetime)
{
    /// <summary>A pong with more behind its fixed part is told without that; real ones have 27 to 100 bytes there.</summary>
    private const int LongestKept = 256;

    private readonly CachedPong?[] _ring = new CachedPong?[max];
    private int _next;
    private CachedPong? _own;

    /// <summary>Keeps what a pong told.</summary>
    /// <param name="pong">In answer to a ping of ours.</param>
    /// <param name="room">What it says of the host's room.</param>
    /// <param name="now">Monotonic time.</param>
    public void Keep(Pong pong, UltrapeerRoom? room, long now)
    {
        if (!pong.Address.IsDialable || pong.Hops == byte.MaxValue) return;
        var payload = pong.Payload.Length <= LongestKept ? pong.Payload : Payload.Copy(pong.Payload.Span[..Pong.FixedBytes]);
        var cached = new CachedPong(pong.Address, payload, (byte)(pong.Hops + 1), room, now + lifetime);
        if (pong.Hops == 0)
        {
            _own = cached;
            return;
        }

        var known = Array.FindIndex(_ring, p => p?.Address == cached.Address);
        if (known >= 0)
        {
            _ring[known] = cached;
            return;
        }

        _ring[_next] = cached;
        _next = (_next + 1) % max;
    }

    /// <summary>The neighbour's own pong, while it holds.</summary>
    public CachedPong? Own(long now) => _own is { } own && now < own.Until ? own : null;

    /// <summary>One of the hosts that it told of, while that holds.</summary>
    /// <param name="rank">0 is the neighbour itself; 1 to <c>max</c> are those behind it, the last one that it named first.</param>
    /// <param name="now">Monotonic time.</param>
    public CachedPong? At(int rank, long now)
    {
        if (rank == 0) return Own(now);
        return _ring[(_next - rank + max) % max] is { } pong && now < pong.Until ? pong : null;
    }
}
