using PeerActors.Messages.Router;

namespace PeerActors.Actors.Router;

/// <summary>
/// How far a descriptor may travel, as the seed's "Rules for forwards" say: hops above 7 are dropped; a TTL above 60 is dropped;
/// where TTL and hops together exceed 7, the TTL becomes 7 − hops.
/// </summary>
/// <param name="MaxTtl">The seed's 7 (<c>router.max-ttl</c>).</param>
/// <param name="ExcessiveTtl">The seed's 60 (<c>router.excessive-ttl</c>).</param>
internal readonly record struct HopRules(int MaxTtl, int ExcessiveTtl)
{
    /// <summary>Judges a descriptor as it arrives. One that is kept may be answered here, whatever TTL is left.</summary>
    /// <param name="ttl">As received.</param>
    /// <param name="hops">As received.</param>
    /// <param name="lowered">The TTL within the rules.</param>
    /// <returns>Why it is dropped, or null.</returns>
    public DropReason? Judge(byte ttl, byte hops, out byte lowered)
    {
        lowered = ttl;
        if (hops > MaxTtl) return DropReason.TooManyHops;
        if (ttl > ExcessiveTtl) return DropReason.ExcessiveTtl;
        if (ttl + hops > MaxTtl) lowered = (byte)(MaxTtl - hops);
        return null;
    }

    /// <summary>True when a descriptor with this TTL goes over one more link, with a TTL one lower and hops one higher.</summary>
    public static bool TravelsOn(byte ttl) => ttl > 1;
}
