using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Threading.Channels;
using Akka.Event;
using PeerActors.Actors.Peer;
using PeerActors.Actors.Shares;
using PeerActors.Actors.Transports.Gnutella;
using PeerActors.Actors.Transports.PeerLink;
using PeerActors.Host.Storage;
using PeerActors.Host.Web;
using PeerActors.Host.Web.Caches;
using PeerActors.Host.Web.Http;
using PeerActors.Host.Web.Pushes;
using PeerActors.Messages.Access;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Peer;
using PeerActors.Messages.Router;
using LogLevel = Akka.Event.LogLevel;

namespace PeerActors.Host.Composition;

/// <summary>
/// A peer as it is deployed: its database, its public port with the web front, its actor system. The port opens first, because the actors must know
/// its number; it closes last but for the database.
/// </summary>
internal sealed class PeerHost : IPeerHost
{
    /// <summary>Events kept for a reader that is slow; the oldest make room. They are told to people, and nothing depends on them.</summary>
    private const int WaitingEvents = 1000;

    private readonly Channel<HostEvent> _events = Channel.CreateBounded<HostEvent>(new BoundedChannelOptions(WaitingEvents) { FullMode = BoundedChannelFullMode.DropOldest });
    private readonly Stack<IAsyncDisposable> _open = new();
    private PeerSystem _system = null!;

    private PeerHost() { }

    /// <summary>Its actor system, for a program that brings actors of its own.</summary>
    public PeerSystem System => _system;

    public RunningPeer Peer { get; private set; } = null!;

    public Task Completion => _system.Completion;

    /// <summary>Brings a peer up.</summary>
    /// <param name="setup">Its folder and its settings.</param>
    /// <param name="log">Where warnings and errors go.</param>
    /// <param name="stopping">Gives up.</param>
    /// <exception cref="StartFailed">The port, the database or the peer refuses; the message names the setting.</exception>
    public static async Task<IPeerHost> StartAsync(PeerSetup setup, TextWriter log, CancellationToken stopping)
    {
        var host = new PeerHost();
        try
        {
            await host.OpenAsync(setup, log, stopping);
            return host;
        }
        catch (Exception failure)
        {
            await host.DisposeAsync();
            if (failure is StorageUnavailable or PeerStoppedException) throw new StartFailed(failure.Message, failure);
            throw;
        }
    }

    public IAsyncEnumerable<HostEvent> Events(CancellationToken stopping) => _events.Reader.ReadAllAsync(stopping);

    public Task<PeerLeft> LeaveAsync(TimeSpan limit) => _system.LeaveAsync(limit);

    public async ValueTask DisposeAsync()
    {
        while (_open.TryPop(out var part)) await part.DisposeAsync();
        _events.Writer.TryComplete();
    }

    private async Task OpenAsync(PeerSetup setup, TextWriter log, CancellationToken stopping)
    {
        var settings = setup.Settings with { Downloads = WithFolder(setup) };
        var hosts = HostsFileOnDisk.Read(settings.Hosts);
        var database = Keep(PeerDatabase.Open(setup.Data.Path));
        var person = new PersonFiles(setup.Data.Path).Read();
        var counters = new PortCounters();
        var files = new FilesOnceUp();
        var pushPort = Keep(new PushPort(settings.Http, counters));
        var pushProxy = new PushProxyServing(settings.Pushes, TimeProvider.System, counters);
        var transport = new HandedGnutellaTransport();
        var front = new WebFront(files, counters, new RateLimit(settings.Uploads.MaxRate, TimeProvider.System), settings.Browse, TimeProvider.System);
        var secure = new TlsPeerTransport(setup.Data.Identity.Certificate, settings.PeerLink.HandshakeTimeout, settings.PeerLink.MaxHandshakes, TimeProvider.System);
        var port = await PublicPort.OpenAsync(
            settings.Listen, settings.Http, transport.AcceptAsync, front, stopping,
            new PushDoors(pushPort, pushProxy, settings.Firewalled), secure.AcceptAsync);
        _open.Push(port);
        var dialling = new KeyedDialling(secure.DialWebAsync);
        var fetcher = new HttpFetcher(settings.Downloads, TimeProvider.System, settings.Shares.SharePartial ? front.Partials : null, dialling);
        _system = await PeerSystem.StartAsync(
            settings with { Listen = port.Address },
            new()
            {
                Servent = setup.Data.Servent,
                Name = settings.Name.Length > 0 ? settings.Name : Environment.MachineName,
                Clock = TimeProvider.System,
                Dice = static _ => new Random(),
                Transport = transport,
                HostStore = new SqliteHostStore(database),
                HostsFile = hosts,
                HostCache = Keep(new WebCacheClient(settings.Hosts)),
                AccessStore = new SqliteAccessStore(database),
                ServiceStore = new SqliteServiceStore(database),
                Acquaintances = OwnDevices(person),
                Person = person,
                BuddyStore = new SqliteBuddyStore(database),
                HashStore = new SqliteHashStore(database),
                ShareDisk = new ShareDisk(setup.Data.Path),
                Fetcher = fetcher,
                HostBrowser = Keep(new HostBrowser(settings.Downloads, settings.Searches.MaxBrowse, settings.Links.MaxPayload, dialling)),
                PushPort = pushPort,
                Secure = new(setup.Data.Identity.Key, secure, static bytes => Payload.Own(RandomNumberGenerator.GetBytes(bytes))),
            },
            new()
            {
                OnLink = e => _events.Writer.TryWrite(new LinkHappened(e)),
                OnReachable = dialling.On,
                OnUnreachable = dialling.On,
                OnDenied = e => _events.Writer.TryWrite(new AccessWasDenied(e)),
                OnBuddy = e => _events.Writer.TryWrite(new BuddyHappened(e.Buddy, setup.Data.Identity.Key.Public.Holder)),
                OnLibrary = e => _events.Writer.TryWrite(new LibraryReady(e.Files, e.Bytes)),
                OnLog = e => Write(log, e),
            });
        _open.Push(_system);
        files.Open(new GatewayFiles(_system.Gateway));
        pushProxy.Open(PassPush(_system.Gateway));
        Peer = new(setup.Data.Identity.Key.Public.Holder, _system.Up.Peer, _system.Up.Name, _system.Up.Address, _system.Gateway, counters.Now, TimeProvider.System.GetUtcNow()) { UploadRate = () => front.Rate.BytesPerSecond, Services = () => _system.Services.Status, ReadPerson = new PersonFiles(setup.Data.Path).Read };
    }

    /// <summary>The devices of this peer's own person are known by their keys.</summary>
    private static ImmutableDictionary<PeerId, Acquaintance> OwnDevices(PersonHistory? person) => person is { Newest: { } newest }
        ? newest.Devices.ToImmutableDictionary(static d => d.Peer, _ => new Acquaintance(person.Person, IsBuddy: false))
        : ImmutableDictionary<PeerId, Acquaintance>.Empty;

    private static PassPush PassPush(PeerGateway gateway) => async (shown, sharer, file, asker, stopping) =>
        await gateway.Access(r => new AskAccess(r, shown, AccessVerbs.Invoke, ResourcePath.Of(Resources.PushProxy)), stopping) is AccessJudged { Verdict.May: true }
            ? await gateway.PassPush(sharer, file, asker, stopping)
            : PushSending.NoRoute;

    private static DownloadSettings WithFolder(PeerSetup setup) => setup.Settings.Downloads.Folder.Length > 0
        ? setup.Settings.Downloads
        : setup.Settings.Downloads with { Folder = setup.Data.Downloads };

    private static void Write(TextWriter log, LogEvent e) =>
        log.WriteLine($"{e.Timestamp:HH:mm:ss} {Label(e.LogLevel())} {e.Message}{((e as Error)?.Cause is { } cause ? $": {cause}" : "")}");

    private static string Label(LogLevel level) => level switch
    {
        LogLevel.ErrorLevel => "error",
        LogLevel.WarningLevel => "warning",
        LogLevel.InfoLevel => "info",
        _ => "debug",
    };

    private T Keep<T>(T part)
        where T : IDisposable
    {
        _open.Push(new Kept(part));
        return part;
    }

    private sealed class Kept(IDisposable part) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            part.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
