using System.Globalization;
using System.Text;
using PeerActors.Actors.Peer.Configuration.Hocon;
using PeerActors.Actors.Simulation.Network;
using PeerActors.Messages.Links;

namespace PeerActors.Actors.Simulation.Scripts;

/// <summary>Writes a scenario as a file that says the same.</summary>
internal static class ScriptWriter
{
    /// <summary>Writes a scenario that was unrolled.</summary>
    public static string Write(Script script)
    {
        var text = new StringBuilder("scenario {\n");
        text.Append(CultureInfo.InvariantCulture, $"  description = {HoconWriter.Quote(script.Description)}\n");
        text.Append(CultureInfo.InvariantCulture, $"  peers = [{string.Join(", ", script.Peers)}]\n");
        if (!script.Links.IsEmpty)
            text.Append(CultureInfo.InvariantCulture, $"  links = [{string.Join(", ", script.Links.Select(l => $"\"{script.Peers[l.One]} – {script.Peers[l.Other]}\""))}]\n");
        if (script.Link != LinkShape.Usual) text.Append(CultureInfo.InvariantCulture, $"  link {{ {Shape(script.Link)} }}\n");
        if (script.DesiredLinks > 0) text.Append(CultureInfo.InvariantCulture, $"  desired-links = {script.DesiredLinks}\n");
        if (script.Dialect == LinkDialect.Gnutella06) text.Append("  dialect = \"0.6\"\n");
        if (script.MaxRunsPerInstant != ScriptReader.UsualRunsPerInstant) text.Append(CultureInfo.InvariantCulture, $"  max-runs-per-instant = {script.MaxRunsPerInstant}\n");
        text.Append("  steps = [\n");
        foreach (var step in script.Steps) text.Append(CultureInfo.InvariantCulture, $"    {step.Words.Text}\n");
        return text.Append(CultureInfo.InvariantCulture, $"  ]\n  end = {StepWords.Written(script.End)}\n}}\n").ToString();
    }

    private static string Shape(LinkShape link)
    {
        var life = link.MeanLife > TimeSpan.Zero ? $", mean-life = {StepWords.Written(link.MeanLife)}" : "";
        return $"latency = {StepWords.Written(link.Latency.Least)}, jitter = {StepWords.Written(link.Latency.MeanExtra)}, bytes-per-second = {link.BytesPerSecond}B{life}";
    }
}
