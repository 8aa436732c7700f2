using Akka.Actor;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Links;
using PeerActors.Messages.Router;
using PeerActors.Messages.Wire.Gnutella;

namespace PeerActors.Actors.Router;

/// <content>Pushes: for this peer, by this peer, and passed on; decisions are <see cref="PushRoutes"/>'s.</content>
internal sealed partial class RouterActor
{
    private void ReceiveAboutPushes()
    {
        Receive<ServePushes>(m => _pushes.Serve(Sender, m));
        Receive<PushTaken>(_ => _pushes.Taken());
        Receive<SendPush>(m => Sender.Tell(new PushSent(m.Request, SendOwnPush(m))));
    }

    private DropReason? RoutePush(LinkId from, Stop? stop, Push push, byte ttl, long now)
    {
        if (!_requests.TryRemember(push.Id, from, now)) return JudgeKnown(stop, push, now);
        if (push.Sharer == _self) return _pushes.Deliver(push, Self);
        return TryFindSharer(push.Sharer, now, out var to) ? HandOn(push, to, ttl) : DropReason.NoRoute;
    }

    private void AskForProxy(LinkOpened opened)
    {
        if (_pushes.Open(opened) is { } request) TrySend(request, opened.Link);
    }

    /// <summary>A neighbour asks us to pass pushes on, or says that it does so for us.</summary>
    private DropReason? TakeAboutProxies(LinkId from, VendorMessage message)
    {
        if (message.ReadContent() is PushProxyAcknowledged acknowledged) return _pushes.Acknowledge(from, message, acknowledged.Proxy) ? null : DropReason.NoRoute;
        if (_pushes.Serve(from, message, _address) is not { } answer) return DropReason.Refused;
        return _links.TryAdd(from, Departure.Of(answer)) ? null : DropReason.RouteLost;
    }

    private PushSending SendOwnPush(SendPush m)
    {
        var now = _clock.GetTimestamp();
        if (!TryFindSharer(m.Sharer, now, out var to)) return PushSending.NoRoute;
        var push = Push.Create(DescriptorId.Roll(_dice), (byte)_settings.MaxTtl, m.Sharer, m.File, m.Asker);
        if (!TrySend(push, to)) return PushSending.RouteLost;
        _requests.Remember(push.Id, LinkId.Self, now);
        return _pushes.TryFind(m.Sharer, out _) ? PushSending.ToNeighbour : PushSending.AlongHits;
    }

    private bool TryFindSharer(ServentId sharer, long now, out LinkId link) => _pushes.TryFind(sharer, out link) || _sharers.TryFind(sharer, now, out link);

    private bool TrySend(Descriptor descriptor, LinkId to)
    {
        if (!_links.TryAdd(to, Departure.Of(descriptor))) return false;
        _links.Dispatch(Self, LinkId.Self);
        return true;
    }
}
