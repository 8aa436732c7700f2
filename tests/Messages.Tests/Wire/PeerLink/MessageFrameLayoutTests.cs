using System.Buffers;
using Google.Protobuf;
using PeerActors.Messages.PeerLinks;
using PeerActors.Messages.Router;
using PeerActors.Messages.Wire.PeerLink;
using PeerActors.Messages.Wire.PeerLink.Proto;

namespace PeerActors.Messages.Tests.Wire.PeerLink;

/// <summary>The frame that is written and read by hand is the one of <c>peerlink.proto</c>.</summary>
public sealed class MessageFrameLayoutTests
{
    private const int MaxFrame = 64 * 1024;

    [Fact]
    public void It_is_written_byte_for_byte_as_Protobuf_writes_it()
    {
        var dice = new Random(11);
        for (var i = 0; i < 10_000; i++)
        {
            var frame = Rolled(dice);
            Assert.Equal(AsProtobuf(frame), Written(frame));
        }
    }

    [Fact]
    public void It_is_read_as_Protobuf_reads_it_whatever_byte_is_changed()
    {
        var dice = new Random(12);
        for (var i = 0; i < 50_000; i++)
        {
            var wire = Written(Rolled(dice));
            wire[dice.Next(wire.Length)] = (byte)dice.Next(256);
            var input = new ReadOnlySequence<byte>(wire);
            if (MessageFrameLayout.TryRead(ref input, MaxFrame) is not { } read) continue;
            using var coded = new CodedInputStream(wire);
            var expected = Frame.Parser.ParseFrom(coded.ReadBytes()).Message;
            Assert.Equal(
                (expected.Class, expected.Sequence, (int)expected.Manifest, Payload.Copy(expected.Payload.Span), expected.To, expected.From),
                ((uint)read.Class, read.Sequence, read.Manifest, read.Payload, read.To, read.From));
            Assert.Equal(wire.Length - coded.Position, input.Length);
        }
    }

    [Fact]
    public void A_message_of_100_bytes_that_may_be_answered_costs_14_bytes_more() =>
        Assert.Equal(114, Written(new(UrgencyClass.Normal, 0, 1, Payload.Own(new byte[100])) { From = 1 << 21 }).Length);

    private static MessageFrame Rolled(Random dice)
    {
        var payload = new byte[dice.Next(4) == 0 ? 0 : dice.Next(300)];
        dice.NextBytes(payload);
        return new((UrgencyClass)dice.Next(PerClass.Count), Number(dice), dice.Next(1, int.MaxValue) >> dice.Next(24) | 1, Payload.Own(payload)) { To = Number(dice), From = Number(dice) };
    }

    private static ulong Number(Random dice) => dice.Next(3) == 0 ? 0 : (ulong)dice.NextInt64() << 1 >> dice.Next(60);

    private static byte[] Written(MessageFrame frame)
    {
        var output = new ArrayBufferWriter<byte>();
        FrameWriter.Instance.Write(frame, output);
        return output.WrittenSpan.ToArray();
    }

    private static byte[] AsProtobuf(MessageFrame frame)
    {
        var output = new MemoryStream();
        new Frame
        {
            Message = new()
            {
                Class = (uint)frame.Class, Sequence = frame.Sequence, Manifest = (uint)frame.Manifest, Payload = ByteString.CopyFrom(frame.Payload.Span), To = frame.To, From = frame.From,
            },
        }.WriteDelimitedTo(output);
        return output.ToArray();
    }
}
