using System.Globalization;
using System.Text;

namespace PeerActors.Actors.Peer.Configuration.Hocon;

/// <summary>Writes a resolved tree in one canonical way that every HOCON reader reads alike: a setting a line, text in quotes.</summary>
internal static class HoconWriter
{
    private const int IndentWidth = 2;

    /// <summary>Writes a whole tree.</summary>
    public static string Write(HoconObject root)
    {
        var text = new StringBuilder();
        WriteFields(text, root, depth: 0);
        return text.ToString();
    }

    /// <summary>Writes one value on one line where it has no section in it.</summary>
    public static string Write(HoconNode value)
    {
        var text = new StringBuilder();
        WriteValue(text, value, depth: 0);
        return text.ToString();
    }

    /// <summary>Puts text in quotes.</summary>
    public static string Quote(string text)
    {
        var quoted = new StringBuilder("\"", text.Length + 2);
        foreach (var c in text)
        {
            quoted.Append(c switch
            {
                '"' => "\\\"",
                '\\' => @"\\",
                '\n' => @"\n",
                '\r' => @"\r",
                '\t' => @"\t",
                _ when char.IsControl(c) => string.Create(CultureInfo.InvariantCulture, $@"\u{(int)c:x4}"),
                _ => c.ToString(),
            });
        }

        return quoted.Append('"').ToString();
    }

    private static void WriteFields(StringBuilder text, HoconObject section, int depth)
    {
        foreach (var field in section.Fields)
        {
            text.Append(' ', depth * IndentWidth).Append(HoconKey.Join("", field.Key.Name)).Append(field.Value is HoconObject ? " " : " = ");
            WriteValue(text, field.Value, depth);
            text.Append('\n');
        }
    }

    private static void WriteValue(StringBuilder text, HoconNode value, int depth)
    {
        switch (value)
        {
            case HoconObject section:
                text.Append("{\n");
                WriteFields(text, section, depth + 1);
                text.Append(' ', depth * IndentWidth).Append('}');
                break;
            case HoconList list:
                text.Append('[');
                for (var i = 0; i < list.Items.Length; i++)
                {
                    if (i > 0) text.Append(", ");
                    WriteValue(text, list.Items[i], depth);
                }

                text.Append(']');
                break;
            case HoconScalar { Style: HoconStyle.Plain } plain:
                text.Append(plain.Text);
                break;
            case HoconScalar quoted:
                text.Append(Quote(quoted.Text));
                break;
            default:
                throw new ArgumentException($"{value.GetType().Name} is not resolved; only resolved trees can be written.", nameof(value));
        }
    }
}
