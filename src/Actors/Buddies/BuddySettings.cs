namespace PeerActors.Actors.Buddies;

/// <summary>Settings of the buddies room; units, defaults, ranges and reasons stand in <c>reference.conf</c> under <c>peer.buddies</c>.</summary>
public sealed record BuddySettings
{
    /// <summary><c>buddies.max</c></summary>
    public required int Max { get; init; }

    /// <summary><c>buddies.max-invitations</c></summary>
    public required int MaxInvitations { get; init; }

    /// <summary><c>buddies.invitation-lifetime</c></summary>
    public required TimeSpan InvitationLifetime { get; init; }

    /// <summary><c>buddies.lease</c></summary>
    public required TimeSpan Lease { get; init; }

    /// <summary><c>buddies.look-interval</c></summary>
    public required TimeSpan LookInterval { get; init; }

    /// <summary><c>buddies.presence-interval</c></summary>
    public required TimeSpan PresenceInterval { get; init; }

    /// <summary><c>buddies.gossip-interval</c></summary>
    public required TimeSpan GossipInterval { get; init; }

    /// <summary><c>buddies.save-interval</c></summary>
    public required TimeSpan SaveInterval { get; init; }

    /// <summary><c>buddies.dial-first</c></summary>
    public required TimeSpan DialFirst { get; init; }

    /// <summary><c>buddies.dial-max</c></summary>
    public required TimeSpan DialMax { get; init; }

    /// <summary><c>buddies.max-dialled</c>, in one look</summary>
    public required int MaxDialled { get; init; }

    /// <summary><c>buddies.max-followers</c></summary>
    public required int MaxFollowers { get; init; }
}
