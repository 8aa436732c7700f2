namespace PeerActors.Actors.Simulation.Loop;

/// <summary>An actor as the loop knows it.</summary>
/// <param name="path">With its peer's name in front, without what differs between two runs.</param>
/// <param name="of">Whose actor it is; null for those of the simulation itself.</param>
internal sealed class Resident(string path, Incarnation? of)
{
    /// <summary>For people.</summary>
    public string Path { get; } = path;

    /// <summary>The path as a number, the same in every process.</summary>
    public ulong Hash { get; } = StableHash.Of(path);

    /// <summary>Whose actor it is.</summary>
    public Incarnation? Of { get; } = of;

    /// <summary>How often it has run.</summary>
    public long Runs { get; set; }
}
