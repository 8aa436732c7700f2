using PeerActors.Actors.Shares;

namespace PeerActors.Host.Web.Http;

/// <summary>What the web front serves from, and within which bounds.</summary>
/// <param name="Files">The peer.</param>
/// <param name="Counters">Count what comes.</param>
/// <param name="Rate">All that is sent passes here.</param>
/// <param name="Browse">Whether and how often files are listed.</param>
/// <param name="Clock">For that.</param>
internal sealed record WebFront(ISharedFiles Files, PortCounters Counters, RateLimit Rate, BrowseSettings Browse, TimeProvider Clock)
{
    /// <summary>What is being fetched, where that is sent on.</summary>
    public PartialShares Partials { get; init; } = new();
}
