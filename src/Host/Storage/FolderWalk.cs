using System.Collections.Immutable;
using PeerActors.Actors.Shares;
using PeerActors.Messages.Shares;

namespace PeerActors.Host.Storage;

/// <summary>
/// One look through the shared folders: files of a folder in ordinal order of their names, then its subfolders in the same order.
/// </summary>
/// <remarks>
/// A link to a folder is not walked: where it leads inside a shared folder its files are listed there, and where it leads outside
/// they are not shared. So there are no cycles either. A link to a file inside is another name for that file.
/// </remarks>
internal sealed class FolderWalk(int maxFiles, CancellationToken stopping)
{
    /// <summary>Problems kept of one look; the library keeps fewer still (<c>shares.max-problems</c>).</summary>
    private const int MaxProblems = 10_000;

    private const string UnreadableName =
        "Its name is not UTF-8 (what is not is shown as \uFFFD), so it cannot be opened. It is not offered, nor is anything below it; give it a name in UTF-8.";

    private static readonly EnumerationOptions Everything = new()
    {
        AttributesToSkip = FileAttributes.None,
        IgnoreInaccessible = false,
        MatchType = MatchType.Simple,
        MatchCasing = MatchCasing.CaseSensitive,
    };

    private readonly ImmutableArray<FoundFile>.Builder _files = ImmutableArray.CreateBuilder<FoundFile>();
    private readonly ImmutableArray<ShareProblem>.Builder _problems = ImmutableArray.CreateBuilder<ShareProblem>();
    private readonly HashSet<string> _walked = new(StringComparer.Ordinal);
    private long _leftOut;

    /// <summary>Looks through the folders. The walk is used once.</summary>
    public FolderListing List(ImmutableArray<string> folders, string? dataFolder)
    {
        var reach = ShareReach.Of(folders, dataFolder, Report);
        foreach (var root in reach.Roots) Walk(root, reach);
        return new(_files.DrainToImmutable(), _problems.DrainToImmutable(), _leftOut);
    }

    /// <summary>Adds a problem that was found elsewhere.</summary>
    public void Report(ShareProblem problem)
    {
        if (_problems.Count < MaxProblems) _problems.Add(problem);
    }

    private void Walk(ShareRoot root, ShareReach reach)
    {
        var ahead = new Stack<(string Path, string Real)>([(root.Path, root.Real)]);
        while (ahead.TryPop(out var folder))
        {
            stopping.ThrowIfCancellationRequested();
            if (reach.IsPrivate(folder.Real, root) || !_walked.Add(folder.Real)) continue;
            foreach (var below in Enumerable.Reverse(Look(folder.Path, reach))) ahead.Push((below.FullName, Path.Combine(folder.Real, below.Name)));
        }
    }

    /// <summary>Takes the files of one folder and returns its subfolders.</summary>
    private List<DirectoryInfo> Look(string folder, ShareReach reach)
    {
        var below = new List<DirectoryInfo>();
        foreach (var entry in Read(folder))
        {
            try
            {
                if (ShareReach.IsLeftOut(entry.Name)) continue;
                if (entry.LinkTarget is not null) TakeLink(entry.FullName, reach);
                else if (entry is DirectoryInfo directory) below.Add(directory);
                else Take(entry.FullName, entry.FullName);
            }
            catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
            {
                // A file that vanished since the folder was read is simply no longer there.
                if (IsUnreadableName(entry.FullName, cause)) Report(new(entry.FullName, UnreadableName));
                else if (!SaysMissing(cause)) Report(new(entry.FullName, $"It cannot be looked at: {cause.Message}. It is not offered."));
            }
        }

        return below;
    }

    private FileSystemInfo[] Read(string folder)
    {
        try
        {
            var entries = new DirectoryInfo(folder).GetFileSystemInfos("*", Everything);
            Array.Sort(entries, static (a, b) => string.CompareOrdinal(a.Name, b.Name));
            return entries;
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException or System.Security.SecurityException)
        {
            Report(new(folder, IsUnreadableName(folder, cause) ? UnreadableName : $"This folder cannot be read: {cause.Message} Its files are not offered."));
            return [];
        }
    }

    private void TakeLink(string link, ShareReach reach)
    {
        if (FollowedPath.Of(link) is not { } real) Report(new(link, "This symbolic link leads nowhere. It is not offered."));
        else if (!reach.Includes(real)) Report(new(link, "This symbolic link leads out of the shared folders. It is not followed; share the folder that it leads to instead."));
        else if (!Directory.Exists(real)) Take(link, real);
    }

    private void Take(string path, string real)
    {
        if (_files.Count >= maxFiles)
        {
            _leftOut++;
            return;
        }

        var info = new FileInfo(real);
        var length = info.Length;
        // Pipes, sockets and devices have no length. Opening one could wait for ever, so what looks empty is looked at twice.
        if (length == 0 && !FileKind.IsRegular(real))
        {
            Report(new(path, "This is a pipe, a socket or a device, not a file. It is not offered."));
            return;
        }

        _files.Add(new(path, length, new(info.LastWriteTimeUtc, TimeSpan.Zero)));
    }

    /// <summary>
    /// True when an entry that the folder names is not found because its name has bytes that are not UTF-8: the base library reads
    /// each as U+FFFD, and a file of that name there is none.
    /// </summary>
    private static bool IsUnreadableName(string path, Exception cause) => SaysMissing(cause) && Path.GetFileName(path.AsSpan()).Contains('\uFFFD');

    private static bool SaysMissing(Exception cause) => cause is FileNotFoundException or DirectoryNotFoundException;
}
