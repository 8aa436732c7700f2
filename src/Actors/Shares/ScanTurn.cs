namespace PeerActors.Actors.Shares;

/// <summary>
/// One look at the folders at a time. Whoever asks while one is under way gets exactly one more afterwards: the one under way
/// may have passed the place that changed.
/// </summary>
internal sealed class ScanTurn
{
    private bool _again;

    /// <summary>The look under way; null when there is none. Compared by reference, so that a late answer is known as such.</summary>
    public object? Current { get; private set; }

    /// <summary>True when a look is to be started now; it is then <see cref="Current"/>.</summary>
    public bool Ask()
    {
        _again = Current is not null;
        if (_again) return false;
        Current = new object();
        return true;
    }

    /// <summary>Ends the look under way; false when this is a late answer of an older one.</summary>
    public bool TryFinish(object scan)
    {
        if (!ReferenceEquals(scan, Current)) return false;
        Current = null;
        return true;
    }

    /// <summary>True, once, when somebody asked meanwhile.</summary>
    public bool TakeAgain()
    {
        var again = _again;
        _again = false;
        return again;
    }
}
