using System.Collections.Immutable;
using PeerActors.Messages.Identity;

namespace PeerActors.Messages.Shares;

/// <summary>Search the network. The sender is told each <see cref="SearchHit"/>, and <see cref="SearchFinished"/> at the end.</summary>
/// <param name="Search">Chosen by the asker; repeated by every answer.</param>
/// <param name="Terms">At least one word of letters or digits, or one hash; within <c>searches.max-words-length</c>.</param>
/// <param name="Duration">How long to wait for hits; 1 s to <c>searches.max-duration</c>.</param>
/// <param name="Wanted">End early at so many hits; 1 to <c>searches.max-hits</c>.</param>
public sealed record StartSearch(SearchId Search, SearchTerms Terms, TimeSpan Duration, int Wanted);

/// <summary>List the files of one host (browse host). The sender is told each <see cref="SearchHit"/>, and <see cref="SearchFinished"/> at the end.</summary>
/// <param name="Search">Chosen by the asker; repeated by every answer. <see cref="StopSearch"/> ends it early.</param>
/// <param name="Host">Whom to ask; the files are fetched from there, whatever address the answer names.</param>
/// <param name="Wanted">End early at so many files; 1 to <c>searches.max-hits</c>.</param>
public sealed record StartBrowse(SearchId Search, PeerAddress Host, int Wanted);

/// <summary>End a search early.</summary>
/// <param name="Search">Which.</param>
public sealed record StopSearch(SearchId Search);

/// <summary>What a search tells its asker.</summary>
public interface ISearchEvent
{
    /// <summary>Which search.</summary>
    SearchId Search { get; }
}

/// <summary>The query went out.</summary>
/// <param name="Search">Which search.</param>
/// <param name="Links">To how many neighbours.</param>
public sealed record SearchStarted(SearchId Search, int Links) : ISearchEvent;

/// <summary>Somebody has it.</summary>
/// <param name="Search">Which search.</param>
/// <param name="Hit">The number by which the user can name this hit.</param>
/// <param name="Peer">The sharer.</param>
/// <param name="Address">Where the sharer serves files.</param>
/// <param name="Index">The file's number at the sharer.</param>
/// <param name="Name">The file's name; from the wire, so it may hold anything but NUL.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Sha1">Where the sharer told it.</param>
/// <param name="Sha256">Where the sharer told it.</param>
/// <param name="HopsTravelled">How many links away the sharer is.</param>
/// <param name="KilobitsPerSecond">The sharer's speed as it states it.</param>
public sealed record SearchHit(
    SearchId Search, HitId Hit, ServentId Peer, PeerAddress Address, FileIndex Index, string Name, long Size,
    Sha1Hash? Sha1, Sha256Hash? Sha256, int HopsTravelled, uint KilobitsPerSecond) : ISearchEvent
{
    /// <summary>True when the sharer says that it cannot be dialled and must be pushed.</summary>
    public bool MustPush { get; init; }

    /// <summary>Who pass pushes on to the sharer, as it says.</summary>
    public ImmutableArray<PeerAddress> PushProxies { get; init; } = [];

    /// <summary>Others who have the file, as the sharer says.</summary>
    public ImmutableArray<PeerAddress> Alternates { get; init; } = [];

    /// <inheritdoc/>
    public bool Equals(SearchHit? other) => other is not null
        && (Search, Hit, Peer, Address, Index, Name, Size) == (other.Search, other.Hit, other.Peer, other.Address, other.Index, other.Name, other.Size)
        && (Sha1, Sha256, HopsTravelled, KilobitsPerSecond, MustPush) == (other.Sha1, other.Sha256, other.HopsTravelled, other.KilobitsPerSecond, other.MustPush)
        && PushProxies.AsSpan().SequenceEqual(other.PushProxies.AsSpan()) && Alternates.AsSpan().SequenceEqual(other.Alternates.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Search, Hit, Peer, Index, Name);
}

/// <summary>Why a search ended.</summary>
public enum SearchEnd
{
    /// <summary>Its time is over.</summary>
    TimeOver,

    /// <summary>It has as many hits as were wanted.</summary>
    EnoughHits,

    /// <summary>The asker ended it.</summary>
    Stopped,

    /// <summary>There is no neighbour to ask.</summary>
    NoLinks,

    /// <summary>The host that was browsed has listed all that it lists.</summary>
    ToldAll,

    /// <summary>The host that was browsed cannot be reached, refuses, or broke off; <see cref="SearchFinished.Detail"/> says what was seen.</summary>
    NotTold,

    /// <summary>The words hold nothing to search for, or a bound was passed; <see cref="SearchFinished.Detail"/> says which.</summary>
    Refused,
}

/// <summary>A search is over; nothing more comes.</summary>
/// <param name="Search">Which search.</param>
/// <param name="HitCount">How many hits were told.</param>
/// <param name="End">Why.</param>
/// <param name="Detail">What was seen, what is allowed, and the setting, when it was refused.</param>
public sealed record SearchFinished(SearchId Search, int HitCount, SearchEnd End, string? Detail) : ISearchEvent;

/// <summary>Asks for a hit of an earlier search; <see cref="HitRecalled"/> answers.</summary>
/// <param name="Request">Repeated by the answer.</param>
/// <param name="Hit">Its number.</param>
public sealed record RecallHit(RequestId Request, HitId Hit);

/// <summary>Asks for the hits of earlier searches that have a content; <see cref="HitsOfContentRecalled"/> answers.</summary>
/// <param name="Request">Repeated by the answer.</param>
/// <param name="Content">The SHA-1 that they state.</param>
public sealed record RecallHitsOfContent(RequestId Request, Sha1Hash Content);

/// <summary>The hits of a content that are still remembered.</summary>
/// <param name="Request">Of the question.</param>
/// <param name="Hits">One for each sharer, best first; at most <see cref="HitRecalled.MostOthers"/>.</param>
public sealed record HitsOfContentRecalled(RequestId Request, ImmutableArray<SearchHit> Hits);

/// <summary>The hit, when it is still remembered.</summary>
/// <param name="Request">Of the question.</param>
/// <param name="Hit">Null when it was never told or <c>searches.remembered-hits</c> newer ones came.</param>
public sealed record HitRecalled(RequestId Request, SearchHit? Hit)
{
    /// <summary>Other hits of the same content (by SHA-1) that the same search brought, best first; at most <see cref="MostOthers"/>.</summary>
    public ImmutableArray<SearchHit> Others { get; init; } = [];

    /// <summary>Most hits named beside the one asked for.</summary>
    public const int MostOthers = 16;
}
