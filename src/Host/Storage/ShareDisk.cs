using System.Collections.Concurrent;
using System.Collections.Immutable;
using PeerActors.Actors.Shares;

namespace PeerActors.Host.Storage;

/// <summary>The real disk, for the library.</summary>
/// <param name="dataFolder">The peer's own data folder, which is never shared; null when there is none.</param>
internal sealed class ShareDisk(string? dataFolder) : IShareDisk
{
    private readonly ConcurrentDictionary<FolderWatch, bool> _watches = new();

    /// <inheritdoc/>
    public Task<FolderListing> ListAsync(ImmutableArray<string> folders, int maxFiles, CancellationToken stopping) => Task.Run(
        () =>
        {
            var walk = new FolderWalk(maxFiles, stopping);
            foreach (var watch in _watches.Keys)
            {
                // Before the walk, so that nothing falls between the two: a folder may have come back since.
                watch.Arm();
                foreach (var problem in watch.Problems) walk.Report(problem);
            }

            return walk.List(folders, dataFolder);
        },
        stopping);

    /// <inheritdoc/>
    public Task<FileHashOutcome> HashAsync(FoundFile file, Action<long> progress, CancellationToken stopping) =>
        Task.Run(() => FileHasher.Hash(file, progress, stopping), stopping);

    /// <inheritdoc/>
    /// <remarks>The folders are watched from the next <see cref="ListAsync"/> on, which is when their content becomes known.</remarks>
    public IDisposable Watch(ImmutableArray<string> folders, Action changed)
    {
        var watch = new FolderWatch(folders, dataFolder, changed);
        _watches[watch] = true;
        return new Ending(() =>
        {
            _watches.TryRemove(watch, out _);
            watch.Dispose();
        });
    }

    private sealed class Ending(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
