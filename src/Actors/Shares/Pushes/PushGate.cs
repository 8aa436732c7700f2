using PeerActors.Messages.Identity;
using PeerActors.Messages.Shares;

namespace PeerActors.Actors.Shares.Pushes;

/// <summary>
/// Which pushes are answered. Whoever sends one chooses whom this peer dials, so the gate holds what that can be used for: an address that is none
/// to dial from here is refused, and the rest is bounded per minute, per IP address and at once. For one owner.
/// </summary>
/// <param name="settings">The bounds.</param>
/// <param name="own">Where this peer is.</param>
/// <param name="ticksPerMinute">Of the monotonic clock.</param>
internal sealed class PushGate(PushSettings settings, PeerAddress own, long ticksPerMinute)
{
    /// <summary>Pushes let through within the last minute; bounded by <c>pushes.max-per-minute</c>.</summary>
    private readonly Queue<(uint Ip, long At)> _recent = new();

    private readonly Dictionary<uint, int> _perIp = [];
    private int _dialling;

    /// <summary>Lets a push through, which takes a place until <see cref="Over"/>; otherwise says as what it is to be counted.</summary>
    /// <param name="asker">Whom to dial.</param>
    /// <param name="now">Monotonic time.</param>
    public PushCount? Enter(PeerAddress asker, long now)
    {
        while (_recent.TryPeek(out var oldest) && now - oldest.At >= ticksPerMinute) Forget(_recent.Dequeue().Ip);
        if (!MayDial(own, asker)) return PushCount.RefusedAddress;
        if (_dialling >= settings.MaxDialling) return PushCount.RefusedBusy;
        if (_recent.Count >= settings.MaxPerMinute) return PushCount.RefusedTooMany;
        var fromThere = _perIp.GetValueOrDefault(asker.Ip);
        if (fromThere >= settings.MaxPerAsker) return PushCount.RefusedTooManyFromAsker;
        _perIp[asker.Ip] = fromThere + 1;
        _recent.Enqueue((asker.Ip, now));
        _dialling++;
        return null;
    }

    /// <summary>The asker was dialled, or not; its place is free.</summary>
    public void Over() => _dialling--;

    /// <summary>True for an address that a push may name: not this peer itself, and one of a network behind a router only where this peer is on one too,
    /// so that no stranger has us knock at what is behind ours.</summary>
    public static bool MayDial(PeerAddress own, PeerAddress asker)
    {
        if (!asker.IsDialable || asker == own) return false;
        return asker.Reach() >= own.Reach();
    }

    private void Forget(uint ip)
    {
        if (_perIp[ip] == 1) _perIp.Remove(ip);
        else _perIp[ip]--;
    }
}
