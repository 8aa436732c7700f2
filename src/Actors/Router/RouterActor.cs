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
    private readonly SharerRoutes _sharers;
    private readonly PushRoutes _pushes;
    private readonly RouterCounters _counters = new();
    private readonly ImmutableArray<HostHeard>.Builder _harvest = ImmutableArray.CreateBuilder<HostHeard>();
    private IActorRef _library = ActorRefs.Nobody;
    private bool _hostsBusy;

    public RouterActor(RouterSettings settings, ServentId self, PeerAddress address, TimeProvider clock, Random dice, IActorRef hosts)
    {
        (_settings, _self, _address, _clock, _dice, _hosts) = (settings, self, address, clock, dice, hosts);
        _rules = new(settings.MaxTtl, settings.ExcessiveTtl);
        _links = new(settings, clock);
        var lifetime = (long)(settings.RouteLifetime.TotalSeconds * clock.TimestampFrequency);
        var hash = new SecretHash(dice);
        _requests = new(settings.MaxRoutes, lifetime, hash);
        _ownPings = new(MaxOwnPings, lifetime, hash);
        _ownPong = new(address, settings, clock);
        _pongs = new(_ownPong, settings);
        _sharers = new(new(settings.MaxRoutes, lifetime, hash), _links, lifetime / SharerRoutes.SettledPart);
        _tables = new(settings.Tables, dice);
        _running = new(settings.Dynamic, clock, dice, _tally);
        _texts = new(settings.MaxSeenTexts, (long)(settings.SameQueryWindow.TotalSeconds * clock.TimestampFrequency), dice);
        _pushes = new(self, settings.MaxWaitingPushes);

        ReceiveBatches();
        ReceiveAboutPings();
        Receive<LinkOpened>(m =>
        {
            var stop = _links.Open(m.Link, Sender, m.Traits, m.Remote.Reach());
            CountLinks();
            GreetStop(stop);
            AskForProxy(m);
            PingFirst(stop);
        });
        Receive<LinkClosed>(m =>
        {
            LeaveStop(_links.Close(m.Link));
            _pushes.Close(m.Link);
            CountLinks();
            RouteHeld();
        });
        Receive<HostsNoted>(_ =>
        {
            _hostsBusy = false;
            TellHosts();
        });
        Receive<ShareSize>(m =>
        {
            (_ownPong.Share, _library) = (m, Sender);
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

    private void Route(DescriptorsReceived batch, IActorRef from, long now)
    {
        var stop = _links.Find(batch.From);
        stop?.Conduct.OnTime(now);
        foreach (var descriptor in batch.Descriptors)
        {
            _counters.Received(descriptor);
            if (RouteOne(batch.From, stop, descriptor, now) is { } reason) _counters.Dropped(reason);
        }

        if (stop?.Conduct.Offence is { } offence) Condemn(stop, offence);
        _counters.Forwarded += _links.Dispatch(Self, except: batch.From);
        LookUp(stop);
        TellHosts();
        from.Tell(DescriptorsRouted.Instance);
    }

    /// <summary>Routes one descriptor and says why it went no further, or null when it was handed on or has arrived.</summary>
    private DropReason? RouteOne(LinkId from, Stop? stop, Descriptor descriptor, long now)
    {
        if (stop is not null && (stop.IsCondemned || !stop.Conduct.Allows(TrafficClasses.Of(descriptor.Kind)))) return DropReason.TooMany;
        if (_rules.Judge(descriptor.Ttl, descriptor.Hops, out var ttl) is { } reason) return reason;
        switch (descriptor)
        {
            case Query query:
                return RouteQuery(from, stop, query, ttl, now);
            case QueryHit hit:
                return RouteHit(from, hit, ttl, now);
            case Ping ping:
                return stop is null ? DropReason.RouteLost : AnswerPing(stop, ping, ttl, now);
            case Pong pong:
                if (!_requests.TryFind(pong.Id, now, out var pinger)) return DropReason.NoRoute;
                Harvest(stop, pong, pinger == LinkId.Self, now);
                return SendBack(pong, pinger, ttl);
            case Push push:
                return RoutePush(from, stop, push, ttl, now);
            case QrpReset or QrpPatch:
                return TakeTable(stop, descriptor, now);
            case VendorMessage message when message.Type == HopsFlow.Its:
                return TakeHopsFlow(stop, message);
            case VendorMessage message when message.Type == FeaturesSupported.Its:
                return TakeFeatures(stop, message);
            case VendorMessage message when message.Type == QueryStatusRequest.Its:
                return TellQueryStatus(stop, message);
            case VendorMessage message when message.Type == QueryStatus.Its:
                return TakeQueryStatus(stop, message);
            case VendorMessage message when message.Type == MessagesSupported.Its:
                return null;
            case VendorMessage message when message.Type == PushProxyRequest.Its || message.Type == PushProxyAcknowledged.Its:
                return TakeAboutProxies(from, message);
            case VendorMessage message when VendorMessageNames.Of(message.Type) is not null:
                return DropReason.NotSpoken;
            default:
                return DropReason.UnknownKind;
        }
    }

    /// <summary>What nobody asked for leaves no trace.</summary>
    private DropReason? RouteHit(LinkId from, QueryHit hit, byte ttl, long now)
    {
        var isOwn = _ownQueries.TryGetValue(hit.Id, out var own);
        var searcher = LinkId.Self;
        if (!isOwn && !_requests.TryFind(hit.Id, now, out searcher)) return DropReason.NoRoute;
        _sharers.Note(hit.Sharer, from, now);
        _running.OnHits(hit.Id, from, hit.Count);
        if (isOwn) own!.Hits += hit.Count;
        return isOwn ? Deliver(own!, hit) : SendBack(hit, searcher, ttl);
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

    private void TellHosts()
    {
        if (_hostsBusy || _harvest.Count == 0) return;
        _hosts.Tell(new HostsHeard(_harvest.ToImmutable()));
        _harvest.Clear();
        _hostsBusy = true;
    }
}
