using System.Collections.Immutable;
using PeerActors.Actors.HostCatcher;
using PeerActors.Actors.Shares;
using PeerActors.Messages.HostCatcher;

namespace PeerActors.TestKit;

/// <summary>Keeps known hosts for as long as the object lives: a disk that survives the peer but not the test.</summary>
public sealed class MemoryHostStore : IHostStore
{
    /// <summary>What was saved last.</summary>
    public ImmutableArray<KnownHost> Saved { get; private set; } = [];

    /// <inheritdoc/>
    public Task<ImmutableArray<KnownHost>> LoadAsync(CancellationToken stopping) => Task.FromResult(Saved);

    /// <inheritdoc/>
    public Task SaveAsync(ImmutableArray<KnownHost> hosts, CancellationToken stopping)
    {
        Saved = hosts;
        return Task.CompletedTask;
    }

    /// <summary>The web caches that were saved last.</summary>
    public ImmutableArray<KnownCache> SavedCaches { get; private set; } = [];

    /// <inheritdoc/>
    public Task<ImmutableArray<KnownCache>> LoadCachesAsync(CancellationToken stopping) => Task.FromResult(SavedCaches);

    /// <inheritdoc/>
    public Task SaveCachesAsync(ImmutableArray<KnownCache> caches, CancellationToken stopping)
    {
        SavedCaches = caches;
        return Task.CompletedTask;
    }
}

/// <summary>Remembers hashes for as long as the object lives.</summary>
public sealed class MemoryHashStore : IHashStore
{
    private ImmutableDictionary<string, RememberedHash> _saved = ImmutableDictionary.Create<string, RememberedHash>(StringComparer.Ordinal);

    /// <inheritdoc/>
    public string Place => "memory";

    /// <inheritdoc/>
    public Task<ImmutableArray<RememberedHash>> LoadAsync(CancellationToken stopping) => Task.FromResult(_saved.Values.ToImmutableArray());

    /// <inheritdoc/>
    public Task SaveAsync(ImmutableArray<RememberedHash> hashes, ImmutableArray<string> forgotten, CancellationToken stopping)
    {
        _saved = _saved.RemoveRange(forgotten).SetItems(hashes.Select(h => KeyValuePair.Create(h.File.Path, h)));
        return Task.CompletedTask;
    }
}
