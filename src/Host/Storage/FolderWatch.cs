using System.Collections.Immutable;
using PeerActors.Messages.Shares;

namespace PeerActors.Host.Storage;

/// <summary>
/// Calls when something below the shared folders changes. What it cannot watch, or loses sight of, is a problem to report and
/// no failure: the folders are looked through at intervals anyhow.
/// </summary>
internal sealed class FolderWatch : IDisposable
{
    private const int BufferBytes = 64 * 1024;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, FileSystemWatcher> _armed = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _failed = new(StringComparer.Ordinal);
    private readonly ImmutableArray<string> _folders;
    private readonly string? _dataFolder;
    private readonly Action _changed;
    private volatile bool _disposed;

    /// <summary>Makes a watch that sees nothing until <see cref="Arm"/>.</summary>
    public FolderWatch(ImmutableArray<string> folders, string? dataFolder, Action changed) =>
        (_folders, _dataFolder, _changed) = (folders, dataFolder, changed);

    /// <summary>Folders that cannot be watched, and why.</summary>
    public ImmutableArray<ShareProblem> Problems
    {
        get
        {
            lock (_gate)
            {
                return [.. _failed.Select(static failed => new ShareProblem(
                    failed.Key, $"Changes in this folder are not noticed at once: {failed.Value} It is looked through every shares.rescan-interval."))];
            }
        }
    }

    /// <summary>Watches every folder that exists and is not watched yet. A large tree takes a while.</summary>
    public void Arm()
    {
        lock (_gate)
        {
            if (_disposed) return;
            var reach = ShareReach.Of(_folders, _dataFolder, static _ => { });
            foreach (var gone in _armed.Keys.Except(reach.Roots.Select(static root => root.Real)).ToArray()) Disarm(gone);
            _failed.Clear();
            foreach (var root in reach.Roots)
                if (!_armed.ContainsKey(root.Real)) Arm(root, reach);
        }
    }

    /// <summary>Sees nothing more. A call that is under way may still come. Returns at once, even while a large tree is being armed.</summary>
    public void Dispose()
    {
        _disposed = true;
        _ = Task.Run(() =>
        {
            lock (_gate)
            {
                foreach (var folder in _armed.Keys.ToArray()) Disarm(folder);
            }
        });
    }

    private void Arm(ShareRoot root, ShareReach reach)
    {
        FileSystemWatcher? watcher = null;
        try
        {
            watcher = new(root.Real)
            {
                IncludeSubdirectories = true,
                InternalBufferSize = BufferBytes,
                NotifyFilter = NotifyFilters.FileName | NotifyFilters.DirectoryName | NotifyFilters.LastWrite | NotifyFilters.Size,
            };
            watcher.Created += (_, e) => Heard(e.FullPath);
            watcher.Changed += (_, e) => Heard(e.FullPath);
            watcher.Deleted += (_, e) => Heard(e.FullPath);
            watcher.Renamed += (_, e) =>
            {
                Heard(e.OldFullPath);
                Heard(e.FullPath);
            };
            watcher.Error += (_, e) => Lost(root.Real, e.GetException());
            watcher.EnableRaisingEvents = true;
            _armed.Add(root.Real, watcher);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException or ArgumentException)
        {
            watcher?.Dispose();
            _failed[root.Path] = cause.Message;
        }

        // Our own writing (the database, a partial file) must not send the library looking again and again.
        void Heard(string path)
        {
            if (!_disposed && !reach.IsPrivate(path, root) && !ShareReach.IsLeftOut(Path.GetFileName(path.AsSpan()))) _changed();
        }
    }

    /// <summary>Too many changes at once leave the watcher alive; anything else has ended it, and the next look arms it anew.</summary>
    private void Lost(string folder, Exception cause)
    {
        if (cause is not InternalBufferOverflowException)
        {
            lock (_gate) Disarm(folder);
        }

        if (!_disposed) _changed();
    }

    private void Disarm(string folder)
    {
        if (_armed.Remove(folder, out var watcher)) watcher.Dispose();
    }
}
