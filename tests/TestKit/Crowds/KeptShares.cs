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

    /// <inheritdoc/>
    public string Place => "memory";

    /// <inheritdoc/>
    public Task<FolderListing> ListAsync(ImmutableArray<string> folders, int maxFiles, CancellationToken stopping) =>
        Task.FromResult(new FolderListing([.. Files()], [], 0));

    /// <inheritdoc/>
    public Task<FileHashOutcome> HashAsync(FoundFile file, Action<long> progress, CancellationToken stopping) =>
        Task.FromResult(new FileHashOutcome(file, null, null, "Nothing is hashed here."));

    /// <inheritdoc/>
    public IDisposable Watch(ImmutableArray<string> folders, Action changed) => NothingWatched.Instance;

    /// <inheritdoc/>
    public Task<ImmutableArray<RememberedHash>> LoadAsync(CancellationToken stopping) =>
        Task.FromResult<ImmutableArray<RememberedHash>>([.. Files().Select((file, i) => new RememberedHash(file, new((ulong)owner, (ulong)i, 1), new((ulong)owner, (ulong)i, 1, 2)))]);

    /// <inheritdoc/>
    public Task SaveAsync(ImmutableArray<RememberedHash> hashes, ImmutableArray<string> forgotten, CancellationToken stopping) => Task.CompletedTask;

    private IEnumerable<FoundFile> Files() =>
        names().Select(static (name, i) => new FoundFile(string.Create(CultureInfo.InvariantCulture, $"/shared/{name}"), LeastBytes + i, DateTimeOffset.UnixEpoch));

    private sealed class NothingWatched : IDisposable
    {
        public static NothingWatched Instance { get; } = new();

        public void Dispose()
        {
        }
    }
}
