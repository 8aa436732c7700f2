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
    public ImmutableArray<ShareProblem> ToImmutable() => _further == 0
        ? [.. _kept]
        : [.. _kept[..^1], _kept[^1] with { Why = $"{_kept[^1].Why} And {_further:N0} further problems that are not listed (shares.max-problems is {max:N0})." }];
}

/// <summary>Problems that the library itself finds.</summary>
internal static class ShareProblems
{
    /// <summary>A file is too large.</summary>
    public static ShareProblem TooLarge(ShareSettings settings, FoundFile file) => new(
        file.Path, $"It has {file.Size:N0} bytes; at most {settings.MaxFileSize:N0} are allowed (shares.max-file-size). It is not offered.");

    /// <summary>The folders hold too many files.</summary>
    public static ShareProblem TooManyFiles(ShareSettings settings, long leftOut) => new(
        settings.Folders.FirstOrDefault(string.Empty),
        $"The shared folders hold {settings.MaxFiles + leftOut:N0} files; at most {settings.MaxFiles:N0} are allowed (shares.max-files). {leftOut:N0} are not offered.");
}
