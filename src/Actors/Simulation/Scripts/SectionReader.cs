using System.Globalization;
using PeerActors.Actors.Peer.Configuration;
using PeerActors.Actors.Peer.Configuration.Hocon;
using PeerActors.Actors.Peer.Configuration.Types;

namespace PeerActors.Actors.Simulation.Scripts;

/// <summary>Reads the values of one section, collects what is wrong with them, and at the end the keys that nobody asked for.</summary>
internal sealed class SectionReader(HoconObject section, string path, List<HoconError> problems)
{
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);

    /// <summary>Where the section begins.</summary>
    public HoconPosition Position => section.Position;

    /// <summary>True when something was wrong so far, anywhere in the file.</summary>
    public bool HasProblems => problems.Count > 0;

    /// <summary>Says that something is wrong.</summary>
    public void Refuse(HoconPosition at, string key, string seen, string allowed) => problems.Add(new(at, Path(key), $"{Path(key)} = {seen}", allowed));

    /// <summary>The section on one line, without one of its keys.</summary>
    public string Written(string without) =>
        string.Join(", ", section.Fields.Where(f => f.Key.Name != without).Select(static f => $"{HoconKey.Join("", f.Key.Name)} = {HoconWriter.Write(f.Value)}"));

    /// <summary>True when the key is there.</summary>
    public bool Has(string key) => Find(key) is not null;

    /// <summary>Where a key's value is; the section's place when it is not there.</summary>
    public HoconPosition At(string key) => Find(key)?.Position ?? Position;

    /// <summary>Text, or null when the key is not there or holds something else.</summary>
    public string? Text(string key, string allowed, bool required = false)
    {
        var node = Required(key, allowed, required);
        if (node is null or HoconScalar) return (node as HoconScalar)?.Text;
        Refuse(node.Position, key, HoconWriter.Write(node), allowed);
        return null;
    }

    /// <summary>A whole number within bounds.</summary>
    public long? Number(string key, long least, long most, bool required = false)
    {
        var allowed = string.Create(CultureInfo.InvariantCulture, $"a whole number from {least} to {most}");
        if (Required(key, allowed, required) is not { } node) return null;
        if (node is HoconScalar scalar && long.TryParse(scalar.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most)
            return value;
        Refuse(node.Position, key, HoconWriter.Write(node), allowed);
        return null;
    }

    /// <summary>A length of time, not negative.</summary>
    public TimeSpan? Time(string key, bool required = false)
    {
        const string Allowed = "a time from the start on, with a unit: ms, s, m, h";
        if (Required(key, Allowed, required) is not { } node) return null;
        if (node is HoconScalar scalar && DurationType.TryParse(scalar.Text, out var value)) return value;
        Refuse(node.Position, key, HoconWriter.Write(node), Allowed);
        return null;
    }

    /// <summary>A size.</summary>
    public long? Size(string key, bool required = false)
    {
        const string Allowed = "a size with a unit: B, kB, MB, GB, KiB, MiB, GiB";
        if (Required(key, Allowed, required) is not { } node) return null;
        if (node is HoconScalar scalar && SizeType.TryParse(scalar.Text, out var value)) return value;
        Refuse(node.Position, key, HoconWriter.Write(node), Allowed);
        return null;
    }

    /// <summary>True or false.</summary>
    public bool? Flag(string key)
    {
        if (Find(key) is not { } node) return null;
        if (node is HoconScalar { Text: "true" or "false" } scalar) return scalar.Text == "true";
        Refuse(node.Position, key, HoconWriter.Write(node), "true or false");
        return null;
    }

    /// <summary>The texts of a list.</summary>
    public IEnumerable<HoconScalar> Texts(string key, string allowed)
    {
        if (Find(key) is not { } node) return [];
        if (node is HoconList list && list.Items.All(static i => i is HoconScalar)) return list.Items.Cast<HoconScalar>();
        Refuse(node.Position, key, HoconWriter.Write(node), allowed);
        return [];
    }

    /// <summary>The sections of a list.</summary>
    public IEnumerable<SectionReader> Sections(string key)
    {
        if (Find(key) is not { } node) return [];
        if (node is HoconList list && list.Items.All(static i => i is HoconObject)) return list.Items.Cast<HoconObject>().Select(o => new SectionReader(o, key, problems));
        Refuse(node.Position, key, HoconWriter.Write(node), "a list of sections: [ { at = 10s, crash = bob }, ... ]");
        return [];
    }

    /// <summary>A section; null when it is not there.</summary>
    public SectionReader? Section(string key)
    {
        if (Find(key) is not { } node) return null;
        if (node is HoconObject inner) return new(inner, Path(key), problems);
        Refuse(node.Position, key, HoconWriter.Write(node), $"a section: {key} {{ ... }}");
        return null;
    }

    /// <summary>The keys that are there, of some.</summary>
    public IReadOnlyList<string> Of(IEnumerable<string> keys) => [.. keys.Where(k => section.TryGet(k, out _))];

    /// <summary>A key that was not asked for and is nearly one of some, and which; null for none.</summary>
    public (string Key, string Meant)? NearlyOneOf(IReadOnlyCollection<string> keys) => section.Fields.Select(static f => f.Key.Name)
        .Where(name => !_asked.Contains(name)).Select(name => (name, NearestName.Of(name, keys))).FirstOrDefault(static near => near.Item2 is not null) is (var key, { } meant) ? (key, meant) : null;

    /// <summary>Every key that was not asked for is one that there is not.</summary>
    public void RefuseOthers()
    {
        foreach (var field in section.Fields.Where(f => !_asked.Contains(f.Key.Name)))
        {
            var meant = NearestName.Of(field.Key.Name, _asked);
            problems.Add(new(field.Key.Position, Path(field.Key.Name), $"the key {Path(field.Key.Name)}", meant is null ? string.Join(", ", _asked.Order(StringComparer.Ordinal)) : $"did you mean {meant}?"));
        }
    }

    private HoconNode? Required(string key, string allowed, bool required)
    {
        var node = Find(key);
        if (node is null && required) problems.Add(new(Position, Path(key), $"no {Path(key)}", allowed));
        return node;
    }

    private HoconNode? Find(string key)
    {
        _asked.Add(key);
        return section.TryGet(key, out var field) ? field.Value : null;
    }

    private string Path(string key) => path.Length == 0 ? key : $"{path}.{key}";
}
