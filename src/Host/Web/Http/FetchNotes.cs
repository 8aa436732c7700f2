using PeerActors.Actors.Shares;
using PeerActors.Messages.Identity;

namespace PeerActors.Host.Web.Http;

/// <summary>What one fetch hears on the way, whatever its end.</summary>
internal sealed class FetchNotes
{
    private readonly HashSet<PeerAddress> _alternates = [];

    /// <summary>True once content was taken.</summary>
    public bool Brought { get; set; }

    /// <summary>Notes others that have the content. What one answer may name is bounded by <c>AlternateLocations.MostRead</c>, and answers by the stay in a queue.</summary>
    public void Hear(IEnumerable<PeerAddress> alternates) => _alternates.UnionWith(alternates.Take(Math.Max(0, Messages.Wire.Gnutella.AlternateLocations.MostRead - _alternates.Count)));

    /// <summary>An outcome with these notes.</summary>
    public FetchOutcome On(FetchOutcome outcome) => outcome is FetchFailed failed ? failed with { Alternates = [.. _alternates], Brought = Brought } : outcome;
}
