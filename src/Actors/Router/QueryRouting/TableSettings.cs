namespace PeerActors.Actors.Router.QueryRouting;

/// <summary>Settings of query routing tables; units, defaults, ranges and reasons stand in <c>reference.conf</c> under <c>peer.router.tables</c>.</summary>
public sealed record TableSettings
{
    /// <summary><c>router.tables.max-slots</c></summary>
    public required int MaxSlots { get; init; }

    /// <summary><c>router.tables.max-merged-slots</c></summary>
    public required int MaxMergedSlots { get; init; }

    /// <summary><c>router.tables.max-updates</c>, per minute</summary>
    public required int MaxUpdates { get; init; }

    /// <summary><c>router.tables.delay</c></summary>
    public required TimeSpan Delay { get; init; }
}
