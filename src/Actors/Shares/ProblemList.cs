using System.Collections.Immutable;
using PeerActors.Messages.Shares;

namespace PeerActors.Actors.Shares;

/// <summary>The first problems, up to a bound, and how many more there were.</summary>
internal sealed class ProblemList(int max)
{
    private readonly List<ShareProblem> _kept = [];
    private long _further;

    /// <summary>Adds a problem.</summary>
    public void Add(ShareProblem problem)
    {
        if (_kept.Count < max) _kept.Add(problem);
        else _further++;
    }

    /// <summary>Starts anew.</summary>
    public void Clear()
    {
        _kept.Clear();
        _further = 0;
    }

    /// <summary>At most the bound; the last one then says how many are not listed.</summary>
    /// <param name="first">A problem of another kind that goes before them.</param>
    public ImmutableArray<ShareProblem> ToImmutable(ShareProblem? first = null)
    {
        List<ShareProblem> all = first is null ? _kept : [first, .. _kept];
        var listed = Math.Min(all.Count, max);
        var further = _further + all.Count - listed;
        return further == 0
            ? [.. all]
            : [.. all[..(listed - 1)], all[listed - 1] with { Why = $"{all[listed - 1].Why} And {further:N0} further problems that are not listed (shares.max-problems is {max:N0})." }];
    }
}

/// <summary>Problems that the library itself finds.</summary>
internal static class ShareProblems
{
    /// <summary>A file is too large.</summary>
    public static ShareProblem TooLarge(ShareSettings settings, FoundFile file) => new(
        file.Path, $"It has {file.Size:N0} bytes; at most {settings.MaxFileSize:N0} are allowed (shares.max-file-size). It is not offered.");

    /// <summary>The store did not take hashes; they wait in memory.</summary>
    public static ShareProblem NotSaved(ShareSettings settings, string place, Exception cause, UnsavedHashes waiting) => new(
        place,
        $"The hashes of shared files cannot be saved here: {cause.GetBaseException().Message} Files are offered all the same; {waiting.Count:N0} changes wait in memory " +
        $"(at most {MaxUnsaved(settings):N0}, twice shares.max-files; {waiting.Dropped:N0} found no room) and saving is tried again in {settings.RescanInterval} (shares.rescan-interval). " +
        "What is not saved when the peer ends is hashed anew in the next run. Make room on that disk, or start with another folder (--data).");

    /// <summary>The store did not hand out what it remembers.</summary>
    public static ShareProblem NotLoaded(string place, Exception cause) => new(
        place,
        $"The hashes of shared files could not be loaded from here: {cause.GetBaseException().Message} So every shared file is hashed anew in this run, and offered when it is. " +
        "If that happens at every start, move this file away or start with another folder (--data).");

    /// <summary>Most changes that wait to be saved: every file newly hashed, and as many forgotten.</summary>
    public static int MaxUnsaved(ShareSettings settings) => 2 * settings.MaxFiles;

    /// <summary>The folders hold too many files.</summary>
    public static ShareProblem TooManyFiles(ShareSettings settings, long leftOut) => new(
        settings.Folders.FirstOrDefault(string.Empty),
        $"The shared folders hold {settings.MaxFiles + leftOut:N0} files; at most {settings.MaxFiles:N0} are allowed (shares.max-files). {leftOut:N0} are not offered.");
}
