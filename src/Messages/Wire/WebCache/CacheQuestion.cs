using PeerActors.Messages.Identity;

namespace PeerActors.Messages.Wire.WebCache;

/// <summary>
/// The question to a web cache, as the query of a GET (Gnutella Web Caching System, versions 1.3.1 and 2). It asks in both versions at once, as servents
/// do: caches of version 1 heed <c>hostfile</c>, those of version 2 <c>get</c> and <c>net</c>; either leaves the other's aside.
/// </summary>
public static class CacheQuestion
{
    /// <summary>Most characters of our version that are told; the specification allows 16.</summary>
    public const int MaxVersion = 16;

    private const string Network = "gnutella";

    /// <summary>Asks for hosts.</summary>
    /// <param name="cache">The cache.</param>
    /// <param name="version">Of this program.</param>
    public static Uri ForHosts(Uri cache, string version) => With(cache, $"get=1&hostfile=1&{Who(version)}");

    /// <summary>Names this peer to the cache, and another cache that has answered us.</summary>
    /// <param name="cache">The cache.</param>
    /// <param name="version">Of this program.</param>
    /// <param name="own">Where this peer can be dialled.</param>
    /// <param name="vouched">A cache that works; null for none.</param>
    public static Uri ForUpdate(Uri cache, string version, PeerAddress own, Uri? vouched)
    {
        var url = vouched is null ? "" : $"&url={Uri.EscapeDataString(vouched.AbsoluteUri)}";
        return With(cache, $"update=1&ip={Uri.EscapeDataString(own.ToString())}{url}&{Who(version)}");
    }

    private static string Who(string version) =>
        $"net={Network}&client={VendorCode.Ours}&version={Uri.EscapeDataString(version.Length > MaxVersion ? version[..MaxVersion] : version)}";

    private static Uri With(Uri cache, string query) => new UriBuilder(cache) { Query = query, Fragment = "" }.Uri;
}
