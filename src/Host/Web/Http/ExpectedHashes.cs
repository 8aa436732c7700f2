using PeerActors.Messages.Identity;
using PeerActors.Messages.Shares;

namespace PeerActors.Host.Web.Http;

/// <summary>Hashes that somebody named, the asker or the sharer. Pure.</summary>
internal readonly record struct ExpectedHashes(Sha1Hash? Sha1, Sha256Hash? Sha256)
{
    private const string Sha256DigestOpening = "sha-256=:";

    /// <summary>True when there is something to compare with.</summary>
    public bool Any => Kinds != VerifiedHashes.None;

    /// <summary>Which there are.</summary>
    public VerifiedHashes Kinds => (Sha1 is null ? VerifiedHashes.None : VerifiedHashes.Sha1) | (Sha256 is null ? VerifiedHashes.None : VerifiedHashes.Sha256);

    /// <summary>Reads what a sharer states: <c>X-Gnutella-Content-URN</c> (HUGE 0.94; several, separated by commas) and
    /// <c>Repr-Digest</c> (RFC 9530). What cannot be read states nothing.</summary>
    public static ExpectedHashes Stated(IEnumerable<string> contentUrns, IEnumerable<string> reprDigests)
    {
        Sha1Hash? sha1 = null;
        Sha256Hash? sha256 = null;
        foreach (var urn in Items(contentUrns))
        {
            if (urn.StartsWith(Sha1Hash.UrnPrefix, StringComparison.OrdinalIgnoreCase) && Sha1Hash.TryParse(urn, out var hash)) sha1 ??= hash;
        }

        Span<byte> bytes = stackalloc byte[Sha256Hash.Bytes];
        foreach (var digest in Items(reprDigests))
        {
            if (!digest.StartsWith(Sha256DigestOpening, StringComparison.OrdinalIgnoreCase)) continue;
            var base64 = digest[Sha256DigestOpening.Length..];
            if (base64.EndsWith(':') && Convert.TryFromBase64String(base64[..^1], bytes, out var written) && written == bytes.Length)
                sha256 ??= Sha256Hash.Read(bytes);
        }

        return new(sha1, sha256);
    }

    /// <summary>What contradicts <paramref name="other"/>, in words; null when nothing does.</summary>
    public string? Contradiction(ExpectedHashes other)
    {
        if (Sha256 is { } sha256 && other.Sha256 is { } other256 && sha256 != other256) return $"SHA-256 {other256} instead of {sha256}";
        if (Sha1 is { } sha1 && other.Sha1 is { } other1 && sha1 != other1) return $"{other1.Urn} instead of {sha1.Urn}";
        return null;
    }

    /// <summary>What contradicts the content, in words; null when nothing does.</summary>
    public string? Contradiction(ContentHashes content) => Contradiction(new ExpectedHashes(content.Sha1, content.Sha256));

    private static IEnumerable<string> Items(IEnumerable<string> values) =>
        values.SelectMany(static value => value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
}
