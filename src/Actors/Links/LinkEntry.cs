using PeerActors.Messages.Identity;
using PeerActors.Messages.Links;

namespace PeerActors.Actors.Links;

/// <summary>A link's neighbour has left a ping without an answer, or has sent something after all; told to the manager.</summary>
internal sealed record LinkQuiet(LinkId Link, bool IsQuiet);

/// <summary>A link as the manager knows it.</summary>
/// <param name="Link">Its number.</param>
/// <param name="Remote">Where we dialled, or the far end as seen.</param>
/// <param name="Listening">Where the neighbour listens: the address dialled, or what its greeting or its pong says.</param>
/// <param name="Direction">Which side dialled.</param>
/// <param name="Opened">When the greeting was done, on the monotonic clock; null before.</param>
/// <param name="Refusal">Why it is only there to be refused; it takes nobody's place. Null otherwise.</param>
internal sealed record LinkEntry(LinkId Link, PeerAddress Remote, PeerAddress? Listening, LinkDirection Direction, TimeSpan? Opened, LinkRefusal? Refusal)
{
    /// <summary>True when the greeting is done.</summary>
    public bool IsOpen => Opened is not null;

    /// <summary>True when somebody dialled us and has not said who it is; it takes nobody's place.</summary>
    public bool IsGreeting => !IsRefusal && Direction == LinkDirection.Inbound && Placed is null && !IsOpen;

    /// <summary>True when it is only there to be refused.</summary>
    public bool IsRefusal => Refusal is not null;

    /// <summary>What the neighbour is; null until it was given a place.</summary>
    public PeerMode? Mode { get; init; }

    /// <summary>The neighbour's servent GUID; null until it was given a place, and for one that named none.</summary>
    public ServentId? Servent { get; init; }

    /// <summary>When it was given a place, on the monotonic clock; null before.</summary>
    public TimeSpan? Placed { get; init; }

    /// <summary>True while its neighbour leaves a ping without an answer.</summary>
    public bool IsQuiet { get; init; }

    /// <summary>True when it holds one of the places for leaves.</summary>
    public bool IsLeaf => Mode == PeerMode.Leaf;

    /// <summary>True when it holds one of the places for others than leaves, or is being dialled for one.</summary>
    public bool IsPeer => !IsRefusal && (Mode is { } mode ? mode != PeerMode.Leaf : Direction == LinkDirection.Outbound);
}
