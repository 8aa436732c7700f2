using System.Collections.Immutable;
using PeerActors.Messages.Buddies;
using PeerActors.Messages.Identity;

namespace PeerActors.Actors.Buddies;

/// <summary>Which buddy to dial next, and where: each at its addresses in turn, ever more seldom. Times are of a monotonic clock.</summary>
internal sealed class DialPlan(BuddySettings settings, Random dice)
{
    private readonly Dictionary<PeerId, Attempts> _attempts = [];

    /// <summary>From now on a buddy is dialled as if for the first time: it was not before, or it listens elsewhere.</summary>
    public void Begin(PeerId peer) => _attempts.Remove(peer);

    /// <summary>Whom to dial now, at most so many as may be in one look.</summary>
    /// <param name="wanted">Buddies that are not linked.</param>
    /// <param name="now">Time.</param>
    public ImmutableArray<(PeerId Peer, PeerAddress At)> Take(IEnumerable<Buddy> wanted, TimeSpan now)
    {
        var turn = ImmutableArray.CreateBuilder<(PeerId, PeerAddress)>();
        foreach (var buddy in wanted.OrderBy(b => _attempts.GetValueOrDefault(b.Peer).Next))
        {
            var made = _attempts.GetValueOrDefault(buddy.Peer);
            if (made.Next > now || turn.Count == settings.MaxDialled) break;
            var candidates = buddy.Candidates;
            if (candidates.IsEmpty) continue;
            turn.Add((buddy.Peer, candidates[made.Count % candidates.Length]));
            _attempts[buddy.Peer] = new(made.Count + 1, now + Wait(made.Count / candidates.Length));
        }

        return turn.ToImmutable();
    }

    private TimeSpan Wait(int round)
    {
        var wait = settings.DialFirst * Math.Pow(2, Math.Min(round, 30));
        return (wait < settings.DialMax ? wait : settings.DialMax) * (0.5 + dice.NextDouble());
    }

    private readonly record struct Attempts(int Count, TimeSpan Next);
}
