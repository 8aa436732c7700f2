using System.Collections.Immutable;
using System.Net;
using System.Net.Http.Headers;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Wire.Gnutella;

namespace PeerActors.Host.Web.Http;

/// <summary>A request for a file, or for the rest of it. Pure.</summary>
/// <param name="Url">Whom and what.</param>
/// <param name="From">Bytes in hand.</param>
/// <param name="Version">What they are of; another version is sent whole. Null where a hash will tell.</param>
internal sealed record SharerQuestion(Uri Url, long From, FileVersion? Version)
{
    /// <summary>We keep a place in the sharer's queue, and come back to it by its ID.</summary>
    private const string QueueVersion = "1.0";

    /// <summary>Others who have the content.</summary>
    public ImmutableArray<PeerAddress> Good { get; init; } = [];

    /// <summary>Others who were said to have it, and do not.</summary>
    public ImmutableArray<PeerAddress> Bad { get; init; } = [];

    /// <summary>The place to which we come back; null at first.</summary>
    public QueuePlace? Place { get; init; }

    /// <summary>The request, without who asks.</summary>
    public HttpRequestMessage ToRequest()
    {
        var request = new HttpRequestMessage(HttpMethod.Get, Url) { Version = HttpVersion.Version11, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        if (From > 0)
        {
            request.Headers.Range = new RangeHeaderValue(From, to: null);
            request.Headers.IfRange = Version?.Mark;
        }

        request.Headers.TryAddWithoutValidation(QueueHeaders.Queue, QueueVersion);
        request.Headers.TryAddWithoutValidation(SharingHeaders.Features, FirewalledLocations.Feature);
        if (Place is { Ticket: not null } place) request.Headers.TryAddWithoutValidation(QueueHeaders.Queued, QueueHeaders.WriteReturn(place));
        if (!Good.IsEmpty) request.Headers.TryAddWithoutValidation(AlternateLocations.Header, AlternateLocations.Write(Good));
        if (!Bad.IsEmpty) request.Headers.TryAddWithoutValidation(AlternateLocations.GoneHeader, AlternateLocations.Write(Bad));
        return request;
    }
}
