using Microsoft.Win32.SafeHandles;
using PeerActors.Messages.Shares;

namespace PeerActors.Host.Web.Http;

/// <summary>A shared file, open, and the same as when it was hashed as far as size and time tell.</summary>
internal sealed class SharedContent : IReadableContent, IDisposable
{
    private const string Changed = "The file has changed since it was hashed; it is offered again once it is hashed anew.";

    private readonly SafeFileHandle _handle;

    private SharedContent(SafeFileHandle handle) => _handle = handle;

    /// <summary>Opens the file; says why it cannot be served otherwise, in words for a stranger, without our paths.</summary>
    public static string? TryOpen(SharedFile file, out SharedContent? content)
    {
        content = null;
        try
        {
            // Opening a pipe that took the file's place would wait for a writer; it shows no bytes.
            if (new FileInfo(file.Path) is { LinkTarget: null } found && found.Length != file.Size) return Changed;
            var handle = File.OpenHandle(file.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileOptions.Asynchronous);
            if (RandomAccess.GetLength(handle) == file.Size && File.GetLastWriteTimeUtc(handle) == file.Modified.UtcDateTime)
            {
                content = new SharedContent(handle);
                return null;
            }

            handle.Dispose();
            return Changed;
        }
        catch (Exception cause) when (cause is FileNotFoundException or DirectoryNotFoundException)
        {
            return "The file is gone from the disk of this peer.";
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            return "The file cannot be read on this peer.";
        }
    }

    public async ValueTask<int> ReadAsync(Memory<byte> portion, long at, CancellationToken stopping)
    {
        try
        {
            return await RandomAccess.ReadAsync(_handle, portion, at, stopping);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    public void Dispose() => _handle.Dispose();
}
