using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using PeerActors.Messages.Identity;

namespace PeerActors.Host.Composition;

/// <summary><c>identity.pem</c> in the data folder: the private key of the peer and its self-signed certificate, made at the first start.</summary>
internal static class IdentityFile
{
    public const string FileName = "identity.pem";
    private const int LongestText = 16 * 1024;
    private const int Years = 20;

    /// <summary>A certificate is made anew in time; the key, and with it the peer's id, stays.</summary>
    private static readonly TimeSpan RenewBefore = TimeSpan.FromDays(365);

    /// <exception cref="StartFailed">The file is open to others, or holds something else.</exception>
    public static PeerIdentity ReadOrMake(string folder, TimeProvider clock)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path)) return Keep(path, SigningKey.Make(), clock);
        var (key, certificate) = Parse(path);
        if (certificate.NotAfter.ToUniversalTime() - clock.GetUtcNow().UtcDateTime > RenewBefore) return new(key, certificate);
        certificate.Dispose();
        return Keep(path, key, clock);
    }

    /// <summary>The id of the peer of a folder, read without its private key being used.</summary>
    /// <exception cref="StartFailed">There is no such file, it is open to others, or it holds something else.</exception>
    public static PeerId ReadId(string folder)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path)) throw new StartFailed($"{folder} has no {FileName}: no peer was ever started there. Start one: peer up --data {folder}");
        var (key, certificate) = Parse(path);
        using (key)
        using (certificate)
            return key.Public.Holder;
    }

    private static (SigningKey Key, X509Certificate2 Certificate) Parse(string path)
    {
        var pem = SecretText.Read(path, LongestText);
        try
        {
            var key = SigningKey.FromPem(pem);
            try
            {
                using var alone = X509Certificate2.CreateFromPem(pem);
                return (key, alone.CopyWithPrivateKey(key.Ecdsa));
            }
            catch
            {
                key.Dispose();
                throw;
            }
        }
        catch (Exception garbled) when (garbled is CryptographicException or ArgumentException)
        {
            throw new StartFailed(
                $"{path} does not hold this peer's key: a P-256 private key and the certificate made with it are expected, as PEM ({garbled.Message.TrimEnd('.')}). "
                + "Put the right file back; without it the peer is another one to everybody. To start under a new id, delete it.", garbled);
        }
    }

    private static PeerIdentity Keep(string path, SigningKey key, TimeProvider clock)
    {
        var request = new CertificateRequest($"CN={key.Public.Holder}", key.Ecdsa, HashAlgorithmName.SHA256);
        var now = clock.GetUtcNow();
        var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddYears(Years));
        OwnerOnly.WriteWhole(path, Encoding.ASCII.GetBytes($"{key.ToPem()}\n{certificate.ExportCertificatePem()}\n"));
        return new(key, certificate);
    }
}
