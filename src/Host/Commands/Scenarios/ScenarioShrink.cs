using System.Globalization;
using PeerActors.Actors.Simulation.Scripts;
using PeerActors.Actors.Simulation.Shrinking;

namespace PeerActors.Host.Commands.Scenarios;

/// <summary>Reduces a scenario that is not as expected to what that takes, and writes it as a file.</summary>
internal sealed class ScenarioShrink(CommandIo io, ScenarioView view)
{
    private const int MaxRuns = 2000;

    public void Shrink(Script script, ScenarioOutcome outcome, string file, CancellationToken stop)
    {
        var shrinker = new ScriptShrinker(outcome.Seed, MaxRuns, static (less, seed) => new(less, seed, static (_, _, _) => { }));
        var shrunk = shrinker.Shrink(script, outcome.Failures[0].Of, left => io.Error.WriteLine(Shown.Text($"Reducing: {left}.")), stop);
        var path = string.Create(CultureInfo.InvariantCulture, $"{Path.GetFileNameWithoutExtension(file)}.seed-{outcome.Seed}.conf");
        try
        {
            File.WriteAllText(path, shrunk.Text);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailed($"--shrink: {path} cannot be written: {failure.Message}", failure);
        }

        if (!shrunk.ByFaults) io.Error.WriteLine("It is not as expected without any fault either; nothing else was taken away.");
        if (!shrunk.IsMinimal) io.Error.WriteLine($"After {MaxRuns:N0} runs it may not be as small as it can be.");
        view.Shrunk(shrunk, path, $"peer scenario run {path} --seed {outcome.Seed.ToString(CultureInfo.InvariantCulture)}");
    }
}
