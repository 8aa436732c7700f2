using System.Collections.Immutable;
using PeerActors.Actors.Simulation.Scripts;

namespace PeerActors.Actors.Simulation.Shrinking;

/// <summary>Scenarios with less in them. They are good to be written, not to be run: a run goes by what is read again, where peers have other numbers.</summary>
internal static class ScriptParts
{
    private static readonly TimeSpan Tail = TimeSpan.FromSeconds(5);

    /// <summary>The steps at which something goes wrong.</summary>
    public static IReadOnlyList<ScriptStep> Faults(this Script script) => [.. script.Steps.Where(static s => s.Words.Role == StepRole.Fault)];

    /// <summary>With these faults only, and with what heals each of them first: a fault that is healed is not made one that is not.</summary>
    public static Script WithFaults(this Script script, IReadOnlyList<ScriptStep> faults)
    {
        var kept = faults.ToHashSet();
        foreach (var fault in faults)
            if (script.Steps.FirstOrDefault(s => s.Words.Heals(fault.Words)) is { } healing) kept.Add(healing);
        return script with { Steps = [.. script.Steps.Where(s => s.Words.Role == StepRole.Deed || kept.Contains(s))] };
    }

    /// <summary>With these deeds only, besides the faults and one deed that stays.</summary>
    public static Script WithDeeds(this Script script, IReadOnlyList<ScriptStep> deeds, string stays) => script with
    {
        Steps = [.. script.Steps.Where(s => s.Words.Role != StepRole.Deed || s.Words.Text == stays || deeds.Contains(s))],
    };

    /// <summary>With these peers only, and without what takes others.</summary>
    public static Script Among(this Script script, IReadOnlyList<string> peers)
    {
        var named = peers.ToHashSet(StringComparer.Ordinal);
        var numbers = peers.Select(static (name, number) => (name, number)).ToDictionary(static p => p.name, static p => p.number, StringComparer.Ordinal);
        var steps = script.Steps.Select(s => s.Words.Among(named) is { } words ? s with { Words = words } : null).OfType<ScriptStep>();
        var less = script with
        {
            Peers = [.. peers],
            Links = [.. script.Links.Select(l => (One: script.Peers[l.One], Other: script.Peers[l.Other])).Where(l => named.Contains(l.One) && named.Contains(l.Other)).Select(l => (numbers[l.One], numbers[l.Other]))],
            Steps = [.. steps],
        };
        return less.WithFaults(less.Faults());
    }

    /// <summary>Ends soon after its last step. What is fetched takes as long as it takes, and an earlier end would be a failure of another kind.</summary>
    public static Script EndingEarly(this Script script)
    {
        if (script.Steps.Any(static s => s.Words.Verb == "fetch")) return script;
        var over = script.Steps.Select(static s => s.Over).DefaultIfEmpty().Max() + Tail;
        return over < script.End ? script with { End = over } : script;
    }
}
