using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace PeerActors.Host.Commands.Scenarios;

/// <summary>How a scenario is told.</summary>
internal abstract class ScenarioView
{
    public abstract void Begin(string description, int peers);

    public abstract void Tell(TimeSpan at, string who, string what);

    public abstract void End(ScenarioOutcome outcome);
}

/// <summary>For people.</summary>
internal sealed class ScenarioSentences(CommandIo io) : ScenarioView
{
    public override void Begin(string description, int peers) => io.Out.WriteLine(Shown.Text($"{Shown.Count(peers, "peer")}. {description}"));

    public override void Tell(TimeSpan at, string who, string what) =>
        io.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{at.TotalSeconds,10:0.000} s  {Shown.Text(who.Length == 0 ? what : $"{who} {what}")}"));

    public override void End(ScenarioOutcome outcome) => io.Out.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"seed {outcome.Seed}: {(outcome.Failures.Count == 0 ? "as expected" : "not as expected")}, {outcome.Time.TotalSeconds:0.###} s of virtual time, {outcome.Steps:N0} steps, trace {outcome.Trace}"));
}

/// <summary>For programs: one object per line.</summary>
internal sealed class ScenarioJson(CommandIo io) : ScenarioView
{
    public override void Begin(string description, int peers) => Write(new ScenarioBeginLine(description, peers));

    public override void Tell(TimeSpan at, string who, string what) => Write(new ScenarioNoteLine(at.TotalSeconds, who, what));

    public override void End(ScenarioOutcome outcome) =>
        Write(new ScenarioEndLine(outcome.Seed, outcome.Time.TotalSeconds, outcome.Steps, outcome.Trace, outcome.Failures));

    private void Write(ScenarioLine line) => io.Out.WriteLine(JsonSerializer.Serialize(line, ScenarioLineJson.Default.ScenarioLine));
}

/// <summary>A line of <c>peer scenario run --json</c>.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "event")]
[JsonDerivedType(typeof(ScenarioBeginLine), "begin")]
[JsonDerivedType(typeof(ScenarioNoteLine), "note")]
[JsonDerivedType(typeof(ScenarioEndLine), "end")]
internal abstract record ScenarioLine;

internal sealed record ScenarioBeginLine(string Description, int Peers) : ScenarioLine;

internal sealed record ScenarioNoteLine(double Seconds, string Peer, string What) : ScenarioLine;

internal sealed record ScenarioEndLine(int Seed, double Seconds, long Steps, string Trace, IReadOnlyList<string> Failures) : ScenarioLine;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ScenarioLine))]
internal sealed partial class ScenarioLineJson : JsonSerializerContext;
