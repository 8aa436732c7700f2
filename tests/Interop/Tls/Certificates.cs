using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using PeerActors.Messages.Identity;

namespace PeerActors.Interop.Tls;

/// <summary>Certificates with their keys, as files that openssl and curl read.</summary>
internal sealed class Certificates : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("certificates-").FullName;

    /// <summary>One as peers have it, and whose it is.</summary>
    public (string Path, PeerId Peer) Peer()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = SelfSigned(new("CN=peer", key, HashAlgorithmName.SHA256));
        return (Keep(certificate, key), PeerId.Of(certificate.PublicKey.ExportSubjectPublicKeyInfo()));
    }

    /// <summary>One with an RSA key.</summary>
    public string Rsa()
    {
        using var key = RSA.Create(2048);
        using var certificate = SelfSigned(new("CN=peer", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        return Keep(certificate, key);
    }

    /// <summary>One that was good until yesterday.</summary>
    public string Expired()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = SelfSigned(new("CN=peer", key, HashAlgorithmName.SHA256), untilDays: -1);
        return Keep(certificate, key);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static X509Certificate2 SelfSigned(CertificateRequest request, int untilDays = 10) =>
        request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-10), DateTimeOffset.UtcNow.AddDays(untilDays));

    private string Keep(X509Certificate2 certificate, AsymmetricAlgorithm key)
    {
        var path = Path.Combine(_folder, Path.GetRandomFileName() + ".pem");
        File.WriteAllText(path, certificate.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem() + "\n");
        return path;
    }
}
