using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using PeerActors.Messages.Identity;
using PeerActors.Messages.PeerLinks;
using PeerActors.Messages.Router;
using PeerActors.Messages.Wire.Gnutella;
using PeerActors.Messages.Wire.Statements;
using PeerActors.Messages.Wire.PeerLink.Proto;

namespace PeerActors.Messages.Wire.PeerLink;

/// <summary>Makes records of frames as Protobuf read them, and holds every field to its bound.</summary>
internal sealed class FrameMapping(int maxFrame)
{
    private readonly DescriptorReader _descriptors = new(maxFrame);

    /// <summary>Null with the problem when a field is out of bounds.</summary>
    public PeerFrame? Map(Frame frame, out string problem)
    {
        problem = $"a frame of kind {frame.KindCase} has a field out of bounds";
        return frame.KindCase switch
        {
            Frame.KindOneofCase.Hello => Map(frame.Hello),
            Frame.KindOneofCase.Beat => BeatFrame.Instance,
            Frame.KindOneofCase.Credit => TryClass(frame.Credit.Class, out var traffic) && frame.Credit.Bytes is > 0 and <= int.MaxValue
                ? new CreditFrame(traffic, (int)frame.Credit.Bytes) : null,
            Frame.KindOneofCase.Ack => TryClass(frame.Ack.Class, out var traffic) ? new AckFrame(traffic, frame.Ack.Received) : null,
            Frame.KindOneofCase.Bye => frame.Bye.Code <= ushort.MaxValue && frame.Bye.Text.Length <= ByeFrame.MaxText
                ? new ByeFrame((int)frame.Bye.Code, WireText.Clean(frame.Bye.Text)) : null,
            Frame.KindOneofCase.NotUnderstood => frame.NotUnderstood.Manifest <= int.MaxValue ? new NotUnderstoodFrame((int)frame.NotUnderstood.Manifest) : null,
            Frame.KindOneofCase.Overlay => MapDescriptor(frame, ref problem),
            Frame.KindOneofCase.Name => frame.Name is { Number: > 0 and <= int.MaxValue, Manifest.Length: > 0 and <= NameFrame.MaxManifest } && !frame.Name.Manifest.Any(char.IsControl)
                ? new NameFrame((int)frame.Name.Number, frame.Name.Manifest) : null,
            Frame.KindOneofCase.Message => TryClass(frame.Message.Class, out var traffic) && frame.Message.Manifest is > 0 and <= int.MaxValue
                ? new MessageFrame(traffic, frame.Message.Sequence, (int)frame.Message.Manifest, Payload.Copy(frame.Message.Payload.Span)) { To = frame.Message.To, From = frame.Message.From } : null,
            _ => UnknownFrame.Instance,
        };
    }

    private static HelloFrame? Map(Hello hello)
    {
        if (hello.OldestVersion is 0 or > ushort.MaxValue || hello.Version is 0 or > ushort.MaxValue || hello.OldestVersion > hello.Version) return null;
        if (hello.MaxFrame is 0 or > int.MaxValue || hello.Features.Count > HelloFrame.MaxFeatures || hello.Features.Any(static f => f.Length > NameFrame.MaxManifest)) return null;
        SignedStatement? endpoint = null;
        if (hello.Endpoint.Length > 0 && !StatementCodec.TryRead(hello.Endpoint.Span, out endpoint)) return null;
        if (hello.Windows.Count is not (0 or PerClass.Count) || hello.Windows.Any(static w => w > int.MaxValue)) return null;
        if (hello.Received.Count is not (0 or PerClass.Count)) return null;
        return new()
        {
            OldestVersion = (int)hello.OldestVersion, Version = (int)hello.Version, Session = hello.Session, Number = hello.Number, Features = [.. hello.Features],
            Endpoint = endpoint, MaxFrame = (int)hello.MaxFrame,
            Windows = hello.Windows.Count == 0 ? PerClass.All(HelloFrame.OldWindow) : new((int)hello.Windows[0], (int)hello.Windows[1], (int)hello.Windows[2]),
            OfSession = hello.OfSession, Received = hello.Received.Count == 0 ? default : new(hello.Received[0], hello.Received[1], hello.Received[2]),
        };
    }

    private DescriptorFrame? MapDescriptor(Frame frame, ref string problem)
    {
        var bytes = new ReadOnlySequence<byte>(frame.Overlay.Memory);
        var answer = _descriptors.Read(ref bytes, out var descriptor, out var bad);
        if (answer == ReadAnswer.Message && bytes.IsEmpty) return new(Departure.Of(descriptor!));
        problem = bad?.Detail ?? $"a descriptor frame of {frame.Overlay.Length} bytes does not hold one descriptor, whole";
        return null;
    }

    private static bool TryClass(uint value, [NotNullWhen(true)] out UrgencyClass traffic)
    {
        traffic = (UrgencyClass)value;
        return value < PerClass.Count;
    }
}
