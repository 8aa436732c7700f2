using System.Globalization;
using System.Text;

namespace PeerActors.Actors.Peer.Configuration.Hocon;

/// <summary>Reads text in quotes.</summary>
internal static class HoconStrings
{
    private const string Triple = "\"\"\"";

    public static string Read(HoconCursor cursor, string key) =>
        cursor.StartsWith(Triple) ? ReadTriple(cursor, key) : ReadSingle(cursor, key);

    private static string ReadSingle(HoconCursor cursor, string key)
    {
        var start = cursor.Position;
        var text = new StringBuilder();
        cursor.Advance();
        while (cursor.Current != '"')
        {
            if (cursor.AtEnd || cursor.Current is '\n' or '\r')
                throw HoconCursor.Fail(start, key, "a quote that is not closed on its line", "text in quotes on one line, or in three quotes over several");
            if (cursor.Current == '\\') text.Append(ReadEscape(cursor, key));
            else if (char.IsControl(cursor.Current) && cursor.Current != '\t')
                throw cursor.Fail(key, @"characters that can be seen; write others as \uXXXX");
            else Take(cursor, text, key);
        }

        cursor.Advance();
        return text.ToString();
    }

    /// <summary>Three quotes end the text; further quotes right there belong to it, as HOCON has it.</summary>
    private static string ReadTriple(HoconCursor cursor, string key)
    {
        var start = cursor.Position;
        var text = new StringBuilder();
        cursor.Advance(Triple.Length);
        while (!cursor.StartsWith(Triple))
        {
            if (cursor.AtEnd) throw HoconCursor.Fail(start, key, "three quotes that are not closed", "text in three quotes, up to the next three quotes");
            if (char.IsControl(cursor.Current) && cursor.Current is not ('\t' or '\n' or '\r'))
                throw cursor.Fail(key, "characters that can be seen, tabs and line ends");
            Take(cursor, text, key);
        }

        cursor.Advance(Triple.Length);
        for (; cursor.Current == '"'; cursor.Advance()) text.Append('"');
        return text.ToString();
    }

    private static void Take(HoconCursor cursor, StringBuilder text, string key)
    {
        if (char.IsHighSurrogate(cursor.Current) && char.IsLowSurrogate(cursor.Ahead(1)))
        {
            text.Append(cursor.Current);
            cursor.Advance();
        }
        else if (char.IsSurrogate(cursor.Current)) throw cursor.Fail(key, "whole characters");

        text.Append(cursor.Current);
        cursor.Advance();
    }

    private static string ReadEscape(HoconCursor cursor, string key)
    {
        var start = cursor.Position;
        cursor.Advance();
        var letter = cursor.Current;
        if (letter == 'u') return ReadCode(cursor, start, key);
        var meant = letter switch
        {
            '"' or '\\' or '/' => letter,
            'b' => '\b',
            'f' => '\f',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            _ => throw HoconCursor.Fail(start, key, $@"'\' followed by {cursor.Describe()}", @"\"" \\ \/ \b \f \n \r \t \uXXXX"),
        };
        cursor.Advance();
        return meant.ToString();
    }

    private static string ReadCode(HoconCursor cursor, HoconPosition start, string key)
    {
        var first = ReadUnit(cursor, start, key);
        if (!char.IsSurrogate(first)) return first.ToString();
        if (char.IsHighSurrogate(first) && cursor.StartsWith(@"\u"))
        {
            cursor.Advance();
            var second = ReadUnit(cursor, start, key);
            if (char.IsLowSurrogate(second)) return $"{first}{second}";
        }

        throw HoconCursor.Fail(start, key, "half a surrogate pair", @"two \uXXXX that together are one character");
    }

    private static char ReadUnit(HoconCursor cursor, HoconPosition start, string key)
    {
        cursor.Advance();
        Span<char> digits = [cursor.Ahead(0), cursor.Ahead(1), cursor.Ahead(2), cursor.Ahead(3)];
        foreach (var digit in digits)
        {
            if (!char.IsAsciiHexDigit(digit)) throw HoconCursor.Fail(start, key, @"\u without four hexadecimal digits", @"\uXXXX");
        }

        cursor.Advance(digits.Length);
        return (char)ushort.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
    }
}
