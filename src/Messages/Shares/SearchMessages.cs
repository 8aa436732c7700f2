using PeerActors.Messages.Identity;

namespace PeerActors.Messages.Shares;

/// <summary>Search the network. The sender is told each <see cref="SearchHit"/>, and <see cref="SearchFinished"/> at the end.</summary>
/// <param name="Search">Chosen by the asker; repeated by every answer.</param>
/// <param name="Terms">At least one word of letters or digits, or one hash; within <c>searches.max-words-length</c>.</param>
/// <param name="Duration">How long to wait for hits; 1 s to <c>searches.max-duration</c>.</param>
/// <param name="Wanted">End early at so many hits; 1 to <c>searches.max-hits</c>.</param>
public sealed record StartSearch(SearchId Search, SearchTerms Terms, TimeSpan Duration, int Wanted);

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
    Sha1Hash? Sha1, Sha256Hash? Sha256, int HopsTravelled, uint KilobitsPerSecond) : ISearchEvent;

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

/// <summary>The hit, when it is still remembered.</summary>
/// <param name="Request">Of the question.</param>
/// <param name="Hit">Null when it was never told or <c>searches.remembered-hits</c> newer ones came.</param>
public sealed record HitRecalled(RequestId Request, SearchHit? Hit);
