using System.Collections.Immutable;

namespace PeerActors.Actors.HostCatcher;

/// <summary>Settings of the host catcher; units, defaults, ranges and reasons stand in <c>reference.conf</c> under <c>peer.hosts</c>.</summary>
public sealed record HostSettings
{
    /// <summary><c>hosts.max</c></summary>
    public required int Max { get; init; }

    /// <summary><c>hosts.max-per-address</c></summary>
    public required int MaxPerAddress { get; init; }

    /// <summary><c>hosts.max-per-network</c></summary>
    public required int MaxPerNetwork { get; init; }

    /// <summary><c>hosts.save-interval</c></summary>
    public required TimeSpan SaveInterval { get; init; }

    /// <summary><c>hosts.backoff-first</c></summary>
    public required TimeSpan BackoffFirst { get; init; }

    /// <summary><c>hosts.backoff-max</c></summary>
    public required TimeSpan BackoffMax { get; init; }

    /// <summary><c>hosts.file</c>, absolute; empty for none</summary>
    public required string File { get; init; }

    /// <summary><c>hosts.max-file</c>, bytes</summary>
    public required int MaxFile { get; init; }

    /// <summary><c>hosts.web-caches</c></summary>
    public required ImmutableArray<Uri> WebCaches { get; init; }

    /// <summary><c>hosts.web-cache-patience</c></summary>
    public required TimeSpan WebCachePatience { get; init; }

    /// <summary><c>hosts.web-cache-interval</c></summary>
    public required TimeSpan WebCacheInterval { get; init; }

    /// <summary><c>hosts.web-cache-backoff-max</c></summary>
    public required TimeSpan WebCacheBackoffMax { get; init; }

    /// <summary><c>hosts.web-cache-timeout</c></summary>
    public required TimeSpan WebCacheTimeout { get; init; }

    /// <summary><c>hosts.web-cache-max-answer</c>, bytes</summary>
    public required int WebCacheMaxAnswer { get; init; }

    /// <summary><c>hosts.web-cache-max-hosts</c></summary>
    public required int WebCacheMaxHosts { get; init; }

    /// <summary><c>hosts.web-cache-max-redirects</c></summary>
    public required int WebCacheMaxRedirects { get; init; }

    /// <summary><c>hosts.web-cache-update</c></summary>
    public required bool WebCacheUpdate { get; init; }
}
