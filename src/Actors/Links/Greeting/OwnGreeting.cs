using System.Collections.Immutable;
using System.Globalization;
using PeerActors.Messages.HostCatcher;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Links;
using PeerActors.Messages.Wire.Gnutella;

namespace PeerActors.Actors.Links.Greeting;

/// <summary>What this peer says of itself in a 0.6 greeting. The names and values are those at which stock servents of today accept an ultrapeer and a
/// leaf alike: a shielded leaf, for one, refuses ultrapeers that name no X-Degree of 16 or more, or no X-Dynamic-Querying.</summary>
internal sealed record OwnGreeting
{
    private static readonly string Agent = $"PeerActors/{typeof(OwnGreeting).Assembly.GetName().Version?.ToString(2)}";

    /// <summary>What we are.</summary>
    public required PeerMode Mode { get; init; }

    /// <summary>Which greeting we begin with.</summary>
    public required LinkDialect Dialect { get; init; }

    /// <summary>Our servent GUID.</summary>
    public required ServentId Servent { get; init; }

    /// <summary>Where others dial us; null when nobody can.</summary>
    public required PeerAddress? Listening { get; init; }

    /// <summary>How many ultrapeers we hold, more or less.</summary>
    public required int Degree { get; init; }

    /// <summary>The largest TTL that we let pass.</summary>
    public required int MaxTtl { get; init; }

    /// <summary>Whether we deflate for whoever can inflate.</summary>
    public required bool Deflates { get; init; }

    /// <summary>The dialler's first block.</summary>
    public GreetingBlock Connect(PeerAddress to) => GreetingBlock.Connect06(Headers(to));

    /// <summary>The acceptor's block when it accepts.</summary>
    public GreetingBlock Accept(PeerAddress from, HeaderFields theirs, NamedHosts hostsToTry) =>
        GreetingBlock.Answer06(200, "OK", WithHosts(WithDeflate(Headers(from), theirs), hostsToTry));

    /// <summary>The dialler's last block; whoever was dialled learns of hosts as the dialler did, so that neither depends on a ping for them.</summary>
    public GreetingBlock Finish(HeaderFields theirs, NamedHosts hostsToTry) =>
        GreetingBlock.Answer06(200, "OK", WithHosts(WithDeflate(HeaderFields.None, theirs), hostsToTry));

    /// <summary>A refusal of either side.</summary>
    public static GreetingBlock Refuse(PeerAddress whom, LinkRefusal refusal, NamedHosts hostsToTry) =>
        GreetingBlock.Answer06(refusal.Code, refusal.Text, WithHosts(HeaderFields.None.With("User-Agent", Agent).With("Remote-IP", whom.Host), hostsToTry));

    private HeaderFields Headers(PeerAddress remote)
    {
        var headers = HeaderFields.None.With("User-Agent", Agent).With("GUID", $"{Servent}").With("Remote-IP", remote.Host);
        if (Listening is { } listening) headers = headers.With("Listen-IP", $"{listening}");
        headers = headers.With("Pong-Caching", "0.1").With("Bye-Packet", "0.1").With("GGEP", "0.5").With("Vendor-Message", "0.2")
            .With("X-Requeries", "False").With("X-Max-TTL", MaxTtl.ToString(CultureInfo.InvariantCulture)).With("X-Features", "browse/1.0");
        if (Deflates) headers = headers.With("Accept-Encoding", "deflate");
        return Mode switch
        {
            PeerMode.Ultrapeer => headers.With("X-Ultrapeer", "True").With("X-Query-Routing", "0.1").With("X-Ultrapeer-Query-Routing", "0.1")
                .With("X-Degree", Degree.ToString(CultureInfo.InvariantCulture)).With("X-Dynamic-Querying", "0.1"),
            PeerMode.Leaf => headers.With("X-Ultrapeer", "False").With("X-Query-Routing", "0.1"),
            _ => headers,
        };
    }

    private HeaderFields WithDeflate(HeaderFields ours, HeaderFields theirs) =>
        Deflates && theirs.AcceptsDeflate() ? ours.With("Content-Encoding", "deflate") : ours;

    private static HeaderFields WithHosts(HeaderFields headers, NamedHosts hosts) =>
        WithHosts(WithHosts(headers, "X-Try-Ultrapeers", hosts.Ultrapeers), "X-Try", hosts.Others);

    private static HeaderFields WithHosts(HeaderFields headers, string name, ImmutableArray<PeerAddress> hosts) =>
        hosts.IsEmpty ? headers : headers.With(name, GreetingHeaders.ListOf(hosts));
}
