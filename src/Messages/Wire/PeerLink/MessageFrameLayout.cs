using System.Buffers;
using System.Runtime.CompilerServices;
using PeerActors.Messages.PeerLinks;
using PeerActors.Messages.Router;

namespace PeerActors.Messages.Wire.PeerLink;

/// <summary>
/// The frame that services send by the million, written and read without objects in between: the bytes are those of <c>peerlink.proto</c>. What it does not
/// recognise at a glance is left to Protobuf, which says what is wrong with it.
/// </summary>
internal static class MessageFrameLayout
{
    /// <summary>As <see cref="FrameReader"/> has it.</summary>
    private const int MaxLengthBytes = 5;

    private const byte MessageTag = (9 << 3) | 2;
    private const byte ClassTag = 1 << 3;
    private const byte SequenceTag = 2 << 3;
    private const byte ManifestTag = 3 << 3;
    private const byte PayloadTag = (4 << 3) | 2;
    private const byte ToTag = 5 << 3;
    private const byte FromTag = 6 << 3;

    /// <summary>Appends the frame, its length before it.</summary>
    public static void Write(MessageFrame frame, IBufferWriter<byte> output)
    {
        var payload = frame.Payload.Span;
        var body = FieldSize((ulong)frame.Class) + FieldSize(frame.Sequence) + FieldSize((ulong)frame.Manifest) + FieldSize(frame.To) + FieldSize(frame.From)
            + (payload.IsEmpty ? 0 : 1 + VarintSize((ulong)payload.Length) + payload.Length);
        var whole = 1 + VarintSize((ulong)body) + body;
        var all = VarintSize((ulong)whole) + whole;
        var span = output.GetSpan(all);
        var at = WriteVarint(span, 0, (ulong)whole);
        span[at++] = MessageTag;
        at = WriteVarint(span, at, (ulong)body);
        at = WriteField(span, at, ClassTag, (ulong)frame.Class);
        at = WriteField(span, at, SequenceTag, frame.Sequence);
        at = WriteField(span, at, ManifestTag, (ulong)frame.Manifest);
        if (!payload.IsEmpty)
        {
            span[at++] = PayloadTag;
            at = WriteVarint(span, at, (ulong)payload.Length);
            payload.CopyTo(span[at..]);
            at += payload.Length;
        }

        at = WriteField(span, at, ToTag, frame.To);
        at = WriteField(span, at, FromTag, frame.From);
        output.Advance(at);
    }

    /// <summary>Reads one and consumes it; null, with nothing consumed, for anything else.</summary>
    public static MessageFrame? TryRead(ref ReadOnlySequence<byte> input, int maxFrame)
    {
        var span = input.FirstSpan;
        if (!TryVarint(span, 0, out var whole, out var at) || at > MaxLengthBytes || whole > (ulong)maxFrame || whole > (ulong)(span.Length - at)) return null;
        var end = at + (int)whole;
        if (at == end || span[at] != MessageTag || !TryVarint(span[..end], at + 1, out var body, out at) || body != (ulong)(end - at)) return null;
        if (!TryFields(span[at..end], out var frame)) return null;
        input = input.Slice(end);
        return frame;
    }

    private static bool TryFields(ReadOnlySpan<byte> body, out MessageFrame? frame)
    {
        frame = null;
        ulong traffic = 0, sequence = 0, manifest = 0, to = 0, from = 0;
        var payload = ReadOnlySpan<byte>.Empty;
        for (var at = 0; at < body.Length;)
        {
            var tag = body[at];
            if (!TryVarint(body, at + 1, out var value, out at)) return false;
            switch (tag)
            {
                case ClassTag:
                    traffic = value;
                    break;
                case SequenceTag:
                    sequence = value;
                    break;
                case ManifestTag:
                    manifest = value;
                    break;
                case ToTag:
                    to = value;
                    break;
                case FromTag:
                    from = value;
                    break;
                case PayloadTag when value <= (ulong)(body.Length - at):
                    payload = body.Slice(at, (int)value);
                    at += (int)value;
                    break;
                default:
                    return false;
            }
        }

        if (traffic >= PerClass.Count || manifest is 0 or > int.MaxValue) return false;
        frame = new((UrgencyClass)traffic, sequence, (int)manifest, Payload.Copy(payload)) { To = to, From = from };
        return true;
    }

    /// <summary>Protobuf leaves out what is 0.</summary>
    private static int FieldSize(ulong value) => value == 0 ? 0 : 1 + VarintSize(value);

    private static int VarintSize(ulong value) => (70 - System.Numerics.BitOperations.LeadingZeroCount(value | 1)) / 7;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int WriteField(Span<byte> span, int at, byte tag, ulong value)
    {
        if (value == 0) return at;
        span[at++] = tag;
        return WriteVarint(span, at, value);
    }

    private static int WriteVarint(Span<byte> span, int at, ulong value)
    {
        while (value >= 0x80)
        {
            span[at++] = (byte)(value | 0x80);
            value >>= 7;
        }

        span[at++] = (byte)value;
        return at;
    }

    private static bool TryVarint(ReadOnlySpan<byte> span, int at, out ulong value, out int end)
    {
        const int LastByte = 9;
        value = 0;
        for (var i = 0; i <= LastByte && at + i < span.Length; i++)
        {
            var b = span[at + i];
            if (i == LastByte && b > 1) break;
            value |= (ulong)(b & 0x7F) << (7 * i);
            if (b >= 0x80) continue;
            end = at + i + 1;
            return true;
        }

        end = at;
        return false;
    }
}
