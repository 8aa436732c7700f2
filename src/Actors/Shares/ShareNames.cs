using System.Collections.Immutable;
using PeerActors.Messages.Access;

namespace PeerActors.Actors.Shares;

/// <summary>How rules name shared files: <c>/shares/public</c>, the name of the shared folder, and the way from there.</summary>
/// <remarks>Of several shared folders with one name the first has it, and the others have it with a number: <c>Music</c>, <c>Music-2</c>.</remarks>
internal sealed class ShareNames
{
    private static readonly char[] Separators = [Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar];

    /// <summary>Longest first, so that a folder inside another one is found before it.</summary>
    private readonly ImmutableArray<(string Folder, string Name)> _folders;

    public ShareNames(ImmutableArray<string> folders)
    {
        var named = new List<(string Folder, string Name)>();
        foreach (var folder in folders.Select(static f => Path.TrimEndingDirectorySeparator(f)).Distinct(StringComparer.Ordinal))
        {
            var name = Path.GetFileName(folder) is { Length: > 0 } last ? last : "root";
            var free = name;
            for (var number = 2; named.Exists(n => n.Name == free); number++) free = $"{name}-{number}";
            named.Add((folder, free));
        }

        _folders = [.. named.OrderByDescending(static n => n.Folder.Length)];
    }

    /// <summary>The resource that a file is; null when it lies in no shared folder, and then it is nobody's to see.</summary>
    public ResourcePath? Of(string path)
    {
        foreach (var (folder, name) in _folders)
        {
            if (!path.StartsWith(folder, StringComparison.Ordinal)) continue;
            var rest = path.AsSpan(folder.Length);
            if (rest.IsEmpty || (!Separators.AsSpan().Contains(rest[0]) && !Path.EndsInDirectorySeparator(folder))) continue;
            var parts = rest.TrimStart(Separators).ToString().Split(Separators);
            return ResourcePath.TryOf(["shares", "public", name, .. parts], out var resource) ? resource : null;
        }

        return null;
    }
}
