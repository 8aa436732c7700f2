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
internal sealed record DialOrder(LinkId Link, PeerAddress Remote) : ConnectionOrder(Link, Remote)
{
    public override LinkDirection Direction => LinkDirection.Outbound;
}

/// <summary>Be greeted, and accept or refuse.</summary>
/// <param name="Link">The link's number.</param>
/// <param name="Wire">The connection, now owned by the connection actor.</param>
/// <param name="Refusal">Why it is to be refused; null to accept.</param>
internal sealed record AcceptOrder(LinkId Link, IWire Wire, LinkRefusal? Refusal) : ConnectionOrder(Link, Wire.Remote)
{
    public override LinkDirection Direction => LinkDirection.Inbound;
}

/// <summary>Why a link is refused.</summary>
/// <param name="Reason">One of the closed list.</param>
/// <param name="Code">As told to the far side.</param>
/// <param name="Text">As told to the far side.</param>
internal sealed record LinkRefusal(LinkCloseReason Reason, ushort Code, string Text);
