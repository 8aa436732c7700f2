using PeerActors.Messages.Identity;
using PeerActors.Messages.Links;

namespace PeerActors.Messages.Router;

/// <summary>
/// So much of what a link was handed waits no longer. By it the router knows how much waits for each neighbour, and lets those who send
/// wait before a neighbour that takes what it gets has to lose any of it. A link tells it in steps of <see cref="StepOf"/>, not for
/// each descriptor; what belongs to <see cref="TrafficClass.Control"/> does not count.
/// </summary>
/// <param name="Link">Which link.</param>
/// <param name="Sent">Bytes that the connection has taken since the last of these.</param>
/// <param name="Dropped">Bytes that found no room in the link's queue, or lost it.</param>
public sealed record DescriptorsLeft(LinkId Link, long Sent, long Dropped)
{
    private const int StepsOfAQueue = 8;
    private const int LongestStep = 12 * 1024;

    /// <summary>Bytes that leave before a link tells of it: an eighth of its queue, and a quarter of the least <c>router.hold-above</c> at most.</summary>
    /// <param name="queueBytes">How much may wait for the link.</param>
    public static int StepOf(int queueBytes) => Math.Min(queueBytes / StepsOfAQueue, LongestStep);
}
