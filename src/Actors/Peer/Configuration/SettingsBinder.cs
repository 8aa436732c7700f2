using PeerActors.Actors.Access;
using PeerActors.Actors.Buddies;
using PeerActors.Actors.HostCatcher;
using PeerActors.Actors.Links;
using PeerActors.Actors.PeerLinks;
using PeerActors.Actors.Remoting;
using PeerActors.Actors.Router;
using PeerActors.Actors.Router.DynamicQueries;
using PeerActors.Actors.Router.QueryRouting;
using PeerActors.Actors.Shares;
using PeerActors.Actors.Shares.Pushes;
using PeerActors.Messages.Links;

namespace PeerActors.Actors.Peer.Configuration;

/// <summary>Makes the settings records of values that are known to be in range.</summary>
internal static class SettingsBinder
{
    public static PeerSettings Bind(SettingValues values) => new()
    {
        Name = values.Text("peer.name"),
        Listen = values.Address("peer.listen"),
        Advertise = values.AddressOrNone("peer.advertise"),
        Mode = values.OneOf<PeerMode>("peer.mode"),
        Firewalled = values.Bool("peer.firewalled"),
        Join = values.Addresses("peer.join"),
        AskTimeout = values.Time("peer.ask-timeout"),
        Links = Links(values),
        PeerLink = PeerLink(values),
        Remoting = Remoting(values),
        Access = Access(values),
        Buddies = Buddies(values),
        Router = Router(values),
        Hosts = Hosts(values),
        Shares = Shares(values),
        Uploads = Uploads(values),
        Alternates = Alternates(values),
        Browse = Browse(values),
        Searches = Searches(values),
        Downloads = Downloads(values),
        Pushes = Pushes(values),
        Http = Http(values),
        Akka = values.Canonical("akka"),
    };

    private static LinkSettings Links(SettingValues values) => new()
    {
        Dialect = values.Text("peer.links.dialect") == "0.4" ? LinkDialect.Gnutella04 : LinkDialect.Gnutella06,
        Deflate = values.Bool("peer.links.deflate"),
        MaxInflation = values.Int("peer.links.max-inflation"),
        MaxLeaves = values.Int("peer.links.max-leaves"),
        LeafUltrapeers = values.Int("peer.links.leaf-ultrapeers"),
        HostsToTry = values.Int("peer.links.hosts-to-try"),
        Desired = values.Int("peer.links.desired"),
        Max = values.Int("peer.links.max"),
        MaxPerAddress = values.Int("peer.links.max-per-address"),
        MaxGreetings = values.Int("peer.links.max-greetings"),
        MaxGreetingsPerAddress = values.Int("peer.links.max-greetings-per-address"),
        DialDiscovered = values.Bool("peer.links.dial-discovered"),
        DialTimeout = values.Time("peer.links.dial-timeout"),
        GreetingTimeout = values.Time("peer.links.greeting-timeout"),
        IdleTimeout = values.Time("peer.links.idle-timeout"),
        PingInterval = values.Time("peer.links.ping-interval"),
        WriteTimeout = values.Time("peer.links.write-timeout"),
        ByeTimeout = values.Time("peer.links.bye-timeout"),
        MaintainInterval = values.Time("peer.links.maintain-interval"),
        MaxGreeting = values.Int("peer.links.max-greeting"),
        MaxGreetingHeaders = values.Int("peer.links.max-greeting-headers"),
        MaxGreetingLine = values.Int("peer.links.max-greeting-line"),
        MaxPayload = values.Int("peer.links.max-payload"),
        MaxBatch = values.Int("peer.links.max-batch"),
        MaxControlBytes = values.Int("peer.links.max-control-bytes"),
        MaxQueueBytes = values.Int("peer.links.max-queue-bytes"),
        BanTime = values.Time("peer.links.ban-time"),
        MaxBans = values.Int("peer.links.max-bans"),
        NeverBan = values.Addresses("peer.links.never-ban"),
        MaxUnknown = values.Int("peer.links.max-unknown"),
        MaxUnknownModern = values.Int("peer.links.max-unknown-modern"),
    };

    private static RemotingSettings Remoting(SettingValues values) => new()
    {
        Lease = values.Time("peer.remoting.lease"),
        MaxServices = values.Int("peer.remoting.max-services"),
        MaxPeers = values.Int("peer.remoting.max-peers"),
        MaxWaiting = values.Int("peer.remoting.max-waiting"),
        MaxKept = values.Int("peer.remoting.max-kept"),
        MaxRemembered = values.Int("peer.remoting.max-remembered"),
        ResendAfter = values.Time("peer.remoting.resend-after"),
        MaxReplies = values.Int("peer.remoting.max-replies"),
        ReplyLifetime = values.Time("peer.remoting.reply-lifetime"),
        MaxWatchers = values.Int("peer.remoting.max-watchers"),
        Patience = values.Time("peer.remoting.patience"),
        MaxFrame = values.Int("peer.peer-link.max-frame"),
    };

    private static AccessSettings Access(SettingValues values) => new()
    {
        MaxRules = values.Int("peer.access.max-rules"),
        MaxMembers = values.Int("peer.access.max-members"),
        MaxTold = values.Int("peer.access.max-told"),
    };

    private static BuddySettings Buddies(SettingValues values) => new()
    {
        Max = values.Int("peer.buddies.max"),
        MaxInvitations = values.Int("peer.buddies.max-invitations"),
        InvitationLifetime = values.Time("peer.buddies.invitation-lifetime"),
        Lease = values.Time("peer.buddies.lease"),
        LookInterval = values.Time("peer.buddies.look-interval"),
        PresenceInterval = values.Time("peer.buddies.presence-interval"),
        GossipInterval = values.Time("peer.buddies.gossip-interval"),
        SaveInterval = values.Time("peer.buddies.save-interval"),
        DialFirst = values.Time("peer.buddies.dial-first"),
        DialMax = values.Time("peer.buddies.dial-max"),
        MaxDialled = values.Int("peer.buddies.max-dialled"),
        MaxFollowers = values.Int("peer.buddies.max-followers"),
    };

    private static PeerLinkSettings PeerLink(SettingValues values) => new()
    {
        MaxLinks = values.Int("peer.peer-link.max-links"),
        MaxHandshakes = values.Int("peer.peer-link.max-handshakes"),
        DialTimeout = values.Time("peer.peer-link.dial-timeout"),
        HandshakeTimeout = values.Time("peer.peer-link.handshake-timeout"),
        HelloTimeout = values.Time("peer.peer-link.hello-timeout"),
        BeatInterval = values.Time("peer.peer-link.beat-interval"),
        LostAfter = values.Time("peer.peer-link.lost-after"),
        StallTimeout = values.Time("peer.peer-link.stall-timeout"),
        ByeTimeout = values.Time("peer.peer-link.bye-timeout"),
        RedialFirst = values.Time("peer.peer-link.redial-first"),
        RedialMax = values.Time("peer.peer-link.redial-max"),
        MaxFrame = values.Int("peer.peer-link.max-frame"),
        WindowUrgent = values.Int("peer.peer-link.window-urgent"),
        WindowNormal = values.Int("peer.peer-link.window-normal"),
        WindowBulk = values.Int("peer.peer-link.window-bulk"),
        RememberFor = values.Time("peer.peer-link.remember-for"),
        MaxQueue = values.Int("peer.peer-link.max-queue"),
        MaxWrite = values.Int("peer.peer-link.max-write"),
        MaxKept = values.Int("peer.peer-link.max-kept"),
        MaxNames = values.Int("peer.peer-link.max-names"),
        MaxBatch = values.Int("peer.peer-link.max-batch"),
    };

    private static RouterSettings Router(SettingValues values) => new()
    {
        Mode = values.OneOf<PeerMode>("peer.mode"),
        MaxLinks = values.Int("peer.links.max"),
        MaxLeaves = values.Int("peer.links.max-leaves"),
        MaxTtl = values.Int("peer.router.max-ttl"),
        MaxTtlModern = values.Int("peer.router.max-ttl-modern"),
        ExcessiveTtl = values.Int("peer.router.excessive-ttl"),
        RouteLifetime = values.Time("peer.router.route-lifetime"),
        MaxRoutes = values.Int("peer.router.max-routes"),
        MaxLookups = values.Int("peer.router.max-lookups"),
        MaxQueryPayload = values.Int("peer.router.max-query-payload"),
        SameQueryWindow = values.Time("peer.router.same-query-window"),
        MaxSeenTexts = values.Int("peer.router.max-seen-texts"),
        Firewalled = values.Bool("peer.firewalled"),
        Tables = Tables(values),
        Dynamic = Dynamic(values),
        MaxWaitingHits = values.Int("peer.router.max-waiting-hits"),
        MaxHarvest = values.Int("peer.router.max-harvest"),
        MaxWaitingPushes = values.Int("peer.router.max-waiting-pushes"),
        DiscoveryInterval = values.Time("peer.router.discovery-interval"),
        AliveInterval = values.Time("peer.router.alive-interval"),
        PongsPerLink = values.Int("peer.router.pongs-per-link"),
        PongsPerPing = values.Int("peer.router.pongs-per-ping"),
        PackedHosts = values.Int("peer.router.packed-hosts"),
        PongLifetime = values.Time("peer.router.pong-lifetime"),
        HoldAbove = values.Int("peer.router.hold-above"),
        StallAfter = values.Time("peer.router.stall-after"),
        Conduct = Conduct(values),
    };

    private static ConductLimits Conduct(SettingValues values) => new()
    {
        MaxQueries = values.Int("peer.router.conduct.max-queries"),
        MaxPings = values.Int("peer.router.conduct.max-pings"),
        MaxReplies = values.Int("peer.router.conduct.max-replies"),
        MaxPushes = values.Int("peer.router.conduct.max-pushes"),
        MaxOthers = values.Int("peer.router.conduct.max-others"),
        Burst = values.Time("peer.router.conduct.burst"),
        RepeatsForgiven = values.Int("peer.router.conduct.repeats-forgiven"),
        MaxRepeats = values.Int("peer.router.conduct.max-repeats"),
    };

    private static TableSettings Tables(SettingValues values) => new()
    {
        MaxSlots = values.Int("peer.router.tables.max-slots"),
        MaxMergedSlots = values.Int("peer.router.tables.max-merged-slots"),
        MaxUpdates = values.Int("peer.router.tables.max-updates"),
        Delay = values.Time("peer.router.tables.delay"),
    };

    private static DynamicQuerySettings Dynamic(SettingValues values) => new()
    {
        Wanted = values.Int("peer.router.dynamic.wanted"),
        WantedForLeaf = values.Int("peer.router.dynamic.wanted-for-leaf"),
        Probes = values.Int("peer.router.dynamic.probes"),
        Pace = values.Time("peer.router.dynamic.pace"),
        Lifetime = values.Time("peer.router.dynamic.lifetime"),
        MaxHorizon = values.Int("peer.router.dynamic.max-horizon"),
        MaxRunning = values.Int("peer.router.dynamic.max-running"),
        MaxPerLeaf = values.Int("peer.router.dynamic.max-per-leaf"),
    };

    private static HostSettings Hosts(SettingValues values) => new()
    {
        Max = values.Int("peer.hosts.max"),
        MaxPerAddress = values.Int("peer.hosts.max-per-address"),
        MaxPerNetwork = values.Int("peer.hosts.max-per-network"),
        SaveInterval = values.Time("peer.hosts.save-interval"),
        BackoffFirst = values.Time("peer.hosts.backoff-first"),
        BackoffMax = values.Time("peer.hosts.backoff-max"),
        File = values.Text("peer.hosts.file"),
        MaxFile = values.Int("peer.hosts.max-file"),
        WebCaches = values.WebAddresses("peer.hosts.web-caches"),
        WebCachePatience = values.Time("peer.hosts.web-cache-patience"),
        WebCacheInterval = values.Time("peer.hosts.web-cache-interval"),
        WebCacheBackoffMax = values.Time("peer.hosts.web-cache-backoff-max"),
        WebCacheTimeout = values.Time("peer.hosts.web-cache-timeout"),
        WebCacheMaxAnswer = values.Int("peer.hosts.web-cache-max-answer"),
        WebCacheMaxHosts = values.Int("peer.hosts.web-cache-max-hosts"),
        WebCacheMaxRedirects = values.Int("peer.hosts.web-cache-max-redirects"),
        WebCacheUpdate = values.Bool("peer.hosts.web-cache-update"),
    };

    private static ShareSettings Shares(SettingValues values) => new()
    {
        Folders = values.Texts("peer.shares.folders"),
        RescanInterval = values.Time("peer.shares.rescan-interval"),
        SettleTime = values.Time("peer.shares.settle-time"),
        MaxFiles = values.Int("peer.shares.max-files"),
        MaxFileSize = values.Long("peer.shares.max-file-size"),
        MaxProblems = values.Int("peer.shares.max-problems"),
        MaxHitsPerQuery = values.Int("peer.shares.max-hits-per-query"),
        MaxViews = values.Int("peer.shares.max-views"),
        MaxHitPayload = values.Int("peer.shares.max-hit-payload"),
        Speed = values.UInt("peer.shares.speed"),
        SharePartial = values.Bool("peer.shares.share-partial"),
    };

    private static UploadSettings Uploads(SettingValues values) => new()
    {
        Slots = values.Int("peer.uploads.slots"),
        MaxPerAddress = values.Int("peer.uploads.max-per-address"),
        MaxQueued = values.Int("peer.uploads.max-queued"),
        MaxQueuedPerAddress = values.Int("peer.uploads.max-queued-per-address"),
        SmallFile = values.Long("peer.uploads.small-file"),
        PollMin = values.Time("peer.uploads.poll-min"),
        PollMax = values.Time("peer.uploads.poll-max"),
        MaxEarlyPolls = values.Int("peer.uploads.max-early-polls"),
        SlotHold = values.Time("peer.uploads.slot-hold"),
        MaxRate = values.Long("peer.uploads.max-rate"),
    };

    private static AlternateSettings Alternates(SettingValues values) => new()
    {
        MaxFiles = values.Int("peer.alternates.max-files"),
        MaxPerFile = values.Int("peer.alternates.max-per-file"),
        Lifetime = values.Time("peer.alternates.lifetime"),
    };

    private static BrowseSettings Browse(SettingValues values) => new()
    {
        Enabled = values.Bool("peer.browse.enabled"),
        Interval = values.Time("peer.browse.interval"),
        MaxFiles = values.Int("peer.browse.max-files"),
        MaxAskers = values.Int("peer.browse.max-askers"),
    };

    private static SearchSettings Searches(SettingValues values) => new()
    {
        MaxDuration = values.Time("peer.searches.max-duration"),
        MaxHits = values.Int("peer.searches.max-hits"),
        MaxRunning = values.Int("peer.searches.max-running"),
        MaxWordsLength = values.Int("peer.searches.max-words-length"),
        MaxBrowse = values.Int("peer.searches.max-browse"),
        RememberedHits = values.Int("peer.searches.remembered-hits"),
    };

    private static DownloadSettings Downloads(SettingValues values) => new()
    {
        Folder = values.Text("peer.downloads.folder"),
        Max = values.Int("peer.downloads.max"),
        ConnectTimeout = values.Time("peer.downloads.connect-timeout"),
        StallTimeout = values.Time("peer.downloads.stall-timeout"),
        ProgressInterval = values.Time("peer.downloads.progress-interval"),
        MaxRate = values.Long("peer.downloads.max-rate"),
        MaxSources = values.Int("peer.downloads.max-sources"),
        MaxSize = values.Long("peer.downloads.max-size"),
        MaxRetries = values.Int("peer.downloads.max-retries"),
        MaxRetryWait = values.Time("peer.downloads.max-retry-wait"),
        MaxQueueWait = values.Time("peer.downloads.max-queue-wait"),
    };

    private static PushSettings Pushes(SettingValues values) => new()
    {
        MaxWaiting = values.Int("peer.pushes.max-waiting"),
        GivTimeout = values.Time("peer.pushes.giv-timeout"),
        MaxProxies = values.Int("peer.pushes.max-proxies"),
        MaxPerMinute = values.Int("peer.pushes.max-per-minute"),
        MaxPerAsker = values.Int("peer.pushes.max-per-asker"),
        MaxDialling = values.Int("peer.pushes.max-dialling"),
        MaxPassedPerMinute = values.Int("peer.pushes.max-passed-per-minute"),
        DialTimeout = values.Time("peer.pushes.dial-timeout"),
    };

    private static HttpSettings Http(SettingValues values) => new()
    {
        MaxConnections = values.Int("peer.http.max-connections"),
        MaxPerAddress = values.Int("peer.http.max-per-address"),
        FirstBytesTimeout = values.Time("peer.http.first-bytes-timeout"),
        HeaderTimeout = values.Time("peer.http.header-timeout"),
        MinRate = values.Int("peer.http.min-rate"),
        AdminListen = values.Address("peer.http.admin-listen"),
        AdminMaxConnections = values.Int("peer.http.admin-max-connections"),
        AdminMaxRequest = values.Int("peer.http.admin-max-request"),
    };
}
