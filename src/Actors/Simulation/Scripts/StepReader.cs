using PeerActors.Actors.Peer.Configuration.Hocon;

namespace PeerActors.Actors.Simulation.Scripts;

/// <summary>Reads one step: a time, and one thing that is done then.</summary>
internal static class StepReader
{
    private static readonly TimeSpan UsualSearch = TimeSpan.FromSeconds(10);

    private static readonly Dictionary<string, Func<SectionReader, Names, Action<ScriptRun>?>> Verbs = new(StringComparer.Ordinal)
    {
        ["say"] = static (s, _) => s.Text("say", "text") is { } text ? run => run.Tell("", text) : null,
        ["link"] = static (s, n) => Pairs(s, n, "link", static (run, one, other) => run.Link(one, other)),
        ["cut"] = static (s, n) => Pairs(s, n, "cut", static (run, one, other) => run.World.Cut(run[one], run[other])),
        ["cut-one-way"] = static (s, n) => Pairs(s, n, "cut-one-way", static (run, one, other) => run.World.CutOneWay(run[one], run[other])),
        ["heal"] = static (s, n) => Pairs(s, n, "heal", static (run, one, other) => run.World.Heal(run[one], run[other])),
        ["heal-all"] = static (s, _) => s.Flag("heal-all") == true ? static run => run.World.HealAll() : null,
        ["partition"] = Partition,
        ["crash"] = static (s, n) => Each(s, n, "crash", static (run, peer) => run.Crash(peer)),
        ["restart"] = static (s, n) => Each(s, n, "restart", static (run, peer) => run.Restart(peer)),
        ["leave"] = static (s, n) => Each(s, n, "leave", static (run, peer) => run.Leave(peer)),
        ["firewall"] = static (s, n) => Each(s, n, "firewall", static (run, peer) => run.World.Firewall(run[peer], firewalled: true)),
        ["move"] = static (s, n) => Each(s, n, "move", static (run, peer) => run.World.Move(run[peer])),
        ["slow"] = Slow,
        ["share"] = Share,
        ["search"] = Search,
        ["fetch"] = Fetch,
        ["expect-links"] = ExpectLinks,
    };

    /// <summary>Reads a step; null when something is wrong with it, which is said.</summary>
    public static ScriptStep? Read(SectionReader step, Names names)
    {
        var at = step.Time("at", required: true);
        var verbs = step.Of(Verbs.Keys);
        if (verbs.Count != 1)
        {
            step.Refuse(step.Position, "step", verbs.Count == 0 ? "nothing that is known" : string.Join(" and ", verbs), $"one of {string.Join(", ", Verbs.Keys)}");
            return null;
        }

        var act = Verbs[verbs[0]](step, names);
        step.RefuseOthers();
        return at is { } time && act is not null ? new(time, verbs[0] == "search" ? time + (step.Time("for") ?? UsualSearch) : time, act) : null;
    }

    private static Action<ScriptRun>? Pairs(SectionReader s, Names names, string verb, Action<ScriptRun, int, int> act)
    {
        if (s.Text(verb, "two peers with a dash between them") is not { } text) return null;
        var pairs = names.Chain(s, verb, text, s.At(verb)).ToList();
        return run => pairs.ForEach(p => act(run, p.One, p.Other));
    }

    private static Action<ScriptRun>? Each(SectionReader s, Names names, string verb, Action<ScriptRun, int> act)
    {
        if (s.Text(verb, "names of peers") is not { } text) return null;
        var peers = names.Several(s, verb, text);
        return run =>
        {
            foreach (var peer in peers) act(run, peer);
        };
    }

    private static Action<ScriptRun>? Partition(SectionReader s, Names names)
    {
        const string Allowed = "groups of peers with '|' between them: \"alice bob | carol\"";
        if (s.Text("partition", Allowed) is not { } text) return null;
        var groups = text.Split('|').Select(g => names.Several(s, "partition", g)).ToList();
        if (groups.Count < 2) s.Refuse(s.At("partition"), "partition", HoconWriter.Quote(text), Allowed);
        return run => run.World.Partition([.. groups.Select(g => g.Select(p => run[p]).ToArray())]);
    }

    private static Action<ScriptRun>? Slow(SectionReader s, Names names)
    {
        var rate = s.Size("bytes-per-second") ?? 0;
        return Each(s, names, "slow", (run, peer) => run.World.Slow(run[peer], rate));
    }

    private static Action<ScriptRun>? Share(SectionReader s, Names names)
    {
        var (name, size) = (s.Text("share", "the name of a file"), s.Size("size") ?? 1_000_000);
        if (By(s, names) is not { } peer || name is null) return null;
        if (name.Length == 0 || name.Contains('/', StringComparison.Ordinal)) s.Refuse(s.At("share"), "share", HoconWriter.Quote(name), "the name of a file, without folders");
        return run => run.Share(peer, name, size);
    }

    private static Action<ScriptRun>? Search(SectionReader s, Names names)
    {
        var words = s.Text("search", "words");
        var time = s.Time("for") ?? UsualSearch;
        if (time < TimeSpan.FromSeconds(1) || time > TimeSpan.FromMinutes(10)) s.Refuse(s.At("for"), "for", time.ToString(), "1s to 10m");
        var exactly = s.Number("expect", 0, 10_000);
        var (least, most) = (s.Number("expect-least", 0, 10_000) ?? exactly, s.Number("expect-most", 0, 10_000) ?? exactly);
        var where = s.At("search");
        return By(s, names) is { } peer && words is not null ? run => run.Search(peer, words, time, least ?? 0, most ?? long.MaxValue, where) : null;
    }

    private static Action<ScriptRun>? Fetch(SectionReader s, Names names)
    {
        var (name, succeeds, where) = (s.Text("fetch", "the name of a file that was found"), s.Flag("expect") ?? true, s.At("fetch"));
        return By(s, names) is { } peer && name is not null ? run => run.Fetch(peer, name, succeeds, where) : null;
    }

    private static Action<ScriptRun>? ExpectLinks(SectionReader s, Names names)
    {
        var (count, where) = (s.Number("expect-links", 0, 1000), s.At("expect-links"));
        return s.Text("of", "names of peers", required: true) is { } text && count is { } links && names.Several(s, "of", text) is var peers
            ? run =>
            {
                foreach (var peer in peers) run.ExpectLinks(peer, links, where);
            }
            : null;
    }

    private static int? By(SectionReader s, Names names) =>
        s.Text("by", "the name of a peer", required: true) is { } name ? names.One(s, "by", name, s.At("by")) : null;
}
