namespace PeerActors.Actors.Access;

/// <summary>Settings of the access room; defaults, ranges and reasons stand in <c>reference.conf</c> under <c>peer.access</c>.</summary>
public sealed record AccessSettings
{
    /// <summary><c>access.max-rules</c></summary>
    public required int MaxRules { get; init; }

    /// <summary><c>access.max-members</c>, over all groups</summary>
    public required int MaxMembers { get; init; }

    /// <summary><c>access.max-told</c>, denials per minute</summary>
    public required int MaxTold { get; init; }
}
