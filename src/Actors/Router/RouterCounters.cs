using System.Collections.Immutable;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Router;

namespace PeerActors.Actors.Router;

/// <summary>What a router has seen since it started.</summary>
internal sealed class RouterCounters
{
    private static readonly DescriptorKind[] Kinds = Enum.GetValues<DescriptorKind>();
    private static readonly DropReason[] Reasons = Enum.GetValues<DropReason>();

    private readonly long[] _received = new long[256];
    private readonly long[] _dropped = new long[Reasons.Length];

    public long Forwarded { get; set; }

    public void Received(Descriptor descriptor) => _received[descriptor is UnknownDescriptor ? 0xFF : (int)descriptor.Kind]++;

    public void Dropped(DropReason reason) => _dropped[(int)reason]++;

    public RouterStatus Report(RequestId request, int routes, long forgottenEarly)
    {
        var received = Kinds.ToImmutableSortedDictionary(static k => k.ToString(), k => _received[(int)k], StringComparer.Ordinal);
        return new(
            request, received.Add("Unknown", _received[0xFF]), Forwarded,
            Reasons.ToImmutableSortedDictionary(static r => r, r => _dropped[(int)r]), routes, forgottenEarly);
    }
}
