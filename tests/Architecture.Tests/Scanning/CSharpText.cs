namespace PeerActors.Architecture.Tests.Scanning;

/// <summary>Blanks comments and text in quotes, so that a rule looks at code only. Places stay as they are.</summary>
internal static class CSharpText
{
    public static string CodeOf(string text)
    {
        var code = text.ToCharArray();
        for (var at = 0; at < text.Length;)
        {
            var end = EndOfNoCode(text, at);
            for (var i = at; i < end; i++)
            {
                if (code[i] is not ('\n' or '\r')) code[i] = ' ';
            }

            at = Math.Max(end, at + 1);
        }

        return new string(code);
    }

    /// <summary>Where the comment or text that begins here ends; <paramref name="at"/> when none begins.</summary>
    private static int EndOfNoCode(string text, int at)
    {
        var rest = text.AsSpan(at);
        if (rest.StartsWith("//")) return EndOf(text, "\n", at);
        if (rest.StartsWith("/*")) return EndOf(text, "*/", at + 2);
        if (rest.StartsWith("'")) return EndOfQuoted(text, at + 1, '\'');
        var marks = rest.Length - rest.TrimStart("$@").Length;
        if (marks == rest.Length || rest[marks] != '"') return at;
        var quotes = rest[marks..].Length - rest[marks..].TrimStart('"').Length;
        if (quotes >= 3) return EndOf(text, new string('"', quotes), at + marks + quotes);
        return rest[..marks].Contains('@') ? EndOfVerbatim(text, at + marks + 1) : EndOfQuoted(text, at + marks + 1, '"');
    }

    private static int EndOf(string text, string mark, int from)
    {
        var end = text.IndexOf(mark, from, StringComparison.Ordinal);
        return end < 0 ? text.Length : end + mark.Length;
    }

    private static int EndOfQuoted(string text, int from, char quote)
    {
        for (var i = from; i < text.Length; i++)
        {
            if (text[i] == '\\') i++;
            else if (text[i] == quote) return i + 1;
            else if (text[i] == '\n') return i;
        }

        return text.Length;
    }

    private static int EndOfVerbatim(string text, int from)
    {
        for (var i = from; i < text.Length; i++)
        {
            if (text[i] != '"') continue;
            if (i + 1 < text.Length && text[i + 1] == '"') i++;
            else return i + 1;
        }

        return text.Length;
    }
}
