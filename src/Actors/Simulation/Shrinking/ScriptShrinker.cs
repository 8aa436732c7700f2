using System.Globalization;
using PeerActors.Actors.Simulation.Scripts;

namespace PeerActors.Actors.Simulation.Shrinking;

/// <summary>A scenario that was reduced.</summary>
/// <param name="Text">As a file; it fails as the whole did, with the same seed.</param>
/// <param name="Steps">Steps left.</param>
/// <param name="Peers">Peers left.</param>
/// <param name="Runs">So many scenarios were run for it.</param>
/// <param name="ByFaults">False when it fails without any fault too; nothing but the faults is taken away then.</param>
/// <param name="IsMinimal">False when the runs ran out before it was as small as it can be.</param>
internal sealed record ShrunkScript(string Text, int Steps, int Peers, int Runs, bool ByFaults, bool IsMinimal);

/// <summary>
/// Reduces a scenario that fails with a seed to what the failure needs: first the faults, then what is done besides, the peers and the links. What is taken
/// away must leave the same failure, and one that faults cause: without them, what is left goes as it says. Otherwise a scenario in which nothing
/// is shared would be the smallest in which nothing is found.
/// </summary>
/// <param name="seed">Of every run.</param>
/// <param name="maxRuns">So many scenarios are tried at most.</param>
/// <param name="run">Makes a run.</param>
internal sealed class ScriptShrinker(int seed, int maxRuns, Func<Script, int, ScriptRun> run)
{
    private readonly Shrinker _shrinker = new(maxRuns);
    private readonly Dictionary<string, HashSet<string>> _failuresOf = new(StringComparer.Ordinal);

    /// <summary>Reduces a scenario.</summary>
    /// <param name="script">Fails with the seed.</param>
    /// <param name="failure">How; <see cref="ScriptFailure.Of"/>.</param>
    /// <param name="progress">Told how much is left now and then.</param>
    /// <param name="stop">Ends it with an <see cref="OperationCanceledException"/>.</param>
    public ShrunkScript Shrink(Script script, string failure, Action<string> progress, CancellationToken stop)
    {
        var left = Unrolling.Of(script, seed);
        if (failure != ScriptFailure.Stuck && Fails(left.WithFaults([]))) return Shrunk(left.WithFaults([]), byFaults: false);

        left = Less(left.Faults(), left.WithFaults, Fails);
        left = Less([.. left.Steps.Where(s => s.Words.Role == StepRole.Deed && s.Words.Text != failure)], deeds => left.WithDeeds(deeds, failure), IsByFaults);
        left = Less(left.Peers, left.Among, IsByFaults);
        left = Less(left.Links, links => left with { Links = [.. links] }, IsByFaults);
        left = Less(left.Faults(), left.WithFaults, IsByFaults);
        var early = left.EndingEarly();
        return Shrunk(IsByFaults(early) ? early : left, byFaults: true);

        Script Less<T>(IReadOnlyList<T> members, Func<IReadOnlyList<T>, Script> with, Func<Script, bool> fails)
        {
            var less = with(_shrinker.Shrink(members, part => fails(with(part))));
            progress(string.Create(CultureInfo.InvariantCulture, $"{less.Steps.Length} steps and {less.Peers.Length} peers are left after {_failuresOf.Count} runs"));
            return less;
        }

        bool Fails(Script less)
        {
            stop.ThrowIfCancellationRequested();
            return FailuresOf(ScriptWriter.Write(less)).Contains(failure);
        }

        bool IsByFaults(Script less) => Fails(less) && (failure == ScriptFailure.Stuck || !Fails(less.WithFaults([])));
    }

    private ShrunkScript Shrunk(Script left, bool byFaults) =>
        new(ScriptWriter.Write(left), left.Steps.Length, left.Peers.Length, _failuresOf.Count, byFaults, !_shrinker.IsExhausted);

    private HashSet<string> FailuresOf(string text)
    {
        if (_failuresOf.TryGetValue(text, out var known)) return known;
        var failures = ScriptReader.ReadText(text, "shrunk").Script is { } less ? Run(less) : [];
        return _failuresOf[text] = failures;
    }

    private HashSet<string> Run(Script script)
    {
        using var once = run(script, seed);
        once.ToEnd();
        return once.Failures.Select(static f => f.Of).ToHashSet(StringComparer.Ordinal);
    }
}
