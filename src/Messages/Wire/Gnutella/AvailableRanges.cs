using System.Collections.Immutable;
using System.Globalization;

namespace PeerActors.Messages.Wire.Gnutella;

/// <summary>A part of a file that a sharer has.</summary>
/// <param name="From">First byte.</param>
/// <param name="To">Last byte, at least <paramref name="From"/>.</param>
public readonly record struct AvailableRange(long From, long To)
{
    /// <summary>Bytes in it.</summary>
    public long Length => To - From + 1;
}

/// <summary>
/// The header <c>X-Available-Ranges: bytes 0-10,20-30</c>, by which a sharer tells which parts of a file it has (Partial File Sharing
/// Protocol 1.0a, section 1). An answer without it means that the whole is there.
/// </summary>
public static class AvailableRanges
{
    /// <summary>Its name.</summary>
    public const string Header = "X-Available-Ranges";

    /// <summary>Most ranges read from one header; the rest is left aside.</summary>
    public const int MostRead = 256;

    private const string Unit = "bytes";

    /// <summary>Reads the ranges that make sense, in the order written; null when the header is not there or has another unit.</summary>
    /// <param name="value">Of the header; null for none.</param>
    public static ImmutableArray<AvailableRange>? Read(string? value)
    {
        var rest = value.AsSpan().Trim();
        if (!rest.StartsWith(Unit, StringComparison.OrdinalIgnoreCase)) return null;
        rest = rest[Unit.Length..].TrimStart(" \t=");
        var ranges = ImmutableArray.CreateBuilder<AvailableRange>();
        while (!rest.IsEmpty && ranges.Count < MostRead)
        {
            var end = rest.IndexOf(',');
            var part = (end < 0 ? rest : rest[..end]).Trim();
            rest = end < 0 ? default : rest[(end + 1)..];
            var dash = part.IndexOf('-');
            if (dash > 0 && TryRead(part[..dash], out var from) && TryRead(part[(dash + 1)..], out var to) && to >= from) ranges.Add(new(from, to));
        }

        return ranges.DrainToImmutable();
    }

    /// <summary>The inverse; <c>bytes</c> alone when nothing is there yet.</summary>
    public static string Write(IEnumerable<AvailableRange> ranges) =>
        $"{Unit} {string.Join(',', ranges.Select(static r => string.Create(CultureInfo.InvariantCulture, $"{r.From}-{r.To}")))}".TrimEnd();

    private static bool TryRead(ReadOnlySpan<char> text, out long number) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number < long.MaxValue;
}
