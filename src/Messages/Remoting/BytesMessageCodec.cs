using PeerActors.Messages.Router;

namespace PeerActors.Messages.Remoting;

/// <summary>Bytes as they are.</summary>
internal sealed class BytesMessageCodec(string name, int version) : IMessageCodec
{
    public string Name { get; } = ServiceName.Checked(name, "a message");

    public int Version { get; } = Math.Max(version, 1);

    public Type Type => typeof(Payload);

    public Payload Write(object message) => (Payload)message;

    public bool TryRead(Payload payload, out object? message, out string? problem)
    {
        (message, problem) = (payload, null);
        return true;
    }
}
