using System.Security.Cryptography;

namespace PeerActors.Messages.Identity;

/// <summary>A P-256 private key that signs; the key itself goes nowhere but into the file of its owner.</summary>
public sealed class SigningKey : IDisposable
{
    private readonly ECDsa _ecdsa;

    private SigningKey(ECDsa ecdsa, PublicKey key) => (_ecdsa, Public) = (ecdsa, key);

    /// <summary>The half that others know.</summary>
    public PublicKey Public { get; }

    /// <summary>Makes a new key.</summary>
    public static SigningKey Make() => Own(ECDsa.Create(ECCurve.NamedCurves.nistP256));

    /// <summary>Takes a key over; it is disposed with this.</summary>
    /// <exception cref="CryptographicException">It is not a P-256 key.</exception>
    public static SigningKey Own(ECDsa ecdsa) => PublicKey.TryRead(ecdsa.ExportSubjectPublicKeyInfo(), out var key)
        ? new(ecdsa, key)
        : throw new CryptographicException("The key is not a P-256 key.");

    /// <summary>Reads a PKCS #8 key as PEM.</summary>
    /// <exception cref="CryptographicException">It is not a P-256 key.</exception>
    /// <exception cref="ArgumentException">There is no key in the text.</exception>
    public static SigningKey FromPem(ReadOnlySpan<char> pem)
    {
        var ecdsa = ECDsa.Create();
        try
        {
            ecdsa.ImportFromPem(pem);
            return Own(ecdsa);
        }
        catch
        {
            ecdsa.Dispose();
            throw;
        }
    }

    /// <summary>The private key as PEM (PKCS #8), for the file of its owner.</summary>
    public string ToPem() => _ecdsa.ExportPkcs8PrivateKeyPem();

    /// <summary>Signs.</summary>
    public Signature Sign(ReadOnlySpan<byte> what) =>
        Signature.TryRead(_ecdsa.SignData(what, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation), out var signature)
            ? signature
            : throw new CryptographicException("A P-256 signature has 64 bytes.");

    /// <summary>What the framework makes certificates with.</summary>
    public ECDsa Ecdsa => _ecdsa;

    /// <inheritdoc/>
    public void Dispose() => _ecdsa.Dispose();
}
