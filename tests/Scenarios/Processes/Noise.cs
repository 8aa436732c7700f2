using System.Security.Cryptography;

namespace PeerActors.Scenarios.Processes;

/// <summary>Files of bytes that no compression, shift or repetition could pass for.</summary>
internal static class Noise
{
    /// <summary>Writes a file and returns its SHA-256 in hexadecimal.</summary>
    public static string Write(string path, long bytes, int seed = 1)
    {
        var dice = new Random(seed);
        var block = new byte[1024 * 1024];
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var file = File.Create(path);
        for (var left = bytes; left > 0; left -= block.Length)
        {
            dice.NextBytes(block);
            var next = block.AsSpan(0, (int)Math.Min(left, block.Length));
            file.Write(next);
            hash.AppendData(next);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>SHA-256 of a file in hexadecimal.</summary>
    public static string Sha256Of(string path)
    {
        using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }
}
