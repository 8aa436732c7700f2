using System.Collections.Immutable;

namespace PeerActors.Actors.Remoting;

/// <summary>How services between peers are doing.</summary>
/// <param name="Exported">Services of ours that peers may be given messages for.</param>
/// <param name="Peers">Peers that are spoken with, or whose services somebody here knows (at most <c>remoting.max-peers</c>).</param>
/// <param name="Waiting">Bytes that wait for a link or for its credit.</param>
/// <param name="Kept">Bytes that are kept until their peers confirm them.</param>
/// <param name="Remembered">Streams of peers of which it is remembered how far they were taken (at most <c>remoting.max-remembered</c>).</param>
/// <param name="Counts">What happened since the start; what never did is left out.</param>
public sealed record ServicesStatus(int Exported, int Peers, long Waiting, long Kept, int Remembered, ImmutableSortedDictionary<RemotingCount, long> Counts)
{
    /// <summary>That of a peer without services.</summary>
    public static ServicesStatus None { get; } = new(0, 0, 0, 0, 0, ImmutableSortedDictionary<RemotingCount, long>.Empty);
}
