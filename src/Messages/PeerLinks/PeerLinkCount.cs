namespace PeerActors.Messages.PeerLinks;

/// <summary>What is counted of messages and descriptors over peer links.</summary>
public enum PeerLinkCount
{
    /// <summary>Messages and descriptors given to a connection.</summary>
    Sent,

    /// <summary>Messages and descriptors that came.</summary>
    Received,

    /// <summary>Messages that were promised, and kept until their peer confirms them.</summary>
    Kept,

    /// <summary>Kept messages that were sent again over a new link.</summary>
    Resent,

    /// <summary>Kept messages of peers that came a second time and were given to nobody again.</summary>
    Repeated,

    /// <summary>Messages that were refused to whoever sent them: they are too large, of too many kinds, or too many wait.</summary>
    Refused,

    /// <summary>Kept messages that the peer cannot take any more, because it takes smaller frames since it was linked anew; whoever sent them is told.</summary>
    NoLongerFits,

    /// <summary>Messages and descriptors dropped because too much of their class waited (<c>peer-link.max-queue</c>), or because they are larger than what the peer takes unasked.</summary>
    DroppedFull,

    /// <summary>Messages dropped because the peer was told of as many kinds as it may be (<c>peer-link.max-names</c>), or because they do not fit into its frames.</summary>
    DroppedUnfit,

    /// <summary>Messages dropped because there was no link; nobody was promised that they arrive.</summary>
    DroppedUnlinked,

    /// <summary>Messages and frames of peers that mean nothing here.</summary>
    NotUnderstood,

    /// <summary>Messages and frames of ours of which a peer said that they mean nothing there.</summary>
    NotUnderstoodThere,
}
