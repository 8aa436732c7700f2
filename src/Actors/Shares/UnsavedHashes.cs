using System.Collections.Immutable;

namespace PeerActors.Actors.Shares;

/// <summary>
/// What the store does not know yet. While one batch is being stored the next one gathers; a batch that could not be stored waits
/// here again, and nothing more is stored until <see cref="TryAgain"/>.
/// </summary>
/// <param name="max">Changes kept at most; what comes beyond is counted and dropped, which costs no more than hashing that file anew in a later run.</param>
internal sealed class UnsavedHashes(int max)
{
    /// <summary>Entries stored in one go, so that a save stays short.</summary>
    public const int MaxBatch = 1000;

    private readonly Dictionary<string, RememberedHash?> _changes = new(StringComparer.Ordinal);
    private HashBatch? _current;
    private bool _rests;

    /// <summary>How many changes wait.</summary>
    public int Count => _changes.Count;

    /// <summary>Changes that found no room here.</summary>
    public long Dropped { get; private set; }

    /// <summary>A hash to remember; the last word on a path counts.</summary>
    public void Remember(RememberedHash hash) => Change(hash.File.Path, hash);

    /// <summary>A path to forget.</summary>
    public void Forget(string path) => Change(path, null);

    /// <summary>The batch to store now; null while one is being stored, while storing rests, and when nothing waits.</summary>
    public HashBatch? Next() => _current is not null || _rests || Count == 0 ? null : _current = Take();

    /// <summary>Takes everything out, batch by batch, for a last try.</summary>
    public IEnumerable<HashBatch> TakeAll()
    {
        while (Count > 0) yield return Take();
    }

    /// <summary>The batch is stored; false when it is not the one under way.</summary>
    public bool Saved(HashBatch batch)
    {
        if (!ReferenceEquals(batch, _current)) return false;
        _current = null;
        return true;
    }

    /// <summary>The batch is not stored: it waits again, and storing rests. False when it is not the one under way.</summary>
    public bool NotSaved(HashBatch batch)
    {
        if (!Saved(batch)) return false;
        // What came meanwhile is newer.
        foreach (var hash in batch.Hashes) _changes.TryAdd(hash.File.Path, hash);
        foreach (var path in batch.Forgotten) _changes.TryAdd(path, null);
        return _rests = true;
    }

    /// <summary>The rest is over.</summary>
    public void TryAgain() => _rests = false;

    private void Change(string path, RememberedHash? hash)
    {
        if (Count < max || _changes.ContainsKey(path)) _changes[path] = hash;
        else Dropped++;
    }

    private HashBatch Take()
    {
        var batch = _changes.Take(MaxBatch).ToArray();
        foreach (var change in batch) _changes.Remove(change.Key);
        return new(
            [.. batch.Select(static change => change.Value).OfType<RememberedHash>()],
            [.. batch.Where(static change => change.Value is null).Select(static change => change.Key)]);
    }
}

/// <summary>What is stored in one go; itself the id of that save.</summary>
internal sealed class HashBatch(ImmutableArray<RememberedHash> hashes, ImmutableArray<string> forgotten)
{
    /// <summary>To remember.</summary>
    public ImmutableArray<RememberedHash> Hashes { get; } = hashes;

    /// <summary>Paths to forget.</summary>
    public ImmutableArray<string> Forgotten { get; } = forgotten;
}
