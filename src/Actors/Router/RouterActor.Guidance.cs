using PeerActors.Messages.Identity;
using PeerActors.Messages.Links;
using PeerActors.Messages.Router;
using PeerActors.Messages.Wire.Gnutella;

namespace PeerActors.Actors.Router;

/// <content>
/// Guidance by leaves (BEAR/11v1 and 12v1): an ultrapeer that asks for a leaf asks it at times how many hits it has, from everywhere, and the leaf says so
/// too when it wants no more. In both roles.
/// </content>
internal sealed partial class RouterActor
{
    /// <summary>Our ultrapeer asks how many hits a search has; one that is over wants no more.</summary>
    private DropReason? TellQueryStatus(Stop? stop, VendorMessage question)
    {
        if (stop is not { IsShield: true }) return DropReason.UnwantedStatus;
        Say(stop, question.Id, _ownQueries.TryGetValue(question.Id, out var own) ? QueryStatus.Of(own.Hits) : QueryStatus.Done);
        return null;
    }

    private DropReason? TakeQueryStatus(Stop? stop, VendorMessage message) =>
        stop is { IsLeaf: true } && message.ReadContent() is QueryStatus status && _running.OnStatus(message.Id, stop.Link, status) ? null : DropReason.UnwantedStatus;

    /// <summary>The user's search is over: our ultrapeers need ask nobody further.</summary>
    private void TellDone(DescriptorId query)
    {
        foreach (var stop in _links.Stops)
            if (stop is { IsShield: true, Traits.VendorMessages: true }) Say(stop, query, QueryStatus.Done);
        _links.Dispatch(Self, LinkId.Self);
    }

    private static void Say(Stop stop, DescriptorId query, QueryStatus status) => stop.Gathered.Add(Departure.Of(VendorMessage.Create(query, status)));
}
