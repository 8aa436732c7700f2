using System.Buffers;
using System.Text;

namespace PeerActors.Messages.Wire.Gnutella;

/// <summary>
/// Reads a greeting block. Lines may end in LF or CR LF; a line that begins with a blank goes on with the header before it. Characters are
/// bytes (Latin-1), so that what is written again is what was read.
/// </summary>
/// <param name="maxBytes">Longest block accepted (<c>links.max-greeting</c>).</param>
/// <param name="maxHeaders">Most headers accepted; real servents send about twenty.</param>
/// <param name="maxLineBytes">Longest line accepted.</param>
public sealed class GreetingReader(int maxBytes, int maxHeaders = GreetingReader.DefaultMaxHeaders, int maxLineBytes = GreetingReader.DefaultMaxLineBytes)
    : IMessageReader<GreetingBlock>
{
    /// <summary>Most headers, where nothing else is said.</summary>
    public const int DefaultMaxHeaders = 64;

    /// <summary>Longest line in bytes, where nothing else is said.</summary>
    public const int DefaultMaxLineBytes = 2048;

    private static ReadOnlySpan<byte> Opening => "GNUTELLA"u8;

    /// <inheritdoc/>
    public ReadAnswer Read(ref ReadOnlySequence<byte> input, out GreetingBlock? message, out BadBytes? bad)
    {
        (message, bad) = (null, null);
        Span<byte> opening = stackalloc byte[8];
        var seen = (int)Math.Min(input.Length, opening.Length);
        input.Slice(0, seen).CopyTo(opening);
        if (!opening[..seen].SequenceEqual(Opening[..seen]))
            return Refuse(out bad, BadBytesReason.UnknownGreeting, $"the greeting begins with {Printable(opening[..seen])} and not with GNUTELLA");

        var reader = new SequenceReader<byte>(input.Slice(0, Math.Min(input.Length, maxBytes)));
        string? firstLine = null;
        List<HeaderField>? headers = null;
        while (reader.TryReadTo(out ReadOnlySequence<byte> bytes, (byte)'\n'))
        {
            if (bytes.Length > maxLineBytes) return RefuseLine(out bad, bytes.Length);
            var line = Encoding.Latin1.GetString(bytes);
            if (line.EndsWith('\r')) line = line[..^1];
            if (line.Length == 0 && firstLine is not null)
            {
                message = new(firstLine, headers is null ? HeaderFields.None : HeaderFields.Of(headers));
                input = input.Slice(reader.Consumed);
                return ReadAnswer.Message;
            }

            if (line.Any(static c => !HeaderFields.IsOfValue(c)))
                return Refuse(out bad, firstLine is null ? BadBytesReason.UnknownGreeting : BadBytesReason.Malformed, $"line {(headers?.Count ?? 0) + 1} of the greeting holds a control character");
            if (firstLine is null) firstLine = line;
            else if (!TryAdd(line, headers ??= [])) return Refuse(out bad, BadBytesReason.Malformed, $"the greeting has a line that is no header behind its first {headers.Count:N0} headers");
            if (headers?.Count > maxHeaders) return Refuse(out bad, BadBytesReason.TooLarge, $"the greeting has more than {maxHeaders:N0} headers");
        }

        if (reader.Remaining > maxLineBytes) return RefuseLine(out bad, reader.Remaining);
        return input.Length < maxBytes
            ? ReadAnswer.NeedMore
            : Refuse(out bad, BadBytesReason.TooLarge, $"the greeting has no end within {maxBytes:N0} bytes (links.max-greeting)");
    }

    private static bool TryAdd(string line, List<HeaderField> headers)
    {
        if (line[0] is ' ' or '\t')
        {
            if (headers.Count == 0) return false;
            var (name, value) = headers[^1];
            headers[^1] = new(name, $"{value} {line.Trim(' ', '\t')}".Trim(' '));
            return true;
        }

        var colon = line.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0) return false;
        var header = new HeaderField(line[..colon].TrimEnd(' ', '\t'), line[(colon + 1)..].Trim(' ', '\t'));
        if (!HeaderFields.IsName(header.Name)) return false;
        headers.Add(header);
        return true;
    }

    private ReadAnswer RefuseLine(out BadBytes? bad, long length) =>
        Refuse(out bad, BadBytesReason.TooLarge, $"the greeting has a line of at least {length:N0} bytes, the limit is {maxLineBytes:N0}, and {maxBytes:N0} for the whole (links.max-greeting)");

    private static ReadAnswer Refuse(out BadBytes? bad, BadBytesReason reason, string detail)
    {
        bad = new(reason, detail);
        return ReadAnswer.Bad;
    }

    private static string Printable(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder("\"");
        foreach (var b in bytes) text.Append(b is >= 0x20 and < 0x7F and not (byte)'"' ? ((char)b).ToString() : $"\\x{b:x2}");
        return text.Append('"').ToString();
    }
}
