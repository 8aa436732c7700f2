using PeerActors.Actors.Shares;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Wire.Gnutella;

namespace PeerActors.Host.Web.Http;

/// <summary>What one fetch hears on the way, whatever its end.</summary>
internal sealed class FetchNotes
{
    private readonly HashSet<PeerAddress> _alternates = [];

    private readonly Dictionary<ServentId, FirewalledLocation> _firewalled = [];

    /// <summary>True once content was taken.</summary>
    public bool Brought { get; set; }

    /// <summary>Notes others that have the content. What one answer may name is bounded by <c>AlternateLocations.MostRead</c>, and answers by the stay in a queue.</summary>
    public void Hear(IEnumerable<PeerAddress> alternates) => _alternates.UnionWith(alternates.Take(Math.Max(0, AlternateLocations.MostRead - _alternates.Count)));

    /// <summary>Notes others that have it and must be pushed; bounded alike.</summary>
    public void Hear(IEnumerable<FirewalledLocation> firewalled)
    {
        foreach (var one in firewalled)
            if (_firewalled.Count < FirewalledLocations.MostRead) _firewalled.TryAdd(one.Sharer, one);
    }

    /// <summary>An outcome with these notes.</summary>
    public FetchOutcome On(FetchOutcome outcome) => outcome is FetchFailed failed ? failed with { Alternates = [.. _alternates], Firewalled = [.. _firewalled.Values], Brought = Brought } : outcome;
}
