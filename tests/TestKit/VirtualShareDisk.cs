using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Security.Cryptography;
using PeerActors.Actors.Shares;
using PeerActors.Messages.Identity;

namespace PeerActors.TestKit;

/// <summary>Shared files that exist only in memory; their bytes follow from their name, so that any size costs nothing to keep.</summary>
public sealed class VirtualShareDisk(TimeProvider clock) : IShareDisk
{
    private ImmutableSortedDictionary<string, FoundFile> _files = ImmutableSortedDictionary.Create<string, FoundFile>(StringComparer.Ordinal);
    private ImmutableList<Action> _watchers = [];

    /// <summary>Puts a file into the shared folder and tells whoever watches.</summary>
    public void Put(string name, long bytes)
    {
        var path = "/shared/" + name;
        ImmutableInterlocked.Update(ref _files, f => f.SetItem(path, new(path, bytes, clock.GetUtcNow())));
        foreach (var watcher in _watchers) watcher();
    }

    /// <summary>Takes a file away and tells whoever watches.</summary>
    public void Remove(string name)
    {
        ImmutableInterlocked.Update(ref _files, f => f.Remove("/shared/" + name));
        foreach (var watcher in _watchers) watcher();
    }

    /// <inheritdoc/>
    public Task<FolderListing> ListAsync(ImmutableArray<string> folders, int maxFiles, CancellationToken stopping)
    {
        var files = _files;
        return Task.FromResult(new FolderListing([.. files.Values.Take(maxFiles)], [], Math.Max(0, files.Count - maxFiles)));
    }

    /// <inheritdoc/>
    public Task<FileHashOutcome> HashAsync(FoundFile file, Action<long> progress, CancellationToken stopping)
    {
        using var sha1 = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
        using var sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var block in ContentOf(file.Path, file.Size))
        {
            sha1.AppendData(block.Span);
            sha256.AppendData(block.Span);
        }

        progress(file.Size);
        return Task.FromResult(new FileHashOutcome(file, Sha1Hash.Read(sha1.GetHashAndReset()), Sha256Hash.Read(sha256.GetHashAndReset()), null));
    }

    /// <inheritdoc/>
    public IDisposable Watch(ImmutableArray<string> folders, Action changed)
    {
        ImmutableInterlocked.Update(ref _watchers, w => w.Add(changed));
        return new Unwatch(() => ImmutableInterlocked.Update(ref _watchers, w => w.Remove(changed)));
    }

    /// <summary>The bytes of a file, block by block; each block is only good until the next one.</summary>
    public static IEnumerable<ReadOnlyMemory<byte>> ContentOf(string path, long size)
    {
        var block = new byte[64 * 1024];
        uint seed = 2166136261;
        foreach (var c in path) seed = (seed ^ c) * 16777619;
        for (var i = 0; i < block.Length; i += 4) BinaryPrimitives.WriteUInt32LittleEndian(block.AsSpan(i), seed = seed * 1664525 + 1013904223);
        for (long at = 0; at < size; at += block.Length)
        {
            BinaryPrimitives.WriteInt64LittleEndian(block, at);
            yield return block.AsMemory(0, (int)Math.Min(block.Length, size - at));
        }
    }

    private sealed class Unwatch(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
