using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using PeerActors.Actors.Peer.Configuration.Hocon;
using PeerActors.Actors.Peer.Configuration.Types;

namespace PeerActors.Actors.Peer.Configuration;

/// <summary>One key of <c>reference.conf</c>.</summary>
/// <param name="Name">With its sections: <c>peer.links.max</c>.</param>
/// <param name="Documentation">The comment above it.</param>
/// <param name="Type">What it may be.</param>
/// <param name="Default">What it is when nothing else is said.</param>
internal sealed record SettingKey(string Name, string Documentation, SettingType Type, HoconNode Default)
{
    /// <summary>What the environment variable of every key of a peer begins with.</summary>
    public const string VariablePrefix = "PEER_";

    /// <summary>The environment variable that overlays it; null for a key of the actor system.</summary>
    public string? Variable { get; } = Name.StartsWith("peer.", StringComparison.Ordinal) ? Name.ToUpperInvariant().Replace('.', '_').Replace('-', '_') : null;
}

/// <summary>Every key there is, read from <c>reference.conf</c> itself, so that what people read and what is checked are one.</summary>
internal sealed class SettingsSchema
{
    private const string AllowedMark = "Allowed: ";
    private readonly Dictionary<string, SettingKey> _byName;
    private readonly Dictionary<string, SettingKey> _byVariable;

    private SettingsSchema(HoconObject reference, ImmutableArray<SettingKey> keys)
    {
        (Reference, Keys) = (reference, keys);
        _byName = keys.ToDictionary(static k => k.Name, StringComparer.Ordinal);
        _byVariable = keys.Where(static k => k.Variable is not null).ToDictionary(static k => k.Variable!, StringComparer.Ordinal);
    }

    /// <summary>The tree of defaults.</summary>
    public HoconObject Reference { get; }

    /// <summary>In the order of the file.</summary>
    public ImmutableArray<SettingKey> Keys { get; }

    /// <summary>Of every key and every section.</summary>
    public IEnumerable<string> Names => Keys.Select(static k => k.Name).Concat(Sections);

    private IEnumerable<string> Sections =>
        Keys.SelectMany(static k => k.Name.Select((c, i) => (c, i)).Where(static at => at.c == '.').Select(at => k.Name[..at.i])).Distinct(StringComparer.Ordinal);

    public bool TryGet(string name, [NotNullWhen(true)] out SettingKey? key) => _byName.TryGetValue(name, out key);

    public bool TryGetByVariable(string variable, [NotNullWhen(true)] out SettingKey? key) => _byVariable.TryGetValue(variable, out key);

    public bool IsSection(string name) => Reference.Find(name) is HoconObject;

    /// <summary>Reads the <c>reference.conf</c> that this program was built with.</summary>
    /// <exception cref="InvalidOperationException">It is not what it must be: a fault of the build.</exception>
    public static SettingsSchema Load()
    {
        using var stream = typeof(SettingsSchema).Assembly.GetManifestResourceStream("reference.conf")
            ?? throw new InvalidOperationException("reference.conf is not embedded in this program.");
        using var reader = new StreamReader(stream);
        var (schema, problems) = Read(reader.ReadToEnd());
        return schema ?? throw new InvalidOperationException(string.Join(Environment.NewLine, problems));
    }

    /// <summary>Reads a schema; null with every problem when there is one.</summary>
    public static (SettingsSchema? Schema, ImmutableArray<string> Problems) Read(string text)
    {
        var read = HoconReader.ReadText(text, new HoconSource("reference.conf", AppContext.BaseDirectory));
        if (!read.Succeeded) return (null, [read.Error.ToString()]);
        var keys = ImmutableArray.CreateBuilder<SettingKey>();
        var problems = ImmutableArray.CreateBuilder<string>();
        Collect(read.Root, "", keys, problems);
        foreach (var twice in keys.Where(static k => k.Variable is not null).GroupBy(static k => k.Variable).Where(static g => g.Count() > 1))
            problems.Add($"{string.Join(" and ", twice.Select(static k => k.Name))} share the environment variable {twice.Key}.");
        return problems.Count == 0 ? (new SettingsSchema(read.Root, keys.ToImmutable()), []) : (null, problems.ToImmutable());
    }

    private static void Collect(HoconObject section, string path, ImmutableArray<SettingKey>.Builder keys, ImmutableArray<string>.Builder problems)
    {
        foreach (var field in section.Fields)
        {
            var name = HoconKey.Join(path, field.Key.Name);
            if (field.Value is HoconObject inner) Collect(inner, name, keys, problems);
            else if (ReadKey(name, field, out var problem) is { } key) keys.Add(key);
            else problems.Add($"{field.Key.Position}: {name} {problem}");
        }
    }

    private static SettingKey? ReadKey(string name, HoconField field, out string problem)
    {
        problem = "";
        var comments = field.Comments;
        if (comments is not [.., var last] || !last.StartsWith(AllowedMark, StringComparison.Ordinal)) problem = $"has no line '# {AllowedMark}…' right above it.";
        else if (comments.Length < 2) problem = $"has no documentation above its '{AllowedMark}' line.";
        else if (AllowedLine.Read(last[AllowedMark.Length..]) is not { } type) problem = $"has an '{AllowedMark}' line of no known form: {last}.";
        else if (type.Read(field.Value).Seen is { } seen) problem = $"has a default that it does not allow itself: {seen}; allowed: {type.Allowed}.";
        else return new SettingKey(name, string.Join(' ', comments[..^1]), type, field.Value);
        return null;
    }
}
