namespace PeerActors.Actors.Simulation;

/// <summary>Who is linked to whom, by number.</summary>
public sealed class Topology
{
    private readonly Func<int, Random, IEnumerable<(int One, int Other)>> _links;

    private Topology(Func<int, Random, IEnumerable<(int, int)>> links) => _links = links;

    /// <summary>Each with the next.</summary>
    public static Topology Line { get; } = new(static (n, _) => Enumerable.Range(1, Math.Max(0, n - 1)).Select(static i => (i - 1, i)));

    /// <summary>Each with the next, and the last with the first.</summary>
    public static Topology Ring { get; } = new(static (n, _) => n < 3
        ? throw new ArgumentOutOfRangeException(nameof(n), n, "A ring takes three peers.")
        : Enumerable.Range(0, n).Select(i => (i, (i + 1) % n)));

    /// <summary>The first with all others.</summary>
    public static Topology Star { get; } = new(static (n, _) => Enumerable.Range(1, Math.Max(0, n - 1)).Select(static i => (0, i)));

    /// <summary>Each but the first with one before it, so that every peer has at most so many below it.</summary>
    public static Topology Tree(int branches)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(branches, 1);
        return new((n, _) => Enumerable.Range(1, Math.Max(0, n - 1)).Select(i => ((i - 1) / branches, i)));
    }

    /// <summary>Every peer with so many others, at random; one or two may end with less, where no fitting partner is left.</summary>
    public static Topology Regular(int degree)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(degree, 2);
        return new((n, dice) => RegularLinks(n, degree, dice));
    }

    /// <summary>Each with so many of those before it, the more likely the more links one has already: few peers with many links, many with few.</summary>
    public static Topology ScaleFree(int linksEach)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(linksEach, 1);
        return new((n, dice) => ScaleFreeLinks(n, linksEach, dice));
    }

    internal IEnumerable<(int One, int Other)> Links(int peers, Random dice) => _links(peers, dice);

    /// <summary>A ring, so that the network is one, and then pairs of peers that lack links.</summary>
    private static List<(int, int)> RegularLinks(int n, int degree, Random dice)
    {
        if (n <= degree) throw new ArgumentOutOfRangeException(nameof(n), n, $"{degree} neighbours take more than {degree} peers.");
        var order = Enumerable.Range(0, n).ToArray();
        dice.Shuffle(order);
        var links = new HashSet<(int, int)>();
        for (var i = 0; i < n; i++) links.Add(Pair(order[i], order[(i + 1) % n]));
        var stubs = Enumerable.Range(0, n).SelectMany(i => Enumerable.Repeat(i, degree - 2)).ToArray();
        for (var round = 0; round < 20 && stubs.Length > 1; round++)
        {
            dice.Shuffle(stubs);
            var left = new List<int>(stubs.Length % 2 == 0 ? [] : [stubs[^1]]);
            for (var i = 0; i + 1 < stubs.Length; i += 2)
            {
                if (stubs[i] == stubs[i + 1] || !links.Add(Pair(stubs[i], stubs[i + 1]))) left.AddRange([stubs[i], stubs[i + 1]]);
            }

            stubs = [.. left];
        }

        return [.. links.Order()];
    }

    private static List<(int, int)> ScaleFreeLinks(int n, int linksEach, Random dice)
    {
        var links = new HashSet<(int, int)>();
        var ends = new List<int> { 0 };
        for (var i = 1; i < n; i++)
        {
            var before = ends.Count;
            for (var k = 0; k < Math.Min(i, linksEach); k++)
            {
                var to = ends[dice.Next(before)];
                if (links.Add(Pair(i, to))) ends.AddRange([i, to]);
            }
        }

        return [.. links.Order()];
    }

    private static (int, int) Pair(int one, int other) => one < other ? (one, other) : (other, one);
}
