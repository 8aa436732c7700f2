using System.Collections.Immutable;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Shares;

namespace PeerActors.Host.Web.Admin;

/// <summary>What to fetch and from where, made from a search hit or from a URL that the user gave.</summary>
internal sealed record DownloadPlan(DownloadTarget Target, ImmutableArray<DownloadSource> Sources)
{
    /// <summary>A hit that the user named, and others of the same content behind it.</summary>
    /// <exception cref="BadAdminRequest">The hit names no place from which it could come.</exception>
    public static DownloadPlan From(HitRecalled recalled) => From([recalled.Hit!, .. recalled.Others]);

    /// <summary>Hits of the same content, best first, and behind them others that they name.</summary>
    /// <exception cref="BadAdminRequest">The first names no place from which it could come, and the others none either.</exception>
    public static DownloadPlan From(IReadOnlyList<SearchHit> hits)
    {
        var first = hits[0];
        ImmutableArray<DownloadSource> sources = [.. hits.SelectMany(SourcesOf), .. hits.SelectMany(hit => AlternatesOf(hit, first.Sha1))];
        if (sources.IsEmpty) throw new BadAdminRequest($"Hit {first.Hit} cannot be fetched: {WhyNot(first)}");
        return new(new(first.Name, first.Size, first.Sha1, first.Sha256), sources);
    }

    /// <summary>By content first, because that cannot name another file; then by number and name.</summary>
    private static IEnumerable<DownloadSource> SourcesOf(SearchHit hit)
    {
        var mustPush = hit.MustPush || !hit.Address.IsDialable;
        var push = new PushRoute(hit.Peer, hit.Index, hit.PushProxies) { Address = hit.Address };
        if (hit.Sha1 is { } sha1) yield return Source($"/uri-res/N2R?{sha1.Urn}");
        if (IsName(hit.Name)) yield return Source($"/get/{hit.Index}/{Uri.EscapeDataString(hit.Name)}");

        DownloadSource Source(string target) => new(new Uri($"http://{hit.Address}{target}")) { Push = push, MustPush = mustPush };
    }

    private static IEnumerable<DownloadSource> AlternatesOf(SearchHit hit, Sha1Hash? sha1) => sha1 is null || hit.Sha1 != sha1
        ? []
        : hit.Alternates.Where(named => named.Reach() >= hit.Address.Reach()).Select(named => new DownloadSource(new Uri($"http://{named}/uri-res/N2R?{sha1.Value.Urn}")));

    private static bool IsName(string name) => name is not ("" or "." or "..");

    private static string WhyNot(SearchHit hit) => $"it has no hash, and \"{hit.Name}\" is no name of a file.";

    /// <summary>The name is the last part of the path; a hash is taken from a urn anywhere in the URL.</summary>
    /// <exception cref="BadAdminRequest">It is not an http URL.</exception>
    public static DownloadPlan From(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme != Uri.UriSchemeHttp || url.UserInfo.Length > 0)
            throw new BadAdminRequest($"\"{text}\" is not a URL that can be fetched; http://HOST:PORT/PATH is expected, without a user name.");
        var (sha1, sha256) = (Urn<Sha1Hash>(url, Sha1Hash.UrnPrefix, Sha1Hash.TryParse), Urn<Sha256Hash>(url, Sha256Hash.UrnPrefix, Sha256Hash.TryParse));
        var lastPart = Uri.UnescapeDataString(url.AbsolutePath.TrimEnd('/').Split('/')[^1]);
        var name = (sha1, sha256) switch
        {
            ({ } one, _) => one.ToString(),
            (_, { } two) => two.ToString(),
            _ => lastPart.Length > 0 ? lastPart : url.Host,
        };
        return new(new(name, Size: null, sha1, sha256), [new DownloadSource(url)]);
    }

    private static T? Urn<T>(Uri url, string prefix, TryParse<T> tryParse)
        where T : struct
    {
        var text = Uri.UnescapeDataString(url.PathAndQuery);
        var start = text.IndexOf(prefix, StringComparison.OrdinalIgnoreCase);
        if (start < 0) return null;
        var length = text.AsSpan(start + prefix.Length).IndexOfAnyExcept(UrnCharacters);
        var urn = text.AsSpan(start, length < 0 ? text.Length - start : prefix.Length + length);
        if (tryParse(urn, out var hash)) return hash;
        throw new BadAdminRequest($"\"{urn}\" in the URL is no hash: {prefix} is followed by base32 or hexadecimal digits of the whole hash.");
    }

    private delegate bool TryParse<T>(ReadOnlySpan<char> text, out T hash);

    private static readonly System.Buffers.SearchValues<char> UrnCharacters =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789");
}

/// <summary>A request that makes no sense, or names what is not there.</summary>
internal sealed class BadAdminRequest(string message, int statusCode = StatusCodes.Status400BadRequest) : Exception(message)
{
    public int StatusCode { get; } = statusCode;
}
