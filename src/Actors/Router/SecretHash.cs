using PeerActors.Messages.Identity;

namespace PeerActors.Actors.Router;

/// <summary>
/// Hashes GUIDs with numbers that nobody else knows. Strangers choose the GUIDs in a route table: with a hash that they can work out, a few
/// ten thousand chosen to collide would cost the router a tenth of a millisecond for each descriptor.
/// </summary>
/// <remarks>Both halves are multiplied by each other after a secret number was mixed into each, and the product is folded.</remarks>
internal sealed class SecretHash(Random dice) : IEqualityComparer<DescriptorId>, IEqualityComparer<ServentId>
{
    private readonly ulong _high = (ulong)dice.NextInt64(long.MinValue, long.MaxValue);
    private readonly ulong _low = (ulong)dice.NextInt64(long.MinValue, long.MaxValue);

    public bool Equals(DescriptorId x, DescriptorId y) => x == y;

    public bool Equals(ServentId x, ServentId y) => x == y;

    public int GetHashCode(DescriptorId id) => Hash(id.High, id.Low);

    public int GetHashCode(ServentId id) => Hash(id.High, id.Low);

    private int Hash(ulong high, ulong low)
    {
        var folded = Math.BigMul(high ^ _high, low ^ _low, out var product) ^ product;
        return (int)(folded ^ (folded >> 32));
    }
}
