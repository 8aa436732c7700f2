using PeerActors.Messages.Identity;

namespace PeerActors.Actors.Shares;

/// <summary>Files by something that several may share, such as a name. Mostly one file has it, so only the others take a set.</summary>
internal sealed class FilesBy<TKey>
    where TKey : notnull
{
    private readonly Dictionary<TKey, uint> _first = [];
    private readonly Dictionary<TKey, SortedSet<uint>> _others = [];

    /// <summary>Adds a file; its index is larger than those of all files before it.</summary>
    public void Add(TKey key, FileIndex file)
    {
        if (_first.TryAdd(key, file.Value)) return;
        if (!_others.TryGetValue(key, out var others)) _others.Add(key, others = []);
        others.Add(file.Value);
    }

    /// <summary>Removes a file.</summary>
    public void Remove(TKey key, FileIndex file)
    {
        if (_others.TryGetValue(key, out var others))
        {
            if (!others.Remove(file.Value) && _first[key] == file.Value && others.Min is var next && others.Remove(next)) _first[key] = next;
            if (others.Count == 0) _others.Remove(key);
        }
        else if (_first.TryGetValue(key, out var first) && first == file.Value)
        {
            _first.Remove(key);
        }
    }

    /// <summary>The file with the lowest index.</summary>
    public bool TryGetFirst(TKey key, out FileIndex file)
    {
        var found = _first.TryGetValue(key, out var index);
        file = new(index);
        return found;
    }

    /// <summary>All files, lowest index first.</summary>
    public IEnumerable<FileIndex> All(TKey key)
    {
        if (!_first.TryGetValue(key, out var first)) yield break;
        yield return new(first);
        if (!_others.TryGetValue(key, out var others)) yield break;
        foreach (var other in others) yield return new(other);
    }
}
