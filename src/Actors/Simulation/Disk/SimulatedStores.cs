using System.Collections.Immutable;
using PeerActors.Actors.Access;
using PeerActors.Actors.HostCatcher;
using PeerActors.Actors.Shares;
using PeerActors.Messages.Access;
using PeerActors.Messages.HostCatcher;

namespace PeerActors.Actors.Simulation.Disk;

/// <summary>Known hosts on a <see cref="SimulatedDisk"/>.</summary>
internal sealed class SimulatedHostStore(SimulatedDisk disk) : IHostStore
{
    /// <inheritdoc/>
    public Task<ImmutableArray<KnownHost>> LoadAsync(CancellationToken stopping) => disk.Read(() => disk.Hosts);

    /// <inheritdoc/>
    public Task SaveAsync(ImmutableArray<KnownHost> hosts, CancellationToken stopping) => disk.Save(hosts);

    /// <inheritdoc/>
    public Task<ImmutableArray<KnownCache>> LoadCachesAsync(CancellationToken stopping) => disk.Read(() => disk.Caches);

    /// <inheritdoc/>
    public Task SaveCachesAsync(ImmutableArray<KnownCache> caches, CancellationToken stopping) => disk.Save(caches);
}

/// <summary>Access rules on a <see cref="SimulatedDisk"/>.</summary>
internal sealed class SimulatedAccessStore(SimulatedDisk disk) : IAccessStore
{
    /// <inheritdoc/>
    public Task<AccessRules> LoadAsync(CancellationToken stopping) => disk.Read(() => disk.Rules);

    /// <inheritdoc/>
    public Task SaveAsync(AccessChange change, CancellationToken stopping) => disk.Save(change);
}

/// <summary>Hashes on a <see cref="SimulatedDisk"/>.</summary>
internal sealed class SimulatedHashStore(SimulatedDisk disk) : IHashStore
{
    /// <inheritdoc/>
    public string Place => "the simulated disk";

    /// <inheritdoc/>
    public Task<ImmutableArray<RememberedHash>> LoadAsync(CancellationToken stopping) => disk.Read(() => disk.Hashes.Values.ToImmutableArray());

    /// <inheritdoc/>
    public Task SaveAsync(ImmutableArray<RememberedHash> hashes, ImmutableArray<string> forgotten, CancellationToken stopping) => disk.Save(hashes, forgotten);
}

/// <summary>Shared files on a <see cref="SimulatedDisk"/>.</summary>
internal sealed class SimulatedShareDisk(SimulatedDisk disk) : IShareDisk
{
    /// <inheritdoc/>
    public Task<FolderListing> ListAsync(ImmutableArray<string> folders, int maxFiles, CancellationToken stopping) => disk.Read(() =>
    {
        var files = disk.Files;
        return new FolderListing([.. files.Values.Take(maxFiles)], [], Math.Max(0, files.Count - maxFiles));
    });

    /// <inheritdoc/>
    public Task<FileHashOutcome> HashAsync(FoundFile file, Action<long> progress, CancellationToken stopping) =>
        disk.After(new TimeSpan(file.Size * TimeSpan.TicksPerSecond / disk.Shape.BytesPerSecond), () =>
        {
            if (disk.Files.GetValueOrDefault(file.Path) != file) return new FileHashOutcome(file, null, null, "It vanished or changed while it was read.");
            var (sha1, sha256) = VirtualContent.HashesOf(file.Path, file.Size);
            progress(file.Size);
            return new FileHashOutcome(file, sha1, sha256, null);
        });

    /// <inheritdoc/>
    public IDisposable Watch(ImmutableArray<string> folders, Action changed)
    {
        disk.Watchers.Add(changed);
        return new Watching(disk, changed);
    }

    private sealed class Watching(SimulatedDisk disk, Action changed) : IDisposable
    {
        public void Dispose() => disk.Watchers.Remove(changed);
    }
}
