namespace PeerActors.Host.Storage;

/// <summary>Where a path leads once every symbolic link in it is followed.</summary>
internal static class FollowedPath
{
    /// <summary>As many links as the kernel follows before it speaks of a loop.</summary>
    private const int MaxLinks = 40;

    /// <summary>The path without links; null when a part does not exist or the links go round in a circle.</summary>
    public static string? Of(string path)
    {
        var whole = Path.GetFullPath(path);
        var real = Path.GetPathRoot(whole)!;
        var rest = new Stack<string>();
        Push(rest, whole[real.Length..]);
        for (var links = 0; rest.TryPop(out var part);)
        {
            if (part == ".") continue;
            if (part == "..")
            {
                real = Path.GetDirectoryName(real) ?? real;
                continue;
            }

            var next = Path.Combine(real, part);
            if (new FileInfo(next).LinkTarget is not { } target)
            {
                if (!Path.Exists(next)) return null;
                real = next;
                continue;
            }

            if (++links > MaxLinks) return null;
            if (Path.IsPathRooted(target)) real = Path.GetPathRoot(target)!;
            Push(rest, Path.IsPathRooted(target) ? target[real.Length..] : target);
        }

        return real;
    }

    /// <summary>True when the inner path is the outer one or below it; both without links.</summary>
    public static bool IsWithin(string inner, string outer) =>
        inner == outer || inner.StartsWith(Path.EndsInDirectorySeparator(outer) ? outer : outer + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    private static void Push(Stack<string> rest, string path)
    {
        foreach (var part in path.Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries).Reverse()) rest.Push(part);
    }
}
