using System.Globalization;

namespace PeerActors.Actors.Tests.Simulation.Swarm;

/// <summary>Random networks with random faults. The environment variable PEER_SWARM_SEEDS asks for other seeds than those of every run, such as 201..5000.</summary>
public class SwarmTests
{
    private const string Variable = "PEER_SWARM_SEEDS";

    /// <summary>So many take less than a minute of one core.</summary>
    private const string SeedsOfEveryRun = "1..200";

    [Fact]
    public void Whatever_happens_a_network_keeps_its_promises_and_is_whole_again_when_it_is_over()
    {
        var (first, last) = Seeds(Environment.GetEnvironmentVariable(Variable) ?? SeedsOfEveryRun);
        var failed = new List<string>();
        for (var seed = first; seed <= last; seed++)
        {
            var plan = SwarmPlan.Of(seed);
            var broken = SwarmRun.Of(plan);
            if (broken.Count > 0) failed.Add(Describe(plan, broken));
        }

        Assert.True(failed.Count == 0, $"{failed.Count} of the {last - first + 1} seeds {first}..{last} failed.\n{string.Join('\n', failed)}");
    }

    [Fact]
    public void Routers_that_remember_too_few_routes_are_found_out()
    {
        var broken = SwarmRun.Of(SwarmPlan.Of(3), static s => s with { Router = s.Router with { MaxRoutes = 1 } });
        Assert.Contains(broken, static b => b.EndsWith("a second time", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("1")]
    [InlineData("5..4")]
    [InlineData("one..two")]
    [InlineData("1..99999999999")]
    public void Seeds_that_are_none_are_refused(string seeds) =>
        Assert.Contains("PEER_SWARM_SEEDS is", Assert.Throws<ArgumentException>(() => Seeds(seeds)).Message, StringComparison.Ordinal);

    private static (int First, int Last) Seeds(string seeds) =>
        seeds.Split("..") is [var low, var high]
        && int.TryParse(low, NumberStyles.None, CultureInfo.InvariantCulture, out var first)
        && int.TryParse(high, NumberStyles.None, CultureInfo.InvariantCulture, out var last)
        && first <= last && last < int.MaxValue
            ? (first, last)
            : throw new ArgumentException($"{Variable} is \"{seeds}\"; two whole numbers are allowed, the smaller one first: 1..200.", nameof(seeds));

    private static string Describe(SwarmPlan plan, IReadOnlyList<string> broken) =>
        $"""
        Seed {plan.Seed}; to repeat it: {Variable}={plan.Seed}..{plan.Seed} dotnet test tests/Actors.Tests -c Release --filter SwarmTests
          {plan.Peers} peers, linked {string.Join(", ", plan.Links.Select(static l => $"{l.One}-{l.Other}"))}
          {string.Join("; ", plan.Faults)}
          broke: {string.Join("; ", broken.Take(5))}{(broken.Count > 5 ? $"; and {broken.Count - 5} more" : "")}
        """;
}
