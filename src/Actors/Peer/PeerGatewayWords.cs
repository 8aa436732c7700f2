using PeerActors.Messages.Shares;

namespace PeerActors.Actors.Peer;

/// <summary>Shorter ways to ask.</summary>
public static class PeerGatewayWords
{
    /// <summary>Searches the network by words alone; see <see cref="IPeerGateway.Search"/>.</summary>
    /// <param name="gateway">The way in.</param>
    /// <param name="words">All of which a name must hold.</param>
    /// <param name="duration">How long to wait for hits.</param>
    /// <param name="wanted">End early at so many.</param>
    /// <param name="stopping">Ends the search.</param>
    public static IAsyncEnumerable<ISearchEvent> Search(
        this IPeerGateway gateway, string words, TimeSpan duration, int wanted, CancellationToken stopping = default) =>
        gateway.Search(SearchTerms.OfWords(words), duration, wanted, stopping);
}
