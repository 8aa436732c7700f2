using System.Collections.Immutable;
using PeerActors.Messages.Identity;

namespace PeerActors.Messages.HostCatcher;

/// <summary>Somebody dialled this peer: it can be reached, and may be named to a web cache.</summary>
public sealed record DialledByOthers
{
    private DialledByOthers() { }

    /// <summary>It says nothing more.</summary>
    public static DialledByOthers Instance { get; } = new();
}

/// <summary>A web cache (GWebCache) as the host catcher knows it.</summary>
/// <param name="Url">Where it is; one of <c>hosts.web-caches</c>.</param>
/// <param name="Asked">When it was asked last; null when it never was.</param>
/// <param name="Hosts">How many hosts it has named so far.</param>
/// <param name="Failures">Failed questions since the last good answer.</param>
/// <param name="Words">How the last question went, in words; empty when there was none.</param>
/// <param name="NotBefore">It is not asked before this.</param>
public sealed record KnownCache(Uri Url, DateTimeOffset? Asked, long Hosts, int Failures, string Words, DateTimeOffset NotBefore);

/// <summary>What a web cache answered.</summary>
/// <param name="Hosts">At most <c>hosts.web-cache-max-hosts</c>.</param>
/// <param name="Problem">Why it counts as failed, in words; null when it does not.</param>
/// <param name="Remark">What else it said, for people; null for nothing.</param>
public sealed record CacheAnswer(ImmutableArray<PeerAddress> Hosts, string? Problem, string? Remark)
{
    /// <summary>It did not answer, or not sensibly.</summary>
    public static CacheAnswer Failed(string problem) => new([], problem, null);
}
