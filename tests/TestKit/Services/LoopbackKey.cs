using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using PeerActors.Actors.Access;
using PeerActors.Actors.Buddies;
using PeerActors.Actors.Peer;
using PeerActors.Actors.Remoting;
using PeerActors.Actors.Transports.PeerLink;
using PeerActors.Messages.Access;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Router;

namespace PeerActors.TestKit.Services;

/// <summary>The key of a peer of a scenario on loopback, the port where it is dialled by it, and what it keeps; it outlives the runs of the peer.</summary>
internal sealed class LoopbackKey : IDisposable
{
    private readonly SigningKey _key = SigningKey.Make();
    private readonly X509Certificate2 _certificate;
    private readonly MemoryAccessStore _rules = new();
    private readonly MemoryBuddyStore _roster = new();
    private readonly MemoryServiceStore _post = new();
    private PeerAddress? _address;
    private LoopbackTls? _port;

    public LoopbackKey()
    {
        var now = TimeProvider.System.GetUtcNow();
        _certificate = new CertificateRequest($"CN={Peer}", _key.Ecdsa, HashAlgorithmName.SHA256).CreateSelfSigned(now.AddDays(-1), now.AddDays(30));
    }

    public PeerId Peer => _key.Public.Holder;

    /// <summary>Where it is dialled, once it was up.</summary>
    public PeerAddress Address => _address ?? throw new InvalidOperationException($"Peer {Peer} was not up yet, so it has no address.");

    public PersonHistory? Person { get; set; }

    /// <summary>Opens the port, the same as before, and gives a peer what it needs.</summary>
    public (PeerSettings Settings, PeerEnvironment Environment) Open(PeerSettings settings, PeerEnvironment environment)
    {
        var transport = new TlsPeerTransport(_certificate, settings.PeerLink.HandshakeTimeout, settings.PeerLink.MaxHandshakes, TimeProvider.System);
        _port = new(transport, _address?.Port ?? 0);
        _address = _port.Address;
        return (settings with { Advertise = _address }, environment with
        {
            AccessStore = _rules, BuddyStore = _roster, ServiceStore = _post, Person = Person,
            Acquaintances = Person?.Newest?.Devices.ToImmutableDictionary(static d => d.Peer, _ => new Acquaintance(Person.Person, IsBuddy: false)) ?? environment.Acquaintances,
            Secure = new(_key, transport, static bytes => Payload.Own(RandomNumberGenerator.GetBytes(bytes))),
        });
    }

    /// <summary>Closes the port and what came through it.</summary>
    public async Task Close()
    {
        if (_port is { } port) await port.DisposeAsync();
        _port = null;
    }

    public void Dispose()
    {
        _certificate.Dispose();
        _key.Dispose();
    }
}
