using System.Collections.Immutable;
using Akka.Actor;
using PeerActors.Messages.HostCatcher;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Links;
using PeerActors.Messages.Router;
using PeerActors.Messages.Wire.Gnutella;

namespace PeerActors.Actors.Router;

/// <summary>
/// What goes where, seen once. Requests (ping, query, push) are handed on within the <see cref="HopRules"/>; replies go back the way the
/// request came. Links, library and searches make themselves known by their first message, so that the router needs no reference
/// to any of them beforehand.
/// </summary>
internal sealed partial class RouterActor : ReceiveActor, IWithTimers
{
    private readonly RouterSettings _settings;
    private readonly ServentId _self;
    private readonly PeerAddress _address;
    private readonly TimeProvider _clock;
    private readonly Random _dice;
    private readonly IActorRef _hosts;
    private readonly HopRules _rules;
    private readonly Itinerary _links;
    private readonly RouteTable<DescriptorId> _requests;
    private readonly RouteTable<ServentId> _sharers;
    private readonly PushRoutes _pushes;
    private readonly RouterCounters _counters = new();
    private readonly ImmutableArray<HostHeard>.Builder _harvest = ImmutableArray.CreateBuilder<HostHeard>();
    private IActorRef _library = ActorRefs.Nobody;
    private ShareSize _share = new(0, 0);
    private bool _hostsBusy;

    public RouterActor(RouterSettings settings, ServentId self, PeerAddress address, TimeProvider clock, Random dice, IActorRef hosts)
    {
        (_settings, _self, _address, _clock, _dice, _hosts) = (settings, self, address, clock, dice, hosts);
        _rules = new(settings.MaxTtl, settings.ExcessiveTtl);
        _links = new(settings);
        var lifetime = (long)(settings.RouteLifetime.TotalSeconds * clock.TimestampFrequency);
        var hash = new SecretHash(dice);
        _requests = new(settings.MaxRoutes, lifetime, hash);
        _sharers = new(settings.MaxRoutes, lifetime, hash);
        _tables = new(settings.Tables, dice);
        _running = new(settings.Dynamic, clock, dice, _tally);
        _texts = new(settings.MaxSeenTexts, (long)(settings.SameQueryWindow.TotalSeconds * clock.TimestampFrequency), dice);
        _pushes = new(self, settings.MaxWaitingPushes);

        Receive<DescriptorsReceived>(Route);
        Receive<LinkOpened>(m =>
        {
            GreetStop(_links.Open(m.Link, Sender, m.Traits));
            AskForProxy(m);
            PingOver(m.Link, (byte)_settings.MaxTtl);
        });
        Receive<LinkClosed>(m =>
        {
            LeaveStop(_links.Close(m.Link));
            _pushes.Close(m.Link);
        });
        Receive<PingNeighbour>(m => PingOver(m.Link, 1));
        Receive<DiscoveryTick>(_ =>
        {
            foreach (var link in _links.Links.ToArray()) PingOver(link, (byte)_settings.MaxTtl);
        });
        Receive<HostsNoted>(_ =>
        {
            _hostsBusy = false;
            TellHosts();
        });
        Receive<ShareSize>(m =>
        {
            (_share, _library) = (m, Sender);
            OnShareChanged();
        });
        ReceiveAboutQueries();
        ReceiveAboutPushes();
        Receive<GetRouterStatus>(m => Sender.Tell(_counters.Report(
            m.Request, _requests.Count + _sharers.Count, _requests.ForgottenEarly + _sharers.ForgottenEarly) with { Queries = DescribeQueries() }));
    }

    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>Makes the actor.</summary>
    /// <param name="settings">Bounds and times.</param>
    /// <param name="self">This peer's servent GUID.</param>
    /// <param name="address">Where others dial this peer; stated in pongs.</param>
    /// <param name="clock">The monotonic clock.</param>
    /// <param name="dice">For GUIDs.</param>
    /// <param name="hosts">Told of every address that a pong names.</param>
    public static Props For(RouterSettings settings, ServentId self, PeerAddress address, TimeProvider clock, Random dice, IActorRef hosts) =>
        Props.Create(() => new RouterActor(settings, self, address, clock, dice, hosts));

    protected override void PreStart() =>
        Timers.StartPeriodicTimer(DiscoveryTick.Instance, DiscoveryTick.Instance, _settings.DiscoveryInterval);

    private void Route(DescriptorsReceived batch)
    {
        var now = _clock.GetTimestamp();
        var stop = _links.Find(batch.From);
        foreach (var descriptor in batch.Descriptors)
        {
            _counters.Received(descriptor);
            if (RouteOne(batch.From, stop, descriptor, now) is { } reason) _counters.Dropped(reason);
        }

        _counters.Forwarded += _links.Dispatch(Self, except: batch.From);
        LookUp();
        TellHosts();
        Sender.Tell(DescriptorsRouted.Instance);
    }

    /// <summary>Routes one descriptor and says why it went no further, or null when it was handed on or has arrived.</summary>
    private DropReason? RouteOne(LinkId from, Stop? stop, Descriptor descriptor, long now)
    {
        if (_rules.Judge(descriptor.Ttl, descriptor.Hops, out var ttl) is { } reason) return reason;
        switch (descriptor)
        {
            case Query query:
                return RouteQuery(from, stop, query, ttl, now);
            case QueryHit hit:
                _sharers.Remember(hit.Sharer, from, now);
                _running.OnHits(hit.Id, from, hit.Count);
                if (_ownQueries.TryGetValue(hit.Id, out var own)) return Deliver(own, hit);
                return _requests.TryFind(hit.Id, now, out var searcher) ? SendBack(hit, searcher, ttl) : DropReason.NoRoute;
            case Ping ping:
                if (!_requests.TryRemember(ping.Id, from, now)) return JudgeKnownPing(from, ping, now);
                _links.TryAdd(from, Departure.Of(Pong.Create(ping.Id, (byte)(ping.Hops + 1), _address, (uint)_share.Files, _share.Kilobytes)));
                return Flood(ping, stop, ttl);
            case Pong pong:
                if (!_requests.TryFind(pong.Id, now, out var pinger)) return DropReason.NoRoute;
                Harvest(from, pong);
                return SendBack(pong, pinger, ttl);
            case Push push:
                return RoutePush(from, push, ttl, now);
            case QrpReset or QrpPatch:
                return TakeTable(stop, descriptor, now);
            case VendorMessage message when message.Type == HopsFlow.Its:
                return TakeHopsFlow(stop, message);
            case VendorMessage message when message.Type == FeaturesSupported.Its:
                return TakeFeatures(stop, message);
            case VendorMessage message when message.Type == MessagesSupported.Its:
                return null;
            case VendorMessage message when message.Type == PushProxyRequest.Its || message.Type == PushProxyAcknowledged.Its:
                return TakeAboutProxies(from, message);
            default:
                return DropReason.UnknownKind;
        }
    }

    /// <summary>A ping of our own that a neighbour claims to have originated can only mean that this neighbour is ourselves.</summary>
    private DropReason JudgeKnownPing(LinkId from, Ping ping, long now)
    {
        if (ping.Hops == 0 && _requests.TryFind(ping.Id, now, out var origin) && origin == LinkId.Self)
            _links.ConnectionOf(from)?.Tell(new CloseLink(from, LinkCloseReason.Self, "our own ping came in over it: this peer dialled itself"));
        return DropReason.Duplicate;
    }

    private DropReason? Flood(Descriptor request, Stop? from, byte ttl)
    {
        if (from is { IsShield: true }) return null;
        if (!HopRules.TravelsOn(ttl)) return DropReason.TtlSpent;
        if (_links.Count > 1) _links.AddForAll(Departure.Onward(request, ttl), from?.Link ?? LinkId.Self);
        return null;
    }

    private DropReason? SendBack(Descriptor reply, LinkId to, byte ttl)
    {
        if (to != LinkId.Self) return HandOn(reply, to, ttl);
        return reply is QueryHit ? DropReason.SearchOver : null;
    }

    private DropReason? HandOn(Descriptor descriptor, LinkId to, byte ttl)
    {
        if (!HopRules.TravelsOn(ttl)) return DropReason.TtlSpent;
        if (!_links.TryAdd(to, Departure.Onward(descriptor, ttl))) return DropReason.RouteLost;
        _counters.Forwarded++;
        return null;
    }

    private void Harvest(LinkId from, Pong pong)
    {
        if (pong.Hops == 0 && _links.TryIntroduce(from) is { } connection)
            connection.Tell(new NeighbourIntroduced(from, pong.Address, pong.Files, pong.Kilobytes));
        if (_harvest.Count >= _settings.MaxHarvest) _counters.Dropped(DropReason.HostsBusy);
        else _harvest.Add(new(pong.Address, pong.Hops == 0 ? HostSource.Neighbour : HostSource.Pong, pong.Files, pong.Kilobytes));
    }

    private void TellHosts()
    {
        if (_hostsBusy || _harvest.Count == 0) return;
        _hosts.Tell(new HostsHeard(_harvest.ToImmutable()));
        _harvest.Clear();
        _hostsBusy = true;
    }

    private void PingOver(LinkId link, byte ttl)
    {
        var ping = new Ping(DescriptorId.Roll(_dice), ttl, 0);
        if (!_links.TryAdd(link, Departure.Of(ping))) return;
        _requests.Remember(ping.Id, LinkId.Self, _clock.GetTimestamp());
        _links.Dispatch(Self, LinkId.Self);
    }

    private sealed record DiscoveryTick
    {
        public static DiscoveryTick Instance { get; } = new();
    }
}
