namespace PeerActors.Actors.Router;

/// <summary>
/// How much waits for one neighbour, and whether those who send should wait for it. One that takes what it gets is waited for, so that a
/// burst reaches it whole. One that has taken nothing for a while, with much waiting, is slow: nobody waits for it any more, what finds no
/// room is dropped, until it has caught up.
/// </summary>
/// <param name="holdAbove">Bytes from which on senders wait (<c>router.hold-above</c>).</param>
/// <param name="patience">Ticks for which it is waited for after it last took something (<c>router.stall-after</c>).</param>
internal sealed class LinkFlow(long holdAbove, long patience)
{
    private const int CaughtUpShare = 4;
    private long _until;

    /// <summary>Bytes handed over, and neither sent nor dropped as far as was told.</summary>
    public long Waiting { get; private set; }

    /// <summary>Nobody waits for it.</summary>
    public bool IsSlow { get; private set; }

    /// <summary>So many bytes were handed to the link.</summary>
    public void OnHanded(long bytes, long now)
    {
        if (Waiting < holdAbove) _until = now + patience;
        Waiting += bytes;
    }

    /// <summary>So many bytes wait no longer; only what was sent shows that the neighbour takes something.</summary>
    public void OnLeft(long sent, long dropped, long now)
    {
        Waiting = Math.Max(0, Waiting - sent - dropped);
        if (sent > 0) _until = now + patience;
        if (Waiting <= holdAbove / CaughtUpShare) IsSlow = false;
    }

    /// <summary>True when those who send should wait for this neighbour now.</summary>
    public bool MustBeWaitedFor(long now)
    {
        if (IsSlow || Waiting < holdAbove) return false;
        IsSlow = now >= _until;
        return !IsSlow;
    }
}
