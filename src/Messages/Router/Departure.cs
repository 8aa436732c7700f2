using PeerActors.Messages.Wire.Gnutella;

namespace PeerActors.Messages.Router;

/// <summary>
/// A descriptor as it goes over the next link: the one that came, with another header count. A copy of the descriptor would be one
/// object more for each that is handed on, and most of them are.
/// </summary>
/// <param name="Descriptor">As it came, or as it was made here.</param>
/// <param name="Ttl">How many more links it may cross from there.</param>
/// <param name="Hops">How many links it has crossed.</param>
public readonly record struct Departure(Descriptor Descriptor, byte Ttl, byte Hops)
{
    /// <summary>Bytes that it takes on the wire, header and payload, before anything is deflated.</summary>
    public int Bytes => DescriptorReader.HeaderBytes + Descriptor.Payload.Length;

    /// <summary>A descriptor made here, with the counts that it was made with.</summary>
    public static Departure Of(Descriptor descriptor) => new(descriptor, descriptor.Ttl, descriptor.Hops);

    /// <summary>A descriptor that came over one link and goes over one more.</summary>
    /// <param name="descriptor">As it came.</param>
    /// <param name="ttl">Within the rules, and more than 1.</param>
    public static Departure Onward(Descriptor descriptor, byte ttl) => new(descriptor, (byte)(ttl - 1), (byte)(descriptor.Hops + 1));
}
