using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace PeerActors.Messages.Identity;

/// <summary>A P-256 public key that is known to be sound: a point of the curve, in the one encoding that we take (SubjectPublicKeyInfo, uncompressed).</summary>
public sealed class PublicKey : IEquatable<PublicKey>
{
    /// <summary>Length of the encoding in bytes.</summary>
    public const int Bytes = 91;

    private const int PrefixBytes = 27;
    private const int CoordinateBytes = 32;

    private readonly byte[] _encoded;
    private readonly ECParameters _parameters;

    private PublicKey(byte[] encoded, ECParameters parameters) => (_encoded, _parameters, Holder) = (encoded, parameters, PeerId.Of(encoded));

    /// <summary>What stands before the two coordinates of every such key (RFC 5480): its kind, its curve, and that the point is uncompressed.</summary>
    private static ReadOnlySpan<byte> Prefix =>
    [
        0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01, 0x06, 0x08, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00, 0x04,
    ];

    /// <summary>The id of who holds the private key.</summary>
    public PeerId Holder { get; }

    /// <summary>As DER.</summary>
    public ReadOnlySpan<byte> Encoded => _encoded;

    /// <summary>Takes the encoding; false when it is of another kind of key, of another curve, encoded in another way, or no point of the curve.</summary>
    public static bool TryRead(ReadOnlySpan<byte> encoded, [NotNullWhen(true)] out PublicKey? key)
    {
        key = null;
        if (encoded.Length != Bytes || !encoded.StartsWith(Prefix)) return false;
        var point = new ECPoint { X = encoded.Slice(PrefixBytes, CoordinateBytes).ToArray(), Y = encoded[(PrefixBytes + CoordinateBytes)..].ToArray() };
        var parameters = new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = point };
        try
        {
            using var ecdsa = ECDsa.Create(parameters);
            key = new(encoded.ToArray(), parameters);
            return true;
        }
        catch (Exception offCurve) when (offCurve is CryptographicException or PlatformNotSupportedException)
        {
            // Which of the two it is for a point beside the curve depends on the library underneath.
            return false;
        }
    }

    /// <summary>Whether the holder signed this.</summary>
    public bool Verifies(ReadOnlySpan<byte> signed, Signature signature)
    {
        using var ecdsa = ECDsa.Create(_parameters);
        return ecdsa.VerifyData(signed, signature.Span, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }

    /// <inheritdoc/>
    public bool Equals(PublicKey? other) => other is not null && Holder == other.Holder;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as PublicKey);

    /// <inheritdoc/>
    public override int GetHashCode() => Holder.GetHashCode();

    /// <summary>The id of its holder.</summary>
    public override string ToString() => Holder.ToString();
}
