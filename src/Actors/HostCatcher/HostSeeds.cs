using System.Collections.Immutable;
using PeerActors.Messages.Identity;

namespace PeerActors.Actors.HostCatcher;

/// <summary>Where first hosts come from when nobody has told of any.</summary>
/// <param name="FromFile">Hosts of the hosts file.</param>
/// <param name="Caches">Asks web caches.</param>
/// <param name="MayBeNamed">True when this peer may be named to web caches: it is an ultrapeer, not firewalled, and not on loopback
/// (Gnutella Web Caching System 2, step 4). That somebody has dialled it must still be seen.</param>
internal sealed record HostSeeds(ImmutableArray<PeerAddress> FromFile, IHostCache Caches, bool MayBeNamed)
{
    /// <summary>No file, no caches.</summary>
    public static HostSeeds None { get; } = new([], NoHostCache.Instance, MayBeNamed: false);
}
