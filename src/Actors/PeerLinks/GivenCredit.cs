using PeerActors.Messages.PeerLinks;

namespace PeerActors.Actors.PeerLinks;

/// <summary>What a peer may still send: it has a window for each class, and gets back what we have looked at.</summary>
/// <param name="windows">As our hello said.</param>
internal sealed class GivenCredit(PerClass<int> windows)
{
    /// <summary>Credit goes back when so much of a window has come together; a frame for each message would cost more than it.</summary>
    private const int Share = 4;

    private readonly long[] _used = new long[PerClass.Count];
    private readonly int[] _looked = new int[PerClass.Count];

    /// <summary>A frame came. False when the peer had no credit for it.</summary>
    public bool TryUse(PaidFrame frame)
    {
        _used[(int)frame.Class] += frame.Cost;
        return _used[(int)frame.Class] <= windows[frame.Class];
    }

    /// <summary>Frames of a class were looked at.</summary>
    public void OnLookedAt(UrgencyClass traffic, int cost) => _looked[(int)traffic] += cost;

    /// <summary>What to give back now, if it is worth a frame.</summary>
    public CreditFrame? TakeDue(UrgencyClass traffic)
    {
        var looked = _looked[(int)traffic];
        if (looked == 0 || looked < windows[traffic] / Share) return null;
        _looked[(int)traffic] = 0;
        _used[(int)traffic] -= looked;
        return new(traffic, looked);
    }
}
