using System.Collections.Immutable;

namespace PeerActors.Architecture.Tests.Scanning;

/// <summary>Which code of src/Actors belongs to which room, and which names of other rooms it takes into its mouth.</summary>
internal sealed class Rooms(IReadOnlyList<SourceFile> files)
{
    public const string Folder = "src/Actors";

    /// <summary>The room that spawns the others and may know them all.</summary>
    public const string Peer = "Peer";

    /// <summary>What carries links; its own folder holds the ports that rooms see, the folders below hold what carries.</summary>
    public const string Transports = "Transports";

    /// <summary>Folders that are no rooms of a peer.</summary>
    private static readonly string[] NoRooms = [Peer, Transports, "Remoting", "Simulation"];

    private readonly ILookup<string, string> _types = files
        .Where(static f => f.FolderBelow(Folder) is not null)
        .SelectMany(static f => f.Types.Select(type => (Room: f.FolderBelow(Folder)!, Type: type)))
        .ToLookup(static t => t.Room, static t => t.Type, StringComparer.Ordinal);

    public IEnumerable<string> Names => _types.Select(static r => r.Key).Except(NoRooms, StringComparer.Ordinal);

    /// <summary>Every use of a type of another folder of src/Actors.</summary>
    /// <param name="file">Who uses.</param>
    /// <param name="other">Whose types.</param>
    /// <param name="shared">Types of the other folder that everybody may use.</param>
    public IEnumerable<Finding> Uses(SourceFile file, string other, params string[] shared)
    {
        var types = _types[other].Except(shared, StringComparer.Ordinal).ToImmutableHashSet(StringComparer.Ordinal);
        if (types.IsEmpty) return [];
        var names = string.Join('|', types);
        var qualified = Pattern.Of($@"(?<![\w.]|Messages\.)((PeerActors\.)?Actors\.)?{other}\.(\w+\.)*({names})\b");
        var import = Pattern.Of($@"\busing\s+(static\s+|\w+\s*=\s*)?PeerActors\.Actors\.{other}\b");
        var unqualified = Pattern.Of($@"(?<![\w.])({names})\b");
        var found = file.Find(qualified);
        return import.IsMatch(file.Code) ? found.Concat(file.Find(unqualified)) : found;
    }

    /// <summary>Every actor spawned here that is not declared in the same folder of src/Actors.</summary>
    public IEnumerable<Finding> SpawnsOfOthers(SourceFile file)
    {
        var own = _types[file.FolderBelow(Folder) ?? ""].ToHashSet(StringComparer.Ordinal);
        var spawns = Pattern.Of(@"\bActorOf\b[^;]*;");
        var actors = Pattern.Of(@"\b[A-Z]\w*Actor\b");
        return file.Find(spawns).Where(s => actors.Matches(s.What).Select(static a => a.Value).ToList() is var named && (named.Count == 0 || named.Exists(a => !own.Contains(a))));
    }
}
