using System.Security.Cryptography;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Shares;

namespace PeerActors.Host.Tests.Web;

/// <summary>Bytes that no compression, shift or repetition could pass for, and their hashes.</summary>
internal sealed class TestFile
{
    public TestFile(int length, int seed = 1)
    {
        Bytes = new byte[length];
        new Random(seed).NextBytes(Bytes);
        Sha1 = Sha1Hash.Read(SHA1.HashData(Bytes));
        Sha256 = Sha256Hash.Read(SHA256.HashData(Bytes));
    }

    public byte[] Bytes { get; }

    public Sha1Hash Sha1 { get; }

    public Sha256Hash Sha256 { get; }

    public string ReprDigest => $"sha-256=:{Convert.ToBase64String(SHA256.HashData(Bytes))}:";

    /// <summary>Writes it and describes it as the library would.</summary>
    public SharedFile WriteTo(string path, uint index = 1)
    {
        File.WriteAllBytes(path, Bytes);
        return new SharedFile(new FileIndex(index), path, Path.GetFileName(path), Bytes.Length, new DateTimeOffset(File.GetLastWriteTimeUtc(path)), Sha1, Sha256);
    }
}
