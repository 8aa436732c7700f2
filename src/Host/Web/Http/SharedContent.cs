using System.IO.Pipelines;
using Microsoft.Win32.SafeHandles;
using PeerActors.Messages.Shares;

namespace PeerActors.Host.Web.Http;

/// <summary>How sending ended.</summary>
internal enum SendEnd
{
    /// <summary>All of it was taken.</summary>
    Sent,

    /// <summary>The client went away.</summary>
    ClientLeft,

    /// <summary>The file ended, or could not be read, before what was promised.</summary>
    FileShrank,
}

/// <summary>A shared file, open, and the same as when it was hashed as far as size and time tell.</summary>
internal sealed class SharedContent : IDisposable
{
    /// <summary>One read and one flush of this size is faster than Kestrel's own way of sending files.</summary>
    private const int PortionBytes = 256 * 1024;

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

    public async Task<SendEnd> SendAsync(FileBody body, PipeWriter to, PortCounters counters, CancellationToken stopping)
    {
        try
        {
            foreach (var piece in body.Pieces)
            {
                if (!piece.Opening.IsEmpty && (await to.WriteAsync(piece.Opening, stopping)).IsCompleted) return SendEnd.ClientLeft;
                if (await SendAsync(piece.Range, to, counters, stopping) is not SendEnd.Sent and var end) return end;
            }

            return SendEnd.Sent;
        }
        catch (OperationCanceledException)
        {
            return SendEnd.ClientLeft;
        }
    }

    public void Dispose() => _handle.Dispose();

    private async Task<SendEnd> SendAsync(ByteRange range, PipeWriter to, PortCounters counters, CancellationToken stopping)
    {
        for (var (at, left) = (range.From, range.Length); left > 0;)
        {
            var portion = to.GetMemory(PortionBytes);
            var read = await ReadAsync(portion[..(int)Math.Min(portion.Length, left)], at, stopping);
            if (read == 0) return SendEnd.FileShrank;
            to.Advance(read);
            counters.Add(PortCount.BytesServed, read);
            if ((await to.FlushAsync(stopping)).IsCompleted) return SendEnd.ClientLeft;
            at += read;
            left -= read;
        }

        return SendEnd.Sent;
    }

    /// <summary>Some bytes; 0 at the end or when the disk refuses.</summary>
    private async ValueTask<int> ReadAsync(Memory<byte> portion, long at, CancellationToken stopping)
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
}
