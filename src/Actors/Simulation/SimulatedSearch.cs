using PeerActors.Messages.Identity;
using PeerActors.Messages.Shares;

namespace PeerActors.Actors.Simulation;

/// <summary>A search that a simulated peer's user started.</summary>
public sealed class SimulatedSearch
{
    private readonly List<SearchHit> _hits = [];

    internal SimulatedSearch(SearchId search, SearchTerms terms, TimeSpan started) => (Search, Terms, Started) = (search, terms, started);

    /// <summary>Which search of its peer.</summary>
    public SearchId Search { get; }

    /// <summary>What was searched for.</summary>
    public SearchTerms Terms { get; }

    /// <summary>When, in virtual time.</summary>
    public TimeSpan Started { get; }

    /// <summary>When the first hit was told, in virtual time; null before.</summary>
    public TimeSpan? FirstHit { get; private set; }

    /// <summary>What was found so far.</summary>
    public IReadOnlyList<SearchHit> Hits => _hits;

    /// <summary>How it ended; null while it runs, and when its peer crashed before.</summary>
    public SearchFinished? End { get; private set; }

    internal void Take(ISearchEvent told, TimeSpan now)
    {
        if (told is SearchHit hit)
        {
            _hits.Add(hit);
            FirstHit ??= now;
        }

        End = told as SearchFinished ?? End;
    }
}
