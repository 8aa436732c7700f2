using System.Collections.Immutable;
using System.Globalization;
using PeerActors.Actors.Peer.Configuration.Hocon;

namespace PeerActors.Actors.Simulation.Scripts;

/// <summary>What a step is to the story.</summary>
internal enum StepRole
{
    /// <summary>Somebody does or expects something.</summary>
    Deed,

    /// <summary>Something goes wrong.</summary>
    Fault,

    /// <summary>What went wrong is over.</summary>
    Healing,
}

/// <summary>A step as a scenario file says it, so that it can be said again.</summary>
internal sealed record StepWords
{
    /// <summary>Where the file says it.</summary>
    public required HoconPosition Where { get; init; }

    /// <summary>When.</summary>
    public required TimeSpan At { get; init; }

    /// <summary>What is done, by the key of the step.</summary>
    public required string Verb { get; init; }

    /// <summary>All keys and values but the time.</summary>
    public required string Rest { get; init; }

    /// <summary>What it is to the story.</summary>
    public StepRole Role { get; init; }

    /// <summary>The peers that it names.</summary>
    public ImmutableArray<string> Peers { get; init; } = [];

    /// <summary>The groups of a partition; none for other steps.</summary>
    public ImmutableArray<ImmutableArray<string>> Groups { get; init; } = [];

    /// <summary>The step as a line of a scenario file.</summary>
    public string Text => $"{{ at = {Written(At)}, {Rest} }}";

    /// <summary>The step among fewer peers; null when there is none without those that are missing.</summary>
    public StepWords? Among(IReadOnlySet<string> peers)
    {
        if (Groups.IsEmpty) return Peers.All(peers.Contains) ? this : null;
        ImmutableArray<ImmutableArray<string>> groups = [.. Groups.Select(g => g.Where(peers.Contains).ToImmutableArray()).Where(static g => g.Length > 0)];
        return groups.Length < 2 ? null : this with { Groups = groups, Rest = PartitionInto(groups.Select(static g => g.AsEnumerable())) };
    }

    /// <summary>True when what this step ends is what another one began.</summary>
    public bool Heals(StepWords fault) => Role == StepRole.Healing && fault.Role == StepRole.Fault && fault.At <= At && Verb switch
    {
        "heal-all" => fault.Verb is "cut" or "cut-one-way" or "partition",
        "heal" => fault.Verb is "cut" or "cut-one-way" && fault.Peers.Order(StringComparer.Ordinal).SequenceEqual(Peers.Order(StringComparer.Ordinal)),
        "restart" => fault.Verb is "crash" or "leave" && fault.Peers.Intersect(Peers).Any(),
        "slow" => fault.Verb == "slow" && fault.Peers.Intersect(Peers).Any(),
        "unfirewall" => fault.Verb == "firewall" && fault.Peers.Intersect(Peers).Any(),
        "disk-works" => fault.Verb == "disk-fails" && fault.Peers.Intersect(Peers).Any(),
        _ => false,
    };

    /// <summary>A partition's key and value.</summary>
    public static string PartitionInto(IEnumerable<IEnumerable<string>> groups) => $"partition = {HoconWriter.Quote(string.Join(" | ", groups.Select(static g => string.Join(' ', g))))}";

    /// <summary>A time as scenario files write it.</summary>
    public static string Written(TimeSpan time) => time.Ticks % TimeSpan.TicksPerSecond == 0
        ? string.Create(CultureInfo.InvariantCulture, $"{(long)time.TotalSeconds}s")
        : string.Create(CultureInfo.InvariantCulture, $"{(long)time.TotalMilliseconds}ms");
}
