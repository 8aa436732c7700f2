namespace PeerActors.Messages.Links;

/// <summary>The closed list of reasons for which a link ends or never comes to be. Each has a counter of this name.</summary>
public enum LinkCloseReason
{
    /// <summary>Nobody answered at the address within <c>links.dial-timeout</c>, or the address refused.</summary>
    DialFailed,

    /// <summary>No whole greeting within <c>links.greeting-timeout</c>.</summary>
    GreetingTimeout,

    /// <summary>The far side refused us in its greeting.</summary>
    RefusedByRemote,

    /// <summary>We hold as many links as <c>links.max</c> allows.</summary>
    TooManyLinks,

    /// <summary>We hold as many links to that IP address as <c>links.max-per-address</c> allows.</summary>
    TooManyFromAddress,

    /// <summary>It had not ended its greeting when more came than <c>links.max-greetings</c>, or <c>links.max-greetings-per-address</c>, allows; the
    /// oldest goes.</summary>
    TooManyGreetings,

    /// <summary>The far side is this peer itself.</summary>
    Self,

    /// <summary>Another link to the same peer exists and stays.</summary>
    Duplicate,

    /// <summary>The greeting is not one that we speak.</summary>
    UnknownGreeting,

    /// <summary>What the far side is does not go with what we are: a leaf links to ultrapeers only.</summary>
    ModeMismatch,

    /// <summary>Bytes that break the layout of a greeting or a descriptor.</summary>
    BadBytes,

    /// <summary>More descriptors that mean nothing (of a kind that nobody defined, or a query whose text has no end) than
    /// <c>links.max-unknown</c> allows: the far side is out of step.</summary>
    UnknownKind,

    /// <summary>A leaf passed on a query of somebody else's.</summary>
    LeafRelayed,

    /// <summary>A query routing table that is malformed, larger than <c>router.tables.max-slots</c>, or changed more often than
    /// <c>router.tables.max-updates</c> allows.</summary>
    BadTable,

    /// <summary>A length field above <c>links.max-payload</c>, or a greeting above <c>links.max-greeting</c>.</summary>
    TooLarge,

    /// <summary>It sent more than <c>router.conduct</c> allows, or sent again what it had sent before; its address is barred for <c>links.ban-time</c>.</summary>
    Spam,

    /// <summary>The address is barred for what it did on an earlier link.</summary>
    Banned,

    /// <summary>No whole descriptor arrived for <c>links.idle-timeout</c>; a few bytes now and then do not count.</summary>
    Silent,

    /// <summary>The far side reads too slowly: nothing was accepted for <c>links.write-timeout</c>.</summary>
    RemoteTooSlow,

    /// <summary>The far side said Bye.</summary>
    ByeReceived,

    /// <summary>The connection broke or was closed without a Bye.</summary>
    ConnectionLost,

    /// <summary>The user or a room of this peer asked for it.</summary>
    ClosedByUs,

    /// <summary>This peer is leaving in order.</summary>
    Leaving,

    /// <summary>The connection actor failed: a fault of ours.</summary>
    Failed,

    /// <summary>The far side of a peer link has another key than the one that was dialled, or a certificate that is not one of a peer.</summary>
    WrongKey,

    /// <summary>TLS came to no end within <c>peer-link.handshake-timeout</c>, or the far side speaks another TLS, or another protocol in it.</summary>
    HandshakeFailed,

    /// <summary>The two peers have no version of the peer link in common.</summary>
    NoCommonVersion,

    /// <summary>A newer link to the same peer took its place.</summary>
    Replaced,

    /// <summary>The far side sent more than it had credit for.</summary>
    CreditExceeded,

    /// <summary>The far side took nothing of what waited for its credit for <c>peer-link.stall-timeout</c>.</summary>
    NoCredit,

    /// <summary>The access rules deny that peer a link.</summary>
    Denied,

    /// <summary>A frame that does not belong there: a second hello, or a sequence that leaves one out.</summary>
    OutOfOrder,

    /// <summary>The host of a peer that was dialled by its key answered that nobody listens there.</summary>
    NobodyThere,
}
