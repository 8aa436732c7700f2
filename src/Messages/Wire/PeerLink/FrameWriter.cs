using System.Buffers;
using Google.Protobuf;
using PeerActors.Messages.PeerLinks;
using PeerActors.Messages.Router;
using PeerActors.Messages.Wire.Gnutella;
using PeerActors.Messages.Wire.Statements;
using PeerActors.Messages.Wire.PeerLink.Proto;

namespace PeerActors.Messages.Wire.PeerLink;

/// <summary>Writes frames exactly as <see cref="FrameReader"/> reads them.</summary>
public sealed class FrameWriter : IMessageWriter<PeerFrame>
{
    private const int MaxLengthBytes = 5;

    /// <summary>It holds nothing, so one is enough.</summary>
    public static FrameWriter Instance { get; } = new();

    /// <inheritdoc/>
    public void Write(PeerFrame message, IBufferWriter<byte> output)
    {
        if (message is MessageFrame plain)
        {
            MessageFrameLayout.Write(plain, output);
            return;
        }

        var frame = ToProto(message);
        WriteLength((uint)frame.CalculateSize(), output);
        frame.WriteTo(output);
    }

    private static void WriteLength(uint length, IBufferWriter<byte> output)
    {
        var span = output.GetSpan(MaxLengthBytes);
        var at = 0;
        while (length >= 0x80)
        {
            span[at++] = (byte)(length | 0x80);
            length >>= 7;
        }

        span[at++] = (byte)length;
        output.Advance(at);
    }

    private static Frame ToProto(PeerFrame message) => message switch
    {
        HelloFrame hello => new() { Hello = ToProto(hello) },
        BeatFrame => new() { Beat = new() },
        CreditFrame credit => new() { Credit = new() { Class = (uint)credit.Class, Bytes = (uint)credit.Bytes } },
        AckFrame ack => new() { Ack = new() { Class = (uint)ack.Class, Received = ack.Received } },
        ByeFrame bye => new() { Bye = new() { Code = (uint)bye.Code, Text = bye.Text.Length > ByeFrame.MaxText ? bye.Text[..ByeFrame.MaxText] : bye.Text } },
        NotUnderstoodFrame not => new() { NotUnderstood = new() { Manifest = (uint)not.Manifest } },
        DescriptorFrame descriptor => new() { Overlay = Bytes(descriptor.Descriptor) },
        NameFrame name => new() { Name = new() { Number = (uint)name.Number, Manifest = name.Manifest } },
        _ => throw new ArgumentOutOfRangeException(nameof(message), message, "A frame of an unknown kind is read, never written."),
    };

    private static Hello ToProto(HelloFrame hello) => new()
    {
        OldestVersion = (uint)hello.OldestVersion, Version = (uint)hello.Version, Session = hello.Session, Number = hello.Number, Features = { hello.Features },
        Endpoint = hello.Endpoint is { } endpoint ? ByteString.CopyFrom(StatementCodec.Write(endpoint)) : ByteString.Empty, MaxFrame = (uint)hello.MaxFrame,
        Windows = { (uint)hello.Windows.Urgent, (uint)hello.Windows.Normal, (uint)hello.Windows.Bulk }, OfSession = hello.OfSession,
        Received = { hello.Received.Urgent, hello.Received.Normal, hello.Received.Bulk },
    };

    private static ByteString Bytes(Departure departure)
    {
        var buffer = new ArrayBufferWriter<byte>(DescriptorReader.HeaderBytes + departure.Descriptor.Payload.Length);
        DescriptorWriter.Instance.Write(departure, buffer);
        return UnsafeByteOperations.UnsafeWrap(buffer.WrittenMemory);
    }
}
