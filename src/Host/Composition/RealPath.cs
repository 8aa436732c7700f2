namespace PeerActors.Host.Composition;

/// <summary>Paths as the disk has them, symbolic links followed, so that two names of one folder compare equal.</summary>
internal static class RealPath
{
    /// <summary>Absolute, with the links among its existing parts followed.</summary>
    public static string Of(string path)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (Path.GetDirectoryName(full) is not { } parent) return full;
        var here = Path.Combine(Of(parent), Path.GetFileName(full));
        return Directory.Exists(here) && Directory.ResolveLinkTarget(here, returnFinalTarget: true) is { } target ? Of(target.FullName) : here;
    }

    /// <summary>True when the inner path is the outer one or below it; both as <see cref="Of"/> gives them.</summary>
    public static bool IsWithin(string inner, string outer) =>
        inner == outer || inner.StartsWith(Path.EndsInDirectorySeparator(outer) ? outer : outer + Path.DirectorySeparatorChar, StringComparison.Ordinal);
}
