namespace PeerActors.Actors.Peer.Configuration;

/// <summary>Guesses what somebody meant who wrote a name that there is not.</summary>
internal static class NearestName
{
    private const int LongestCompared = 100;
    private const int MostNamed = 3;

    /// <summary>The known names nearest to the one written, joined by "or"; null when none is near.</summary>
    public static string? Of(string written, IEnumerable<string> known)
    {
        if (written.Length > LongestCompared) return null;
        var nearest = known
            .Select(name => (Name: name, Distance: name.EndsWith("." + written, StringComparison.OrdinalIgnoreCase) ? 0 : Distance(written, name)))
            .GroupBy(static n => n.Distance, static n => n.Name)
            .MinBy(static g => g.Key);
        return nearest is not null && nearest.Key <= Math.Max(2, written.Length / 4)
            ? string.Join(" or ", nearest.Order(StringComparer.Ordinal).Take(MostNamed))
            : null;
    }

    /// <summary>How many letters must be added, left out or changed; upper and lower case are the same.</summary>
    private static int Distance(string from, string to)
    {
        var previous = new int[to.Length + 1];
        var current = new int[to.Length + 1];
        for (var j = 0; j <= to.Length; j++) previous[j] = j;
        for (var i = 1; i <= from.Length; i++)
        {
            current[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var change = char.ToLowerInvariant(from[i - 1]) == char.ToLowerInvariant(to[j - 1]) ? 0 : 1;
                current[j] = Math.Min(Math.Min(current[j - 1], previous[j]) + 1, previous[j - 1] + change);
            }

            (previous, current) = (current, previous);
        }

        return previous[to.Length];
    }
}
