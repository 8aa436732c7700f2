using System.Collections.Immutable;

namespace PeerActors.Actors.Peer.Configuration.Hocon;

/// <summary>Reads the objects and lists of one text; each failure is a <see cref="HoconFailure"/> at the place of the slip.</summary>
internal sealed class HoconParser(HoconCursor cursor, HoconIncludes includes)
{
    private const string AllowedAsKey = "a setting (letters, digits, '_' and '-', joined by dots; or in quotes)";

    /// <summary>Reads the whole text into an object that is <paramref name="depth"/> levels deep already.</summary>
    public void ReadAll(HoconDraft into, string path, int depth)
    {
        var comments = cursor.SkipBlanks();
        if (cursor.Current != '{')
        {
            ReadFields(into, path, depth, comments, opened: null);
            return;
        }

        var opened = cursor.Position;
        cursor.Advance();
        ReadFields(into, path, depth, [], opened);
        cursor.SkipBlanks();
        if (!cursor.AtEnd) throw cursor.Fail(path, "the end of the file after the '}' of its first '{'");
    }

    private void ReadFields(HoconDraft into, string path, int depth, ImmutableArray<string> comments, HoconPosition? opened)
    {
        while (true)
        {
            var above = cursor.SkipBlanks();
            if (!above.IsEmpty) comments = above;
            if (cursor.AtEnd && opened is null) return;
            if (cursor.AtEnd) throw cursor.Fail(path, $"a '}}' for the '{{' at line {opened!.Value.Line}, column {opened.Value.Column}");
            if (cursor.Current == '}')
            {
                if (opened is null) throw cursor.Fail(path, $"{AllowedAsKey}; no '{{' is open here");
                cursor.Advance();
                return;
            }

            EndField(ReadField(into, path, depth, comments));
            comments = [];
        }
    }

    private void EndField(string path)
    {
        cursor.SkipSpaces();
        if (cursor.Current == ',')
        {
            cursor.Advance();
            cursor.SkipSpaces();
        }
        else if (!cursor.AtLineEnd && cursor.Current != '}')
        {
            throw cursor.Fail(path, "a comma or a line end between two settings; text with spaces in it needs quotes");
        }

        if (cursor.AtComment) cursor.TakeComment();
    }

    /// <summary>Reads a setting or an include; returns the setting's path.</summary>
    private string ReadField(HoconDraft into, string path, int depth, ImmutableArray<string> comments)
    {
        if (includes.TryRead(cursor, into, path, depth)) return path;
        var key = ReadKey(path);
        for (; cursor.Current == '.'; key = ReadKey(path))
        {
            cursor.Advance();
            path = HoconKey.Join(path, key.Name);
            into = into.Section(path, key, []);
            Deepen(ref depth, key.Position, path);
        }

        path = HoconKey.Join(path, key.Name);
        cursor.SkipSpaces();
        if (cursor.Current == '+' && cursor.Ahead(1) == '=')
        {
            cursor.Advance(2);
            cursor.SkipSpaces();
            if (cursor.Current is '[' or '{') throw cursor.Fail(path, "one value after '+='; write a line for each");
            var item = HoconValues.Read(cursor, path);
            into.Put(path, key, new HoconAppend(item.Position, item), comments);
            return path;
        }

        if (cursor.Current is '=' or ':')
        {
            cursor.Advance();
            cursor.SkipSpaces();
        }
        else if (cursor.Current != '{') throw cursor.Fail(path, $"'=', ':', '+=' or '{{' after {path}");

        if (cursor.Current == '{') ReadObject(into.Section(path, key, comments), path, depth);
        else into.Put(path, key, ReadValue(path, depth), comments);
        return path;
    }

    private HoconKey ReadKey(string path)
    {
        var start = cursor.Position;
        var name = cursor.Current == '"' ? HoconStrings.Read(cursor, path) : cursor.TakeWhile(HoconChars.IsKey);
        return name.Length > 0 ? new(name, start) : throw cursor.Fail(path, AllowedAsKey);
    }

    private void ReadObject(HoconDraft into, string path, int depth)
    {
        var opened = cursor.Position;
        Deepen(ref depth, opened, path);
        cursor.Advance();
        ReadFields(into, path, depth, [], opened);
    }

    private HoconNode ReadValue(string path, int depth)
    {
        if (cursor.Current == '[') return ReadList(path, depth);
        if (cursor.Current != '{') return HoconValues.Read(cursor, path);
        var item = new HoconDraft(cursor.Position);
        ReadObject(item, path, depth);
        return item.Freeze();
    }

    private HoconList ReadList(string path, int depth)
    {
        var opened = cursor.Position;
        Deepen(ref depth, opened, path);
        cursor.Advance();
        var items = ImmutableArray.CreateBuilder<HoconNode>();
        while (true)
        {
            cursor.SkipBlanks();
            if (cursor.AtEnd) throw cursor.Fail(path, $"a ']' for the '[' at line {opened.Line}, column {opened.Column}");
            if (cursor.Current == ']')
            {
                cursor.Advance();
                return new HoconList(opened, items.ToImmutable());
            }

            items.Add(ReadValue(path, depth));
            cursor.SkipSpaces();
            if (cursor.Current == ',') cursor.Advance();
            else if (!cursor.AtLineEnd && cursor.Current != ']') throw cursor.Fail(path, "a comma, a line end or ']' after a value of a list");
        }
    }

    private static void Deepen(ref int depth, HoconPosition at, string path)
    {
        if (++depth > HoconLimits.Depth)
            throw HoconCursor.Fail(at, path, $"nesting {depth} deep", $"objects, lists and dotted keys nested at most {HoconLimits.Depth} deep");
    }
}
