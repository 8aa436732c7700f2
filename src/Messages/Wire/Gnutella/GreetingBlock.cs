using System.Buffers;
using System.Text;

namespace PeerActors.Messages.Wire.Gnutella;

/// <summary>
/// One turn of a Gnutella greeting: a first line, headers, an empty line. A 0.4 greeting has no headers ("GNUTELLA
/// CONNECT/0.4", LF, LF; answered with "GNUTELLA OK", LF, LF). Any other answer is a refusal (0.4, "Establishing a connection").
/// </summary>
/// <param name="FirstLine">Without its line end.</param>
public sealed record GreetingBlock(string FirstLine)
{
    /// <summary>What the dialler of a 0.4 link says.</summary>
    public static GreetingBlock Connect04 { get; } = new("GNUTELLA CONNECT/0.4");

    /// <summary>What the acceptor of a 0.4 link says.</summary>
    public static GreetingBlock Ok04 { get; } = new("GNUTELLA OK");

    /// <summary>A refusal that a person can read.</summary>
    public static GreetingBlock Refuse(ushort code, string reason) => new($"GNUTELLA {code} {reason}");
}

/// <summary>Reads a greeting block; lines may end in LF or CR LF.</summary>
/// <param name="maxBytes">Longest block accepted (<c>links.max-greeting</c>).</param>
public sealed class GreetingReader(int maxBytes) : IMessageReader<GreetingBlock>
{
    private static ReadOnlySpan<byte> Opening => "GNUTELLA"u8;

    /// <inheritdoc/>
    public ReadAnswer Read(ref ReadOnlySequence<byte> input, out GreetingBlock? message, out BadBytes? bad)
    {
        (message, bad) = (null, null);
        Span<byte> opening = stackalloc byte[8];
        var seen = (int)Math.Min(input.Length, opening.Length);
        input.Slice(0, seen).CopyTo(opening);
        if (!opening[..seen].SequenceEqual(Opening[..seen]))
        {
            bad = new(BadBytesReason.UnknownGreeting, $"the greeting begins with {Printable(opening[..seen])} and not with GNUTELLA");
            return ReadAnswer.Bad;
        }

        var text = input.Slice(0, Math.Min(input.Length, maxBytes));
        var reader = new SequenceReader<byte>(text);
        ReadOnlySequence<byte> firstLine = default;
        for (var line = 0; reader.TryReadTo(out ReadOnlySequence<byte> content, (byte)'\n'); line++)
        {
            content = WithoutCarriageReturn(content);
            if (line == 0) firstLine = content;
            if (line == 0 || !content.IsEmpty) continue;
            message = new(Encoding.Latin1.GetString(firstLine));
            input = input.Slice(reader.Consumed);
            return ReadAnswer.Message;
        }

        if (input.Length < maxBytes) return ReadAnswer.NeedMore;
        bad = new(BadBytesReason.TooLarge, $"the greeting has no end within {maxBytes:N0} bytes (links.max-greeting)");
        return ReadAnswer.Bad;
    }

    private static ReadOnlySequence<byte> WithoutCarriageReturn(ReadOnlySequence<byte> line)
    {
        if (line.IsEmpty) return line;
        var last = line.Slice(line.Length - 1);
        return last.FirstSpan[0] == (byte)'\r' ? line.Slice(0, line.Length - 1) : line;
    }

    private static string Printable(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder("\"");
        foreach (var b in bytes) text.Append(b is >= 0x20 and < 0x7F and not (byte)'"' ? ((char)b).ToString() : $"\\x{b:x2}");
        return text.Append('"').ToString();
    }
}

/// <summary>Writes a greeting block with LF line ends, as 0.4 has them.</summary>
public sealed class GreetingWriter : IMessageWriter<GreetingBlock>
{
    /// <summary>It holds nothing, so one is enough.</summary>
    public static GreetingWriter Instance { get; } = new();

    /// <inheritdoc/>
    public void Write(GreetingBlock message, IBufferWriter<byte> output)
    {
        Encoding.Latin1.GetBytes(message.FirstLine, output);
        output.Write("\n\n"u8);
    }
}
