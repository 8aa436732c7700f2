using PeerActors.Messages.Router;

namespace PeerActors.Messages.Remoting;

/// <summary>Makes bytes of one kind of message, and messages of bytes that a stranger may have made. <see cref="MessageCodec"/> makes the usual ones.</summary>
public interface IMessageCodec
{
    /// <summary>The name under which the message crosses; never that of a type. A <see cref="ServiceName"/>.</summary>
    string Name { get; }

    /// <summary>Of its layout, from 1 on. Readers of a new one are deployed before its writers.</summary>
    int Version { get; }

    /// <summary>What is read and written.</summary>
    Type Type { get; }

    /// <summary>Makes bytes of a <see cref="Type"/>.</summary>
    Payload Write(object message);

    /// <summary>Makes a message of whole bytes; never throws for what they hold.</summary>
    /// <param name="payload">As it came.</param>
    /// <param name="message">Null when it is bad.</param>
    /// <param name="problem">What was seen and what is allowed; null when it is not bad.</param>
    bool TryRead(Payload payload, out object? message, out string? problem);
}
