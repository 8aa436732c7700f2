using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using PeerActors.Actors.Simulation.Shrinking;

namespace PeerActors.Host.Commands.Scenarios;

/// <summary>How a scenario is told.</summary>
internal abstract class ScenarioView
{
    public abstract void Begin(string description, int peers);

    public abstract void Tell(TimeSpan at, string who, string what);

    public abstract void End(ScenarioOutcome outcome);

    public abstract void Shrunk(ShrunkScript shrunk, string path, string repeat);
}

/// <summary>For people.</summary>
internal sealed class ScenarioSentences(CommandIo io) : ScenarioView
{
    public override void Begin(string description, int peers) => io.Out.WriteLine(Shown.Text($"{Shown.Count(peers, "peer")}. {description}"));

    public override void Tell(TimeSpan at, string who, string what) =>
        io.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{at.TotalSeconds,10:0.000} s  {Shown.Text(who.Length == 0 ? what : $"{who} {what}")}"));

    public override void End(ScenarioOutcome outcome) => io.Out.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"seed {outcome.Seed}{(outcome.Run > 1 ? $", run {outcome.Run}" : "")}: {(outcome.Failures.Count == 0 ? "as expected" : "not as expected")}, {outcome.Time.TotalSeconds:0.###} s of virtual time, {outcome.Steps:N0} steps, trace {outcome.Trace}"));

    public override void Shrunk(ShrunkScript shrunk, string path, string repeat)
    {
        io.Out.WriteLine(Shown.Text($"Reduced to {Shown.Count(shrunk.Steps, "step")} among {Shown.Count(shrunk.Peers, "peer")}, in {path}:"));
        foreach (var line in shrunk.Text.Split('\n')) io.Out.WriteLine(Shown.Text(line));
        io.Out.WriteLine(Shown.Text($"Repeat it: {repeat}"));
    }
}

/// <summary>For programs: one object per line.</summary>
internal sealed class ScenarioJson(CommandIo io) : ScenarioView
{
    public override void Begin(string description, int peers) => Write(new ScenarioBeginLine(description, peers));

    public override void Tell(TimeSpan at, string who, string what) => Write(new ScenarioNoteLine(at.TotalSeconds, who, what));

    public override void End(ScenarioOutcome outcome) =>
        Write(new ScenarioEndLine(outcome.Seed, outcome.Run, outcome.Time.TotalSeconds, outcome.Steps, outcome.Trace, [.. outcome.Failures.Select(static f => f.What)]));

    public override void Shrunk(ShrunkScript shrunk, string path, string repeat) =>
        Write(new ScenarioShrunkLine(path, shrunk.Steps, shrunk.Peers, shrunk.Runs, shrunk.ByFaults, shrunk.IsMinimal, repeat));

    private void Write(ScenarioLine line) => io.Out.WriteLine(JsonSerializer.Serialize(line, ScenarioLineJson.Default.ScenarioLine));
}

/// <summary>A line of <c>peer scenario run --json</c>.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "event")]
[JsonDerivedType(typeof(ScenarioBeginLine), "begin")]
[JsonDerivedType(typeof(ScenarioNoteLine), "note")]
[JsonDerivedType(typeof(ScenarioEndLine), "end")]
[JsonDerivedType(typeof(ScenarioShrunkLine), "shrunk")]
internal abstract record ScenarioLine;

internal sealed record ScenarioBeginLine(string Description, int Peers) : ScenarioLine;

internal sealed record ScenarioNoteLine(double Seconds, string Peer, string What) : ScenarioLine;

internal sealed record ScenarioEndLine(int Seed, int Run, double Seconds, long Steps, string Trace, IReadOnlyList<string> Failures) : ScenarioLine;

internal sealed record ScenarioShrunkLine(string Path, int Steps, int Peers, int Runs, bool ByFaults, bool Minimal, string Repeat) : ScenarioLine;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ScenarioLine))]
internal sealed partial class ScenarioLineJson : JsonSerializerContext;
