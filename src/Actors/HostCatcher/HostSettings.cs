namespace PeerActors.Actors.HostCatcher;

/// <summary>Settings of the host catcher; units, defaults, ranges and reasons stand in <c>reference.conf</c> under <c>peer.hosts</c>.</summary>
public sealed record HostSettings
{
    /// <summary><c>hosts.max</c></summary>
    public required int Max { get; init; }

    /// <summary><c>hosts.save-interval</c></summary>
    public required TimeSpan SaveInterval { get; init; }

    /// <summary><c>hosts.backoff-first</c></summary>
    public required TimeSpan BackoffFirst { get; init; }

    /// <summary><c>hosts.backoff-max</c></summary>
    public required TimeSpan BackoffMax { get; init; }
}
