using System.Collections.Immutable;

namespace PeerActors.Messages.Identity;

/// <summary>Where a peer listens, in its own words; the signature makes it good in anybody's hands.</summary>
/// <param name="Peer">Who signed.</param>
/// <param name="Sequence">Counts up; an older one is refused.</param>
/// <param name="Issued">By the clock of the peer.</param>
/// <param name="Lifetime">Up to <see cref="MaxLifetime"/>, from then on.</param>
/// <param name="Addresses">At most <see cref="MaxAddresses"/>; empty when nobody can dial it.</param>
public sealed record EndpointRecord(PeerId Peer, ulong Sequence, DateTimeOffset Issued, TimeSpan Lifetime, ImmutableArray<PeerAddress> Addresses)
{
    /// <summary>Most addresses of one peer.</summary>
    public const int MaxAddresses = 16;

    /// <summary>Longest lifetime.</summary>
    public static readonly TimeSpan MaxLifetime = TimeSpan.FromDays(7);

    /// <summary>Whether it has outlived itself.</summary>
    public bool IsOver(DateTimeOffset now) => now - Issued > Lifetime;

    /// <summary>Whether this one is to be believed where another one was known.</summary>
    public bool Replaces(EndpointRecord? known) => known is null || (known.Peer == Peer && Sequence > known.Sequence);
}
