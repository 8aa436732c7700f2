using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Win32.SafeHandles;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Shares;

namespace PeerActors.Host.Web.Http;

/// <summary>
/// What has arrived of a file, beside its final place and locked while in use. Its name says which content it is meant to
/// become, so that another download of the same name does not go on with it.
/// </summary>
internal sealed class PartialFile : IPartialContent, IDisposable
{
    private const int MostNameBytes = 200;
    private const int KeyDigits = 16;

    private readonly SafeFileHandle _handle;
    private readonly RunningHashes _hashes = new();
    private readonly string _finalPath;
    private readonly string _versionPath;
    private long _length;
    private bool _isGone;

    private PartialFile(SafeFileHandle handle, string path, string finalPath)
    {
        (_handle, Path, _finalPath, _versionPath) = (handle, path, finalPath, $"{path}.version");
        Length = RandomAccess.GetLength(handle);
    }

    public string Path { get; }

    /// <summary>Bytes in hand; what they are sent on to reads this while it grows.</summary>
    public long Length
    {
        get => Volatile.Read(ref _length);
        private set => Volatile.Write(ref _length, value);
    }

    /// <summary>All in hand, from the first byte on.</summary>
    public ImmutableArray<ByteRange> Available => Length is > 0 and var length ? [new(0, length)] : [];

    /// <summary>Hashes of the bytes in hand, once <see cref="HashExistingAsync"/> has been through those from before.</summary>
    public ContentHashes Content => _hashes.Current();

    /// <summary>Where the partial file of this download is. Pure.</summary>
    public static string PathFor(string finalPath, DownloadTarget target, Uri url)
    {
        var key = target switch
        {
            { Sha256: { } sha256 } => sha256.ToString(),
            { Sha1: { } sha1 } => HexOf(sha1),
            _ => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{url.AbsoluteUri} {target.Size}"))),
        };
        var name = CleanName.Shorten(System.IO.Path.GetFileName(finalPath), MostNameBytes);
        return System.IO.Path.Combine(System.IO.Path.GetDirectoryName(finalPath)!, $".{name}.{key[..KeyDigits]}.part");
    }

    /// <summary>Opens what an earlier try left, or begins; whoever else has it open keeps it.</summary>
    /// <exception cref="IOException">The disk refuses, or another download has it.</exception>
    public static PartialFile Open(string path, string finalPath) =>
        new(File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, FileOptions.Asynchronous), path, finalPath);

    /// <summary>Which version of the file the bytes in hand are of, where an earlier try noted one that can be told from others.</summary>
    public FileVersion? Version() => File.Exists(_versionPath) ? FileVersion.Read(File.ReadAllText(_versionPath)) : null;

    /// <summary>Notes the version before its first byte arrives.</summary>
    /// <exception cref="InvalidOperationException">There are bytes already.</exception>
    /// <exception cref="IOException">The disk refuses.</exception>
    public void BeginVersion(FileVersion? version)
    {
        if (Length > 0) throw new InvalidOperationException($"{Path} holds {Length:N0} bytes, and their version is not to be changed.");
        if (version is null) File.Delete(_versionPath);
        else File.WriteAllText(_versionPath, version.Text);
    }

    /// <summary>Takes the bytes from before into the hashes.</summary>
    public async Task HashExistingAsync(Memory<byte> buffer, CancellationToken stopping)
    {
        for (var at = 0L; at < Length;)
        {
            var read = await RandomAccess.ReadAsync(_handle, buffer, at, stopping);
            if (read == 0) throw new EndOfStreamException($"{Path} became shorter while it was read.");
            _hashes.Append(buffer.Span[..read]);
            at += read;
        }
    }

    /// <summary>For whom it is sent on to; 0 when it is finished or removed meanwhile.</summary>
    public async ValueTask<int> ReadAsync(Memory<byte> portion, long at, CancellationToken stopping)
    {
        try
        {
            return await RandomAccess.ReadAsync(_handle, portion, at, stopping);
        }
        catch (Exception cause) when (cause is IOException or ObjectDisposedException)
        {
            return 0;
        }
    }

    /// <exception cref="IOException">The disk refuses.</exception>
    public async Task AppendAsync(ReadOnlyMemory<byte> bytes, CancellationToken stopping)
    {
        try
        {
            await RandomAccess.WriteAsync(_handle, bytes, Length, stopping);
        }
        catch (ArgumentOutOfRangeException tooLarge)
        {
            // The base library's word for EFBIG: the limit of a file system (4 GiB on FAT32) or of this process.
            throw new IOException($"The file system, or a limit of this process, lets no file grow to {Length + bytes.Length:N0} bytes.", tooLarge);
        }

        _hashes.Append(bytes.Span);
        Length += bytes.Length;
    }

    /// <summary>Starts anew.</summary>
    public void Clear()
    {
        if (Length > 0) RandomAccess.SetLength(_handle, 0);
        _hashes.Reset();
        Length = 0;
    }

    /// <summary>Makes it the finished file; a file that is there under that name stays as it is.</summary>
    /// <exception cref="IOException">Something is there already, or the disk refuses.</exception>
    public void Finish()
    {
        RandomAccess.FlushToDisk(_handle);
        ReleaseWhereNeeded();
        File.Delete(_versionPath);
        File.Move(Path, _finalPath, overwrite: false);
        _isGone = true;
    }

    /// <summary>Leaves nothing of it.</summary>
    public void Delete()
    {
        ReleaseWhereNeeded();
        File.Delete(_versionPath);
        File.Delete(Path);
        _isGone = true;
    }

    /// <summary>Lets go of it; an empty one is not left lying about.</summary>
    public void Dispose()
    {
        if (!_isGone && Length == 0) Delete();
        _handle.Dispose();
        _hashes.Dispose();
    }

    /// <summary>Windows moves and deletes closed files only; elsewhere the lock is held to the end, so that nobody slips in between.</summary>
    private void ReleaseWhereNeeded()
    {
        if (OperatingSystem.IsWindows()) _handle.Dispose();
    }

    private static string HexOf(Sha1Hash sha1)
    {
        Span<byte> bytes = stackalloc byte[Sha1Hash.Bytes];
        sha1.Write(bytes);
        return Convert.ToHexStringLower(bytes);
    }
}
