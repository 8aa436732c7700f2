using PeerActors.Actors.Router.DynamicQueries;
using PeerActors.Actors.Router.QueryRouting;
using PeerActors.Messages.Links;

namespace PeerActors.Actors.Router;

/// <summary>Settings of the router; units, defaults, ranges and reasons stand in <c>reference.conf</c> under <c>peer.router</c>.</summary>
public sealed record RouterSettings
{
    /// <summary><c>peer.mode</c>, which our pong tells</summary>
    public required PeerMode Mode { get; init; }

    /// <summary><c>links.max</c>, of which our pong tells how many are free</summary>
    public required int MaxLinks { get; init; }

    /// <summary><c>links.max-leaves</c>, of which our pong tells how many are free</summary>
    public required int MaxLeaves { get; init; }

    /// <summary><c>router.max-ttl</c></summary>
    public required int MaxTtl { get; init; }

    /// <summary><c>router.max-ttl-modern</c></summary>
    public required int MaxTtlModern { get; init; }

    /// <summary>The largest TTL with which a request leaves over a link of 0.6.</summary>
    internal byte ModernTtl => (byte)Math.Min(MaxTtlModern, MaxTtl);

    /// <summary><c>router.excessive-ttl</c></summary>
    public required int ExcessiveTtl { get; init; }

    /// <summary><c>router.route-lifetime</c></summary>
    public required TimeSpan RouteLifetime { get; init; }

    /// <summary><c>router.max-routes</c></summary>
    public required int MaxRoutes { get; init; }

    /// <summary><c>router.max-lookups</c></summary>
    public required int MaxLookups { get; init; }

    /// <summary><c>router.max-query-payload</c>, bytes</summary>
    public required int MaxQueryPayload { get; init; }

    /// <summary><c>router.same-query-window</c></summary>
    public required TimeSpan SameQueryWindow { get; init; }

    /// <summary><c>router.max-seen-texts</c></summary>
    public required int MaxSeenTexts { get; init; }

    /// <summary><c>peer.firewalled</c></summary>
    public required bool Firewalled { get; init; }

    /// <summary><c>router.tables</c></summary>
    public required TableSettings Tables { get; init; }

    /// <summary><c>router.dynamic</c></summary>
    public required DynamicQuerySettings Dynamic { get; init; }

    /// <summary><c>router.max-waiting-hits</c>, bytes</summary>
    public required int MaxWaitingHits { get; init; }

    /// <summary><c>router.max-harvest</c></summary>
    public required int MaxHarvest { get; init; }

    /// <summary><c>router.max-waiting-pushes</c></summary>
    public required int MaxWaitingPushes { get; init; }

    /// <summary><c>router.discovery-interval</c></summary>
    public required TimeSpan DiscoveryInterval { get; init; }

    /// <summary><c>router.alive-interval</c></summary>
    public required TimeSpan AliveInterval { get; init; }

    /// <summary><c>router.pongs-per-link</c></summary>
    public required int PongsPerLink { get; init; }

    /// <summary><c>router.pongs-per-ping</c></summary>
    public required int PongsPerPing { get; init; }

    /// <summary><c>router.packed-hosts</c></summary>
    public required int PackedHosts { get; init; }

    /// <summary><c>router.pong-lifetime</c></summary>
    public required TimeSpan PongLifetime { get; init; }

    /// <summary><c>router.hold-above</c>, bytes</summary>
    public required int HoldAbove { get; init; }

    /// <summary><c>router.stall-after</c></summary>
    public required TimeSpan StallAfter { get; init; }

    /// <summary><c>router.conduct</c></summary>
    public required ConductLimits Conduct { get; init; }
}
