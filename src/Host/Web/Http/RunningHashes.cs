using System.Security.Cryptography;
using PeerActors.Messages.Identity;

namespace PeerActors.Host.Web.Http;

/// <summary>SHA-1 and SHA-256 of what passes by, in one pass.</summary>
internal sealed class RunningHashes : IDisposable
{
    private readonly IncrementalHash _sha1 = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
    private readonly IncrementalHash _sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public void Append(ReadOnlySpan<byte> bytes)
    {
        _sha1.AppendData(bytes);
        _sha256.AppendData(bytes);
    }

    /// <summary>Both, so far.</summary>
    public ContentHashes Current()
    {
        Span<byte> sha1 = stackalloc byte[Sha1Hash.Bytes];
        Span<byte> sha256 = stackalloc byte[Sha256Hash.Bytes];
        _sha1.GetCurrentHash(sha1);
        _sha256.GetCurrentHash(sha256);
        return new(Sha1Hash.Read(sha1), Sha256Hash.Read(sha256));
    }

    /// <summary>Forgets what passed by.</summary>
    public void Reset()
    {
        _sha1.GetHashAndReset();
        _sha256.GetHashAndReset();
    }

    public void Dispose()
    {
        _sha1.Dispose();
        _sha256.Dispose();
    }
}

/// <summary>What a whole file came to.</summary>
internal readonly record struct ContentHashes(Sha1Hash Sha1, Sha256Hash Sha256);
