using System.Collections.Immutable;
using PeerActors.Actors.Peer.Configuration.Hocon;
using PeerActors.Messages.Identity;

namespace PeerActors.Actors.Peer.Configuration;

/// <summary>A setting that was read.</summary>
/// <param name="Key">Which.</param>
/// <param name="Value">Of its type.</param>
/// <param name="Node">As written.</param>
internal sealed record SettingValue(SettingKey Key, object Value, HoconNode Node)
{
    public string Formatted => Key.Type.Format(Value, Node);
}

/// <summary>Every setting that was read, by name; it notes which are asked for, so that a key that nobody asks for is found.</summary>
internal sealed class SettingValues(IEnumerable<SettingValue> values)
{
    private readonly Dictionary<string, SettingValue> _values = values.ToDictionary(static v => v.Key.Name, StringComparer.Ordinal);
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);

    public IEnumerable<string> NeverAsked => _values.Keys.Where(k => !_asked.Contains(k));

    /// <summary>Null when the value was refused.</summary>
    public SettingValue? Find(string key) => _values.GetValueOrDefault(key);

    public int Int(string key) => checked((int)Get<long>(key));

    public uint UInt(string key) => checked((uint)Get<long>(key));

    public long Long(string key) => Get<long>(key);

    public bool Bool(string key) => Get<bool>(key);

    public string Text(string key) => Get<string>(key);

    /// <summary>A word of a closed list as the member of that name; the words are the members' names in lower case.</summary>
    public T OneOf<T>(string key)
        where T : struct, Enum => Enum.Parse<T>(Get<string>(key), ignoreCase: true);

    public TimeSpan Time(string key) => Get<TimeSpan>(key);

    public PeerAddress Address(string key) => Get<PeerAddress>(key);

    public PeerAddress? AddressOrNone(string key) => Get<object>(key) as PeerAddress?;

    public ImmutableArray<PeerAddress> Addresses(string key) => Get<ImmutableArray<PeerAddress>>(key);

    public ImmutableArray<Uri> WebAddresses(string key) => Get<ImmutableArray<Uri>>(key);

    public ImmutableArray<string> Texts(string key) => Get<ImmutableArray<string>>(key);

    /// <summary>A whole section as canonical HOCON, every key named.</summary>
    public string Canonical(string section)
    {
        var root = new HoconDraft(default);
        foreach (var value in _values.Values.Where(v => v.Key.Name.StartsWith(section + ".", StringComparison.Ordinal)))
        {
            _asked.Add(value.Key.Name);
            var names = value.Key.Name.Split('.');
            var into = root;
            foreach (var name in names[..^1]) into = into.Section(name, new HoconKey(name, default), []);
            into.Put(names[^1], new HoconKey(names[^1], default), new HoconScalar(default, value.Formatted, HoconStyle.Plain), []);
        }

        return HoconWriter.Write(root.Freeze());
    }

    private T Get<T>(string key)
    {
        _asked.Add(key);
        return (T)_values[key].Value;
    }
}
