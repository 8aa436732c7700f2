namespace PeerActors.TestKit;

/// <summary>Keeps what happened, in order, and lets a test wait for what is to happen. Safe for use from any thread.</summary>
/// <typeparam name="T">The kind of event.</typeparam>
public sealed class Recorder<T>
{
    /// <summary>When whoever waits in virtual time gives up.</summary>
    private static readonly TimeSpan VirtualPatience = TimeSpan.FromHours(1);

    private readonly Lock _gate = new();
    private readonly List<T> _events = [];
    private readonly List<(Func<T, bool> Fits, TaskCompletionSource<T> Waiting)> _waiters = [];

    private readonly Action<T>? _heard;
    private readonly Func<Func<bool>, TimeSpan, bool>? _pass;

    /// <summary>Keeps what others add.</summary>
    public Recorder() { }

    /// <summary>Keeps what others add, and tells somebody else too.</summary>
    internal Recorder(Action<T>? heard) => _heard = heard;

    /// <summary>Keeps what others add; whoever waits lets virtual time pass.</summary>
    /// <param name="pass">Lets time pass until something holds; false when it does not within the limit.</param>
    /// <param name="heard">Is told too.</param>
    internal Recorder(Func<Func<bool>, TimeSpan, bool>? pass, Action<T>? heard = null) => (_pass, _heard) = (pass, heard);

    /// <summary>Everything so far.</summary>
    public IReadOnlyList<T> SoFar
    {
        get
        {
            lock (_gate) return [.. _events];
        }
    }

    /// <summary>Something happened.</summary>
    public void Add(T what)
    {
        List<TaskCompletionSource<T>> served = [];
        _heard?.Invoke(what);
        lock (_gate)
        {
            _events.Add(what);
            for (var i = _waiters.Count - 1; i >= 0; i--)
            {
                if (!_waiters[i].Fits(what)) continue;
                served.Add(_waiters[i].Waiting);
                _waiters.RemoveAt(i);
            }
        }

        foreach (var waiting in served) waiting.TrySetResult(what);
    }

    /// <summary>Forgets events; for a test that measures memory, which would measure what it keeps itself.</summary>
    public void Forget(Predicate<T> which)
    {
        lock (_gate)
        {
            _events.RemoveAll(which);
            _events.TrimExcess();
        }
    }

    /// <summary>The first event that fits, of those that happened from a position on or will happen.</summary>
    /// <param name="fits">Which.</param>
    /// <param name="since">Look at events from this position on; 0 is all.</param>
    /// <param name="limit">When to give up.</param>
    /// <exception cref="TimeoutException">None came; the message names those that did.</exception>
    public async Task<T> WaitFor(Func<T, bool> fits, int since = 0, TimeSpan? limit = null)
    {
        if (_pass is not null)
        {
            T[] Fitting() => [.. SoFar.Skip(since).Where(fits).Take(1)];
            return _pass(() => Fitting().Length > 0, limit ?? VirtualPatience) ? Fitting()[0] : throw Missing();
        }

        var waiting = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            for (var i = since; i < _events.Count; i++)
                if (fits(_events[i])) return _events[i];
            _waiters.Add((fits, waiting));
        }

        try
        {
            return await waiting.Task.WaitAsync(limit ?? TestProbe.Patience);
        }
        catch (TimeoutException late)
        {
            throw Missing(late);
        }
    }

    private TimeoutException Missing(Exception? cause = null) =>
        new($"Waited for a {typeof(T).Name} that did not come. So far: {string.Join("; ", SoFar)}", cause);
}
