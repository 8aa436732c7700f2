using System.Collections.Immutable;
using System.Globalization;
using PeerActors.Actors.Peer.Configuration.Hocon;

namespace PeerActors.Actors.Simulation.Scripts;

/// <summary>Reads one step: a time, and one thing that is done then. A thing that is done to several peers is several steps, so that each can be left out.</summary>
internal static class StepReader
{
    private static readonly TimeSpan UsualSearch = TimeSpan.FromSeconds(10);

    private static readonly Dictionary<string, Func<SectionReader, Names, IEnumerable<Deed>>> Verbs = new(StringComparer.Ordinal)
    {
        ["say"] = static (s, _) => s.Text("say", "text") is { } text ? [new([], s.Written("at"), (run, _) => run.Tell("", text))] : [],
        ["link"] = static (s, n) => Pairs(s, n, "link", StepRole.Deed, static (run, one, other) => run.Link(one, other)),
        ["cut"] = static (s, n) => Pairs(s, n, "cut", StepRole.Fault, static (run, one, other) => run.World.Cut(run[one], run[other])),
        ["cut-one-way"] = static (s, n) => Pairs(s, n, "cut-one-way", StepRole.Fault, static (run, one, other) => run.World.CutOneWay(run[one], run[other])),
        ["heal"] = static (s, n) => Pairs(s, n, "heal", StepRole.Healing, static (run, one, other) => run.World.Heal(run[one], run[other])),
        ["heal-all"] = static (s, _) => s.Flag("heal-all") == true ? [new([], s.Written("at"), static (run, _) => run.World.HealAll(), StepRole.Healing)] : [],
        ["partition"] = Partition,
        ["crash"] = static (s, n) => Each(s, n, "crash", StepRole.Fault, static (run, peer) => run.Crash(peer)),
        ["restart"] = static (s, n) => Each(s, n, "restart", StepRole.Healing, static (run, peer) => run.Restart(peer)),
        ["leave"] = static (s, n) => Each(s, n, "leave", StepRole.Fault, static (run, peer) => run.Leave(peer)),
        ["firewall"] = static (s, n) => Each(s, n, "firewall", StepRole.Fault, static (run, peer) => run.World.Firewall(run[peer], firewalled: true)),
        ["unfirewall"] = static (s, n) => Each(s, n, "unfirewall", StepRole.Healing, static (run, peer) => run.World.Firewall(run[peer], firewalled: false)),
        ["move"] = static (s, n) => Each(s, n, "move", StepRole.Fault, static (run, peer) => run.World.Move(run[peer])),
        ["disk-fails"] = static (s, n) => Each(s, n, "disk-fails", StepRole.Fault, static (run, peer) => run.RefuseDisk(peer, refuses: true)),
        ["disk-works"] = static (s, n) => Each(s, n, "disk-works", StepRole.Healing, static (run, peer) => run.RefuseDisk(peer, refuses: false)),
        ["slow"] = Slow,
        ["share"] = Share,
        ["search"] = Search,
        ["fetch"] = Fetch,
        ["expect-links"] = ExpectLinks,
    };

    /// <summary>Reads a step; none when something is wrong with it, which is said.</summary>
    public static IEnumerable<ScriptStep> Read(SectionReader step, Names names)
    {
        var at = step.Time("at", required: true);
        var verbs = step.Of(Verbs.Keys);
        if (verbs.Count == 0 && step.NearlyOneOf(Verbs.Keys) is var (key, meant))
        {
            step.Refuse(step.Position, "step", key, $"did you mean {meant}?");
            return [];
        }

        if (verbs.Count != 1)
        {
            step.Refuse(step.Position, "step", verbs.Count == 0 ? "nothing that is known" : string.Join(" and ", verbs), $"one of {string.Join(", ", Verbs.Keys)}");
            return [];
        }

        var verb = verbs[0];
        Deed[] deeds = [.. Verbs[verb](step, names)];
        step.RefuseOthers();
        if (at is not { } time) return [];
        var over = verb == "search" ? time + (step.Time("for") ?? UsualSearch) : time;
        return deeds.Select(deed =>
        {
            var words = new StepWords
            {
                Where = step.At(verb), At = time, Verb = verb, Rest = deed.Rest, Role = deed.Role, Peers = [.. deed.Peers.Select(names.Of)],
                Groups = deed.Groups is { } groups ? [.. groups.Select(g => g.Select(names.Of).ToImmutableArray())] : [],
            };
            return new ScriptStep(time, over, words, run => deed.Do(run, words));
        });
    }

    private static IEnumerable<Deed> Pairs(SectionReader s, Names names, string verb, StepRole role, Action<ScriptRun, int, int> act)
    {
        if (s.Text(verb, "two peers with a dash between them") is not { } text) return [];
        return names.Chain(s, verb, text, s.At(verb)).Select(p => new Deed(
            [p.One, p.Other], $"{verb} = {HoconWriter.Quote($"{names.Of(p.One)} – {names.Of(p.Other)}")}", (run, _) => act(run, p.One, p.Other), role));
    }

    private static IEnumerable<Deed> Each(SectionReader s, Names names, string verb, StepRole role, Action<ScriptRun, int> act, string rest = "") =>
        s.Text(verb, "names of peers") is { } text
            ? names.Several(s, verb, text).Select(peer => new Deed([peer], $"{verb} = {names.Of(peer)}{rest}", (run, _) => act(run, peer), role))
            : [];

    private static IEnumerable<Deed> Partition(SectionReader s, Names names)
    {
        const string Allowed = "groups of peers with '|' between them, each peer once: \"alice bob | carol\"";
        if (s.Text("partition", Allowed) is not { } text) return [];
        ImmutableArray<ImmutableArray<int>> groups = [.. text.Split('|').Select(g => names.Several(s, "partition", g))];
        if (groups.Length < 2 || groups.SelectMany(static g => g).Distinct().Count() < groups.Sum(static g => g.Length)) s.Refuse(s.At("partition"), "partition", HoconWriter.Quote(text), Allowed);
        return [new([], StepWords.PartitionInto(groups.Select(g => g.Select(names.Of))), (run, _) => run.World.Partition([.. groups.Select(g => g.Select(p => run[p]).ToArray())]), StepRole.Fault) { Groups = groups }];
    }

    private static IEnumerable<Deed> Slow(SectionReader s, Names names)
    {
        var rate = s.Size("bytes-per-second", required: true) ?? 0;
        return Each(s, names, "slow", rate > 0 ? StepRole.Fault : StepRole.Healing, (run, peer) => run.World.Slow(run[peer], rate), $", bytes-per-second = {rate}B");
    }

    private static IEnumerable<Deed> Share(SectionReader s, Names names)
    {
        var (name, size) = (s.Text("share", "the name of a file"), s.Size("size") ?? 1_000_000);
        if (By(s, names) is not { } peer || name is null) return [];
        if (name.Length == 0 || name.Contains('/', StringComparison.Ordinal)) s.Refuse(s.At("share"), "share", HoconWriter.Quote(name), "the name of a file, without folders");
        return [new([peer], s.Written("at"), (run, _) => run.Share(peer, name, size))];
    }

    private static IEnumerable<Deed> Search(SectionReader s, Names names)
    {
        var words = s.Text("search", "words");
        var time = s.Time("for") ?? UsualSearch;
        if (time < TimeSpan.FromSeconds(1) || time > TimeSpan.FromMinutes(10)) s.Refuse(s.At("for"), "for", time.ToString(), "1s to 10m");
        var exactly = s.Number("expect", 0, 10_000);
        var (least, most) = (s.Number("expect-least", 0, 10_000) ?? exactly ?? 0, s.Number("expect-most", 0, 10_000) ?? exactly ?? long.MaxValue);
        if (string.IsNullOrWhiteSpace(words)) s.Refuse(s.At("search"), "search", HoconWriter.Quote(words ?? ""), "a word or more");
        if (least > most) s.Refuse(s.At("expect-most"), "expect-most", string.Create(CultureInfo.InvariantCulture, $"{most}"), string.Create(CultureInfo.InvariantCulture, $"{least} or more, which is expected at least"));
        return By(s, names) is { } peer && words is not null ? [new([peer], s.Written("at"), (run, step) => run.Search(peer, words, time, least, most, step))] : [];
    }

    private static IEnumerable<Deed> Fetch(SectionReader s, Names names)
    {
        var (name, succeeds) = (s.Text("fetch", "the name of a file that was found"), s.Flag("expect") ?? true);
        return By(s, names) is { } peer && name is not null ? [new([peer], s.Written("at"), (run, step) => run.Fetch(peer, name, succeeds, step))] : [];
    }

    private static IEnumerable<Deed> ExpectLinks(SectionReader s, Names names)
    {
        var count = s.Number("expect-links", 0, 1000);
        return s.Text("of", "names of peers", required: true) is { } text && names.Several(s, "of", text) is var peers && count is { } links
            ? peers.Select(peer => new Deed([peer], $"expect-links = {links}, of = {names.Of(peer)}", (run, step) => run.ExpectLinks(peer, links, step)))
            : [];
    }

    private static int? By(SectionReader s, Names names) =>
        s.Text("by", "the name of a peer", required: true) is { } name ? names.One(s, "by", name, s.At("by")) : null;

    /// <summary>What is done, and how it is written.</summary>
    private sealed record Deed(ImmutableArray<int> Peers, string Rest, Action<ScriptRun, StepWords> Do, StepRole Role = StepRole.Deed)
    {
        public ImmutableArray<ImmutableArray<int>>? Groups { get; init; }
    }
}
