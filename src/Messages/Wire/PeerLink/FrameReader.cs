using System.Buffers;
using Google.Protobuf;
using PeerActors.Messages.PeerLinks;
using PeerActors.Messages.Wire.PeerLink.Proto;

namespace PeerActors.Messages.Wire.PeerLink;

/// <summary>Reads frames: a varint with the length, then the frame. Nothing is allocated for a length above the limit.</summary>
/// <param name="maxFrame">Largest frame in bytes (<c>peer-link.max-frame</c>).</param>
public sealed class FrameReader(int maxFrame) : IMessageReader<PeerFrame>
{
    /// <summary>Most bytes of a length; five hold 35 bits.</summary>
    private const int MaxLengthBytes = 5;

    /// <summary>What an unknown field holds is of no use to us, and need not be kept in memory.</summary>
    private static readonly MessageParser<Frame> Parser = Frame.Parser.WithDiscardUnknownFields(true);

    private readonly FrameMapping _mapping = new(maxFrame);

    /// <inheritdoc/>
    public ReadAnswer Read(ref ReadOnlySequence<byte> input, out PeerFrame? message, out BadBytes? bad)
    {
        (message, bad) = (null, null);
        if (MessageFrameLayout.TryRead(ref input, maxFrame) is { } plain)
        {
            message = plain;
            return ReadAnswer.Message;
        }

        var reader = new SequenceReader<byte>(input);
        ulong length = 0;
        for (var at = 0; ; at++)
        {
            if (at == MaxLengthBytes) return Bad(BadBytesReason.Malformed, $"a frame's length takes more than {MaxLengthBytes} bytes", out bad);
            if (!reader.TryRead(out var b)) return ReadAnswer.NeedMore;
            length |= (ulong)(b & 0x7F) << (7 * at);
            if (length > (ulong)maxFrame) return Bad(BadBytesReason.TooLarge, $"a frame of {length:N0} bytes or more is announced, the limit is {maxFrame:N0} (peer-link.max-frame)", out bad);
            if (b < 0x80) break;
        }

        if (reader.Remaining < (long)length) return ReadAnswer.NeedMore;
        var body = reader.UnreadSequence.Slice(0, (long)length);
        // Protobuf 3.25 adds lengths near 2^31 without looking for an overflow, and then throws one of the other kinds; its position is far
        // below 0 then, so it never goes on.
        Frame frame;
        try
        {
            frame = Parser.ParseFrom(body);
        }
        catch (Exception garbled) when (garbled is InvalidProtocolBufferException or ArgumentException or IndexOutOfRangeException)
        {
            return Bad(BadBytesReason.Malformed, $"a frame of {length} bytes is no frame: {garbled.Message}", out bad);
        }

        message = _mapping.Map(frame, out var problem);
        if (message is null) return Bad(BadBytesReason.Malformed, problem, out bad);
        input = input.Slice(body.End);
        return ReadAnswer.Message;
    }

    private static ReadAnswer Bad(BadBytesReason reason, string detail, out BadBytes? bad)
    {
        bad = new(reason, detail);
        return ReadAnswer.Bad;
    }
}
