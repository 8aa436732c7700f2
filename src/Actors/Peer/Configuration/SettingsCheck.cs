using PeerActors.Actors.Peer.Configuration.Hocon;

namespace PeerActors.Actors.Peer.Configuration;

/// <summary>Holds a resolved tree to the schema.</summary>
internal static class SettingsCheck
{
    /// <summary>What is wrong in one layer: keys that there are not, values that may not be.</summary>
    public static IEnumerable<HoconError> Layer(SettingsSchema schema, HoconObject tree) => Section(schema, tree, "");

    /// <summary>Reads every key of the merged tree; what is refused is a problem and no value.</summary>
    public static SettingValues Read(SettingsSchema schema, HoconObject merged, List<HoconError> problems)
    {
        var values = new List<SettingValue>();
        foreach (var key in schema.Keys)
        {
            if (merged.Find(key.Name) is not { } node) continue;
            var reading = key.Type.Read(node);
            if (reading.Value is { } value) values.Add(new SettingValue(key, value, node));
            else problems.Add(Refused(key, reading));
        }

        return new SettingValues(values);
    }

    private static IEnumerable<HoconError> Section(SettingsSchema schema, HoconObject section, string path)
    {
        foreach (var field in section.Fields)
        {
            var name = HoconKey.Join(path, field.Key.Name);
            foreach (var problem in Field(schema, field, name)) yield return problem;
        }
    }

    private static IEnumerable<HoconError> Field(SettingsSchema schema, HoconField field, string name)
    {
        if (schema.TryGet(name, out var key))
        {
            var reading = key.Type.Read(field.Value);
            return reading.Value is null ? [Refused(key, reading)] : [];
        }

        if (!schema.IsSection(name)) return [UnknownKeys.Problem(schema, name, field.Key.Position)];
        if (field.Value is HoconObject inner) return Section(schema, inner, name);
        return [new HoconError(field.Value.Position, name, "a value", $"a section: {name} {{ … }}")];
    }

    private static HoconError Refused(SettingKey key, Types.SettingReading reading) => new(reading.At, key.Name, reading.Seen!, key.Type.Allowed);
}
