using System.Buffers;
using PeerActors.Messages.Wire;

namespace PeerActors.Actors.Links;

/// <summary>Bytes were read that are of no more interest.</summary>
internal sealed record Discarded
{
    public static Discarded Instance { get; } = new();
}

/// <summary>Consumes whatever comes.</summary>
internal sealed class DiscardReader : IMessageReader<Discarded>
{
    public static DiscardReader Instance { get; } = new();

    public ReadAnswer Read(ref ReadOnlySequence<byte> input, out Discarded? message, out BadBytes? bad)
    {
        (message, bad) = (null, null);
        if (input.IsEmpty) return ReadAnswer.NeedMore;
        input = input.Slice(input.End);
        message = Discarded.Instance;
        return ReadAnswer.Message;
    }
}
