using System.Collections;
using System.Collections.Immutable;
using System.Globalization;
using PeerActors.Actors.Peer.Configuration;
using PeerActors.Actors.Peer.Configuration.Types;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Links;

namespace PeerActors.Actors.Tests.Peer.Configuration;

public sealed class SettingsSchemaTests : IDisposable
{
    private readonly ConfigFolder _folder = new();

    public static TheoryData<string> Keys => [.. SettingsSchema.Load().Keys.Where(static k => k.Variable is not null).Select(static k => k.Name)];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("a = 1", "has no line '# Allowed: …'")]
    [InlineData("# Words.\na = 1", "has no line '# Allowed: …'")]
    [InlineData("# Words.\n# Allowed: integer, 1 to 2\n\na = 1", "has no line '# Allowed: …'")]
    [InlineData("# Allowed: integer, 1 to 2\na = 1", "has no documentation")]
    [InlineData("# Words.\n# Allowed: anything\na = 1", "of no known form")]
    [InlineData("# Words.\n# Allowed: integer, 2 to 1\na = 1", "of no known form")]
    [InlineData("# Words.\n# Allowed: duration, 1 to 2\na = 1s", "of no known form")]
    [InlineData("# Words.\n# Allowed: size, 1kiB to 2KiB\na = 1KiB", "of no known form")]
    [InlineData("# Words.\n# Allowed: one of A,,B\na = A", "of no known form")]
    [InlineData("# Words.\n# Allowed: integer, 1 to 2\na = 3", "does not allow itself")]
    public void A_key_without_documentation_type_or_a_fitting_default_is_refused(string text, string problem)
    {
        var (schema, problems) = SettingsSchema.Read(text);
        Assert.Null(schema);
        Assert.Contains(problem, Assert.Single(problems), StringComparison.Ordinal);
    }

    [Fact]
    public void Two_keys_that_share_a_variable_are_refused()
    {
        const string Text = "# Words.\n# Allowed: boolean\npeer.a-b = true\n# Words.\n# Allowed: boolean\npeer.a.b = true";
        Assert.Contains("share the environment variable PEER_A_B", Assert.Single(SettingsSchema.Read(Text).Problems), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_key_of_the_reference_is_documented_and_typed() => Assert.InRange(SettingsSchema.Load().Keys.Length, 50, 1_000);

    /// <summary>Guards the binder against two keys swapped: each key, set alone, must change the property of its own name.</summary>
    [Theory, MemberData(nameof(Keys))]
    public void A_key_sets_the_property_of_its_name(string name)
    {
        SettingsSchema.Load().TryGet(name, out var key);
        var (text, expected) = Another(key!);
        var values = SettingsLoader.DefaultValues();
        _folder.Write("peer.conf", $"{name} = {text}");
        var read = PeerActors.Actors.Peer.Configuration.Hocon.HoconReader.ReadFile("peer.conf", _folder.Path).Root!.Find(name)!;
        var changed = new SettingValues(SettingsSchema.Load().Keys.Select(k => k.Name == name ? new SettingValue(k, k.Type.Read(read).Value!, read) : values.Find(k.Name)!));

        Assert.Equal(expected, Property(SettingsBinder.Bind(changed), name));
        Assert.NotEqual(expected, Property(SettingsBinder.Bind(values), name));
    }

    [Fact]
    public void The_ends_of_every_range_are_taken_and_what_lies_beyond_is_not()
    {
        foreach (var key in SettingsSchema.Load().Keys)
        {
            if (key.Type is not IntegerType range) continue;
            bool IsTaken(long value) => key.Type.Read(Reading.Tree($"a = {value}").Find("a")!).Value is not null;
            Assert.Equal((false, true, true, false), (IsTaken(range.Min - 1), IsTaken(range.Min), IsTaken(range.Max), IsTaken(range.Max + 1)));
        }
    }

    /// <summary>A value other than the default, as text and as it must arrive; for numbers the greatest, which also must fit.</summary>
    private (string Text, object Expected) Another(SettingKey key) => key.Type switch
    {
        IntegerType range => Number(key.Default is PeerActors.Actors.Peer.Configuration.Hocon.HoconScalar { Text: var text } && text == $"{range.Max}" ? range.Min : range.Max, ""),
        SizeType range => Number(key.Type.Read(key.Default).Value is long value && value == range.Max ? range.Min : range.Max, "B"),
        DurationType range => ($"{range.Max.TotalMilliseconds}ms", range.Max),
        BooleanType when key.Default is PeerActors.Actors.Peer.Configuration.Hocon.HoconScalar { Text: "false" } => ("true", "true"),
        BooleanType => ("false", "false"),
        OneOfType { Words: var words } when key.Type.Read(key.Default).Value is string word => Of(words.First(w => w != word)),
        TextType => ("other", "other"),
        AddressType => ("\"127.0.0.1:99\"", "127.0.0.1:99"),
        ListType<PeerAddress> => ("[\"127.0.0.1:99\"]", "127.0.0.1:99"),
        ListType<Uri> => ("[\"http://other.example/\"]", "http://other.example/"),
        ListType<string> => ("[other]", Path.Combine(_folder.Path, "other")),
        FolderType => ("other", Path.Combine(_folder.Path, "other")),
        var type => throw new InvalidOperationException($"{key.Name}: no other value is known for {type}."),
    };

    private static (string, object) Of(string word) => ($"\"{word}\"", word);

    private static (string, object) Number(long value, string unit) => (value.ToString(CultureInfo.InvariantCulture) + unit, value.ToString(CultureInfo.InvariantCulture));

    private static object? Property(object settings, string name)
    {
        object? value = settings;
        foreach (var part in name.Split('.')[1..])
        {
            var property = string.Concat(part.Split('-').Select(static w => char.ToUpperInvariant(w[0]) + w[1..]));
            value = value!.GetType().GetProperty(property)!.GetValue(value);
        }

        return value switch
        {
            TimeSpan => value,
            LinkDialect dialect => dialect == LinkDialect.Gnutella04 ? "0.4" : "0.6",
            Enum word => word.ToString().ToLowerInvariant(),
            bool truth => truth ? "true" : "false",
            IEnumerable items and not string => string.Join(',', items.Cast<object>()),
            _ => value?.ToString(),
        };
    }
}
