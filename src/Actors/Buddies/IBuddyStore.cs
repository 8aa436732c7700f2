using PeerActors.Messages.Buddies;

namespace PeerActors.Actors.Buddies;

/// <summary>Keeps the roster. What a save has confirmed survives the end of the process, however it ends.</summary>
public interface IBuddyStore
{
    /// <summary>What was saved.</summary>
    /// <exception cref="Peer.StorageUnavailable">The store cannot be read.</exception>
    Task<Roster> LoadAsync(CancellationToken stopping);

    /// <summary>Saves one change, wholly or not at all; changes are saved in the order in which they were given.</summary>
    /// <exception cref="Peer.StorageUnavailable">The store refuses; what was there is still there.</exception>
    Task SaveAsync(RosterChange change, CancellationToken stopping);
}

/// <summary>Keeps a roster for as long as the object lives: for a peer in memory.</summary>
public sealed class MemoryBuddyStore : IBuddyStore
{
    private Roster _saved = Roster.Empty;

    /// <inheritdoc/>
    public Task<Roster> LoadAsync(CancellationToken stopping) => Task.FromResult(_saved);

    /// <inheritdoc/>
    public Task SaveAsync(RosterChange change, CancellationToken stopping)
    {
        _saved = _saved.After(change);
        return Task.CompletedTask;
    }
}
