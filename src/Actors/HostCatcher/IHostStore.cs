using System.Collections.Immutable;
using PeerActors.Messages.HostCatcher;

namespace PeerActors.Actors.HostCatcher;

/// <summary>Keeps known hosts between runs.</summary>
public interface IHostStore
{
    /// <summary>What was saved last; empty when nothing was.</summary>
    Task<ImmutableArray<KnownHost>> LoadAsync(CancellationToken stopping);

    /// <summary>Replaces what was saved, wholly or not at all.</summary>
    Task SaveAsync(ImmutableArray<KnownHost> hosts, CancellationToken stopping);

    /// <summary>The web caches that were saved last; empty when none was.</summary>
    Task<ImmutableArray<KnownCache>> LoadCachesAsync(CancellationToken stopping);

    /// <summary>Replaces the web caches that were saved, wholly or not at all.</summary>
    Task SaveCachesAsync(ImmutableArray<KnownCache> caches, CancellationToken stopping);
}
