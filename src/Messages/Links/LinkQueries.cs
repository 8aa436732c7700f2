using System.Collections.Immutable;
using PeerActors.Messages.Identity;

namespace PeerActors.Messages.Links;

/// <summary>A question to the links room.</summary>
public interface ILinkQuery;

/// <summary>Asks for every link; <see cref="LinksListed"/> answers.</summary>
/// <param name="Request">Repeated by the answer.</param>
public sealed record ListLinks(RequestId Request) : ILinkQuery;

/// <summary>Every link, and how links have ended so far.</summary>
/// <param name="Request">Of the question.</param>
/// <param name="Links">In the order in which they were opened.</param>
/// <param name="Opened">Links that ever carried.</param>
/// <param name="Closed">How many ended for each reason.</param>
public sealed record LinksListed(
    RequestId Request, ImmutableArray<LinkView> Links, long Opened, ImmutableSortedDictionary<LinkCloseReason, long> Closed);

/// <summary>Where a link is in its life.</summary>
public enum LinkState
{
    /// <summary>A connection is being made.</summary>
    Dialling,

    /// <summary>Greetings are being exchanged.</summary>
    Greeting,

    /// <summary>Descriptors flow.</summary>
    Carrying,

    /// <summary>A Bye is on its way out.</summary>
    Closing,
}

/// <summary>A link as shown to people.</summary>
/// <param name="Link">Which.</param>
/// <param name="Remote">The far end as seen.</param>
/// <param name="Listening">Where the neighbour says it listens, once it has said so.</param>
/// <param name="Direction">Which side dialled.</param>
/// <param name="State">Where it is in its life.</param>
/// <param name="Since">When it entered that state.</param>
/// <param name="Traffic">What it has carried.</param>
/// <param name="Traits">What the greeting told; null until it is done.</param>
public sealed record LinkView(
    LinkId Link, PeerAddress Remote, PeerAddress? Listening, LinkDirection Direction, LinkState State, DateTimeOffset Since, LinkTraffic Traffic,
    NeighbourTraits? Traits);

/// <summary>What a link has carried since its greeting.</summary>
/// <param name="DescriptorsIn">Descriptors received.</param>
/// <param name="BytesIn">Their bytes with headers.</param>
/// <param name="DescriptorsOut">Descriptors handed to the connection.</param>
/// <param name="BytesOut">Their bytes with headers.</param>
/// <param name="Dropped">Descriptors not sent because the queue was full (<c>links.max-queue-bytes</c>).</param>
/// <param name="Queued">Descriptors waiting now.</param>
/// <param name="DeflatedIn">Bytes that came deflated, as they crossed the connection; 0 where the neighbour does not deflate.</param>
/// <param name="DeflatedOut">Bytes that left deflated, as they crossed the connection; 0 where we do not deflate.</param>
public sealed record LinkTraffic(
    long DescriptorsIn, long BytesIn, long DescriptorsOut, long BytesOut, long Dropped, int Queued, long DeflatedIn, long DeflatedOut)
{
    /// <summary>Nothing yet.</summary>
    public static LinkTraffic None { get; } = new(0, 0, 0, 0, 0, 0, 0, 0);

    /// <summary>What became of the descriptors of each class; classes that nothing was seen of are left out.</summary>
    public ImmutableSortedDictionary<TrafficClass, ClassTraffic> Classes { get; init; } = ImmutableSortedDictionary<TrafficClass, ClassTraffic>.Empty;
}
