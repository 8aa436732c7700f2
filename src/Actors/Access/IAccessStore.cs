using PeerActors.Messages.Access;

namespace PeerActors.Actors.Access;

/// <summary>Keeps rules and groups. What a save has confirmed survives the end of the process, however it ends.</summary>
public interface IAccessStore
{
    /// <summary>What was saved.</summary>
    /// <exception cref="Peer.StorageUnavailable">The store cannot be read.</exception>
    Task<AccessRules> LoadAsync(CancellationToken stopping);

    /// <summary>Saves one change, wholly or not at all.</summary>
    /// <exception cref="Peer.StorageUnavailable">The store refuses; what was there is still there.</exception>
    Task SaveAsync(AccessChange change, CancellationToken stopping);
}

/// <summary>Keeps rules for as long as the object lives: for a peer in memory.</summary>
public sealed class MemoryAccessStore : IAccessStore
{
    private AccessRules _saved = AccessRules.None;

    /// <inheritdoc/>
    public Task<AccessRules> LoadAsync(CancellationToken stopping) => Task.FromResult(_saved);

    /// <inheritdoc/>
    public Task SaveAsync(AccessChange change, CancellationToken stopping)
    {
        _saved = _saved.After(change);
        return Task.CompletedTask;
    }
}
