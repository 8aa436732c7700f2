using System.Diagnostics.CodeAnalysis;
using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace PeerActors.Messages.Identity;

/// <summary>
/// Holds a certificate to what a peer's is: a P-256 key, signed with that key itself, valid now. No authority is asked, and nothing else in it counts: who the
/// peer is, its key says.
/// </summary>
public static class PeerCertificate
{
    private const string EcdsaWithSha256 = "1.2.840.10045.4.3.2";

    /// <summary>Largest certificate looked at, in bytes; ours take about 400.</summary>
    public const int MaxBytes = 8 * 1024;

    /// <summary>Takes the key of a certificate; false with the problem when it is not one of a peer.</summary>
    /// <param name="certificate">As TLS showed it; null when it showed none.</param>
    /// <param name="now">Wall time.</param>
    /// <param name="key">Its key.</param>
    /// <param name="problem">What is wrong, for people; empty when nothing is.</param>
    public static bool TryJudge(X509Certificate2? certificate, DateTimeOffset now, [NotNullWhen(true)] out PublicKey? key, out string problem)
    {
        (key, problem) = (null, Problem(certificate, now, out var sound));
        if (problem.Length > 0) return false;
        key = sound;
        return key is not null;
    }

    private static string Problem(X509Certificate2? certificate, DateTimeOffset now, out PublicKey? key)
    {
        key = null;
        if (certificate is null) return "it shows no certificate";
        if (certificate.RawDataMemory.Length > MaxBytes) return $"its certificate has {certificate.RawDataMemory.Length:N0} bytes; at most {MaxBytes:N0} are looked at";
        if (!PublicKey.TryRead(certificate.PublicKey.ExportSubjectPublicKeyInfo(), out var read)) return $"its certificate has a key of the kind {certificate.PublicKey.Oid.FriendlyName}; a P-256 key is expected";
        if (now.UtcDateTime < certificate.NotBefore.ToUniversalTime()) return $"its certificate is valid from {certificate.NotBefore.ToUniversalTime():u} only";
        if (now.UtcDateTime > certificate.NotAfter.ToUniversalTime()) return $"its certificate was valid until {certificate.NotAfter.ToUniversalTime():u}";
        if (!IsSelfSigned(certificate, read)) return "its certificate is not signed with its own key";
        key = read;
        return "";
    }

    private static bool IsSelfSigned(X509Certificate2 certificate, PublicKey key)
    {
        try
        {
            var outer = new AsnReader(certificate.RawDataMemory, AsnEncodingRules.DER).ReadSequence();
            var signed = outer.ReadEncodedValue();
            if (outer.ReadSequence().ReadObjectIdentifier() != EcdsaWithSha256) return false;
            var signature = outer.ReadBitString(out _);
            using var ecdsa = ECDsa.Create();
            ecdsa.ImportSubjectPublicKeyInfo(key.Encoded, out _);
            return ecdsa.VerifyData(signed.Span, signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        }
        catch (Exception garbled) when (garbled is AsnContentException or CryptographicException)
        {
            return false;
        }
    }
}
