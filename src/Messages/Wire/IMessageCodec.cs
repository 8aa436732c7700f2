using System.Buffers;

namespace PeerActors.Messages.Wire;

/// <summary>A reader's three answers.</summary>
public enum ReadAnswer
{
    /// <summary>The bytes so far are a beginning; nothing was consumed.</summary>
    NeedMore,

    /// <summary>One message was read and its bytes, no others, were consumed.</summary>
    Message,

    /// <summary>The bytes can never become a message; the link that carried them is to be closed.</summary>
    Bad,
}

/// <summary>Why bytes were refused, for the log and for the counter of that reason.</summary>
/// <param name="Reason">One of a closed list, so that it can be counted.</param>
/// <param name="Detail">What was seen and what is allowed.</param>
public sealed record BadBytes(BadBytesReason Reason, string Detail);

/// <summary>The closed list of reasons for which bytes are refused.</summary>
public enum BadBytesReason
{
    /// <summary>A length field announces more than the limit; nothing was allocated for it.</summary>
    TooLarge,

    /// <summary>The greeting is not one that we speak.</summary>
    UnknownGreeting,

    /// <summary>A field contradicts its layout.</summary>
    Malformed,
}

/// <summary>Reads messages from bytes; never throws on any input. May keep state between messages (an inflater, say).</summary>
/// <typeparam name="T">What is read.</typeparam>
public interface IMessageReader<T>
{
    /// <summary>Reads one message from the front of <paramref name="input"/> and advances it past that message.</summary>
    ReadAnswer Read(ref ReadOnlySequence<byte> input, out T? message, out BadBytes? bad);
}

/// <summary>Writes messages as bytes.</summary>
/// <typeparam name="T">What is written.</typeparam>
public interface IMessageWriter<in T>
{
    /// <summary>Appends one whole message.</summary>
    void Write(T message, IBufferWriter<byte> output);
}
