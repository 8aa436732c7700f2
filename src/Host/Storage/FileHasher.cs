using System.Buffers;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using PeerActors.Actors.Shares;
using PeerActors.Messages.Identity;

namespace PeerActors.Host.Storage;

/// <summary>Computes both hashes of a file in one pass, and notices when the file changes meanwhile.</summary>
internal static class FileHasher
{
    private const int ReadBytes = 1 << 20;
    private const long ProgressBytes = 8L << 20;

    /// <summary>Hashes a file on the caller's thread.</summary>
    public static FileHashOutcome Hash(FoundFile file, Action<long> progress, CancellationToken stopping)
    {
        try
        {
            if (Difference(file) is { } before) return Failed(file, $"It changed after it was listed: {before}.");
            using var handle = File.OpenHandle(file.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileOptions.SequentialScan);
            using var sha1 = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
            using var sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var read = Read(handle, file.Size, [sha1, sha256], progress, stopping);
            if (read != file.Size) return Failed(file, $"It changed while it was read: {read:N0} bytes came, {file.Size:N0} were expected.");
            if (Difference(file) is { } after) return Failed(file, $"It changed while it was read: {after}.");
            return new(file, Sha1Hash.Read(sha1.GetHashAndReset()), Sha256Hash.Read(sha256.GetHashAndReset()), null);
        }
        catch (Exception cause) when (cause is FileNotFoundException or DirectoryNotFoundException)
        {
            return Failed(file, "It vanished before it was hashed.");
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            return Failed(file, $"It cannot be read: {cause.Message}");
        }
    }

    /// <summary>Reads to the end, or one read past the expected size, which is enough to know that the file grew.</summary>
    private static long Read(
        SafeFileHandle handle, long expected, ReadOnlySpan<IncrementalHash> hashes, Action<long> progress, CancellationToken stopping)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(ReadBytes);
        try
        {
            var (at, told) = (0L, 0L);
            while (at <= expected && RandomAccess.Read(handle, buffer.AsSpan(0, ReadBytes), at) is > 0 and var count)
            {
                stopping.ThrowIfCancellationRequested();
                foreach (var hash in hashes) hash.AppendData(buffer, 0, count);
                at += count;
                if (at - told < ProgressBytes) continue;
                progress(told = at);
            }

            return at;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>How the file on disk differs from what was listed; null when it does not.</summary>
    private static string? Difference(FoundFile file)
    {
        var info = new FileInfo(FollowedPath.Of(file.Path) ?? file.Path);
        if (info.Length != file.Size) return $"it had {file.Size:N0} bytes and has {info.Length:N0}";
        var modified = new DateTimeOffset(info.LastWriteTimeUtc, TimeSpan.Zero);
        return modified == file.Modified ? null : $"it was written at {file.Modified:O} and again at {modified:O}";
    }

    private static FileHashOutcome Failed(FoundFile file, string why) =>
        new(file, null, null, why + " It is not offered; it is tried again when the folders are looked through next (shares.rescan-interval).");
}
