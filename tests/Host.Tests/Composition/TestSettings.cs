using PeerActors.Actors.HostCatcher;
using PeerActors.Actors.Links;
using PeerActors.Actors.Peer;
using PeerActors.Actors.Router;
using PeerActors.Actors.Shares;
using PeerActors.Messages.Identity;

namespace PeerActors.Host.Tests.Composition;

internal static class TestSettings
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    public static PeerAddress Loopback(ushort port) => new(0x7F00_0001, port);

    public static PeerSettings Default { get; } = new()
    {
        Name = "", Listen = Loopback(6346), Advertise = null, Join = [], AskTimeout = Second, Akka = "",
        Links = new LinkSettings
        {
            Desired = 10, Max = 40, MaxPerAddress = 3, DialDiscovered = true, DialTimeout = Second, GreetingTimeout = Second, IdleTimeout = Second,
            PingInterval = Second, WriteTimeout = Second, ByeTimeout = Second, MaintainInterval = Second, MaxGreeting = 4096, MaxPayload = 65536,
            MaxBatch = 256, MaxQueue = 2000,
        },
        Router = new RouterSettings
        {
            MaxTtl = 7, ExcessiveTtl = 60, RouteLifetime = Second, MaxRoutes = 1000, MaxLookups = 1000, DiscoveryInterval = Second,
        },
        Hosts = new HostSettings { Max = 1000, SaveInterval = Second, BackoffFirst = Second, BackoffMax = Second },
        Shares = new ShareSettings
        {
            Folders = [], RescanInterval = Second, SettleTime = Second, MaxFiles = 1000, MaxFileSize = 1000, MaxProblems = 100, MaxHitsPerQuery = 64,
            MaxHitPayload = 8192, Speed = 10000,
        },
        Searches = new SearchSettings { MaxDuration = Second, MaxHits = 1000, MaxRunning = 32, MaxWordsLength = 240, RememberedHits = 1000 },
        Downloads = new DownloadSettings { Folder = "", Max = 8, ConnectTimeout = Second, StallTimeout = Second, ProgressInterval = Second },
        Http = new HttpSettings { MaxConnections = 500, FirstBytesTimeout = Second, HeaderTimeout = Second, MinRate = 240, AdminListen = Loopback(0) },
    };
}
