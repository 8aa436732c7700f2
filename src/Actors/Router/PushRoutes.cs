using System.Collections.Immutable;
using Akka.Actor;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Links;
using PeerActors.Messages.Router;
using PeerActors.Messages.Wire.Gnutella;

namespace PeerActors.Actors.Router;

/// <summary>
/// What the router knows of pushes beyond the hits that came by: neighbours that asked us to pass pushes on to them (LIME/21v2), those that do so
/// for us (LIME/22v2), and who answers pushes for this peer. One entry per link at most. For one owner.
/// </summary>
internal sealed class PushRoutes(ServentId self, int maxWaiting)
{
    private readonly Dictionary<ServentId, LinkId> _served = [];
    private readonly Dictionary<LinkId, ServentId> _servedBy = [];
    private readonly Dictionary<LinkId, Neighbour> _neighbours = [];
    private readonly SortedDictionary<long, PeerAddress> _proxies = [];
    private IActorRef? _answerer;
    private bool _wantsProxies;
    private int _waiting;

    /// <summary>Who answers pushes makes itself known.</summary>
    public void Serve(IActorRef answerer, ServePushes serve) => (_answerer, _wantsProxies, _waiting) = (answerer, serve.WantsProxies, 0);

    /// <summary>A link opened; what to ask over it, or null.</summary>
    public VendorMessage? Open(LinkOpened link)
    {
        _neighbours[link.Link] = new(link.Remote, link.Traits.OwnMode, link.Traits.Servent);
        return _wantsProxies && link.Traits is { Mode: PeerMode.Ultrapeer, VendorMessages: true }
            ? VendorMessage.Create(new DescriptorId(self.High, self.Low), new PushProxyRequest())
            : null;
    }

    /// <summary>A link is gone.</summary>
    public void Close(LinkId link)
    {
        _neighbours.Remove(link);
        if (_servedBy.Remove(link, out var servent)) _served.Remove(servent);
        if (_proxies.Remove(link.Value)) TellProxies();
    }

    /// <summary>The link of a neighbour that asked us to pass pushes on.</summary>
    public bool TryFind(ServentId sharer, out LinkId link) => _served.TryGetValue(sharer, out link);

    /// <summary>Hands a push for this peer to whoever answers it; otherwise why not.</summary>
    public DropReason? Deliver(Push push, IActorRef router)
    {
        if (_answerer is null) return DropReason.PushUnanswered;
        if (_waiting >= maxWaiting) return DropReason.PushesBusy;
        _waiting++;
        _answerer.Tell(new PushForUs(push), router);
        return null;
    }

    /// <summary>A push was looked at.</summary>
    public void Taken() => _waiting = Math.Max(0, _waiting - 1);

    /// <summary>
    /// A neighbour asks us to pass pushes on: the answer for it, or null when we do not. Where we are the leaf we route for nobody; and it is served
    /// under the GUID of its greeting, which no other neighbour has, so that nobody takes another's pushes.
    /// </summary>
    /// <param name="from">Over which link.</param>
    /// <param name="request">Its GUID is the neighbour's.</param>
    /// <param name="own">Where pushes are taken: this peer's address.</param>
    public VendorMessage? Serve(LinkId from, VendorMessage request, PeerAddress own)
    {
        var servent = new ServentId(request.Id.High, request.Id.Low);
        if (!_neighbours.TryGetValue(from, out var neighbour) || neighbour.OwnMode == PeerMode.Leaf) return null;
        if (servent == self || servent != neighbour.Servent || (_served.TryGetValue(servent, out var holder) && holder != from)) return null;
        (_served[servent], _servedBy[from]) = (from, servent);
        return VendorMessage.Create(request.Id, new PushProxyAcknowledged(own));
    }

    /// <summary>A neighbour says that it passes pushes on to us. It is believed as far as its address bears it out.</summary>
    /// <returns>False when it was not asked, or names somebody else.</returns>
    public bool Acknowledge(LinkId from, VendorMessage answer, PeerAddress proxy)
    {
        if (!_wantsProxies || !_neighbours.TryGetValue(from, out var neighbour)) return false;
        if (answer.Id != new DescriptorId(self.High, self.Low) || proxy.Ip != neighbour.Remote.Ip || !proxy.IsDialable) return false;
        if (_proxies.TryGetValue(from.Value, out var known) && known == proxy) return true;
        _proxies[from.Value] = proxy;
        TellProxies();
        return true;
    }

    private void TellProxies() => _answerer?.Tell(new PushProxiesFound([.. _proxies.Values.Distinct()]), ActorRefs.NoSender);

    private readonly record struct Neighbour(PeerAddress Remote, PeerMode OwnMode, ServentId? Servent);
}
