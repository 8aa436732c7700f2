using System.Collections.Immutable;
using System.Globalization;
using PeerActors.Messages.HostCatcher;
using PeerActors.Messages.Identity;

namespace PeerActors.Messages.Wire.Gnutella;

/// <summary>What the headers of a greeting mean (0.6 draft; the names are those that real servents send). Each answers null, false or nothing
/// where the header is not there or is malformed: no header is mandatory.</summary>
public static class GreetingHeaders
{
    /// <summary>Most hosts taken from one greeting.</summary>
    public const int MostHosts = 64;

    /// <summary>The program at the other end.</summary>
    public static string? UserAgent(this HeaderFields headers) => headers["User-Agent"];

    /// <summary>True for an ultrapeer, false for a leaf, null for a plain node.</summary>
    public static bool? IsUltrapeer(this HeaderFields headers) => Bool(headers["X-Ultrapeer"]);

    /// <summary>False asks an ultrapeer to become a leaf; true asks it to stay one.</summary>
    public static bool? IsUltrapeerNeeded(this HeaderFields headers) => Bool(headers["X-Ultrapeer-Needed"]);

    /// <summary>Where the sender listens, by the first of the names in use.</summary>
    public static PeerAddress? ListenIp(this HeaderFields headers)
    {
        foreach (var name in (ReadOnlySpan<string>)["Listen-IP", "X-My-Address", "X-Node", "Node"])
            if (PeerAddress.TryParse(headers[name], out var address) && address.IsDialable) return address;
        return null;
    }

    /// <summary>How the sender sees the receiver's address; the port is 0 where none was named.</summary>
    public static PeerAddress? RemoteIp(this HeaderFields headers)
    {
        var text = headers["Remote-IP"];
        return PeerAddress.TryParse(text, out var address) || PeerAddress.TryParse($"{text}:0", out address) ? address : null;
    }

    /// <summary>Hosts to try, of X-Try-Ultrapeers and X-Try; refusals carry them too. Entries that could not be dialled are left aside.</summary>
    public static NamedHosts HostsToTry(this HeaderFields headers)
    {
        var ultrapeers = ReadHosts(headers, "X-Try-Ultrapeers", [], MostHosts);
        return new(ultrapeers, ReadHosts(headers, "X-Try", ultrapeers, MostHosts - ultrapeers.Length));
    }

    /// <summary>True when the sender can inflate what comes.</summary>
    public static bool AcceptsDeflate(this HeaderFields headers) => Names(headers, "Accept-Encoding", "deflate");

    /// <summary>True when the sender deflates what it sends behind its headers.</summary>
    public static bool SendsDeflate(this HeaderFields headers) => Names(headers, "Content-Encoding", "deflate");

    /// <summary>The sender's servent GUID.</summary>
    public static ServentId? Guid(this HeaderFields headers) => ServentId.TryParse(headers["GUID"], out var id) ? id : null;

    /// <summary>How many ultrapeers the sender wants to be linked to.</summary>
    public static int? Degree(this HeaderFields headers) => Number(headers["X-Degree"]);

    /// <summary>The largest TTL that the sender lets pass.</summary>
    public static int? MaxTtl(this HeaderFields headers) => Number(headers["X-Max-TTL"]);

    /// <summary>True when a header names a version above 0, as GGEP, Bye-Packet, Pong-Caching, Vendor-Message, X-Query-Routing,
    /// X-Ultrapeer-Query-Routing and X-Dynamic-Querying do.</summary>
    public static bool Supports(this HeaderFields headers, string name) =>
        decimal.TryParse(headers[name], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var version) && version > 0;

    /// <summary>True when X-Features names a feature, in whatever version.</summary>
    public static bool HasFeature(this HeaderFields headers, string feature)
    {
        foreach (var part in headers.Parts("X-Features"))
            if (part.Equals(feature, StringComparison.OrdinalIgnoreCase) || part.StartsWith(feature + "/", StringComparison.OrdinalIgnoreCase)) return true;
        return false;
    }

    /// <summary>A list of hosts as X-Try and X-Try-Ultrapeers carry it.</summary>
    public static string ListOf(IEnumerable<PeerAddress> hosts) => string.Join(", ", hosts);

    private static ImmutableArray<PeerAddress> ReadHosts(HeaderFields headers, string name, ImmutableArray<PeerAddress> except, int most)
    {
        var hosts = ImmutableArray.CreateBuilder<PeerAddress>();
        foreach (var part in headers.Parts(name))
        {
            if (hosts.Count == most) break;

            // Some servents say since when they know a host, behind a blank.
            var blank = part.IndexOf(' ', StringComparison.Ordinal);
            if (PeerAddress.TryParse(blank < 0 ? part : part[..blank], out var host) && host.IsDialable && !hosts.Contains(host) && !except.Contains(host)) hosts.Add(host);
        }

        return hosts.DrainToImmutable();
    }

    private static bool Names(HeaderFields headers, string name, string value)
    {
        foreach (var part in headers.Parts(name))
            if (part.AsSpan(0, part.IndexOf(';', StringComparison.Ordinal) is >= 0 and var end ? end : part.Length).Trim().Equals(value, StringComparison.OrdinalIgnoreCase)) return true;
        return false;
    }

    private static bool? Bool(string? text) => bool.TryParse(text, out var value) ? value : null;

    private static int? Number(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
