namespace PeerActors.Host.Web.Http;

/// <summary>Who was sent the list of files lately; it remembers <c>browse.max-askers</c> addresses and forgets the oldest first. Time is
/// handed in; called from any thread.</summary>
/// <param name="interval">Least time between two lists to one address.</param>
/// <param name="most">Addresses remembered.</param>
internal sealed class BrowseTurns(TimeSpan interval, int most)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<uint, TimeSpan> _last = [];

    /// <summary>The same, oldest first; an address is in it once.</summary>
    private readonly Queue<(uint Ip, TimeSpan At)> _order = [];

    /// <summary>Takes a turn; tells how long to wait instead when the last one was too lately.</summary>
    /// <param name="ip">Who asks.</param>
    /// <param name="now">Of a clock that never goes back.</param>
    public TimeSpan? Take(uint ip, TimeSpan now)
    {
        lock (_gate)
        {
            while (_order.TryPeek(out var oldest) && now - oldest.At >= interval) Forget();
            if (_last.TryGetValue(ip, out var last)) return last + interval - now;
            if (_order.Count >= most) Forget();
            _last.Add(ip, now);
            _order.Enqueue((ip, now));
            return null;
        }
    }

    private void Forget() => _last.Remove(_order.Dequeue().Ip);
}
