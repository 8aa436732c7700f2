using System.Collections.Immutable;
using Akka.Actor;
using PeerActors.Actors.Access;
using PeerActors.Actors.Buddies;
using PeerActors.Actors.HostCatcher;
using PeerActors.Actors.Remoting;
using PeerActors.Actors.Shares;
using PeerActors.Actors.Shares.Pushes;
using PeerActors.Actors.Transports;
using PeerActors.Messages.Access;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Router;

namespace PeerActors.Actors.Peer;

/// <summary>
/// All that a peer gets from outside: who it is, clock, dice, network and disk. A peer is a value: two of them, or ten
/// thousand, live in one process.
/// </summary>
public sealed record PeerEnvironment
{
    /// <summary>This peer's servent GUID.</summary>
    public required ServentId Servent { get; init; }

    /// <summary>Its name for people.</summary>
    public required string Name { get; init; }

    /// <summary>Wall time and a monotonic clock.</summary>
    public required TimeProvider Clock { get; init; }

    /// <summary>Dice for a room, by the room's name; each call gives dice of its own, so that rooms do not share one.</summary>
    public required Func<string, Random> Dice { get; init; }

    /// <summary>Connections to neighbours.</summary>
    public required ITransport Transport { get; init; }

    /// <summary>Keeps known hosts.</summary>
    public required IHostStore HostStore { get; init; }

    /// <summary>Hosts of the hosts file.</summary>
    public ImmutableArray<PeerAddress> HostsFile { get; init; } = [];

    /// <summary>Asks web caches.</summary>
    public IHostCache HostCache { get; init; } = NoHostCache.Instance;

    /// <summary>Keeps the user's access rules.</summary>
    public IAccessStore AccessStore { get; init; } = new MemoryAccessStore();

    /// <summary>Keeps messages that were promised to services of peers.</summary>
    public IServiceStore ServiceStore { get; init; } = new MemoryServiceStore();

    /// <summary>Peers of which more is known than a key: the devices of the peer's own person.</summary>
    public ImmutableDictionary<PeerId, Acquaintance> Acquaintances { get; init; } = ImmutableDictionary<PeerId, Acquaintance>.Empty;

    /// <summary>Keeps the roster.</summary>
    public IBuddyStore BuddyStore { get; init; } = new MemoryBuddyStore();

    /// <summary>Whose device this peer is; null when that is not known.</summary>
    public PersonHistory? Person { get; init; }

    /// <summary>Keeps hashes.</summary>
    public required IHashStore HashStore { get; init; }

    /// <summary>Reads shared folders.</summary>
    public required IShareDisk ShareDisk { get; init; }

    /// <summary>Fetches files.</summary>
    public required IFetcher Fetcher { get; init; }

    /// <summary>Asks hosts for all their files.</summary>
    public IHostBrowser HostBrowser { get; init; } = NoHostBrowser.Instance;

    /// <summary>Connections of pushes; without it no push is answered.</summary>
    public IPushPort PushPort { get; init; } = new NoPushPort();

    /// <summary>Its key, and connections to peers known by theirs; null for a peer that speaks nothing but Gnutella and HTTP.</summary>
    public SecureLinks? Secure { get; init; }

    /// <summary>Puts another router in the place of the router that it is given; null for the router as it is. For tests, which may put a broken one there.</summary>
    internal Func<Props, Props>? Routing { get; init; }
}

/// <summary>What peer links need.</summary>
/// <param name="Key">This peer's own; whoever made it disposes it.</param>
/// <param name="Transport">Connections to peers known by their key.</param>
/// <param name="Secret">Makes so many bytes that nobody can guess, for invitations.</param>
public sealed record SecureLinks(SigningKey Key, IPeerTransport Transport, Func<int, Payload> Secret);
