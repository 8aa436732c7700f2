using System.Runtime.CompilerServices;
using PeerActors.Actors.Simulation.Scripts;

namespace PeerActors.Actors.Tests.Simulation.Scripts;

/// <summary>The scenario files that come with the program.</summary>
public class ScenarioFileTests
{
    private static readonly string[] SmallFiles = ["gnutella-walkthrough.conf", "slow-host.conf", "partition.conf", "firewalled-sharer.conf"];
    private static readonly string[] AllFiles = [.. SmallFiles, "churn.conf"];

    public static TheoryData<string> Small => [.. SmallFiles];

    [Theory, MemberData(nameof(Small))]
    public void A_file_goes_as_it_says_with_several_seeds(string file)
    {
        var script = Read(file);
        for (var seed = 1; seed <= 5; seed++) Assert.Empty(Run(script, seed).Failures);
    }

    /// <summary>What it took when this was written, 436,136, and a tenth more: whatever ticks in every peer shows here before the whole file, a hundred peers for an hour, takes minutes.</summary>
    [Fact]
    public void Churn_goes_as_it_says_for_its_first_ten_minutes_and_takes_no_more_steps_than_it_did()
    {
        const long MostSteps = 480_000;
        var script = Read("churn.conf") with { Peers = [.. Enumerable.Range(0, 40).Select(static i => $"p{i}")], End = TimeSpan.FromMinutes(10) };
        using var run = new ScriptRun(script with { Steps = [.. script.Steps.Where(static s => s.At < TimeSpan.FromMinutes(9))] }, 1, static (_, _, _) => { });
        run.ToEnd();
        Assert.Empty(run.Failures);
        Assert.InRange(run.World.Steps, 1, MostSteps);
    }

    /// <summary>What it took when this was written, 14,307, and a tenth more: peers that nobody asks anything of ping each other and save what they know, and nothing ticks besides.</summary>
    [Fact]
    public void An_hour_of_rest_takes_a_peer_few_steps()
    {
        const long MostPerPeer = 15_700;
        using var world = Networks.Random(20, new() { Seed = 1 });
        var before = world.Steps;
        world.RunFor(TimeSpan.FromHours(1));
        Assert.InRange((world.Steps - before) / 20, 1, MostPerPeer);
    }

    [Theory, MemberData(nameof(Small))]
    public void The_same_seed_has_the_same_trace(string file)
    {
        var script = Read(file);
        Assert.Equal(Run(script, 7).Trace, Run(script, 7).Trace);
        Assert.NotEqual(Run(script, 7).Trace, Run(script, 8).Trace);
    }

    [Fact]
    public void Every_file_of_the_folder_is_among_these() =>
        Assert.Equal(AllFiles.Order(StringComparer.Ordinal), Directory.GetFiles(Folder()).Select(static f => Path.GetFileName(f)).Order(StringComparer.Ordinal));

    internal static Script Read(string file)
    {
        var read = ScriptReader.ReadFile(Path.Combine(Folder(), file), "/");
        Assert.Empty(read.Messages);
        return read.Script!;
    }

    private static (IReadOnlyList<ScriptFailure> Failures, string Trace) Run(Script script, int seed)
    {
        using var run = new ScriptRun(script, seed, static (_, _, _) => { });
        run.ToEnd();
        return (run.Failures, run.World.TraceHash);
    }

    private static string Folder([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../../../config/scenarios"));
}
