using System.Collections.Immutable;
using PeerActors.Messages.Identity;

namespace PeerActors.Messages.Buddies;

/// <summary>A buddy as people are shown it.</summary>
/// <param name="Peer">Who, by the key with which consent was given.</param>
/// <param name="Name">What it calls itself.</param>
/// <param name="Consent">How far we have agreed.</param>
/// <param name="IsBlocked">Whether it gets nothing of us.</param>
/// <param name="State">That of the device that is there most.</param>
public sealed record BuddyView(PeerId Peer, string Name, BuddyConsent Consent, bool IsBlocked, PresenceState State)
{
    /// <summary>What it says to people.</summary>
    public string Note { get; init; } = "";

    /// <summary>What it can.</summary>
    public ImmutableArray<string> Capabilities { get; init; } = [];

    /// <summary>Where it is dialled.</summary>
    public ImmutableArray<PeerAddress> Addresses { get; init; } = [];

    /// <summary>Number of the record that says where it listens; 0 for none.</summary>
    public ulong LocationSequence { get; init; }

    /// <summary>When the entry was made.</summary>
    public DateTimeOffset Since { get; init; }

    /// <summary>When it was last known to be there.</summary>
    public DateTimeOffset? LastSeen { get; init; }

    /// <summary>Whose device it is.</summary>
    public PeerId? Person { get; init; }

    /// <summary>Its devices, this one included.</summary>
    public ImmutableArray<BuddyDevice> Devices { get; init; } = [];

    /// <summary>Why there is no consent; empty when there is none to explain.</summary>
    public string Problem { get; init; } = "";
}

/// <summary>One device of a buddy.</summary>
public sealed record BuddyDevice(PeerId Peer, string Name, PresenceState State);

/// <summary>What those are told who follow the roster.</summary>
public interface IBuddyEvent;

/// <summary>An entry of the roster is so from now on.</summary>
public sealed record BuddyChanged(BuddyView Buddy) : IBuddyEvent;
