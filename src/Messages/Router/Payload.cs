namespace PeerActors.Messages.Router;

/// <summary>The bytes behind a descriptor's header: immutable, compared by content, forwarded exactly as they came.</summary>
public readonly struct Payload : IEquatable<Payload>
{
    private readonly byte[]? _bytes;

    private Payload(byte[] bytes) => _bytes = bytes;

    /// <summary>No bytes.</summary>
    public static Payload Empty => default;

    /// <summary>How many bytes.</summary>
    public int Length => _bytes?.Length ?? 0;

    /// <summary>The bytes, to read.</summary>
    public ReadOnlySpan<byte> Span => _bytes;

    /// <summary>Copies bytes that somebody else owns.</summary>
    public static Payload Copy(ReadOnlySpan<byte> bytes) => bytes.IsEmpty ? default : new(bytes.ToArray());

    /// <summary>Takes an array over; the caller must never touch it again.</summary>
    public static Payload Own(byte[] bytes) => bytes.Length == 0 ? default : new(bytes);

    /// <inheritdoc/>
    public bool Equals(Payload other) => Span.SequenceEqual(other.Span);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Payload other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(Span);
        return hash.ToHashCode();
    }

    /// <summary>Same content.</summary>
    public static bool operator ==(Payload left, Payload right) => left.Equals(right);

    /// <summary>Other content.</summary>
    public static bool operator !=(Payload left, Payload right) => !left.Equals(right);

    /// <summary>Lowercase hexadecimal.</summary>
    public override string ToString() => Convert.ToHexStringLower(Span);
}
