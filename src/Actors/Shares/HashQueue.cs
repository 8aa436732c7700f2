namespace PeerActors.Actors.Shares;

/// <summary>Files that wait to be hashed, in the order of the listing. Bounded by the listing, thus by <c>shares.max-files</c>.</summary>
internal sealed class HashQueue
{
    private readonly Queue<FoundFile> _order = new();
    private readonly HashSet<FoundFile> _waiting = [];

    /// <summary>How many files.</summary>
    public int Count => _waiting.Count;

    /// <summary>Their bytes.</summary>
    public long Bytes { get; private set; }

    /// <summary>The next one; null when none waits.</summary>
    public FoundFile? First
    {
        get
        {
            while (_order.TryPeek(out var file))
            {
                if (_waiting.Contains(file)) return file;
                _order.Dequeue();
            }

            return null;
        }
    }

    /// <summary>True while this very file, unchanged, waits.</summary>
    public bool Contains(FoundFile file) => _waiting.Contains(file);

    /// <summary>Queues a file.</summary>
    public void Add(FoundFile file)
    {
        if (!_waiting.Add(file)) return;
        _order.Enqueue(file);
        Bytes += file.Size;
    }

    /// <summary>Takes a file out; false when it does not wait.</summary>
    public bool Remove(FoundFile file)
    {
        if (!_waiting.Remove(file)) return false;
        Bytes -= file.Size;
        return true;
    }

    /// <summary>Takes all files out.</summary>
    public void Clear()
    {
        _order.Clear();
        _waiting.Clear();
        Bytes = 0;
    }
}
