using System.Text;

namespace PeerActors.Messages.Router;

/// <summary>Text that came from the wire.</summary>
public static class WireText
{
    /// <summary>The first line up to a NUL, at most 200 characters, control characters replaced, invalid UTF-8 marked.</summary>
    public static string ForPeople(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOfAny((byte)0, (byte)'\r', (byte)'\n');
        if (end >= 0) bytes = bytes[..end];
        return Clean(Encoding.UTF8.GetString(bytes.Length > 800 ? bytes[..800] : bytes));
    }

    /// <summary>Replaces what a terminal would obey (control and format characters) and cuts at 200 characters.</summary>
    public static string Clean(string text)
    {
        var length = Math.Min(text.Length, 200);
        return string.Create(length, text, static (span, from) =>
        {
            for (var i = 0; i < span.Length; i++)
                span[i] = char.IsControl(from[i]) || char.GetUnicodeCategory(from[i]) == System.Globalization.UnicodeCategory.Format ? '\uFFFD' : from[i];
        });
    }
}
