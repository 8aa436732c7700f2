using System.Collections.Immutable;
using PeerActors.Messages.Identity;

namespace PeerActors.Messages.Router;

/// <summary>One file in a query hit.</summary>
/// <param name="Index">Its number at the sharer.</param>
/// <param name="Size">Bytes, 64 bits; a size beyond 32 bits travels in the GGEP block LF.</param>
/// <param name="Name">The file's name without folders, never with a NUL.</param>
/// <param name="Sha1">Its SHA-1 where the sharer told it.</param>
/// <param name="Sha256">Its SHA-256 where the sharer told it; only peers of our own kind do.</param>
public sealed record HitFile(FileIndex Index, long Size, string Name, Sha1Hash? Sha1, Sha256Hash? Sha256)
{
    /// <summary>The root of its Tiger tree where the sharer told it.</summary>
    public TigerHash? Tiger { get; init; }

    /// <summary>When the sharer first had it, where it told.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>Others who have it, as the sharer believes.</summary>
    public ImmutableArray<PeerAddress> Alternates { get; init; } = [];

    /// <inheritdoc/>
    public bool Equals(HitFile? other) =>
        other is not null && (Index, Size, Name, Sha1, Sha256, Tiger, Created) == (other.Index, other.Size, other.Name, other.Sha1, other.Sha256, other.Tiger, other.Created)
        && Alternates.AsSpan().SequenceEqual(other.Alternates.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Index, Size, Name, Sha1, Sha256, Tiger, Created, Alternates.Length);
}
