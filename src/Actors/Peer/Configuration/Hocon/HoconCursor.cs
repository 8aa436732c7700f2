using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace PeerActors.Actors.Peer.Configuration.Hocon;

/// <summary>Which characters mean what.</summary>
internal static class HoconChars
{
    /// <summary>Characters that HOCON keeps from text without quotes, so that any other HOCON reader reads our files alike.</summary>
    private const string Reserved = "$\"{}[]:=,+#`^?!@*&\\";

    public static bool IsKey(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '-';

    public static bool IsPlainText(char c) => !char.IsWhiteSpace(c) && !char.IsControl(c) && !char.IsSurrogate(c) && !Reserved.Contains(c);

    public static bool IsSpace(char c) => c is ' ' or '\t';
}

/// <summary>A place in a text that moves forward and knows its line and column.</summary>
internal sealed class HoconCursor(string text, HoconSource source)
{
    /// <summary>Stands for the end of the text; the character itself is refused wherever it is met.</summary>
    public const char End = '\0';

    private (int Index, int Line, int Column) _at = (0, 1, 1);

    public bool AtEnd => _at.Index >= text.Length;

    public HoconPosition Position => new(source, _at.Line, _at.Column);

    public HoconSource Source => source;

    public char Current => Ahead(0);

    /// <summary>A line end, a comment or the end of the text begins here.</summary>
    public bool AtLineEnd => AtEnd || IsNewline || AtComment;

    public bool AtComment => Current == '#' || (Current == '/' && Ahead(1) == '/');

    private bool IsNewline => Current == '\n' || (Current == '\r' && Ahead(1) == '\n');

    public char Ahead(int count) => _at.Index + count < text.Length ? text[_at.Index + count] : End;

    public bool StartsWith(string what) => string.CompareOrdinal(text, _at.Index, what, 0, what.Length) == 0;

    public (int Index, int Line, int Column) Mark() => _at;

    public void Return((int Index, int Line, int Column) mark) => _at = mark;

    public void Advance(int count = 1)
    {
        for (; count > 0 && !AtEnd; count--)
        {
            var c = text[_at.Index++];
            if (c == '\n') _at = (_at.Index, _at.Line + 1, 1);
            else if (!char.IsLowSurrogate(c)) _at.Column++;
        }
    }

    public string TakeWhile(Func<char, bool> wanted)
    {
        var start = _at.Index;
        while (!AtEnd && wanted(Current)) Advance();
        return text[start.._at.Index];
    }

    public string Take(int count)
    {
        var start = _at.Index;
        Advance(count);
        return text[start.._at.Index];
    }

    public void SkipSpaces()
    {
        while (HoconChars.IsSpace(Current)) Advance();
    }

    public string TakeComment()
    {
        Advance(Current == '#' ? 1 : 2);
        return TakeWhile(static c => c is not ('\r' or '\n')).Trim();
    }

    /// <summary>Skips white space, line ends and comments, and returns the comment lines that stand right above what follows.</summary>
    public ImmutableArray<string> SkipBlanks()
    {
        var comments = ImmutableArray.CreateBuilder<string>();
        var lineHeldComment = true;
        while (!AtEnd)
        {
            if (HoconChars.IsSpace(Current)) Advance();
            else if (AtComment)
            {
                comments.Add(TakeComment());
                lineHeldComment = true;
            }
            else if (IsNewline)
            {
                Advance(Current == '\r' ? 2 : 1);
                if (!lineHeldComment) comments.Clear();
                lineHeldComment = false;
            }
            else break;
        }

        return comments.ToImmutable();
    }

    /// <summary>What stands here, for an error.</summary>
    public string Describe()
    {
        if (AtEnd) return "the end of the file";
        if (AtComment) return "a comment";
        if (IsNewline) return "the end of the line";
        if (!Rune.TryGetRuneAt(text, _at.Index, out var rune)) return Name(Current);
        return Rune.IsControl(rune) || Rune.IsWhiteSpace(rune) || Rune.GetUnicodeCategory(rune) == UnicodeCategory.Format
            ? Name(rune.Value) : $"'{rune}'";

        static string Name(int code) => $"the character U+{code:X4}";
    }

    public HoconFailure Fail(string key, string allowed) => Fail(Position, key, Describe(), allowed);

    public static HoconFailure Fail(HoconPosition at, string key, string seen, string allowed) => new(new HoconError(at, key, seen, allowed));
}
