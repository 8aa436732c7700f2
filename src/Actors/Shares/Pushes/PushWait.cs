using System.Collections.Immutable;
using Akka.Actor;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Router;
using PeerActors.Messages.Shares;
using PeerActors.Messages.Wire.Gnutella;

namespace PeerActors.Actors.Shares.Pushes;

/// <summary>
/// One download that waits for a sharer to dial: the push goes over the link that the sharer's hits came by, and where that does not help, by one
/// push proxy after another. Pure.
/// </summary>
/// <param name="Asker">Who wants the connection.</param>
/// <param name="Request">By which the asker knows it.</param>
/// <param name="Route">Whom to ask.</param>
/// <param name="ProxiesLeft">Not asked yet.</param>
internal sealed record PushWait(IActorRef Asker, RequestId Request, PushRoute Route, ImmutableQueue<PeerAddress> ProxiesLeft)
{
    /// <summary>True once a push is on its way, by whatever way.</summary>
    private bool IsOut { get; init; }

    private PushSending? Link { get; init; }

    private int ProxiesTried { get; init; }

    /// <summary>Begins; proxies that cannot be dialled from here are left aside.</summary>
    public static PushWait For(IActorRef asker, WantConnection want, PeerAddress own, int maxProxies) => new(
        asker, want.Request, want.Route,
        ImmutableQueue.CreateRange(want.Route.Proxies.Where(proxy => PushGate.MayDial(own, proxy)).Distinct().Take(maxProxies)));

    /// <summary>
    /// True when a connection is what was asked for: of that sharer, for that file (servents say index 0 too), and from the IP address of the hit, where
    /// both are on the open network. A sharer behind a router is seen with the router's address, and its hit may name its own or the router's.
    /// </summary>
    public bool Fits(Giv giv, PeerAddress remote) =>
        giv.Sharer == Route.Sharer && (giv.File == Route.File || giv.File == default)
        && (Route.Address is not { } told || told.Reach() != AddressReach.Everywhere || remote.Reach() != AddressReach.Everywhere || told.Ip == remote.Ip);

    /// <summary>The router has sent it over a link, or not.</summary>
    public PushStep After(PushSending sending) => sending is PushSending.ToNeighbour or PushSending.AlongHits
        ? new AwaitGiv(this with { Link = sending, IsOut = true })
        : (this with { Link = sending }).Next();

    /// <summary>A proxy has taken it, or not.</summary>
    public PushStep AfterProxy(bool took) => took ? new AwaitGiv(this with { IsOut = true }) : Next();

    /// <summary>Nobody dialled in time.</summary>
    public PushStep AfterSilence() => Next();

    private PushStep Next()
    {
        if (!ProxiesLeft.IsEmpty) return new AskProxy(this with { ProxiesLeft = ProxiesLeft.Dequeue(out var proxy), ProxiesTried = ProxiesTried + 1 }, proxy);
        return IsOut ? new GiveUp(PushFailure.HostDown, HostDown) : new GiveUp(PushFailure.RouteLost, RouteLost);
    }

    private string HostDown => $"Sharer {Route.Sharer} was asked to dial, and did not within the time for it (pushes.giv-timeout).{Proxies}";

    private string RouteLost => (Link == PushSending.RouteLost
        ? $"The link by which the hits of sharer {Route.Sharer} came is gone.{Proxies}"
        : $"No hit of sharer {Route.Sharer} came by here lately (router.route-lifetime).{Proxies}") + " Search again.";

    private string Proxies => ProxiesTried > 0 ? $" Push proxies asked: {ProxiesTried:N0}." : Route.Proxies.IsEmpty ? " It names no push proxy." : " None of its push proxies could be asked.";
}

/// <summary>What a waiting push does next.</summary>
internal abstract record PushStep;

/// <summary>Wait for the sharer to dial.</summary>
internal sealed record AwaitGiv(PushWait Wait) : PushStep;

/// <summary>Ask this proxy to pass the push on.</summary>
internal sealed record AskProxy(PushWait Wait, PeerAddress Proxy) : PushStep;

/// <summary>It is over.</summary>
internal sealed record GiveUp(PushFailure Failure, string Detail) : PushStep;
