using PeerActors.Messages.Router;

namespace PeerActors.Messages.Remoting;

/// <summary>A message was given to nobody; the payload of <c>refused/1</c>.</summary>
/// <param name="Reason">Why.</param>
/// <param name="Service">For which service it was.</param>
/// <param name="Detail">For people; at most <see cref="MaxDetail"/> characters.</param>
public sealed record RefusedNote(ServiceRefusal Reason, string Service, string Detail)
{
    /// <summary>Longest detail that is told or taken.</summary>
    public const int MaxDetail = 300;
}

/// <summary>A message that is sent until it is confirmed; the payload of <c>kept/…</c>.</summary>
/// <param name="Stream">Rolled by its sender when it first had something to keep for the service.</param>
/// <param name="Sequence">Counts the messages of the stream, from 1 on.</param>
/// <param name="Oldest">The first that is not confirmed: whoever does not know the stream begins there.</param>
/// <param name="Payload">As the codec of the message made it.</param>
public sealed record KeptNote(ulong Stream, ulong Sequence, ulong Oldest, Payload Payload)
{
    /// <summary>Bytes that it takes besides its payload, at most.</summary>
    public const int Around = 48;
}

/// <summary>All of a stream up to a sequence was taken, and is remembered; the payload of <c>taken/…</c>.</summary>
public sealed record TakenNote(ulong Stream, ulong Sequence);
