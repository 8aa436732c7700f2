using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace PeerActors.Host.Commands.Scenarios;

/// <summary><c>peer scenario run</c></summary>
internal static class ScenarioCommand
{
    private const int MostSeeds = 100_000;
    private const int MostRepeats = 10_000;

    public static Command Create(CommonOptions common, CommandIo io)
    {
        var file = new Argument<string>("file") { Description = "The scenario, in HOCON; examples are in config/scenarios.", HelpName = "FILE", CustomParser = CommonOptions.NonEmpty };
        var seed = new Option<SeedRange>("--seed") { Description = "Decides everything that is left to chance.", HelpName = "N", CustomParser = One };
        var seeds = new Option<SeedRange>("--seeds") { Description = "Runs with each of these seeds; the first that fails is named.", HelpName = "A..B", CustomParser = Range };
        var repeat = new Option<int>("--repeat")
        {
            Description = "Runs so many times with each seed, and fails when the traces are not the same.", HelpName = "N", DefaultValueFactory = static _ => 1, CustomParser = Times,
        };
        var trace = new Option<string?>("--trace")
        {
            Description = "Writes every step of the run there: time, actor, message. Millions of lines for a large network.", HelpName = "OUT", CustomParser = CommonOptions.NonEmpty,
        };
        var shrink = new Option<bool>("--shrink")
        {
            Description = "When it is not as expected: reduces the scenario to the faults, peers and steps that this takes, and writes that as a file into the current folder.",
        };
        var run = new ExampleCommand(
            "run", "Run a network of a scenario file in this process, in virtual time. The same file and seed give the same run, and the same trace hash.",
            "peer scenario run config/scenarios/gnutella-walkthrough.conf --seed 7", "peer scenario run mine.conf --seeds 1..100", "peer scenario run mine.conf --seed 3 --trace steps.txt",
            "peer scenario run mine.conf --seed 3 --shrink", "peer scenario run mine.conf --seed 3 --repeat 50")
        {
            file, seed, seeds, repeat, trace, shrink,
        };
        run.Validators.Add(r =>
        {
            if (r.GetResult(seed) is { Implicit: false } && r.GetResult(seeds) is { Implicit: false }) r.AddError("--seed and --seeds are both given; one of them is expected.");
            if (r.GetResult(trace) is { Implicit: false } && r.GetResult(seeds) is { Implicit: false }) r.AddError("--trace keeps one run; give --seed and not --seeds with it.");
            if (r.GetResult(repeat) is { Implicit: false } && r.GetResult(trace) is { Implicit: false }) r.AddError("--trace keeps one run; give no --repeat with it.");
        });
        run.SetAction((parsed, stop) => Task.FromResult(new ScenarioRun(io, parsed.GetValue(common.Json) ? new ScenarioJson(io) : new ScenarioSentences(io)).Run(
            parsed.GetRequiredValue(file), parsed.GetValue(seeds) ?? parsed.GetValue(seed) ?? SeedRange.Usual, parsed.GetValue(repeat), parsed.GetValue(trace), parsed.GetValue(shrink), stop)));
        return new ExampleCommand(
            "scenario", "Networks of peers that exist in this process only, from files.", "peer scenario run config/scenarios/gnutella-walkthrough.conf --seed 7", "peer scenario run mine.conf --seeds 1..100") { run };
    }

    private static SeedRange? One(ArgumentResult result)
    {
        var text = result.Tokens[^1].Value;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seed)) return new(seed, seed);
        result.AddError($"--seed is \"{text}\"; a whole number from 0 to {int.MaxValue} is expected.");
        return null;
    }

    private static int Times(ArgumentResult result)
    {
        var text = result.Tokens[^1].Value;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var times) && times is >= 1 and <= MostRepeats) return times;
        result.AddError($"--repeat is \"{text}\"; a whole number from 1 to {MostRepeats} is expected.");
        return 1;
    }

    private static SeedRange? Range(ArgumentResult result)
    {
        var text = result.Tokens[^1].Value;
        var parts = text.Split("..");
        if (parts.Length == 2 && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var first)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var last) && first <= last && last - first < MostSeeds)
            return new(first, last);
        result.AddError($"--seeds is \"{text}\"; two whole numbers are expected, the smaller first and at most {MostSeeds} in all, such as 1..100.");
        return null;
    }
}

/// <summary>Seeds to run with.</summary>
/// <param name="First">The first.</param>
/// <param name="Last">The last.</param>
internal sealed record SeedRange(int First, int Last)
{
    /// <summary>The seed when none is given.</summary>
    public static SeedRange Usual { get; } = new(1, 1);

    /// <summary>True for a single one, whose story is told.</summary>
    public bool IsOne => First == Last;
}
