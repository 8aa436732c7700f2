using PeerActors.Messages.Identity;

namespace PeerActors.Messages.Router;

/// <summary>Asks who is there. The payload is empty in 0.4; later servents append an extension block, which is kept.</summary>
public sealed record Ping(DescriptorId Id, byte Ttl, byte Hops, Payload Payload = default) : Descriptor(Id, Ttl, Hops, Payload)
{
    /// <inheritdoc/>
    public override DescriptorKind Kind => DescriptorKind.Ping;
}
