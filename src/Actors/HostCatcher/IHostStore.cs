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
}
