using PeerActors.Actors.Transports;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Links;

namespace PeerActors.Actors.Links;

/// <summary>What a connection actor is made for.</summary>
/// <param name="Link">The link's number.</param>
/// <param name="Remote">Where to dial, or the far end as seen.</param>
internal abstract record ConnectionOrder(LinkId Link, PeerAddress Remote)
{
    public abstract LinkDirection Direction { get; }
}

/// <summary>Dial and greet.</summary>
/// <param name="Link">The link's number.</param>
/// <param name="Remote">Where to dial.</param>
/// <param name="IsJoined">True when the user named it; then an older dialect is tried where the far side does not answer ours.</param>
internal sealed record DialOrder(LinkId Link, PeerAddress Remote, bool IsJoined) : ConnectionOrder(Link, Remote)
{
    public override LinkDirection Direction => LinkDirection.Outbound;
}

/// <summary>Be greeted, and accept or refuse as the manager judges.</summary>
/// <param name="Link">The link's number.</param>
/// <param name="Wire">The connection, now owned by the connection actor.</param>
internal sealed record AcceptOrder(LinkId Link, IWire Wire) : ConnectionOrder(Link, Wire.Remote)
{
    public override LinkDirection Direction => LinkDirection.Inbound;
}

/// <summary>Why a link is refused.</summary>
/// <param name="Reason">One of the closed list.</param>
/// <param name="Code">As told to the far side, in the manner of HTTP.</param>
/// <param name="Text">As told to the far side.</param>
internal sealed record LinkRefusal(LinkCloseReason Reason, ushort Code, string Text)
{
    /// <summary>The greeting is none that we understand.</summary>
    public const ushort BadRequest = 400;

    /// <summary>What the far side is does not go with what we are, or it is not wanted.</summary>
    public const ushort Forbidden = 403;

    /// <summary>Too much from one address.</summary>
    public const ushort TooManyRequests = 429;
}
