using System.Collections.Immutable;
using System.Text;

namespace PeerActors.Actors.Peer.Configuration.Hocon;

/// <summary>Reads files and what they include, relative to the including file; counts them and knows which are open.</summary>
internal sealed class HoconIncludes
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private ImmutableStack<string> _open = [];
    private int _files;

    /// <summary>Reads a file into an object.</summary>
    /// <param name="path">Absolute.</param>
    /// <param name="name">As people know it.</param>
    /// <param name="asked">Where the file was asked for; null for the first.</param>
    /// <param name="into">The object that gets what the file holds.</param>
    /// <param name="keyPath">Where that object is in the tree.</param>
    /// <param name="depth">How deep it is in the tree.</param>
    public void ReadFile(string path, string name, HoconPosition? asked, HoconDraft into, string keyPath, int depth)
    {
        var source = new HoconSource(name, Path.GetDirectoryName(path) ?? path);
        var at = asked ?? HoconPosition.Of(source);
        if (_open.Contains(path, StringComparer.Ordinal))
            throw HoconCursor.Fail(at, keyPath, $"an include of {name}, which is being read already", "files that do not include each other in a circle");
        if (_open.Count() >= HoconLimits.IncludeDepth)
            throw HoconCursor.Fail(at, keyPath, $"an include inside {_open.Count()} files", $"files inside each other at most {HoconLimits.IncludeDepth} deep");
        if (++_files > HoconLimits.Files)
            throw HoconCursor.Fail(at, keyPath, $"include number {_files}", $"at most {HoconLimits.Files} files in all");

        var text = Decode(ReadBytes(path, name, at, keyPath), source, keyPath);
        _open = _open.Push(path);
        new HoconParser(new HoconCursor(text, source), this).ReadAll(into, keyPath, depth);
        _open = _open.Pop();
    }

    /// <summary>Reads <c>include "file"</c> when that is what stands here.</summary>
    public bool TryRead(HoconCursor cursor, HoconDraft into, string keyPath, int depth)
    {
        const string Allowed = "include \"file\"";
        var (mark, at) = (cursor.Mark(), cursor.Position);
        if (cursor.TakeWhile(HoconChars.IsKey) != "include" || cursor.Current == '.')
        {
            cursor.Return(mark);
            return false;
        }

        cursor.SkipSpaces();
        if (cursor.Current != '"') throw cursor.Fail(keyPath, $"{Allowed}; a setting of the name include needs quotes");
        var name = HoconStrings.Read(cursor, keyPath);
        if (name.Length == 0 || name.Contains('\0')) throw HoconCursor.Fail(at, keyPath, "an include of a file without a usable name", Allowed);
        var folderAsKnown = Path.GetDirectoryName(cursor.Source.Name) ?? "";
        ReadFile(Path.GetFullPath(name, cursor.Source.Folder), Path.Combine(folderAsKnown, name), at, into, keyPath, depth);
        return true;
    }

    private static byte[] ReadBytes(string path, string name, HoconPosition at, string keyPath)
    {
        if (Directory.Exists(path)) throw HoconCursor.Fail(at, keyPath, $"{name}, which is a folder", "a file that can be read");
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var bytes = new byte[HoconLimits.FileBytes + 1];
            var count = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            return count <= HoconLimits.FileBytes ? bytes[..count]
                : throw HoconCursor.Fail(at, keyPath, $"{name}, which is longer than {HoconLimits.FileBytes} bytes", $"at most {HoconLimits.FileBytes} bytes");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw HoconCursor.Fail(at, keyPath, $"{name}, which cannot be read ({failure.Message})", "a file that can be read");
        }
    }

    private static string Decode(ReadOnlySpan<byte> bytes, HoconSource source, string keyPath)
    {
        if (bytes.StartsWith("\uFEFF"u8)) bytes = bytes["\uFEFF"u8.Length..];
        try
        {
            return StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException failure)
        {
            var before = Encoding.UTF8.GetString(bytes[..Math.Clamp(failure.Index, 0, bytes.Length)]);
            var cursor = new HoconCursor(before, source);
            cursor.Advance(before.Length);
            throw HoconCursor.Fail(cursor.Position, keyPath, "bytes that are not UTF-8", "text in UTF-8");
        }
    }
}
