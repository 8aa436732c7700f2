using System.Diagnostics;
using Akka.Actor;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Shares;

namespace PeerActors.TestKit.Crowds;

/// <summary>What a search of a crowd came to, on the clock.</summary>
/// <param name="Hits">Files told to the asker.</param>
/// <param name="Sharers">Peers that have them.</param>
/// <param name="FirstHit">From the search to the first of them; null when there is none.</param>
/// <param name="LastHit">And to the last.</param>
/// <param name="AtRest">Until nothing was under way any more: no query, no look-up, no hit.</param>
public sealed record CrowdSearch(int Hits, int Sharers, TimeSpan? FirstHit, TimeSpan? LastHit, TimeSpan AtRest);

/// <summary>Takes what a search tells, with the time.</summary>
internal sealed class SearchTally
{
    private readonly HashSet<ServentId> _sharers = [];
    private long? _first;
    private long? _last;
    private int _hits;

    public void Take(ISearchEvent told)
    {
        if (told is not SearchHit hit) return;
        _last = Stopwatch.GetTimestamp();
        _first ??= _last;
        _hits++;
        _sharers.Add(hit.Peer);
    }

    public CrowdSearch Sum(long began, long atRest)
    {
        return new(_hits, _sharers.Count, Until(_first), Until(_last), Stopwatch.GetElapsedTime(began, atRest));
        TimeSpan? Until(long? then) => then is { } at ? Stopwatch.GetElapsedTime(began, at) : null;
    }
}

/// <summary>The user who searches.</summary>
internal sealed class SearcherActor : ReceiveActor
{
    public SearcherActor(SearchTally tally) => Receive<ISearchEvent>(tally.Take);

    public static Props For(SearchTally tally) => Props.Create(() => new SearcherActor(tally));
}
