using System.Collections.Immutable;
using Akka.Actor;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Wire;

namespace PeerActors.Actors.Transports;

/// <summary>
/// One end of a connection. It is pulled: the owner asks for one batch at a time, so a fast far side waits in its own
/// sending buffer and not in our memory. Bytes become records here, at the edge; actors never see bytes.
/// </summary>
public interface IWire
{
    /// <summary>The far end as seen.</summary>
    PeerAddress Remote { get; }

    /// <summary>
    /// Reads until at least one message is whole and tells <paramref name="to"/> one <see cref="WireReceived{T}"/>, or one
    /// <see cref="WireFailed"/>. At most one receive may be outstanding.
    /// </summary>
    /// <param name="reader">Makes messages of bytes; bytes that it leaves stay for the next receive.</param>
    /// <param name="maxBatch">At most so many messages in the batch.</param>
    /// <param name="to">Who is told.</param>
    void Receive<T>(IMessageReader<T> reader, int maxBatch, IActorRef to);

    /// <summary>
    /// Writes messages and flushes once, then tells <paramref name="to"/> one <see cref="WireSent"/> when the connection has
    /// taken them, or one <see cref="WireFailed"/>. At most one send may be outstanding. The messages are bytes when this returns, so what
    /// holds them may be used again.
    /// </summary>
    void Send<T>(ReadOnlySpan<T> messages, IMessageWriter<T> writer, IActorRef to);

    /// <summary>
    /// From now on, inflates what comes and deflates what goes, as the greeting agreed. Called at most once, with no receive and no
    /// send outstanding; bytes that came behind the greeting are inflated too.
    /// </summary>
    void Compress(WireCompression compression);

    /// <summary>Closes at once. May be called at any time, and again. Nothing is told after that.</summary>
    void Close();
}

/// <summary>A batch of messages arrived.</summary>
/// <param name="Messages">In order; at least one.</param>
/// <param name="Bytes">How many bytes they took, inflated.</param>
/// <param name="Deflated">How many deflated bytes were read for this batch and what follows it; 0 on a wire that does not inflate.</param>
public sealed record WireReceived<T>(ImmutableArray<T> Messages, long Bytes, long Deflated = 0);

/// <summary>The connection has taken what was sent.</summary>
/// <param name="Count">How many messages.</param>
/// <param name="Bytes">How many bytes, before they were deflated.</param>
/// <param name="Deflated">How many bytes that became; 0 on a wire that does not deflate.</param>
public sealed record WireSent(int Count, long Bytes, long Deflated = 0);

/// <summary>What a greeting agreed on deflating: one zlib stream (RFC 1950) for each direction, for the life of the link, flushed after every send.</summary>
/// <param name="Inflates">What comes is deflated.</param>
/// <param name="Deflates">What goes is to be deflated.</param>
/// <param name="MaxInflation">Bytes that one deflated byte may become (<c>links.max-inflation</c>), averaged beyond the first <see cref="FreeBytes"/>.</param>
public sealed record WireCompression(bool Inflates, bool Deflates, int MaxInflation)
{
    /// <summary>Inflated bytes that no ratio is asked of: a short stream of equal bytes is no bomb.</summary>
    public const int FreeBytes = 64 * 1024;
}
