using System.Collections.Immutable;
using Microsoft.Net.Http.Headers;

namespace PeerActors.Host.Web.Http;

/// <summary>Part of a file.</summary>
/// <param name="From">First byte.</param>
/// <param name="Length">At least one.</param>
internal readonly record struct ByteRange(long From, long Length)
{
    /// <summary><c>bytes From-To/Size</c>.</summary>
    public string ContentRange(long size) => $"bytes {From}-{From + Length - 1}/{size}";
}

/// <summary>Which bytes a <c>Range</c> header asks for (RFC 9110 section 14). Pure.</summary>
internal abstract record ByteRanges
{
    /// <summary>More parts than this, or parts that together exceed the file, are answered with the whole, so that a short request
    /// cannot make a long answer (RFC 9110 section 14.2 allows it).</summary>
    public const int MostParts = 16;

    public static ByteRanges Read(string? header, long size)
    {
        if (!RangeHeaderValue.TryParse(header, out var parsed) || !parsed.Unit.Equals("bytes", StringComparison.OrdinalIgnoreCase)) return new WholeFile();
        if (parsed.Ranges.Count > MostParts) return new WholeFile();
        var parts = parsed.Ranges.Select(item => Resolve(item, size)).OfType<ByteRange>().ToImmutableArray();
        if (parts.IsEmpty) return new NoSuchRange();
        return parts.Length > 1 && parts.Sum(static part => part.Length) > size ? new WholeFile() : new SomeRanges(parts);
    }

    private static ByteRange? Resolve(RangeItemHeaderValue item, long size) => (item.From, item.To) switch
    {
        ({ } from, _) when from >= size => null,
        ({ } from, { } to) => new ByteRange(from, Math.Min(to, size - 1) - from + 1),
        ({ } from, null) => new ByteRange(from, size - from),
        (null, { } last) when last > 0 && size > 0 => new ByteRange(size - Math.Min(last, size), Math.Min(last, size)),
        _ => null,
    };
}

/// <summary>No range, or one that is not heeded.</summary>
internal sealed record WholeFile : ByteRanges;

/// <summary>One or more parts, in the order asked for.</summary>
internal sealed record SomeRanges(ImmutableArray<ByteRange> Parts) : ByteRanges;

/// <summary>All parts lie beyond the end.</summary>
internal sealed record NoSuchRange : ByteRanges;
