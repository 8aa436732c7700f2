using System.Collections.Immutable;
using PeerActors.Messages.Identity;

namespace PeerActors.Messages.Router;

/// <summary>A batch that a link received, in order. <see cref="DescriptorsRouted"/> answers, and only then does the link read on:
/// so what waits at the router is bounded by the number of links.</summary>
/// <param name="From">The link.</param>
/// <param name="Descriptors">At most <c>links.max-batch</c>.</param>
public sealed record DescriptorsReceived(LinkId From, ImmutableArray<Descriptor> Descriptors);

/// <summary>The batch was routed; the link may hand over the next one.</summary>
public sealed record DescriptorsRouted
{
    private DescriptorsRouted() { }

    /// <summary>It says nothing more.</summary>
    public static DescriptorsRouted Instance { get; } = new();
}

/// <summary>Descriptors for a link to send, in order.</summary>
/// <param name="Descriptors">With TTL and hops as they go on the wire.</param>
public sealed record SendDescriptors(ImmutableArray<Departure> Descriptors);

/// <summary>Nothing came from this neighbour for a while: ping it, over its link only.</summary>
/// <param name="Link">Which link.</param>
public sealed record PingNeighbour(LinkId Link);

/// <summary>Ask what this peer's own user searches: ultrapeers beside us one after the other until there are enough hits, everybody else at once. <see cref="QuerySent"/> answers.</summary>
/// <param name="Search">Whose hits to report.</param>
/// <param name="Text">The words; empty when it is searched by hash alone.</param>
/// <param name="Hashes">A file with any of these is a match too.</param>
/// <param name="Wanted">With so many hits the search is content; nobody further need be asked then.</param>
public sealed record SendQuery(SearchId Search, string Text, ImmutableArray<Sha1Hash> Hashes, int Wanted);

/// <summary>The query is on its way.</summary>
/// <param name="Search">Which search.</param>
/// <param name="Links">To how many neighbours at most; 0 when there is none.</param>
public sealed record QuerySent(SearchId Search, int Links);

/// <summary>Hits for this search are of no more interest.</summary>
/// <param name="Search">Which search.</param>
public sealed record ForgetQuery(SearchId Search);

/// <summary>A hit for a search of this peer's own user came home. <see cref="HitTaken"/> answers.</summary>
/// <param name="Search">Which search.</param>
/// <param name="Hit">The hit as it came.</param>
public sealed record HitReturned(SearchId Search, QueryHit Hit);

/// <summary>The hit was told to who asked; so many bytes wait no longer.</summary>
/// <param name="Bytes">Of the hit's payload.</param>
public sealed record HitTaken(int Bytes);

/// <summary>Queries to hold against the library. <see cref="QueriesLookedUp"/> answers.</summary>
/// <param name="Queries">As they came.</param>
public sealed record LookUpQueries(ImmutableArray<Query> Queries)
{
    /// <summary>The peer whose own queries these are, where its link has shown its key; null for queries of strangers.</summary>
    public PeerId? Asker { get; init; }
}

/// <summary>What the library has for a batch of queries.</summary>
/// <param name="Count">How many queries were looked up.</param>
/// <param name="Hits">Ready to be sent back; a query without a match has none.</param>
public sealed record QueriesLookedUp(int Count, ImmutableArray<QueryHit> Hits);

/// <summary>How much this peer shares, for pongs; told by the library whenever what it offers changes, if only in its names.</summary>
/// <param name="Files">Files offered now.</param>
/// <param name="Bytes">Their size.</param>
public sealed record ShareSize(int Files, long Bytes)
{
    /// <summary>Counts changes of what is offered; the same files and bytes may be others.</summary>
    public long Generation { get; init; }

    /// <summary>In KiB as a pong carries it.</summary>
    public uint Kilobytes => (uint)Math.Min(uint.MaxValue, Bytes / 1024);
}

/// <summary>Asks for the router's counters; <see cref="RouterStatus"/> answers.</summary>
/// <param name="Request">Repeated by the answer.</param>
public sealed record GetRouterStatus(RequestId Request);

/// <summary>The router's counters since start.</summary>
/// <param name="Request">Of the question.</param>
/// <param name="Received">Descriptors received, by kind.</param>
/// <param name="Forwarded">Descriptors handed on; one to three neighbours counts three.</param>
/// <param name="Dropped">Descriptors not handed on, by reason.</param>
/// <param name="Routes">Return routes remembered now.</param>
/// <param name="RoutesForgottenEarly">Routes dropped before <c>router.route-lifetime</c> because <c>router.max-routes</c> was reached.</param>
public sealed record RouterStatus(
    RequestId Request, ImmutableSortedDictionary<string, long> Received, long Forwarded,
    ImmutableSortedDictionary<DropReason, long> Dropped, int Routes, long RoutesForgottenEarly)
{
    /// <summary>What query routing and dynamic querying did.</summary>
    public QueryRoutingStatus Queries { get; init; } = QueryRoutingStatus.None;
}

/// <summary>The closed list of reasons for which a descriptor is not handed on. Each has a counter of this name.</summary>
public enum DropReason
{
    /// <summary>It came over another link before: the network has circles.</summary>
    Duplicate,

    /// <summary>It came over this very link before: its neighbour sends twice.</summary>
    Repeated,

    /// <summary>A request of this peer itself came back: it went in a circle.</summary>
    Returned,

    /// <summary>More of its class than its link may send (<c>router.conduct</c>).</summary>
    TooMany,

    /// <summary>Hops above the limit (the seed: hops &gt; 7).</summary>
    TooManyHops,

    /// <summary>A TTL that only an overzealous user sets (the seed: TTL &gt; 60).</summary>
    ExcessiveTtl,

    /// <summary>Its TTL is spent; it was looked at here and goes no further.</summary>
    TtlSpent,

    /// <summary>A reply to something that did not come through here, or too long ago.</summary>
    NoRoute,

    /// <summary>The link over which the reply must go is gone.</summary>
    RouteLost,

    /// <summary>A kind that has no meaning here.</summary>
    UnknownKind,

    /// <summary>A vendor message that servents of today send, and that this peer has no answer to, such as a question for the time.</summary>
    NotSpoken,

    /// <summary>A push for this peer, of which nothing here dials anybody in answer.</summary>
    PushUnanswered,

    /// <summary>A push for this peer while as many as <c>router.max-waiting-pushes</c> wait to be looked at.</summary>
    PushesBusy,

    /// <summary>A neighbour asked for what this peer does not do for it: to pass pushes on for a GUID that is another's, or from a leaf.</summary>
    Refused,

    /// <summary>The library is behind: <c>router.max-lookups</c> queries wait; the query was forwarded but not looked up.</summary>
    LibraryBusy,

    /// <summary>A hit for a search that was ended or forgotten.</summary>
    SearchOver,

    /// <summary>Hits of <c>router.max-waiting-hits</c> bytes wait for our user's searches already.</summary>
    SearchesBusy,

    /// <summary>As many addresses as <c>router.max-harvest</c> wait for the host catcher; the pong was handed on, and the address in it not noted.</summary>
    HostsBusy,

    /// <summary>A query above <c>router.max-query-payload</c>.</summary>
    QueryTooLarge,

    /// <summary>A query whose flags are 00 00, on a link of 0.6: nobody there answers such.</summary>
    AncientQuery,

    /// <summary>It asks what was asked over this link within <c>router.same-query-window</c>; it was not looked up again.</summary>
    RepeatedQuery,

    /// <summary>This peer and the asker are both behind firewalls: neither could dial the other; it was not looked up.</summary>
    BothFirewalled,

    /// <summary>A leaf sent a query that is not its own; its link is closed.</summary>
    LeafRelayed,

    /// <summary>A leaf searches while <c>router.dynamic.max-running</c> or <c>router.dynamic.max-per-leaf</c> searches run; no ultrapeer was asked.</summary>
    TooManySearches,

    /// <summary>A query routing table from a neighbour whose table means nothing here.</summary>
    UnwantedTable,

    /// <summary>A question or a word about how many hits a leaf has, from whom neither is expected, or about no query of it that is under way.</summary>
    UnwantedStatus,

    /// <summary>A query routing table that breaks the rules; its link is closed.</summary>
    BadTable,
}
