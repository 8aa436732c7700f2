using PeerActors.Messages.Identity;

namespace PeerActors.Benchmarks.Router;

/// <summary>GUIDs that never repeat and lie as scattered as random ones, at the price of two multiplications.</summary>
internal struct FreshIds
{
    private ulong _count;

    public DescriptorId Next() => At(++_count);

    /// <summary>The id that was <paramref name="ago"/> before the last one.</summary>
    public readonly DescriptorId Earlier(ulong ago) => At(_count - ago);

    // Multiplying by an odd number loses no bit, so different counts give different ids.
    private static DescriptorId At(ulong count) => new((count ^ (count << 32)) * 0x9E3779B97F4A7C15, count * 0xD1342543DE82EF95);
}
