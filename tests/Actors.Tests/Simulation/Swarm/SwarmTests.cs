using System.Globalization;
using Xunit.Abstractions;

namespace PeerActors.Actors.Tests.Simulation.Swarm;

/// <summary>
/// Random networks with random faults. The environment variable PEER_SWARM_SEEDS asks for other seeds than those of every run, such as 201..5000. The first
/// seed that fails is also reduced to what it takes.
/// </summary>
public abstract class SwarmTests(ITestOutputHelper output)
{
    private const string Variable = "PEER_SWARM_SEEDS";

    /// <summary>So many take less than a minute of one core.</summary>
    private const string SeedsOfEveryRun = "1..200";

    /// <summary>Of a thousand hits that a router has, so many may be lost for a reason; about one is, mostly because it came over a slow link after its search. Were they more, the faults would hide what they should show.</summary>
    private const int MostExcusedPerThousand = 2;

    /// <summary>In a few seeds alone a single crash at a bad moment is more than that.</summary>
    private const int LeastExcused = 20;

    internal void KeepTheirPromises(SwarmKind kind)
    {
        var (first, last) = Seeds(Environment.GetEnvironmentVariable(Variable) ?? SeedsOfEveryRun);
        var (failed, hits, excused) = (new List<string>(), 0, new SortedDictionary<Excuse, int>());
        for (var seed = first; seed <= last; seed++)
        {
            var plan = SwarmPlan.Of(seed, kind);
            var outcome = SwarmRun.Of(plan);
            hits += outcome.Hits;
            foreach (var (excuse, times) in outcome.Excused) excused[excuse] = excused.GetValueOrDefault(excuse) + times;
            if (outcome.Broken.Count > 0) failed.Add(Describe(plan, outcome.Broken, shrink: failed.Count == 0));
        }

        output.WriteLine($"Seeds {first}..{last}: routers had a hit {hits} times; lost for a reason: {string.Join(", ", excused.Select(static e => $"{e.Key} {e.Value}"))}.");
        Assert.True(failed.Count == 0, $"{failed.Count} of the {last - first + 1} seeds {first}..{last} failed.\n{string.Join('\n', failed)}");
        var (lost, most) = (excused.Values.Sum(), Math.Max(LeastExcused, hits * MostExcusedPerThousand / 1000));
        Assert.True(lost <= most, $"{lost} of {hits} hits were lost for a reason; at most {most} may be, {MostExcusedPerThousand} of a thousand: were they more, the faults would hide what they should show.");
    }

    internal static (int First, int Last) Seeds(string seeds) =>
        seeds.Split("..") is [var low, var high]
        && int.TryParse(low, NumberStyles.None, CultureInfo.InvariantCulture, out var first)
        && int.TryParse(high, NumberStyles.None, CultureInfo.InvariantCulture, out var last)
        && first <= last && last < int.MaxValue
            ? (first, last)
            : throw new ArgumentException($"{Variable} is \"{seeds}\"; two whole numbers are allowed, the smaller one first: 1..200.", nameof(seeds));

    private static string Describe(SwarmPlan plan, IReadOnlyList<string> broken, bool shrink)
    {
        var text =
            $"""
            Seed {plan.Seed}; to repeat it: {Variable}={plan.Seed}..{plan.Seed} dotnet test tests/Actors.Tests -c Release --filter {plan.Kind}SwarmTests
              {plan}
              broke: {string.Join("; ", broken.Take(5))}{(broken.Count > 5 ? $"; and {broken.Count - 5} more" : "")}
            """;
        if (!shrink) return text;
        var kind = SwarmShrinking.KindOf(broken[0]);
        return $"{text}\n  reduced: {SwarmShrinking.Shrink(plan, less => SwarmRun.Of(less).Broken.Any(b => SwarmShrinking.KindOf(b) == kind))}";
    }
}

/// <summary>Servents of 0.4, who flood.</summary>
public class FloodSwarmTests(ITestOutputHelper output) : SwarmTests(output)
{
    [Fact]
    public void Whatever_happens_servents_that_flood_keep_their_promises_and_are_whole_again_when_it_is_over() => KeepTheirPromises(SwarmKind.Flood);

    [Theory]
    [InlineData("1")]
    [InlineData("5..4")]
    [InlineData("one..two")]
    [InlineData("1..99999999999")]
    public void Seeds_that_are_none_are_refused(string seeds) =>
        Assert.Contains("PEER_SWARM_SEEDS is", Assert.Throws<ArgumentException>(() => Seeds(seeds)).Message, StringComparison.Ordinal);
}

/// <summary>Ultrapeers and leaves of 0.6, with query routing tables and dynamic queries.</summary>
public class ShieldedSwarmTests(ITestOutputHelper output) : SwarmTests(output)
{
    [Fact]
    public void Whatever_happens_ultrapeers_and_leaves_keep_their_promises_and_are_whole_again_when_it_is_over() => KeepTheirPromises(SwarmKind.Shielded);
}
