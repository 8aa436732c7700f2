namespace PeerActors.Messages.Remoting;

/// <summary>A message was told to a remote service whose contract does not know its type; nothing was sent.</summary>
public sealed class UnregisteredMessageException(string service, Type type)
    : Exception($"A {type.FullName} cannot be told to service {service}: its contract has no codec for that type. Register one with MessageCodec.Json or one of your own; nothing was sent.")
{
    /// <summary>What was told.</summary>
    public Type MessageType { get; } = type;
}

/// <summary>A message was told to a remote service and is too large; nothing was sent.</summary>
public sealed class OversizedMessageException(string service, string message, int bytes, int allowed, string setting = "ServiceContract.MaxBytes")
    : Exception($"A {message} for service {service} takes {bytes:N0} bytes, {allowed:N0} are allowed ({setting}); nothing was sent.")
{
    /// <summary>What it takes.</summary>
    public int Bytes { get; } = bytes;
}

/// <summary>A message that was to be kept until the peer has it was not: too much is kept for that peer already. Nothing was sent.</summary>
public sealed class OutboxFullException(string service, string peer, long bytes, long allowed)
    : Exception($"A message for service {service} is not kept: {bytes:N0} bytes wait for peer {peer} already, {allowed:N0} are allowed (remoting.max-kept). Tell it again when that peer has taken some.");

/// <summary>Nobody will answer: the message was given to nobody. Whoever asks gets this as a failure.</summary>
public sealed class ServiceRefusedException(string service, string peer, ServiceRefusal reason, string detail)
    : Exception($"Service {service} of peer {peer} was not given the message ({reason}): {detail}")
{
    /// <summary>Why.</summary>
    public ServiceRefusal Reason { get; } = reason;
}

/// <summary>Nobody will answer: the message was dropped here, because the peer is not linked or takes nothing. Whoever asks gets this as a failure.</summary>
public sealed class PeerOutOfReachException(string service, string peer, string why)
    : Exception($"A message for service {service} of peer {peer} was dropped: {why}.");

/// <summary>A service cannot be exported, or a peer not be addressed; the message says what stands against it.</summary>
public sealed class RemotingRefusedException(string why) : Exception(why);
