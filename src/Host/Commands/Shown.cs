using PeerActors.Messages.Router;

namespace PeerActors.Host.Commands;

/// <summary>Values as people read them.</summary>
internal static class Shown
{
    private static readonly string[] Units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];

    /// <summary>Text from the wire: nothing that a terminal would obey, at most 200 characters.</summary>
    public static string Wire(string text) => WireText.Clean(text);

    /// <summary>Our own text, which may quote the wire: nothing that a terminal would obey, at its full length.</summary>
    public static string Text(string text) => string.Concat(text.Chunk(200).Select(static part => WireText.Clean(new string(part))));

    /// <summary>512 B, 1.5 KiB, 64.0 MiB.</summary>
    public static string Bytes(long bytes)
    {
        var (value, unit) = ((double)bytes, 0);
        for (; value >= 1024 && unit < Units.Length - 1; unit++) value /= 1024;
        return unit == 0 ? $"{bytes} B" : $"{value:0.0} {Units[unit]}";
    }

    /// <summary>45 s, 3 min 20 s, 2 h 5 min, 3 d 4 h.</summary>
    public static string Duration(TimeSpan time) => time switch
    {
        { Ticks: < 0 } => "0 s",
        { TotalMinutes: < 1 } => $"{time.Seconds} s",
        { TotalHours: < 1 } => $"{time.Minutes} min {time.Seconds} s",
        { TotalDays: < 1 } => $"{time.Hours} h {time.Minutes} min",
        _ => $"{time.Days} d {time.Hours} h",
    };

    /// <summary>1 file, 2 files.</summary>
    public static string Count(long count, string one, string? many = null) => $"{count:N0} {(count == 1 ? one : many ?? one + "s")}";

    /// <summary>timeOver → time over.</summary>
    public static string Words(string camelCase) =>
        string.Concat(camelCase.Select(static c => char.IsAsciiLetterUpper(c) ? $" {char.ToLowerInvariant(c)}" : $"{c}"));

    /// <summary>One line of counters, largest first; "none" when all are 0.</summary>
    public static string Counters(IReadOnlyDictionary<string, long> counters)
    {
        var counted = counters.Where(static c => c.Value != 0).OrderByDescending(static c => c.Value).ThenBy(static c => c.Key, StringComparer.Ordinal);
        var text = string.Join(", ", counted.Select(static c => $"{Words(c.Key)} {c.Value:N0}"));
        return text.Length == 0 ? "none" : text;
    }
}
