namespace PeerActors.Actors.Router.DynamicQueries;

/// <summary>Settings of dynamic querying; units, defaults, ranges and reasons stand in <c>reference.conf</c> under <c>peer.router.dynamic</c>.</summary>
public sealed record DynamicQuerySettings
{
    /// <summary><c>router.dynamic.wanted</c></summary>
    public required int Wanted { get; init; }

    /// <summary><c>router.dynamic.wanted-for-leaf</c></summary>
    public required int WantedForLeaf { get; init; }

    /// <summary><c>router.dynamic.probes</c></summary>
    public required int Probes { get; init; }

    /// <summary><c>router.dynamic.pace</c></summary>
    public required TimeSpan Pace { get; init; }

    /// <summary><c>router.dynamic.lifetime</c></summary>
    public required TimeSpan Lifetime { get; init; }

    /// <summary><c>router.dynamic.max-horizon</c>, servents</summary>
    public required int MaxHorizon { get; init; }

    /// <summary><c>router.dynamic.max-running</c></summary>
    public required int MaxRunning { get; init; }

    /// <summary><c>router.dynamic.max-per-leaf</c></summary>
    public required int MaxPerLeaf { get; init; }
}
