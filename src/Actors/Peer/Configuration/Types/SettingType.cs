using PeerActors.Actors.Peer.Configuration.Hocon;

namespace PeerActors.Actors.Peer.Configuration.Types;

/// <summary>What a setting may be.</summary>
/// <param name="Allowed">As <c>reference.conf</c> says it after "Allowed:".</param>
internal abstract record SettingType(string Allowed)
{
    /// <summary>True when it holds several values, which a variable separates by commas and a flag gives one by one.</summary>
    public virtual bool IsList => false;

    /// <summary>Reads a resolved value.</summary>
    public abstract SettingReading Read(HoconNode node);

    /// <summary>The value as people see it, and as canonical text.</summary>
    public virtual string Format(object value, HoconNode read) => HoconWriter.Write(read);

    /// <summary>The node as it was seen, for an error.</summary>
    protected static string Seen(HoconNode node) => node switch
    {
        HoconObject => "a section",
        HoconList { Items.Length: 0 } => "an empty list",
        HoconList list => $"a list of {list.Items.Length}",
        HoconScalar { Style: HoconStyle.Plain } plain => Shorten(plain.Text),
        HoconScalar { Text: "" } => "nothing (empty text)",
        HoconScalar text => HoconWriter.Quote(Shorten(text.Text)),
        _ => "a reference that is not resolved",
    };

    private static string Shorten(string text)
    {
        const int Longest = 100;
        return text.Length <= Longest ? text : $"{text[..Longest]}… ({text.Length} characters)";
    }
}

/// <summary>A value, or what was seen in its place.</summary>
/// <param name="Value">Null when it was refused.</param>
/// <param name="Seen">Null when it was taken.</param>
/// <param name="At">Where what was refused stands.</param>
internal readonly record struct SettingReading(object? Value, string? Seen, HoconPosition At)
{
    public static SettingReading Taken(object value) => new(value, Seen: null, default);

    public static SettingReading Refused(HoconNode node, string seen) => new(Value: null, seen, node.Position);
}
