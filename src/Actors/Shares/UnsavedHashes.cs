using System.Collections.Immutable;

namespace PeerActors.Actors.Shares;

/// <summary>What the store does not know yet. While one batch is being stored the next one gathers.</summary>
internal sealed class UnsavedHashes
{
    /// <summary>Entries stored in one go, so that a save stays short.</summary>
    public const int MaxBatch = 1000;

    private readonly Dictionary<string, RememberedHash?> _changes = new(StringComparer.Ordinal);

    /// <summary>True when nothing waits.</summary>
    public bool IsEmpty => _changes.Count == 0;

    /// <summary>A hash to remember; the last word on a path counts.</summary>
    public void Remember(RememberedHash hash) => _changes[hash.File.Path] = hash;

    /// <summary>A path to forget.</summary>
    public void Forget(string path) => _changes[path] = null;

    /// <summary>Takes the next batch out.</summary>
    public (ImmutableArray<RememberedHash> Hashes, ImmutableArray<string> Forgotten) TakeBatch()
    {
        var batch = _changes.Take(MaxBatch).ToArray();
        foreach (var change in batch) _changes.Remove(change.Key);
        return (
            [.. batch.Select(static change => change.Value).OfType<RememberedHash>()],
            [.. batch.Where(static change => change.Value is null).Select(static change => change.Key)]);
    }
}
