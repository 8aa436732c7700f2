using PeerActors.Messages.Identity;

namespace PeerActors.Actors.Router;

/// <summary>
/// Where a push for a sharer goes: over the link that its hits come by. Anybody can name another's GUID in a hit, so only hits that were asked for are
/// noted, and a route over which hits came lately stays with its link for as long as that is open. For one owner.
/// </summary>
/// <param name="routes">Which link the hits of a servent came by.</param>
/// <param name="links">The links that are open.</param>
/// <param name="settledTicks">How long after its last hit a route gives way to nobody.</param>
internal sealed class SharerRoutes(RouteTable<ServentId> routes, Itinerary links, long settledTicks)
{
    /// <summary>A route is settled for this part of its lifetime: a sharer that has moved is reached again after a minute, as long as hits are awaited.</summary>
    public const int SettledPart = 10;

    public int Count => routes.Count;

    public long ForgottenEarly => routes.ForgottenEarly;

    /// <summary>A hit that was asked for came by.</summary>
    public void Note(ServentId sharer, LinkId from, long now)
    {
        if (routes.TryFind(sharer, now, out var known, out var since) && known != from && now - since < settledTicks && links.Find(known) is not null) return;
        routes.Remember(sharer, from, now);
    }

    public bool TryFind(ServentId sharer, long now, out LinkId link) => routes.TryFind(sharer, now, out link);
}
