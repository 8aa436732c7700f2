namespace PeerActors.Actors.Shares.Pushes;

/// <summary>Settings of pushes; units, defaults, ranges and reasons stand in <c>reference.conf</c> under <c>peer.pushes</c>.</summary>
public sealed record PushSettings
{
    /// <summary><c>pushes.max-waiting</c></summary>
    public required int MaxWaiting { get; init; }

    /// <summary><c>pushes.giv-timeout</c></summary>
    public required TimeSpan GivTimeout { get; init; }

    /// <summary><c>pushes.max-proxies</c></summary>
    public required int MaxProxies { get; init; }

    /// <summary><c>pushes.max-per-minute</c></summary>
    public required int MaxPerMinute { get; init; }

    /// <summary><c>pushes.max-per-asker</c></summary>
    public required int MaxPerAsker { get; init; }

    /// <summary><c>pushes.max-dialling</c></summary>
    public required int MaxDialling { get; init; }

    /// <summary><c>pushes.max-passed-per-minute</c></summary>
    public required int MaxPassedPerMinute { get; init; }

    /// <summary><c>pushes.dial-timeout</c></summary>
    public required TimeSpan DialTimeout { get; init; }
}
