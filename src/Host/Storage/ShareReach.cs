using System.Collections.Immutable;
using PeerActors.Messages.Shares;

namespace PeerActors.Host.Storage;

/// <summary>
/// What may be offered: what really lies in a shared folder. The peer's own data folder, which holds its admin token, is never
/// offered because a folder above it is shared; a folder inside it, such as the downloads, may be shared by name.
/// </summary>
internal sealed class ShareReach
{
    private readonly string? _dataFolder;

    private ShareReach(ImmutableArray<ShareRoot> roots, string? dataFolder) => (Roots, _dataFolder) = (roots, dataFolder);

    /// <summary>The shared folders that can be looked through.</summary>
    public ImmutableArray<ShareRoot> Roots { get; }

    /// <summary>Looks where the folders really are.</summary>
    public static ShareReach Of(ImmutableArray<string> folders, string? dataFolder, Action<ShareProblem> problem)
    {
        var data = dataFolder is null ? null : FollowedPath.Of(dataFolder);
        var roots = ImmutableArray.CreateBuilder<ShareRoot>();
        foreach (var folder in folders.Select(static folder => Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder))))
        {
            if (FollowedPath.Of(folder) is not { } real) problem(new(folder, "This shared folder does not exist (shares.folders)."));
            else if (!Directory.Exists(real)) problem(new(folder, "This is not a folder; only folders can be shared (shares.folders)."));
            else if (real == data) problem(new(folder, "This is the peer's own data folder; it is never shared (shares.folders)."));
            else roots.Add(new(folder, real));
        }

        return new(roots.DrainToImmutable(), data);
    }

    /// <summary>True when a path without links lies in a shared folder.</summary>
    public bool Includes(string realPath)
    {
        foreach (var root in Roots)
            if (FollowedPath.IsWithin(realPath, root.Real) && !IsPrivate(realPath, root)) return true;
        return false;
    }

    /// <summary>True when a path below a shared folder is the peer's own.</summary>
    public bool IsPrivate(string realPath, ShareRoot root) =>
        _dataFolder is not null && FollowedPath.IsWithin(_dataFolder, root.Real) && FollowedPath.IsWithin(realPath, _dataFolder);

    /// <summary>True for what is left out by its name: hidden files and folders, and files that are still being fetched.</summary>
    public static bool IsLeftOut(ReadOnlySpan<char> name) => name.StartsWith(".") || name.EndsWith(".part", StringComparison.OrdinalIgnoreCase);
}

/// <summary>A shared folder.</summary>
/// <param name="Path">As the user named it, absolute.</param>
/// <param name="Real">Where it really is.</param>
internal sealed record ShareRoot(string Path, string Real);
