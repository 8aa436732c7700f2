using System.Runtime.CompilerServices;

namespace PeerActors.Architecture.Tests.Scanning;

/// <summary>The repository that these tests were built from.</summary>
internal static class Repository
{
    private static readonly string[] NotSource = ["bin", "obj"];

    public static string Root { get; } = Above(Here()) ?? Above(AppContext.BaseDirectory)
        ?? throw new InvalidOperationException($"PeerActors.sln is neither above {Here()} nor above {AppContext.BaseDirectory}.");

    /// <summary>Every C# file below a folder.</summary>
    public static IReadOnlyList<SourceFile> Source(string folder) => Files(folder, "*.cs");

    /// <summary>Every file of a kind below a folder, what was built left out; at least one, so that no rule looks at nothing.</summary>
    public static IReadOnlyList<SourceFile> Files(string folder, string pattern)
    {
        var files = Directory.EnumerateFiles(Path.Combine(Root, folder), pattern, SearchOption.AllDirectories)
            .Select(static path => (Full: path, Path: Path.GetRelativePath(Root, path).Replace('\\', '/')))
            .Where(static f => !f.Path.Split('/').Intersect(NotSource, StringComparer.Ordinal).Any())
            .OrderBy(static f => f.Path, StringComparer.Ordinal)
            .Select(static f => new SourceFile(f.Path, File.ReadAllText(f.Full)))
            .ToList();
        return files.Count > 0 ? files : throw new InvalidOperationException($"There is no {pattern} below {folder} in {Root}.");
    }

    private static string Here([CallerFilePath] string path = "") => path;

    private static string? Above(string path)
    {
        var folder = Path.GetDirectoryName(path);
        while (folder is not null && !File.Exists(Path.Combine(folder, "PeerActors.sln"))) folder = Path.GetDirectoryName(folder);
        return folder;
    }
}
