namespace PeerActors.Host.Web.Admin;

/// <summary>Answer of <c>GET /status</c>.</summary>
internal sealed record StatusView(
    string Peer, string Name, string Address, DateTimeOffset Started, double UptimeSeconds, LinkTotals Links, HostTotals Hosts,
    LibraryView Library, RouterView Router, UploadsView Uploads, PushView Pushes, DenialsView Access, PeerLinkTotals PeerLinks, ServicesView Services, IReadOnlyDictionary<string, long> Port);

/// <summary>How pushes went, how many downloads wait for one, and who pass pushes on to this peer.</summary>
internal sealed record PushView(IReadOnlyDictionary<string, long> Counts, int Waiting, IReadOnlyList<string> Proxies);

/// <summary>How many peers are known by their key, how many of them are linked, messages that wait for their confirmation, and what became of the others.</summary>
internal sealed record PeerLinkTotals(int Known, int Linked, long Kept, IReadOnlyDictionary<string, long> Counts, IReadOnlyDictionary<string, long> Closed);

/// <summary>How services between peers are doing; what waits and what is kept are bytes.</summary>
internal sealed record ServicesView(int Exported, int Peers, long Waiting, long Kept, int Remembered, IReadOnlyDictionary<string, long> Counts);

/// <summary>How many links there are in each state, and how links have ended.</summary>
internal sealed record LinkTotals(int Carrying, int Opening, int Closing, long Opened, IReadOnlyDictionary<string, long> Closed);

/// <summary>How many hosts are known.</summary>
internal sealed record HostTotals(int Known, long Forgotten, long Crowded);

/// <summary>How the library is doing.</summary>
internal sealed record LibraryView(
    int Files, long Bytes, int WaitingToHash, long BytesToHash, long HashedFiles, long RememberedFiles, long QueriesLookedUp, long QueriesMatched,
    IReadOnlyList<ProblemView> Problems);

/// <summary>How uploads are doing.</summary>
internal sealed record UploadsView(
    int Slots, int Taken, int Queued, long BytesPerSecond, long Granted, long EverQueued, long Lost, IReadOnlyDictionary<string, long> Refused);

/// <summary>A folder or file that cannot be offered.</summary>
internal sealed record ProblemView(string Path, string Why);

/// <summary>The router's counters.</summary>
internal sealed record RouterView(
    IReadOnlyDictionary<string, long> Received, long Forwarded, IReadOnlyDictionary<string, long> Dropped, int Routes, long RoutesForgottenEarly,
    QueryRoutingView Queries);

/// <summary>What query routing and dynamic querying did.</summary>
internal sealed record QueryRoutingView(
    int TablesHeld, long TablesTaken, long TablesSent, long LeafSent, long LeafSpared, long LastHopSent, long LastHopSpared, long HeldBack,
    int DynamicRunning, long DynamicStarted, long DynamicSatisfied, long DynamicSent, long Probes);

/// <summary>Answer of <c>GET /links</c>.</summary>
internal sealed record LinksView(IReadOnlyList<LinkItem> Links, long Opened, IReadOnlyDictionary<string, long> Closed);

/// <summary>One link.</summary>
internal sealed record LinkItem(
    long Link, string Remote, string? Listening, string Direction, string State, DateTimeOffset Since, long DescriptorsIn, long BytesIn,
    long DescriptorsOut, long BytesOut, long Dropped, int Queued, long DeflatedIn, long DeflatedOut, TraitsView? Traits,
    IReadOnlyDictionary<string, ClassItem> Classes);

/// <summary>What the greeting of a link told: its dialect, what the neighbour is and what we are to it, and its User-Agent.</summary>
internal sealed record TraitsView(string Dialect, string Mode, string OwnMode, string Agent, byte? MaxTtl, int? Degree, bool DeflatesIn, bool DeflatesOut, bool? NeedsUltrapeers);

/// <summary>Answer of <c>GET /hosts</c>.</summary>
internal sealed record HostsView(IReadOnlyList<HostItem> Hosts, long Forgotten, IReadOnlyList<CacheItem> Caches);

/// <summary>One web cache of <c>hosts.web-caches</c>; <c>Asked</c> is null when it was never asked, <c>NotBefore</c> when it may be asked at
/// any time.</summary>
internal sealed record CacheItem(string Cache, DateTimeOffset? Asked, long Hosts, int Failures, string Words, DateTimeOffset? NotBefore);

/// <summary>One known host: where it was learned first and last, and how it fared. <c>NotBefore</c> is null when it may be dialled at any
/// time, <c>LastTrial</c> when it was never dialled.</summary>
internal sealed record HostItem(
    string Address, string FirstSource, string Source, DateTimeOffset Heard, uint Files, uint Kilobytes, int Successes, int Failures, int FailuresInAll,
    TrialView? LastTrial, DateTimeOffset? NotBefore, string? Mode);

/// <summary>How the last attempt at a host went.</summary>
internal sealed record TrialView(string Outcome, string Words, DateTimeOffset At);

/// <summary>Answer of <c>GET /peers</c>.</summary>
internal sealed record PeersView(IReadOnlyList<PeerItem> Peers, IReadOnlyDictionary<string, long> Closed, long Dropped);

/// <summary>One peer known by its key; <c>Link</c> is null while there is none.</summary>
internal sealed record PeerItem(string Peer, long? Link, string? Remote, int Version, int Kept);
