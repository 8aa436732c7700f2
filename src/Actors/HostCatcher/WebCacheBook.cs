using System.Collections.Immutable;
using PeerActors.Messages.HostCatcher;

namespace PeerActors.Actors.HostCatcher;

/// <summary>
/// The web caches that the user named, and when each may be asked: a value; every change gives the next one. A cache is asked only when
/// there has been no host to offer for <c>hosts.web-cache-patience</c>, never twice within <c>hosts.web-cache-interval</c>, and after
/// failures later and later.
/// </summary>
/// <param name="Settings">Times.</param>
/// <param name="Caches">In the order of the setting.</param>
/// <param name="DrySince">Since when there has been no host to offer; null while there is.</param>
internal sealed record WebCacheBook(HostSettings Settings, ImmutableArray<KnownCache> Caches, DateTimeOffset? DrySince)
{
    private const int MostDoublings = 20;

    public static WebCacheBook Empty(HostSettings settings) => new(
        settings, [.. settings.WebCaches.Distinct().Select(static url => new KnownCache(url, null, 0, 0, "", DateTimeOffset.MinValue))], null);

    /// <summary>Takes in what was stored of those caches that are still named.</summary>
    public WebCacheBook Restore(ImmutableArray<KnownCache> stored) =>
        this with { Caches = [.. Caches.Select(cache => stored.FirstOrDefault(known => known.Url == cache.Url) ?? cache)] };

    /// <summary>Hosts were asked for, and there were some to offer, or none.</summary>
    public WebCacheBook Offered(bool any, DateTimeOffset now) => any
        ? DrySince is null ? this : this with { DrySince = null }
        : DrySince is null ? this with { DrySince = now } : this;

    /// <summary>The cache to ask for hosts now; null when none may or need be asked.</summary>
    /// <param name="now">Wall time.</param>
    /// <param name="dice">0 to 1; which of those that may be asked.</param>
    public KnownCache? NextToAsk(DateTimeOffset now, double dice) => DrySince is { } since && now - since >= Settings.WebCachePatience ? Ready(now, dice) : null;

    /// <summary>A cache that may be asked anything now.</summary>
    public KnownCache? Ready(DateTimeOffset now, double dice)
    {
        var ready = Caches.Where(cache => cache.NotBefore <= now).ToArray();
        return ready.Length == 0 ? null : ready[Math.Min((int)(dice * ready.Length), ready.Length - 1)];
    }

    /// <summary>A cache, other than this one, whose last answer was a good one.</summary>
    public Uri? Vouched(Uri other) => Caches.FirstOrDefault(cache => cache is { Asked: not null, Failures: 0, Words.Length: > 0 } && cache.Url != other)?.Url;

    /// <summary>A cache is being asked. It counts as asked whether it answers or not, and the next one waits for as long again.</summary>
    public WebCacheBook Asked(Uri url, DateTimeOffset now) =>
        Change(url, cache => cache with { Asked = now, NotBefore = now + Settings.WebCacheInterval }) with { DrySince = DrySince is null ? null : now };

    /// <summary>It answered so.</summary>
    public WebCacheBook Answered(Uri url, CacheAnswer answer, DateTimeOffset now) => Change(url, cache => answer.Problem is { } problem
        ? cache with { Failures = cache.Failures + 1, Words = problem, NotBefore = now + Backoff(cache.Failures + 1) }
        : cache with { Failures = 0, Hosts = cache.Hosts + answer.Hosts.Length, Words = Said(answer) });

    private static string Said(CacheAnswer answer) =>
        (answer.Hosts.Length == 1 ? "it named 1 host" : $"it named {answer.Hosts.Length} hosts") + (answer.Remark is { } remark ? $", and said \"{remark}\"" : "");

    private TimeSpan Backoff(int failures) => TimeSpan.FromSeconds(Math.Min(
        Settings.WebCacheInterval.TotalSeconds * Math.Pow(2, Math.Min(failures, MostDoublings)), Settings.WebCacheBackoffMax.TotalSeconds));

    private WebCacheBook Change(Uri url, Func<KnownCache, KnownCache> change) =>
        this with { Caches = [.. Caches.Select(cache => cache.Url == url ? change(cache) : cache)] };
}
