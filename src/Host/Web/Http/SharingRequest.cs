using System.Collections.Immutable;
using System.Net;
using Microsoft.Extensions.Primitives;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Shares;
using PeerActors.Messages.Wire.Gnutella;

namespace PeerActors.Host.Web.Http;

/// <summary>What a request for a file tells beyond HTTP: who asks, how it queues, and who else has the file.</summary>
/// <param name="Asker">Who asks.</param>
/// <param name="Queueing">The form of queueing that it reads; null for none.</param>
/// <param name="Ticket">The place in the queue that it comes back to.</param>
/// <param name="Heard">Others that have the file (<c>X-Alt</c>).</param>
/// <param name="Gone">Others that have it no more (<c>X-NAlt</c>).</param>
/// <param name="IsServent">True when it uses any of these headers; a browser has no use for them.</param>
internal sealed record SharingRequest(
    TransferAsker Asker, QueueVersion? Queueing, QueueTicket? Ticket, ImmutableArray<PeerAddress> Heard, ImmutableArray<PeerAddress> Gone, bool IsServent)
{
    private static readonly ImmutableArray<string> OfServents =
        [SharingHeaders.Features, SharingHeaders.ContentUrn, AlternateLocations.Header, AlternateLocations.GoneHeader, QueueHeaders.Queue, QueueHeaders.Node];

    /// <summary>Reads the headers. Pure.</summary>
    /// <param name="from">As seen; null where a connection tells none.</param>
    /// <param name="headers">Of the request.</param>
    public static SharingRequest Read(IPAddress? from, IHeaderDictionary headers)
    {
        var ip = from is null ? 0 : PeerAddress.From(new IPEndPoint(from, 1)).Ip;
        PeerAddress? node = PeerAddress.TryParse(One(headers[QueueHeaders.Node])?.Trim(), out var stated) ? stated : null;
        return new(
            TransferAsker.Of(ip, node), QueueHeaders.ReadVersion(One(headers[QueueHeaders.Queue])), QueueHeaders.ReadId(One(headers[QueueHeaders.Queued])),
            AlternateLocations.Read(One(headers[AlternateLocations.Header])), AlternateLocations.Read(One(headers[AlternateLocations.GoneHeader])),
            OfServents.Any(headers.ContainsKey));
    }

    /// <summary>Lines of one header are one list (RFC 9110, section 5.3).</summary>
    private static string? One(StringValues lines) => lines.Count == 0 ? null : string.Join(',', (IEnumerable<string?>)lines);
}
