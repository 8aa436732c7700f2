using PeerActors.Messages.Identity;

namespace PeerActors.Messages.Router;

/// <summary>A descriptor of a kind that has no meaning here; read whole so that the next one can be, counted, not forwarded.</summary>
/// <param name="Id">Its GUID.</param>
/// <param name="Ttl">As sent.</param>
/// <param name="Hops">As sent.</param>
/// <param name="Code">Its wire code.</param>
/// <param name="Payload">As sent.</param>
public sealed record UnknownDescriptor(DescriptorId Id, byte Ttl, byte Hops, byte Code, Payload Payload) : Descriptor(Id, Ttl, Hops, Payload)
{
    /// <inheritdoc/>
    public override DescriptorKind Kind => (DescriptorKind)Code;
}
