using System.Buffers;
using PeerActors.Messages.Wire;

namespace PeerActors.Messages.Tests.Wire;

/// <summary>Bytes as they come in: in one piece, or cut anywhere.</summary>
internal static class Feed
{
    public static ReadOnlySequence<byte> Whole(ReadOnlySpan<byte> bytes) => new(bytes.ToArray());

    /// <summary>One sequence of two segments.</summary>
    public static ReadOnlySequence<byte> InTwo(ReadOnlySpan<byte> bytes, int cut)
    {
        var first = new Segment(bytes[..cut].ToArray(), 0);
        var second = first.Then(bytes[cut..].ToArray());
        return new(first, 0, second, second.Memory.Length);
    }

    /// <summary>One sequence of as many segments as there are bytes.</summary>
    public static ReadOnlySequence<byte> ByteByByte(ReadOnlySpan<byte> bytes)
    {
        var first = new Segment(Array.Empty<byte>(), 0);
        var last = first;
        foreach (var b in bytes) last = last.Then([b]);
        return new(first, 0, last, last.Memory.Length);
    }

    /// <summary>Reads every message, handing the reader what a pipe would: the rest so far and one piece more.</summary>
    public static (List<T> Messages, BadBytes? Bad, long Left) ReadAll<T>(IMessageReader<T> reader, IEnumerable<byte[]> pieces)
    {
        var (messages, held) = (new List<T>(), Array.Empty<byte>());
        foreach (var piece in pieces)
        {
            held = [.. held, .. piece];
            var rest = new ReadOnlySequence<byte>(held);
            ReadAnswer answer;
            while ((answer = reader.Read(ref rest, out var message, out var bad)) != ReadAnswer.NeedMore)
            {
                if (answer == ReadAnswer.Bad) return (messages, bad, rest.Length);
                messages.Add(message!);
            }

            held = rest.ToArray();
        }

        return (messages, null, held.Length);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(byte[] bytes, long at) => (Memory, RunningIndex) = (bytes, at);

        public Segment Then(byte[] bytes)
        {
            var next = new Segment(bytes, RunningIndex + Memory.Length);
            Next = next;
            return next;
        }
    }
}
