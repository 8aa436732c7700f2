namespace PeerActors.Actors.Simulation.Loop;

/// <summary>What is to happen later, in the order of virtual time; what is to happen at the same time, in the order in which it was put here.</summary>
internal sealed class Agenda
{
    private readonly PriorityQueue<Entry, (long Due, long Number)> _entries = new();
    private long _lastNumber;

    /// <summary>Entries that wait, those of peers that are gone included.</summary>
    public int Count => _entries.Count;

    /// <summary>When the next is due; null when nothing is.</summary>
    public TimeSpan? NextDue => _entries.TryPeek(out _, out var at) ? new TimeSpan(at.Due) : null;

    /// <summary>Puts something on the agenda.</summary>
    /// <param name="due">Virtual time.</param>
    /// <param name="what">Is called then.</param>
    /// <param name="of">Whose it is; when that is over by then, nothing is called. Null for what happens in any case.</param>
    public void Add(TimeSpan due, Action what, Incarnation? of) => _entries.Enqueue(new(what, of), (due.Ticks, ++_lastNumber));

    /// <summary>Takes the next entry out.</summary>
    public Entry Take() => _entries.Dequeue();

    /// <summary>What is to happen, and whose it is.</summary>
    internal readonly record struct Entry(Action What, Incarnation? Of);
}
