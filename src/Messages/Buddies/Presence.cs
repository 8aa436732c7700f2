using System.Collections.Immutable;

namespace PeerActors.Messages.Buddies;

/// <summary>Whether somebody is there. A later one is more there than an earlier one, so that of several devices the greatest counts.</summary>
public enum PresenceState
{
    /// <summary>We cannot tell: our own network is gone, or we have not heard of them since the start.</summary>
    Unknown,

    /// <summary>Gone, although our own network is there.</summary>
    Offline,

    /// <summary>There, and not to be disturbed.</summary>
    Busy,

    /// <summary>There, and nobody sits at it.</summary>
    Away,

    /// <summary>There.</summary>
    Online,
}

/// <summary>What a peer says of itself to its buddies.</summary>
/// <param name="State">Busy, away or online; what else there is, others judge.</param>
/// <param name="Name">For people, at most <see cref="MaxName"/> characters.</param>
/// <param name="Note">For people, at most <see cref="MaxNote"/> characters; may be empty.</param>
/// <param name="Capabilities">What it can, at most <see cref="MaxCapabilities"/> words of <see cref="MaxCapability"/> characters.</param>
public sealed record Presence(PresenceState State, string Name, string Note, ImmutableArray<string> Capabilities)
{
    /// <summary>Longest name.</summary>
    public const int MaxName = 64;

    /// <summary>Longest note.</summary>
    public const int MaxNote = 200;

    /// <summary>Most capabilities.</summary>
    public const int MaxCapabilities = 16;

    /// <summary>Longest capability.</summary>
    public const int MaxCapability = 32;

    /// <summary>Whether others take it: within its bounds, and nothing in it that a terminal would obey.</summary>
    public bool IsSound =>
        State is PresenceState.Busy or PresenceState.Away or PresenceState.Online && IsText(Name, MaxName) && IsText(Note, MaxNote)
        && Capabilities.Length <= MaxCapabilities && Capabilities.All(static c => IsText(c, MaxCapability));

    /// <summary>Whether a text is within a bound and has no control characters.</summary>
    public static bool IsText(string text, int longest) => text.Length <= longest && !text.Any(char.IsControl);
}
