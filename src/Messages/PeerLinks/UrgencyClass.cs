namespace PeerActors.Messages.PeerLinks;

/// <summary>How urgent something is. Each class has a queue and credit of its own, so that none waits for a slower one.</summary>
public enum UrgencyClass
{
    /// <summary>Presence and control.</summary>
    Urgent = 0,

    /// <summary>The overlay and services.</summary>
    Normal = 1,

    /// <summary>Deltas and blocks of files.</summary>
    Bulk = 2,
}

/// <summary>Something for each class.</summary>
/// <param name="Urgent">For <see cref="UrgencyClass.Urgent"/>.</param>
/// <param name="Normal">For <see cref="UrgencyClass.Normal"/>.</param>
/// <param name="Bulk">For <see cref="UrgencyClass.Bulk"/>.</param>
public readonly record struct PerClass<T>(T Urgent, T Normal, T Bulk)
{
    /// <summary>That of a class.</summary>
    public T this[UrgencyClass traffic] => traffic switch
    {
        UrgencyClass.Urgent => Urgent,
        UrgencyClass.Normal => Normal,
        _ => Bulk,
    };

    /// <summary>With another for one class.</summary>
    public PerClass<T> With(UrgencyClass traffic, T value) => traffic switch
    {
        UrgencyClass.Urgent => this with { Urgent = value },
        UrgencyClass.Normal => this with { Normal = value },
        _ => this with { Bulk = value },
    };
}

/// <summary>Makes something for each class.</summary>
public static class PerClass
{
    /// <summary>How many classes there are.</summary>
    public const int Count = 3;

    /// <summary>The same for all.</summary>
    public static PerClass<T> All<T>(T value) => new(value, value, value);
}
