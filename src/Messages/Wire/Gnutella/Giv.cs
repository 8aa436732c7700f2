using System.Buffers;
using System.Globalization;
using System.Text;
using PeerActors.Messages.Identity;

namespace PeerActors.Messages.Wire.Gnutella;

/// <summary>
/// What a sharer says first when it dials in answer to a push (0.4, "Firewalled servents"): <c>GIV INDEX:GUID/NAME</c> and two line feeds. After
/// it the connection is one of HTTP, on which whoever was dialled asks.
/// </summary>
/// <param name="File">The index of the push. Servents pay it no heed, and send 0 as well.</param>
/// <param name="Sharer">Who dials, in 32 lowercase hexadecimal digits.</param>
/// <param name="Name">Whatever; servents of today write <see cref="AnyName"/>.</param>
public sealed record Giv(FileIndex File, ServentId Sharer, string Name)
{
    /// <summary>The name that says nothing.</summary>
    public const string AnyName = "file";

    /// <summary>The line with its two line feeds.</summary>
    public byte[] ToBytes() => Encoding.UTF8.GetBytes($"GIV {File}:{Sharer}/{Name}\n\n");

    /// <summary>Reads the line without its end; null when it is anything else.</summary>
    internal static Giv? Parse(string line)
    {
        const int GuidDigits = 32;
        if (!line.StartsWith(GivReader.Opening, StringComparison.Ordinal)) return null;
        var colon = line.IndexOf(':', StringComparison.Ordinal);
        var guid = colon + 1;
        if (colon < 0 || line.Length < guid + GuidDigits + 1 || line[guid + GuidDigits] != '/') return null;
        var index = line.AsSpan(GivReader.Opening.Length, colon - GivReader.Opening.Length);
        return uint.TryParse(index, NumberStyles.None, CultureInfo.InvariantCulture, out var file)
            && ServentId.TryParse(line.Substring(guid, GuidDigits), out var sharer)
                ? new(new FileIndex(file), sharer, line[(guid + GuidDigits + 1)..])
                : null;
    }
}

/// <summary>Reads a <see cref="Giv"/> and the empty line behind it; lines may end in LF or CR LF.</summary>
public sealed class GivReader : IMessageReader<Giv>
{
    /// <summary>Longest line with its end: file names take at most 255 bytes, and the rest 50.</summary>
    public const int MaxBytes = 512;

    internal const string Opening = "GIV ";

    /// <inheritdoc/>
    public ReadAnswer Read(ref ReadOnlySequence<byte> input, out Giv? message, out BadBytes? bad)
    {
        (message, bad) = (null, null);
        var reader = new SequenceReader<byte>(input);
        var isWhole = reader.TryReadTo(out ReadOnlySequence<byte> line, (byte)'\n') && TryReadEmptyLine(ref reader, out bad);
        if (bad is not null) return ReadAnswer.Bad;
        if (!isWhole)
        {
            if (input.Length < MaxBytes) return ReadAnswer.NeedMore;
            bad = new(BadBytesReason.TooLarge, $"a GIV has no end within {MaxBytes} bytes");
            return ReadAnswer.Bad;
        }

        message = line.Length < MaxBytes ? Giv.Parse(Encoding.UTF8.GetString(line).TrimEnd('\r')) : null;
        if (message is null)
        {
            bad = new(BadBytesReason.Malformed, "a GIV is not INDEX:GUID/NAME");
            return ReadAnswer.Bad;
        }

        input = input.Slice(reader.Consumed);
        return ReadAnswer.Message;
    }

    private static bool TryReadEmptyLine(ref SequenceReader<byte> reader, out BadBytes? bad)
    {
        bad = null;
        if (!reader.TryRead(out var next)) return false;
        if (next == '\r' && !reader.TryRead(out next)) return false;
        if (next == '\n') return true;
        bad = new(BadBytesReason.Malformed, "a GIV is followed by something else than an empty line");
        return false;
    }
}
