using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using PeerActors.Actors.Access;
using PeerActors.Actors.Peer;
using PeerActors.Actors.Remoting;
using PeerActors.Actors.Transports;
using PeerActors.Actors.Transports.InProcess;
using PeerActors.Actors.Transports.PeerLink;
using PeerActors.Messages.Access;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Router;

namespace PeerActors.TestKit.Services;

/// <summary>How a <see cref="KeyedPeer"/> is made.</summary>
public sealed record KeyedPeerOptions
{
    /// <summary>Changes the settings.</summary>
    public Func<PeerSettings, PeerSettings> Settings { get; init; } = static s => s;

    /// <summary>Changes the environment, after all else.</summary>
    public Func<PeerEnvironment, PeerEnvironment> Environment { get; init; } = static e => e;

    /// <summary>The key as PEM, for a peer that was there before; null for a new one.</summary>
    public string? Key { get; init; }

    /// <summary>Where it listens on loopback; 0 for any.</summary>
    public ushort Port { get; init; }

    /// <summary>Keeps its rules, for a peer that was there before.</summary>
    public IAccessStore Rules { get; init; } = new MemoryAccessStore();

    /// <summary>Carries its peer links; null for TLS on loopback.</summary>
    public Func<PeerId, (IPeerTransport Transport, PeerAddress Address)>? Transport { get; init; }
}

/// <summary>A peer with a key in this process, that others link to by it: over TLS on loopback, or over what the test brings.</summary>
public sealed class KeyedPeer : IAsyncDisposable
{
    private readonly SigningKey _key;
    private readonly X509Certificate2 _certificate;
    private LoopbackTls? _port;
    private int _ended;

    private KeyedPeer(string? pem)
    {
        _key = pem is null ? SigningKey.Make() : SigningKey.FromPem(pem);
        (Id, Key) = (_key.Public.Holder, _key.ToPem());
        var now = TimeProvider.System.GetUtcNow();
        _certificate = new CertificateRequest($"CN={_key.Public.Holder}", _key.Ecdsa, HashAlgorithmName.SHA256).CreateSelfSigned(now.AddDays(-1), now.AddDays(30));
    }

    /// <summary>Who it is.</summary>
    public PeerId Id { get; }

    /// <summary>Its key as PEM, to start it again.</summary>
    public string Key { get; }

    /// <summary>Where it is dialled.</summary>
    public PeerAddress Address { get; private set; }

    /// <summary>The peer itself.</summary>
    public PeerSystem System { get; private set; } = null!;

    /// <summary>Its services.</summary>
    public PeerServices Services => System.Services;

    /// <summary>Starts one.</summary>
    public static async Task<KeyedPeer> StartAsync(string name, KeyedPeerOptions? options = null)
    {
        options ??= new();
        var peer = new KeyedPeer(options.Key);
        IPeerTransport transport;
        if (options.Transport is { } other) (transport, peer.Address) = other(peer.Id);
        else transport = peer.Listen(options.Port);
        var settings = ScenarioOptions.Quick(PeerSettings.Reference());
        peer.System = await PeerSystem.StartAsync(
            options.Settings(settings with { Advertise = peer.Address, AskTimeout = TestProbe.Patience, PeerLink = settings.PeerLink with { RedialFirst = TimeSpan.FromMilliseconds(50), RedialMax = TimeSpan.FromMilliseconds(500), ByeTimeout = TimeSpan.FromMilliseconds(300) } }),
            options.Environment(new()
            {
                Servent = new(1, 2), Name = name, Clock = TimeProvider.System, Dice = static _ => new Random(), Transport = new InProcessNetwork().Host(), HostStore = new MemoryHostStore(),
                HashStore = new MemoryHashStore(), ShareDisk = new VirtualShareDisk(TimeProvider.System), Fetcher = new NoFetcher(), AccessStore = options.Rules, Secure = new(peer._key, transport, static bytes => Payload.Own(RandomNumberGenerator.GetBytes(bytes))),
            }));
        return peer;
    }

    /// <summary>Waits until it holds a link.</summary>
    public Task Linked() => Waiting.For(async () => (await System.Gateway.PeerLinks()).Peers.Any(static p => p.Link is not null));

    /// <summary>Holds a link to another from now on.</summary>
    public void Dial(KeyedPeer other) => System.Gateway.OpenPeerLink(other.Id, other.Address);

    /// <summary>Lets anybody invoke a service.</summary>
    public async Task AllowAll(string service) =>
        await System.Gateway.Access(r => new AddAccessRule(r, new(0, Allows: true, Anyone.Instance, AccessVerbs.Invoke, Resources.OfService(service), Expires: null)));

    /// <summary>Lets another invoke a service.</summary>
    public async Task Allow(KeyedPeer other, string service) =>
        await System.Gateway.Access(r => new AddAccessRule(r, new(0, Allows: true, new OnePeer(other.Id), AccessVerbs.Invoke, Resources.OfService(service), Expires: null)));

    /// <summary>Cuts the connections that it has accepted.</summary>
    public void Cut() => _port?.Cut();

    /// <summary>Bytes that its open connections have received.</summary>
    public long BytesReceived => _port?.BytesReceived ?? 0;

    /// <summary>Ends it without a word, as a killed process does; its port is free again.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _ended, 1) == 1) return;
        if (_port is { } port) await port.DisposeAsync();
        await System.DisposeAsync();
        _certificate.Dispose();
        _key.Dispose();
    }

    private TlsPeerTransport Listen(ushort port)
    {
        var transport = new TlsPeerTransport(_certificate, TimeSpan.FromSeconds(10), 64, TimeProvider.System);
        _port = new(transport, port);
        Address = _port.Address;
        return transport;
    }
}
