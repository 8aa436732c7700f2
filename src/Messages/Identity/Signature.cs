namespace PeerActors.Messages.Identity;

/// <summary>An ECDSA P-256 signature with SHA-256: r and s with 32 bytes each. Compared by content.</summary>
public readonly struct Signature : IEquatable<Signature>
{
    /// <summary>Length in bytes.</summary>
    public const int Bytes = 64;

    private readonly byte[]? _bytes;

    private Signature(byte[] bytes) => _bytes = bytes;

    /// <summary>The bytes; none of a default value, which nothing verifies.</summary>
    public ReadOnlySpan<byte> Span => _bytes;

    /// <summary>Takes 64 bytes; false on another length.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out Signature signature)
    {
        signature = bytes.Length == Bytes ? new(bytes.ToArray()) : default;
        return bytes.Length == Bytes;
    }

    /// <inheritdoc/>
    public bool Equals(Signature other) => Span.SequenceEqual(other.Span);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Signature other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(Span);
        return hash.ToHashCode();
    }

    /// <summary>Same content.</summary>
    public static bool operator ==(Signature left, Signature right) => left.Equals(right);

    /// <summary>Other content.</summary>
    public static bool operator !=(Signature left, Signature right) => !left.Equals(right);
}
