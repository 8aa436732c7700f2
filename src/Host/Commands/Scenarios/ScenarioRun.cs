using System.Globalization;
using PeerActors.Actors.Simulation.Scripts;
using PeerActors.Host.Composition;

namespace PeerActors.Host.Commands.Scenarios;

/// <summary>Reads a scenario file and runs it with one seed or several.</summary>
internal sealed class ScenarioRun(CommandIo io, ScenarioView view)
{
    public int Run(string file, SeedRange seeds, int repeat, string? trace, bool shrink, CancellationToken stop)
    {
        var read = Read(file, stop);
        if (read.Script is not { } script) throw new StartFailed([.. read.Messages]);
        if (seeds.IsOne) view.Begin(script.Description, script.Peers.Length);
        for (var seed = seeds.First; ; seed++)
        {
            var command = $"peer scenario run {file} --seed {seed.ToString(CultureInfo.InvariantCulture)}";
            var first = default(string);
            for (var time = 1; time <= repeat; time++)
            {
                var outcome = RunOnce(script, seed, seeds.IsOne && time == 1 ? view.Tell : static (_, _, _) => { }, trace, stop) with { Run = time };
                view.End(outcome);
                if (outcome.Failures.Count > 0) return NotAsExpected(script, outcome, file, command, shrink, stop);
                first ??= outcome.Trace;
                if (outcome.Trace != first) return NotTheSame(outcome, first, time, command);
            }

            if (seed == seeds.Last) return ExitCode.Done;
        }
    }

    /// <summary>A file may be a pipe, into which nobody writes; then a signal ends the wait, as it ends a run.</summary>
    private static ScriptRead Read(string file, CancellationToken stop)
    {
        var reading = Task.Run(() => ScriptReader.ReadFile(file, Directory.GetCurrentDirectory()), CancellationToken.None);
        try
        {
            Task.WaitAny([reading], stop);
        }
        catch (OperationCanceledException stopped)
        {
            throw new CommandFailed($"Stopped while {file} was read; its end has not come.", stopped);
        }

        return reading.GetAwaiter().GetResult();
    }

    private int NotAsExpected(Script script, ScenarioOutcome outcome, string file, string command, bool shrink, CancellationToken stop)
    {
        io.Error.WriteLine(Shown.Text($"Seed {outcome.Seed.ToString(CultureInfo.InvariantCulture)} is not as expected:"));
        foreach (var failure in outcome.Failures) io.Error.WriteLine(Shown.Text(failure.What));
        io.Error.WriteLine(Shown.Text($"Repeat it: {command}"));
        if (shrink) new ScenarioShrink(io, view).Shrink(script, outcome, file, stop);
        else io.Error.WriteLine(Shown.Text($"Reduce it to what it takes: {command} --shrink"));
        return ExitCode.Failed;
    }

    private int NotTheSame(ScenarioOutcome outcome, string first, int time, string command)
    {
        io.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Seed {outcome.Seed} gave the trace {outcome.Trace} in run {time} and {first} in run 1: something does not follow from the seed."));
        io.Error.WriteLine(Shown.Text($"Find where: {command} --trace OUT, twice, and compare the two files."));
        return ExitCode.Failed;
    }

    private static ScenarioOutcome RunOnce(Script script, int seed, Action<TimeSpan, string, string> tell, string? trace, CancellationToken stop)
    {
        using var run = new ScriptRun(script, seed, tell);
        try
        {
            using var steps = trace is null ? null : new StreamWriter(trace);
            if (steps is not null) run.World.OnStep = (at, actor, message) => steps.WriteLine(message is null ? $"{at} {actor} runs" : $"{at} {actor} is told {message.GetType().Name}");
            run.ToEnd(stop);
        }
        catch (Exception failure) when (trace is not null && failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailed($"--trace: {trace} cannot be written: {failure.Message}", failure);
        }
        catch (OperationCanceledException stopped)
        {
            throw new CommandFailed(string.Create(CultureInfo.InvariantCulture, $"Stopped with seed {seed} at {run.World.Now.TotalSeconds:0.###} s of virtual time, after {run.World.Steps:N0} steps; the run was to end at {script.End.TotalSeconds:0.###} s."), stopped);
        }

        return new(seed, run.World.Now, run.World.Steps, run.World.TraceHash, run.Failures);
    }
}

/// <summary>How a run ended.</summary>
/// <param name="Seed">Its seed.</param>
/// <param name="Time">Virtual time that passed.</param>
/// <param name="Steps">How often an actor ran.</param>
/// <param name="Trace">SHA-256 of everything that happened.</param>
/// <param name="Failures">What was not as expected.</param>
internal sealed record ScenarioOutcome(int Seed, TimeSpan Time, long Steps, string Trace, IReadOnlyList<ScriptFailure> Failures)
{
    /// <summary>1 for the first run with the seed, 2 for the second, and so on.</summary>
    public int Run { get; init; } = 1;
}
