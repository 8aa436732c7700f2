using System.Collections.Immutable;
using System.Globalization;
using PeerActors.Actors.Shares;
using PeerActors.Messages.Identity;

namespace PeerActors.TestKit.Crowds;

/// <summary>
/// Shared files that an earlier run has hashed: names that are made when they are asked for, and numbers for hashes. Nothing is kept here, so that
/// what a crowd takes is what its peers take.
/// </summary>
/// <param name="owner">Whose they are; no two owners have a file in common.</param>
/// <param name="names">Makes the names, the same ones each time.</param>
internal sealed class KeptShares(int owner, Func<IEnumerable<string>> names) : IShareDisk, IHashStore
{
    private const long LeastBytes = 1_000_000;

    /// <summary>Loaded and not listed yet: they are listed next, and then the library has them.</summary>
    private ImmutableArray<FoundFile> _loaded;

    /// <inheritdoc/>
    public string Place => "memory";

    /// <inheritdoc/>
    public Task<FolderListing> ListAsync(ImmutableArray<string> folders, int maxFiles, CancellationToken stopping)
    {
        var files = _loaded.IsDefault ? Files() : _loaded;
        _loaded = default;
        return Task.FromResult(new FolderListing(files, [], 0));
    }

    /// <inheritdoc/>
    public Task<FileHashOutcome> HashAsync(FoundFile file, Action<long> progress, CancellationToken stopping) =>
        Task.FromResult(new FileHashOutcome(file, null, null, "Nothing is hashed here."));

    /// <inheritdoc/>
    public IDisposable Watch(ImmutableArray<string> folders, Action changed) => NothingWatched.Instance;

    /// <inheritdoc/>
    public Task<ImmutableArray<RememberedHash>> LoadAsync(CancellationToken stopping)
    {
        _loaded = Files();
        return Task.FromResult<ImmutableArray<RememberedHash>>(
            [.. _loaded.Select((file, i) => new RememberedHash(file, new((ulong)owner, (ulong)i, 1), new((ulong)owner, (ulong)i, 1, 2)))]);
    }

    /// <inheritdoc/>
    public Task SaveAsync(ImmutableArray<RememberedHash> hashes, ImmutableArray<string> forgotten, CancellationToken stopping) => Task.CompletedTask;

    private ImmutableArray<FoundFile> Files() =>
        [.. names().Select(static (name, i) => new FoundFile(string.Create(CultureInfo.InvariantCulture, $"/shared/{name}"), LeastBytes + i, DateTimeOffset.UnixEpoch))];

    private sealed class NothingWatched : IDisposable
    {
        public static NothingWatched Instance { get; } = new();

        public void Dispose()
        {
        }
    }
}
