namespace PeerActors.Actors.Simulation.Loop;

/// <summary>One run of one peer, from its start to its end. After a crash nothing of it ever happens again: no message, no timer, no answer of a disk.</summary>
internal sealed class Incarnation(string name, int number)
{
    /// <summary>The peer's name.</summary>
    public string Name { get; } = name;

    /// <summary>1 for the first start, 2 after the first restart, and so on.</summary>
    public int Number { get; } = number;

    /// <summary>True from the crash on.</summary>
    public bool IsOver { get; set; }

    /// <summary>True while its process is stopped: what it has to do waits, and its connections stay.</summary>
    public bool IsPaused { get; set; }

    /// <inheritdoc/>
    public override string ToString() => Number == 1 ? Name : $"{Name} ({Number})";
}
