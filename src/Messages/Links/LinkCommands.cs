using PeerActors.Messages.Identity;

namespace PeerActors.Messages.Links;

/// <summary>Something the links room is told to do.</summary>
public interface ILinkCommand;

/// <summary>Dial a peer now, whatever the host catcher would choose, and keep dialling when the link is lost.</summary>
/// <param name="Remote">Where it listens.</param>
public sealed record OpenLink(PeerAddress Remote) : ILinkCommand;

/// <summary>Close a link with a Bye.</summary>
/// <param name="Link">Which.</param>
/// <param name="Reason">Why, for the log and the counter.</param>
/// <param name="Detail">Why, for people.</param>
public sealed record CloseLink(LinkId Link, LinkCloseReason Reason, string Detail) : ILinkCommand;

/// <summary>Say Bye to every neighbour, accept and dial nobody from now on; <see cref="AllLinksLeft"/> answers.</summary>
/// <param name="Request">Repeated by the answer.</param>
public sealed record LeaveAll(RequestId Request) : ILinkCommand;

/// <summary>Every neighbour was told Bye, or the time for it is over.</summary>
/// <param name="Request">Of the <see cref="LeaveAll"/> that it answers.</param>
/// <param name="Links">How many links were left.</param>
public sealed record AllLinksLeft(RequestId Request, int Links);
