using System.Collections.Immutable;
using PeerActors.Messages.PeerLinks;

namespace PeerActors.Actors.PeerLinks;

/// <summary>Counts for all links of the room, from any of its actors.</summary>
internal sealed class PeerLinkCounters
{
    private readonly long[] _counts = new long[Enum.GetValues<PeerLinkCount>().Length];

    public void Add(PeerLinkCount what, long many = 1)
    {
        if (many > 0) Interlocked.Add(ref _counts[(int)what], many);
    }

    /// <summary>What was counted so far; what never happened is left out.</summary>
    public ImmutableSortedDictionary<PeerLinkCount, long> Now() =>
        Enum.GetValues<PeerLinkCount>().Where(c => Volatile.Read(ref _counts[(int)c]) > 0).ToImmutableSortedDictionary(static c => c, c => Volatile.Read(ref _counts[(int)c]));
}
