using System.Collections.Immutable;
using PeerActors.Actors.Buddies;
using PeerActors.Actors.Remoting;
using PeerActors.Messages.Buddies;

namespace PeerActors.Actors.Simulation.Disk;

/// <summary>The roster on a <see cref="SimulatedDisk"/>.</summary>
internal sealed class SimulatedBuddyStore(SimulatedDisk disk) : IBuddyStore
{
    /// <inheritdoc/>
    public Task<Roster> LoadAsync(CancellationToken stopping) => disk.Read(() => disk.Roster);

    /// <inheritdoc/>
    public Task SaveAsync(RosterChange change, CancellationToken stopping) => disk.Save(change);
}

/// <summary>Messages that were promised, on a <see cref="SimulatedDisk"/>.</summary>
internal sealed class SimulatedServiceStore(SimulatedDisk disk) : IServiceStore
{
    /// <inheritdoc/>
    public Task<ServiceStock> LoadAsync(CancellationToken stopping) => disk.Read(() => disk.Post);

    /// <inheritdoc/>
    public Task SaveAsync(ImmutableArray<ServiceChange> changes, CancellationToken stopping) => disk.Save(changes);
}
