using System.Collections.Immutable;
using PeerActors.Actors.Peer.Configuration.Hocon;

namespace PeerActors.Actors.Peer.Configuration;

/// <summary>Makes trees of what is no file: environment variables and flags. What is in no tree is a problem.</summary>
internal static class SettingsLayers
{
    public static HoconObject FromEnvironment(SettingsSchema schema, SettingsSources sources, List<HoconError> problems)
    {
        var values = new List<(SettingKey Key, HoconNode Value)>();
        foreach (var (name, text) in sources.Environment.OrderBy(static v => v.Key, StringComparer.Ordinal))
        {
            if (!name.StartsWith(SettingKey.VariablePrefix, StringComparison.Ordinal)) continue;
            var at = HoconPosition.Of(new HoconSource($"environment variable {name}", sources.CurrentFolder));
            if (schema.TryGetByVariable(name, out var key)) values.Add((key, key.Type.IsList ? Split(at, text) : Outside(at, text)));
            else problems.Add(UnknownVariable(schema, name, at));
        }

        return Tree(values);
    }

    public static HoconObject FromFlags(SettingsSchema schema, SettingsSources sources, List<HoconError> problems)
    {
        var values = new List<(SettingKey Key, HoconNode Value)>();
        foreach (var given in sources.Overrides.GroupBy(static o => o.Key, StringComparer.Ordinal))
        {
            var nodes = given.Select(o => Outside(HoconPosition.Of(new HoconSource(o.Flag, sources.CurrentFolder)), o.Value)).ToImmutableArray<HoconNode>();
            if (!schema.TryGet(given.Key, out var key)) problems.Add(UnknownKeys.Problem(schema, given.Key, nodes[0].Position));
            else if (key.Type.IsList) values.Add((key, new HoconList(nodes[0].Position, nodes)));
            else if (nodes is [var only]) values.Add((key, only));
            else problems.Add(new(nodes[1].Position, key.Name, $"{nodes.Length} values", $"one value: {key.Type.Allowed}"));
        }

        return Tree(values);
    }

    private static HoconError UnknownVariable(SettingsSchema schema, string name, HoconPosition at)
    {
        var known = schema.Keys.Select(static k => k.Variable).OfType<string>();
        var hint = NearestName.Of(name, known) is { } nearest ? $"did you mean {nearest}?" : $"{SettingKey.VariablePrefix}LINKS_MAX for peer.links.max, and so on";
        return new(at, "", "a variable that stands for no setting", $"variables that stand for a setting; {hint}");
    }

    private static HoconScalar Outside(HoconPosition at, string text) => new(at, text, HoconStyle.Outside);

    private static HoconList Split(HoconPosition at, string text) =>
        new(at, text.Trim().Length == 0 ? [] : [.. text.Split(',', StringSplitOptions.TrimEntries).Select(t => Outside(at, t))]);

    private static HoconObject Tree(IEnumerable<(SettingKey Key, HoconNode Value)> values)
    {
        var root = new HoconDraft(default);
        foreach (var (key, value) in values)
        {
            var names = key.Name.Split('.');
            var into = root;
            foreach (var name in names[..^1]) into = into.Section(key.Name, new HoconKey(name, value.Position), []);
            into.Put(key.Name, new HoconKey(names[^1], value.Position), value, []);
        }

        return root.Freeze();
    }
}

/// <summary>What is said of a key that there is not.</summary>
internal static class UnknownKeys
{
    public static HoconError Problem(SettingsSchema schema, string name, HoconPosition at)
    {
        var section = name;
        do
        {
            var dot = section.LastIndexOf('.');
            section = dot < 0 ? "" : section[..dot];
        }
        while (section.Length > 0 && !schema.IsSection(section));

        var hint = NearestName.Of(name, schema.Names) is { } nearest
            ? $"did you mean {nearest}?"
            : $"{(section.Length > 0 ? section : "the file")} holds {string.Join(", ", Below(schema, section))}";
        return new(at, name, "a setting that there is not", hint);
    }

    private static IEnumerable<string> Below(SettingsSchema schema, string section)
    {
        var holder = section.Length == 0 ? schema.Reference : (HoconObject)schema.Reference.Find(section)!;
        return holder.Fields.Select(static f => f.Key.Name);
    }
}
