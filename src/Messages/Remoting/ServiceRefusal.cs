namespace PeerActors.Messages.Remoting;

/// <summary>The closed list of reasons for which a message to a service is refused where it arrives.</summary>
public enum ServiceRefusal
{
    /// <summary>No service of that name is exported.</summary>
    UnknownService,

    /// <summary>The peer may not invoke it.</summary>
    NotAllowed,

    /// <summary>The service has no codec for a message of that name and version.</summary>
    UnknownMessage,

    /// <summary>The bytes are no such message.</summary>
    BadMessage,

    /// <summary>It takes more bytes than the service allows.</summary>
    TooLarge,

    /// <summary>The service takes what it has been given too slowly (<c>remoting.patience</c>).</summary>
    Busy,
}
