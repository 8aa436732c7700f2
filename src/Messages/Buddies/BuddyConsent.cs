namespace PeerActors.Messages.Buddies;

/// <summary>How far two sides have agreed to be buddies, as this side knows it.</summary>
public enum BuddyConsent
{
    /// <summary>They are none: the other side has ended it or refused, or is merely blocked.</summary>
    None,

    /// <summary>This side has accepted an invitation, which the other side has not confirmed yet.</summary>
    Requested,

    /// <summary>Both sides have consented.</summary>
    Mutual,
}
