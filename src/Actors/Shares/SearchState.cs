using System.Collections.Immutable;
using System.Text;
using Akka.Actor;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Router;
using PeerActors.Messages.Shares;

namespace PeerActors.Actors.Shares;

/// <summary>The searches of this peer's own user, and the hits that the user can still name. Decides only.</summary>
internal sealed class SearchState(SearchSettings settings)
{
    private static readonly TimeSpan ShortestSearch = TimeSpan.FromSeconds(1);

    /// <summary>A URN and what separates it from the next.</summary>
    private static readonly int HashBytes = Sha1Hash.UrnPrefix.Length + Base32.LengthOf(Sha1Hash.Bytes) + 1;

    private readonly Dictionary<SearchId, RunningSearch> _running = [];
    private readonly Dictionary<HitId, SearchHit> _remembered = [];
    private long _lastHit;

    /// <summary>Searches under way.</summary>
    public IEnumerable<SearchId> Running => _running.Keys;

    /// <summary>Takes a search on; else says what was seen, what is allowed, and the setting.</summary>
    public string? TryStart(StartSearch start, IActorRef asker)
    {
        if (WhyNot(start) is { } refusal) return refusal;
        _running.Add(start.Search, new(asker, start));
        return null;
    }

    /// <summary>Takes on to list a host's files; else says what was seen, what is allowed, and the setting.</summary>
    public string? TryStart(StartBrowse browse, IActorRef asker)
    {
        var refusal = browse.Host.IsDialable ? WhyNot(browse.Search, browse.Wanted) : $"{browse.Host} cannot be dialled; an IPv4 address and a port of a host are expected.";
        if (refusal is null) _running.Add(browse.Search, new(asker, browse));
        return refusal;
    }

    /// <summary>Who asked for a search that is under way; null when it is over.</summary>
    public IActorRef? AskerOf(SearchId search) => _running.GetValueOrDefault(search)?.Asker;

    /// <summary>Searches that somebody asked for.</summary>
    public SearchId[] Of(IActorRef asker) => [.. _running.Where(search => search.Value.Asker.Equals(asker)).Select(static search => search.Key)];

    /// <summary>Ends a search; null when it is over already.</summary>
    public RunningSearch? End(SearchId search) => _running.Remove(search, out var ended) ? ended : null;

    /// <summary>True when a search under way has as many hits as were wanted.</summary>
    public bool HasEnough(SearchId search) => _running.TryGetValue(search, out var running) && running.HasEnough;

    /// <summary>The hits in an answer that are worth telling, numbered and remembered; none for a search that is over.</summary>
    public IEnumerable<SearchHit> Take(SearchId search, QueryHit answer)
    {
        if (!_running.TryGetValue(search, out var running)) yield break;
        var (sharer, trailer) = (answer.Sharer, answer.ReadTrailer());
        foreach (var file in answer.ReadFiles())
        {
            if (!running.IsNew(sharer, file)) continue;
            yield return Remember(running.AsTold(new(
                search, new(++_lastHit), sharer, answer.Address, file.Index, file.Name, file.Size, file.Sha1, file.Sha256,
                answer.Hops + 1, answer.KilobitsPerSecond)
            {
                MustPush = trailer?.MustPush ?? false, PushProxies = trailer?.PushProxies ?? [], Alternates = file.Alternates,
            }));
        }
    }

    /// <summary>An earlier hit; null when it was never told or is forgotten.</summary>
    public SearchHit? Recall(HitId hit) => _remembered.GetValueOrDefault(hit);

    /// <summary>Other hits of the same content that the same search brought: those that can be dialled first, and nearer ones before.</summary>
    public ImmutableArray<SearchHit> OthersLike(SearchHit hit) => hit.Sha1 is null
        ? []
        : Best(_remembered.Values.Where(other => other.Search == hit.Search && other.Sha1 == hit.Sha1 && other.Hit != hit.Hit && other.Peer != hit.Peer));

    /// <summary>The newest hit of each sharer that has a content, whichever search brought it, in the same order.</summary>
    public ImmutableArray<SearchHit> HitsOf(Sha1Hash content) =>
        Best(_remembered.Values.Where(hit => hit.Sha1 == content).GroupBy(static hit => hit.Peer).Select(static same => same.MaxBy(static hit => hit.Hit.Value)!));

    private static ImmutableArray<SearchHit> Best(IEnumerable<SearchHit> hits) =>
        [.. hits.OrderBy(static hit => hit.MustPush).ThenBy(static hit => hit.HopsTravelled).ThenBy(static hit => hit.Hit.Value).Take(HitRecalled.MostOthers)];

    private SearchHit Remember(SearchHit hit)
    {
        _remembered.Add(hit.Hit, hit);
        _remembered.Remove(new(hit.Hit.Value - settings.RememberedHits));
        return hit;
    }

    private string? WhyNot(StartSearch start)
    {
        var words = Encoding.UTF8.GetBytes(start.Terms.Words);
        if (!WordReader.HasWord(words) && (start.Terms.Hashes.IsEmpty || words.Length > 0))
            return $"\"{WireText.Clean(start.Terms.Words)}\" holds no word; a search needs at least one letter or digit, or a hash (urn:sha1:…).";
        var bytes = words.Length + start.Terms.Hashes.Length * HashBytes;
        if (bytes > settings.MaxWordsLength)
            return $"The words and hashes take {bytes:N0} bytes, {HashBytes} for each hash; at most {settings.MaxWordsLength:N0} are allowed (searches.max-words-length).";
        if (start.Duration < ShortestSearch || start.Duration > settings.MaxDuration)
            return $"The search is to last {start.Duration.TotalSeconds:0.###} s; allowed are 1 s to {settings.MaxDuration.TotalSeconds:0.###} s (searches.max-duration).";
        return WhyNot(start.Search, start.Wanted);
    }

    private string? WhyNot(SearchId search, int wanted)
    {
        if (wanted < 1 || wanted > settings.MaxHits)
            return $"{wanted:N0} hits are wanted; allowed are 1 to {settings.MaxHits:N0} (searches.max-hits).";
        if (_running.ContainsKey(search)) return $"Search {search.Value} is under way already; its asker must choose another number.";
        if (_running.Count >= settings.MaxRunning)
            return $"{_running.Count:N0} searches are under way, which is as many as are allowed (searches.max-running). Try again when one is over.";
        return null;
    }
}
