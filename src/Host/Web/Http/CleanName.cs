using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace PeerActors.Host.Web.Http;

/// <summary>Makes a file name that every common file system takes out of one that a stranger chose.</summary>
internal static class CleanName
{
    /// <summary>Longest name made, in bytes of UTF-8: file systems take 255, and a partial file adds to it.</summary>
    public const int MostBytes = 200;

    private const int LongestExtension = 16;
    private const string WhenNothingIsLeft = "download";
    private const string NotAllowed = "/\\:*?\"<>|";

    /// <summary>Names of devices on Windows, with or without an extension.</summary>
    private static readonly FrozenSet<string> Reserved = new[]
    {
        "CON", "PRN", "AUX", "NUL",
        "COM1", "COM2", "COM3", "COM4", "COM5", "COM6", "COM7", "COM8", "COM9",
        "LPT1", "LPT2", "LPT3", "LPT4", "LPT5", "LPT6", "LPT7", "LPT8", "LPT9",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>A name without separators, controls, leading or trailing dots and blanks; never empty, never a device.</summary>
    public static string Of(string name)
    {
        var text = new StringBuilder(name.Length);
        foreach (var rune in name.EnumerateRunes())
        {
            if (IsInvisible(rune)) continue;
            text.Append(rune.IsAscii && NotAllowed.Contains((char)rune.Value, StringComparison.Ordinal) ? "_" : rune.ToString());
        }

        var clean = text.ToString().TrimStart('.', ' ').TrimEnd('.', ' ');
        if (clean.Trim('_').Length == 0) return WhenNothingIsLeft;
        if (Reserved.Contains(clean.Split('.')[0].TrimEnd())) clean = "_" + clean;
        return Shorten(clean, MostBytes);
    }

    /// <summary>Cuts a name to so many bytes of UTF-8, between characters, and keeps a short extension.</summary>
    public static string Shorten(string name, int mostBytes)
    {
        if (Encoding.UTF8.GetByteCount(name) <= mostBytes) return name;
        var extension = Path.GetExtension(name);
        if (Encoding.UTF8.GetByteCount(extension) > LongestExtension) extension = "";
        var room = mostBytes - Encoding.UTF8.GetByteCount(extension);
        var kept = new StringBuilder();
        foreach (var rune in name.AsSpan(0, name.Length - extension.Length).EnumerateRunes())
        {
            if ((room -= rune.Utf8SequenceLength) < 0) break;
            kept.Append(rune.ToString());
        }

        return kept.ToString().TrimEnd('.', ' ') + extension;
    }

    /// <summary>Controls, and the marks that turn text around: "exe.txt" must not show as "txt.exe".</summary>
    private static bool IsInvisible(Rune rune) => Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
