using PeerActors.Messages.Identity;

namespace PeerActors.Messages.Links;

/// <summary>Which side dialled.</summary>
public enum LinkDirection
{
    /// <summary>This peer dialled.</summary>
    Outbound,

    /// <summary>The far side dialled.</summary>
    Inbound,
}

/// <summary>Something that happened to a link.</summary>
public interface ILinkEvent
{
    /// <summary>Which link.</summary>
    LinkId Link { get; }
}

/// <summary>The greeting is done; the link carries descriptors. Its sender is the actor to hand descriptors to.</summary>
/// <param name="Link">Which link.</param>
/// <param name="Remote">The far end as seen: where we dialled, or the port it dialled from.</param>
/// <param name="Direction">Which side dialled.</param>
/// <param name="GreetingTime">From the first byte of the greeting to the last, measured by this side.</param>
/// <param name="Traits">What the greeting told of the neighbour.</param>
public sealed record LinkOpened(
    LinkId Link, PeerAddress Remote, LinkDirection Direction, TimeSpan GreetingTime, NeighbourTraits Traits) : ILinkEvent;

/// <summary>A link has ended, or never came to be.</summary>
/// <param name="Link">Which link.</param>
/// <param name="Remote">The far end as seen.</param>
/// <param name="Direction">Which side dialled.</param>
/// <param name="Reason">One of the closed list.</param>
/// <param name="Detail">What was seen and what is allowed, for people.</param>
/// <param name="Carried">True when the greeting had been completed.</param>
public sealed record LinkClosed(
    LinkId Link, PeerAddress Remote, LinkDirection Direction, LinkCloseReason Reason, string Detail, bool Carried) : ILinkEvent;

/// <summary>A neighbour said in its own pong where it listens.</summary>
/// <param name="Link">Which link.</param>
/// <param name="Listening">Where it says that it listens.</param>
/// <param name="Files">How many files it says it shares.</param>
/// <param name="Kilobytes">How many KiB it says it shares.</param>
public sealed record NeighbourIntroduced(LinkId Link, PeerAddress Listening, uint Files, uint Kilobytes) : ILinkEvent;
