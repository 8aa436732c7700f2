using PeerActors.Messages.Identity;
using PeerActors.Messages.Wire.Gnutella;

namespace PeerActors.Messages.Router;

/// <summary>Asks who is there. The payload is empty in 0.4; later servents append an extension block, which is kept.</summary>
public sealed record Ping(DescriptorId Id, byte Ttl, byte Hops, Payload Payload = default) : Descriptor(Id, Ttl, Hops, Payload)
{
    /// <summary>Makes a ping that says more than "who is there".</summary>
    public static Ping Create(DescriptorId id, byte ttl, PingExtensions extensions) => new(id, ttl, 0, Payload.Own(extensions.ToArray()));

    /// <inheritdoc/>
    public override DescriptorKind Kind => DescriptorKind.Ping;

    /// <summary>What it says, decoded anew at each call.</summary>
    public PingExtensions ReadExtensions(GgepLimits? limits = null) => PingExtensions.Read(Payload.Span, limits);
}
