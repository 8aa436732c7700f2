namespace PeerActors.Actors.Simulation.Shrinking;

/// <summary>
/// Takes away what a failure does not need (Zeller and Hildebrandt, "Simplifying and isolating failure-inducing input", 2002: ddmin). What is left fails still,
/// and fails no more when any single one of it is taken away, unless the tries ran out before.
/// </summary>
/// <param name="maxTries">Ends the search for something smaller after so many tries.</param>
internal sealed class Shrinker(int maxTries)
{
    /// <summary>Tries so far, over all that was shrunk.</summary>
    public int Tries { get; private set; }

    /// <summary>True when there are no tries left.</summary>
    public bool IsExhausted => Tries >= maxTries;

    /// <summary>The smallest part found that fails.</summary>
    /// <param name="whole">Fails; it is not tried again.</param>
    /// <param name="fails">Tries a part, whose members stand in the order of the whole.</param>
    public IReadOnlyList<T> Shrink<T>(IReadOnlyList<T> whole, Func<IReadOnlyList<T>, bool> fails)
    {
        if (whole.Count == 0 || Fails([], fails)) return [];
        var (left, parts) = (whole, 2);
        while (left.Count > 1 && !IsExhausted)
        {
            if (Smaller(left, parts, fails) is var (smaller, next)) (left, parts) = (smaller, next);
            else if (parts >= left.Count) break;
            else parts = Math.Min(left.Count, 2 * parts);
        }

        return left;
    }

    /// <summary>One of so many parts that fails by itself, or all without one that do; null when there is none.</summary>
    private (IReadOnlyList<T> Left, int Parts)? Smaller<T>(IReadOnlyList<T> whole, int parts, Func<IReadOnlyList<T>, bool> fails)
    {
        for (var part = 0; part < parts; part++)
        {
            var (from, to) = (whole.Count * part / parts, whole.Count * (part + 1) / parts);
            T[] alone = [.. whole.Skip(from).Take(to - from)];
            if (parts > 2 && Fails(alone, fails)) return (alone, 2);
        }

        for (var part = 0; part < parts; part++)
        {
            var (from, to) = (whole.Count * part / parts, whole.Count * (part + 1) / parts);
            T[] without = [.. whole.Take(from), .. whole.Skip(to)];
            if (Fails(without, fails)) return (without, Math.Clamp(parts - 1, 2, Math.Max(2, without.Length)));
        }

        return null;
    }

    private bool Fails<T>(IReadOnlyList<T> part, Func<IReadOnlyList<T>, bool> fails)
    {
        if (IsExhausted) return false;
        Tries++;
        return fails(part);
    }
}
