using System.Collections.Immutable;
using System.Globalization;
using PeerActors.Actors.Peer.Configuration.Hocon;
using PeerActors.Actors.Simulation.Network;
using PeerActors.Messages.Links;

namespace PeerActors.Actors.Simulation.Scripts;

/// <summary>Reads scenario files: HOCON, held to what a scenario may say. All problems are told at once, each with its line and column.</summary>
internal static class ScriptReader
{
    /// <summary>Most peers of a scenario.</summary>
    public const int MaxPeers = 10_000;

    /// <summary>So many runs of actors without time going on end a run whose file says nothing of it.</summary>
    public static readonly long UsualRunsPerInstant = new SimulationOptions().MaxRunsPerInstant;

    private const string Chain = "peers to be linked each with the next, such as \"alice – bob – carol\"";

    private static readonly TimeSpan LeastMean = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan Tail = TimeSpan.FromSeconds(5);

    /// <summary>Reads a file.</summary>
    /// <param name="path">Its path; a relative one is meant from <paramref name="currentFolder"/>.</param>
    /// <param name="currentFolder">The folder that the user is in.</param>
    public static ScriptRead ReadFile(string path, string currentFolder) => Read(HoconReader.ReadFile(path, currentFolder));

    /// <summary>Reads text.</summary>
    public static ScriptRead ReadText(string text, string name) => Read(HoconReader.ReadText(text, new(name, "/")));

    private static ScriptRead Read(HoconRead read)
    {
        if (!read.Succeeded) return new(null, [read.Error]);
        var problems = new List<HoconError>();
        var resolver = new HoconResolver(read.Root, environment: null);
        var root = resolver.Resolve(read.Root);
        problems.AddRange(resolver.Errors);
        var file = new SectionReader(root, "", problems);
        var script = file.Section("scenario") is { } scenario ? Scenario(scenario) : null;
        if (script is null && problems.Count == 0) problems.Add(new(root.Position, "scenario", "no section scenario", "scenario { peers = [...], steps = [...] }"));
        file.RefuseOthers();
        return problems.Count == 0 ? new(script, []) : new(null, [.. problems.Distinct().OrderBy(static p => p.At.Line).ThenBy(static p => p.At.Column)]);
    }

    private static Script Scenario(SectionReader s)
    {
        var peers = PeersOf(s);
        var names = new Names(peers);
        var steps = s.Sections("steps").SelectMany(step => StepReader.Read(step, names)).OrderBy(static step => step.At).ToImmutableArray();
        var links = s.Texts("links", $"a list of chains: {Chain}").SelectMany(c => names.Chain(s, "links", c.Text, c.Position)).ToImmutableArray();
        var over = steps.Select(static step => step.Over).DefaultIfEmpty().Max();
        if (s.Time("end") is { } end && end < over) s.Refuse(s.At("end"), "end", end.ToString(), $"a time at which the last step is over: {over} or later");
        var script = new Script
        {
            Description = s.Text("description", "text") ?? "",
            Peers = peers,
            Links = links,
            Shape = ShapeOf(s, peers.Length),
            Link = LinkOf(s),
            DesiredLinks = (int)(s.Number("desired-links", 0, 200) ?? 0),
            Dialect = DialectOf(s),
            Churn = s.Section("churn") is { } churn ? ChurnOf(churn, names) : null,
            Steps = steps,
            End = s.Time("end") ?? over + Tail,
            MaxRunsPerInstant = s.Number("max-runs-per-instant", 1000, 1_000_000_000) ?? UsualRunsPerInstant,
        };
        s.RefuseOthers();
        return script;
    }

    private static ImmutableArray<string> PeersOf(SectionReader s)
    {
        const string Allowed = "a list of names of letters, digits, '-' and '_', each once; or count = 100 for p0 to p99";
        var count = s.Number("count", 1, MaxPeers) ?? 0;
        var peers = ImmutableArray.CreateBuilder<string>();
        for (var i = 0; i < count; i++) peers.Add(string.Create(CultureInfo.InvariantCulture, $"p{i}"));
        foreach (var name in s.Texts("peers", Allowed))
        {
            if (peers.Contains(name.Text) || name.Text.Length == 0 || !name.Text.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
                s.Refuse(name.Position, "peers", HoconWriter.Quote(name.Text), Allowed);
            else
                peers.Add(name.Text);
        }

        if (peers.Count == 0 && !s.HasProblems) s.Refuse(s.At("peers"), "peers", "nobody", Allowed);
        return peers.ToImmutable();
    }

    private static Topology? ShapeOf(SectionReader s, int peers)
    {
        var degree = (int)(s.Number("degree", 1, 100) ?? 4);
        var least = s.Text("shape", "") switch { "ring" => 3, "regular" => degree + 1, _ => 0 };
        if (peers < least) s.Refuse(s.At("shape"), "shape", string.Create(CultureInfo.InvariantCulture, $"{s.Text("shape", "")} among {peers} peers"), string.Create(CultureInfo.InvariantCulture, $"{least} peers or more for this"));
        switch (s.Text("shape", "one of line, ring, star, tree, regular, scale-free"))
        {
            case null: return null;
            case "line": return Topology.Line;
            case "ring": return Topology.Ring;
            case "star": return Topology.Star;
            case "tree": return Topology.Tree(degree);
            case "regular" when degree > 1: return Topology.Regular(degree);
            case "scale-free": return Topology.ScaleFree(degree);
            case var other:
                s.Refuse(s.At("shape"), "shape", HoconWriter.Quote(other), "one of line, ring, star, tree, regular (with a degree of 2 or more), scale-free");
                return null;
        }
    }

    /// <summary>In 0.4 a query floods to a TTL of 7, as the seed tells it; in 0.6 ultrapeers ask around in portions.</summary>
    private static LinkDialect DialectOf(SectionReader s)
    {
        const string Allowed = "one of \"0.4\", \"0.6\"";
        var dialect = s.Text("dialect", Allowed) ?? "0.4";
        if (dialect is not ("0.4" or "0.6")) s.Refuse(s.At("dialect"), "dialect", HoconWriter.Quote(dialect), Allowed);
        return dialect == "0.6" ? LinkDialect.Gnutella06 : LinkDialect.Gnutella04;
    }

    private static LinkShape LinkOf(SectionReader s)
    {
        var usual = LinkShape.Usual;
        if (s.Section("link") is not { } link) return usual;
        var shape = usual with
        {
            Latency = new(link.Time("latency") ?? usual.Latency.Least, link.Time("jitter") ?? usual.Latency.MeanExtra),
            BytesPerSecond = link.Size("bytes-per-second") ?? 0,
            MeanLife = link.Time("mean-life") ?? TimeSpan.Zero,
        };
        link.RefuseOthers();
        return shape;
    }

    private static Churn ChurnOf(SectionReader churn, Names names)
    {
        var spared = churn.Text("spare", "names of peers that stay") is { } text ? names.Several(churn, "spare", text) : [];
        var read = new Churn(Mean("mean-up"), Mean("mean-down"), spared);
        churn.RefuseOthers();
        return read;

        TimeSpan Mean(string key)
        {
            if (churn.Time(key, required: true) is not { } mean) return TimeSpan.Zero;
            if (mean < LeastMean) churn.Refuse(churn.At(key), key, mean.ToString(), "a second or more");
            return mean;
        }
    }
}
