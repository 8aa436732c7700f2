using System.Collections.Immutable;

namespace PeerActors.Actors.Peer.Configuration.Hocon;

/// <summary>Reads one value that is not an object: scalars, references, and both joined.</summary>
internal static class HoconValues
{
    public const string AllowedAfterEquals = "a value on the same line: text in quotes, a number, true, false, a duration, a size, '[' or '{'";

    public static HoconNode Read(HoconCursor cursor, string key)
    {
        var start = cursor.Position;
        var pieces = ImmutableArray.CreateBuilder<HoconNode>();
        var hasReference = false;
        while (StartsPiece(cursor))
        {
            if (cursor.Current != '$' && pieces.Count > 0 && !hasReference) throw cursor.Fail(key, "a comma or a line end after a value");
            hasReference |= cursor.Current == '$';
            pieces.Add(ReadPiece(cursor, key, isFirst: pieces.Count == 0));
        }

        if (pieces.Count == 0) throw cursor.Fail(key, AllowedAfterEquals);
        if (!EndsHere(cursor))
            throw cursor.Fail(key, "letters, digits, '_', '-', '.' and '/' in text without quotes; put other text in quotes");
        return pieces is [HoconScalar only] ? only : new HoconSubstitution(start, pieces.ToImmutable());
    }

    private static bool StartsPiece(HoconCursor cursor) =>
        !cursor.AtLineEnd && (cursor.Current is '"' or '$' || HoconChars.IsPlainText(cursor.Current));

    private static bool EndsHere(HoconCursor cursor) =>
        cursor.AtLineEnd || HoconChars.IsSpace(cursor.Current) || cursor.Current is ',' or '}' or ']';

    private static HoconNode ReadPiece(HoconCursor cursor, string key, bool isFirst)
    {
        var start = cursor.Position;
        if (cursor.Current == '"') return new HoconScalar(start, HoconStrings.Read(cursor, key), HoconStyle.Quoted);
        if (cursor.Current == '$') return ReadReference(cursor, key);

        var text = ReadPlain(cursor);
        if (isFirst && text.All(static c => char.IsAsciiDigit(c) || c == '.')) text += ReadUnit(cursor);
        if (text == "null") throw HoconCursor.Fail(start, key, "null", "a value; leave the setting out to keep its default");
        return new HoconScalar(start, text, HoconStyle.Plain);
    }

    private static string ReadPlain(HoconCursor cursor)
    {
        var start = cursor.Mark();
        var length = 0;
        for (; !cursor.AtLineEnd && HoconChars.IsPlainText(cursor.Current); length++) cursor.Advance();
        cursor.Return(start);
        return cursor.Take(length);
    }

    /// <summary>Reads the unit of <c>10 seconds</c>: a word after a number that nothing else follows on the line.</summary>
    private static string ReadUnit(HoconCursor cursor)
    {
        var mark = cursor.Mark();
        cursor.SkipSpaces();
        var word = cursor.TakeWhile(char.IsAsciiLetter);
        if (word.Length > 0 && EndsHere(cursor))
        {
            var after = cursor.Mark();
            cursor.SkipSpaces();
            if (cursor.AtLineEnd || cursor.Current is ',' or '}' or ']')
            {
                cursor.Return(after);
                return $" {word}";
            }
        }

        cursor.Return(mark);
        return "";
    }

    private static HoconReference ReadReference(HoconCursor cursor, string key)
    {
        const string Allowed = "${NAME} or ${?NAME}, where NAME is a setting such as peer.name, or an environment variable";
        var start = cursor.Position;
        cursor.Advance();
        if (cursor.Current != '{') throw HoconCursor.Fail(start, key, "'$'", $"{Allowed}; put other text in quotes");
        cursor.Advance();
        var optional = cursor.Current == '?';
        if (optional) cursor.Advance();
        var name = cursor.TakeWhile(static c => HoconChars.IsKey(c) || c == '.');
        if (cursor.Current != '}') throw cursor.Fail(key, Allowed);
        if (name.Split('.').Any(static part => part.Length == 0)) throw HoconCursor.Fail(start, key, $"the name '{name}'", Allowed);
        cursor.Advance();
        return new HoconReference(start, name, optional);
    }
}
