namespace PeerActors.Messages.Remoting;

/// <summary>A message was told to a remote service whose contract does not know its type; nothing was sent.</summary>
public sealed class UnregisteredMessageException(string service, Type type)
    : Exception($"A {type.FullName} cannot be told to service {service}: its contract has no codec for that type. Register one with MessageCodec.Json or one of your own; nothing was sent.")
{
    /// <summary>What was told.</summary>
    public Type MessageType { get; } = type;
}

/// <summary>A message was told to a remote service and is too large; nothing was sent.</summary>
public sealed class OversizedMessageException(string service, string message, int bytes, int allowed)
    : Exception($"A {message} for service {service} takes {bytes:N0} bytes, its contract allows {allowed:N0} (ServiceContract.MaxBytes); nothing was sent.")
{
    /// <summary>What it takes.</summary>
    public int Bytes { get; } = bytes;
}
