using System.Collections.Immutable;
using PeerActors.Actors.Peer.Configuration.Hocon;
using PeerActors.Actors.Simulation.Network;
using PeerActors.Messages.Links;

namespace PeerActors.Actors.Simulation.Scripts;

/// <summary>A scenario as a file tells it, checked: every peer that it names exists, and no time is before the start.</summary>
internal sealed record Script
{
    /// <summary>What it is about.</summary>
    public required string Description { get; init; }

    /// <summary>The peers by name, in order.</summary>
    public required ImmutableArray<string> Peers { get; init; }

    /// <summary>Who dials whom at the start, by number.</summary>
    public required ImmutableArray<(int One, int Other)> Links { get; init; }

    /// <summary>Links of a shape, besides those named; null for none.</summary>
    public required Topology? Shape { get; init; }

    /// <summary>What links are like.</summary>
    public required LinkShape Link { get; init; }

    /// <summary>Peers also dial whom they hear of, up to so many neighbours; 0 for only whom the file names.</summary>
    public required int DesiredLinks { get; init; }

    /// <summary>How peers greet.</summary>
    public required LinkDialect Dialect { get; init; }

    /// <summary>Peers that come and go; null when none do.</summary>
    public required Churn? Churn { get; init; }

    /// <summary>What is done, in the order of time.</summary>
    public required ImmutableArray<ScriptStep> Steps { get; init; }

    /// <summary>When the run ends.</summary>
    public required TimeSpan End { get; init; }

    /// <summary>So many runs of actors without time going on mean that the run does not come to rest, which ends it.</summary>
    public required long MaxRunsPerInstant { get; init; }
}

/// <summary>Peers that crash and come back, each by itself, after times that are exponentially distributed.</summary>
/// <param name="MeanUp">How long a peer stays.</param>
/// <param name="MeanDown">How long it is away.</param>
/// <param name="Spared">Numbers of peers that stay.</param>
internal sealed record Churn(TimeSpan MeanUp, TimeSpan MeanDown, ImmutableArray<int> Spared);

/// <summary>Something that is done at a time, or expected.</summary>
/// <param name="At">Time since the start.</param>
/// <param name="Over">When it is known whether what is expected of it has come.</param>
/// <param name="Words">What it says.</param>
/// <param name="Do">Does it.</param>
internal sealed record ScriptStep(TimeSpan At, TimeSpan Over, StepWords Words, Action<ScriptRun> Do);

/// <summary>What was expected and did not come.</summary>
/// <param name="What">In a sentence, with its place in the file.</param>
/// <param name="Of">The words of the step that expected it, or another name for what failed: two runs with the same have failed in the same way.</param>
internal sealed record ScriptFailure(string What, string Of)
{
    /// <summary>How a run fails that does not come to rest.</summary>
    public const string Stuck = "stuck";

    /// <summary>How a run fails whose peers do not all come up.</summary>
    public const string NotUp = "not up";

    /// <inheritdoc/>
    public override string ToString() => What;
}

/// <summary>What reading a file came to: a script, or every problem.</summary>
internal sealed record ScriptRead(Script? Script, ImmutableArray<HoconError> Problems)
{
    /// <summary>Each problem in a sentence, with line and column.</summary>
    public IEnumerable<string> Messages => Problems.Select(static p => p.ToString());
}
