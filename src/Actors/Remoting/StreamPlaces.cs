namespace PeerActors.Actors.Remoting;

/// <summary>Counts the streams of all peers of which it is remembered how far they were taken; from any thread.</summary>
/// <param name="max">At most so many (<c>remoting.max-remembered</c>).</param>
internal sealed class StreamPlaces(int max)
{
    private int _taken;

    /// <summary>Streams that are remembered.</summary>
    public int Count => Volatile.Read(ref _taken);

    /// <summary>Streams beyond what may be.</summary>
    public int Beyond => Math.Max(0, Volatile.Read(ref _taken) - max);

    /// <summary>No place is left.</summary>
    public bool AreFull => Volatile.Read(ref _taken) >= max;

    /// <summary>So many are remembered since an earlier run.</summary>
    public void Restore(int many) => Volatile.Write(ref _taken, many);

    /// <summary>One more is to be remembered. False at the bound.</summary>
    public bool TryTake()
    {
        if (Interlocked.Increment(ref _taken) <= max) return true;
        Interlocked.Decrement(ref _taken);
        return false;
    }

    /// <summary>One is forgotten.</summary>
    public void Free() => Interlocked.Decrement(ref _taken);
}
