using System.Collections.Immutable;
using Akka.Actor;
using PeerActors.Messages.HostCatcher;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Links;
using PeerActors.Messages.Router;

namespace PeerActors.Actors.Router;

/// <summary>
/// What goes where, seen once. Requests (ping, query, push) are handed on within the <see cref="HopRules"/>; replies go back the way the
/// request came. Links, library and searches make themselves known by their first message, so that the router needs no reference
/// to any of them beforehand.
/// </summary>
internal sealed class RouterActor : ReceiveActor, IWithTimers
{
    private readonly RouterSettings _settings;
    private readonly ServentId _self;
    private readonly PeerAddress _address;
    private readonly TimeProvider _clock;
    private readonly Random _dice;
    private readonly IActorRef _hosts;
    private readonly HopRules _rules;
    private readonly Itinerary _links = new();
    private readonly RouteTable<DescriptorId> _requests;
    private readonly RouteTable<ServentId> _sharers;
    private readonly Dictionary<DescriptorId, OwnQuery> _ownQueries = [];
    private readonly RouterCounters _counters = new();
    private readonly ImmutableArray<Query>.Builder _toLookUp = ImmutableArray.CreateBuilder<Query>();
    private readonly ImmutableArray<HostHeard>.Builder _harvest = ImmutableArray.CreateBuilder<HostHeard>();
    private IActorRef _library = ActorRefs.Nobody;
    private ShareSize _share = new(0, 0);
    private int _waitingLookups;
    private long _waitingHitBytes;
    private bool _hostsBusy;

    public RouterActor(RouterSettings settings, ServentId self, PeerAddress address, TimeProvider clock, Random dice, IActorRef hosts)
    {
        (_settings, _self, _address, _clock, _dice, _hosts) = (settings, self, address, clock, dice, hosts);
        _rules = new(settings.MaxTtl, settings.ExcessiveTtl);
        var lifetime = (long)(settings.RouteLifetime.TotalSeconds * clock.TimestampFrequency);
        var hash = new SecretHash(dice);
        _requests = new(settings.MaxRoutes, lifetime, hash);
        _sharers = new(settings.MaxRoutes, lifetime, hash);

        Receive<DescriptorsReceived>(Route);
        Receive<QueriesLookedUp>(SendHits);
        Receive<LinkOpened>(m =>
        {
            _links.Open(m.Link, Sender);
            PingOver(m.Link, (byte)_settings.MaxTtl);
        });
        Receive<LinkClosed>(m => _links.Close(m.Link));
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
        Receive<HitTaken>(m => _waitingHitBytes = Math.Max(0, _waitingHitBytes - m.Bytes));
        Receive<ShareSize>(m => (_share, _library) = (m, Sender));
        Receive<SendQuery>(SendOwnQuery);
        Receive<ForgetQuery>(Forget);
        Receive<GetRouterStatus>(m => Sender.Tell(_counters.Report(m.Request, _requests.Count + _sharers.Count, _requests.ForgottenEarly + _sharers.ForgottenEarly)));
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
        foreach (var descriptor in batch.Descriptors)
        {
            _counters.Received(descriptor);
            if (RouteOne(batch.From, descriptor, now) is { } reason) _counters.Dropped(reason);
        }

        _counters.Forwarded += _links.Dispatch(Self, except: batch.From);
        LookUp();
        TellHosts();
        Sender.Tell(DescriptorsRouted.Instance);
    }

    /// <summary>Routes one descriptor and says why it went no further, or null when it was handed on or has arrived.</summary>
    private DropReason? RouteOne(LinkId from, Descriptor descriptor, long now)
    {
        if (_rules.Judge(descriptor.Ttl, descriptor.Hops, out var ttl) is { } reason) return reason;
        switch (descriptor)
        {
            case Query query:
                if (query.Payload.Length > _settings.MaxQueryPayload) return DropReason.QueryTooLarge;
                if (!_requests.TryRemember(query.Id, from, now)) return DropReason.Duplicate;
                if (_waitingLookups + _toLookUp.Count < _settings.MaxLookups) _toLookUp.Add(query);
                else _counters.Dropped(DropReason.LibraryBusy);
                return Flood(query, ttl);
            case QueryHit hit:
                _sharers.Remember(hit.Sharer, from, now);
                if (_ownQueries.TryGetValue(hit.Id, out var own)) return Deliver(own, hit);
                return _requests.TryFind(hit.Id, now, out var searcher) ? SendBack(hit, searcher, ttl) : DropReason.NoRoute;
            case Ping ping:
                if (!_requests.TryRemember(ping.Id, from, now)) return JudgeKnownPing(from, ping, now);
                _links.TryAdd(from, Departure.Of(Pong.Create(ping.Id, (byte)(ping.Hops + 1), _address, (uint)_share.Files, _share.Kilobytes)));
                return Flood(ping, ttl);
            case Pong pong:
                if (!_requests.TryFind(pong.Id, now, out var pinger)) return DropReason.NoRoute;
                Harvest(from, pong);
                return SendBack(pong, pinger, ttl);
            case Push push:
                if (!_requests.TryRemember(push.Id, from, now)) return DropReason.Duplicate;
                if (push.Sharer == _self) return DropReason.PushUnanswered;
                return _sharers.TryFind(push.Sharer, now, out var to) ? HandOn(push, to, ttl) : DropReason.NoRoute;
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

    private DropReason? Flood(Descriptor request, byte ttl)
    {
        if (!HopRules.TravelsOn(ttl)) return DropReason.TtlSpent;
        if (_links.Count > 1) _links.AddForAll(Departure.Onward(request, ttl));
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

    private DropReason? Deliver(OwnQuery own, QueryHit hit)
    {
        if (_waitingHitBytes >= _settings.MaxWaitingHits) return DropReason.SearchesBusy;
        _waitingHitBytes += hit.Payload.Length;
        own.Asker.Tell(new HitReturned(own.Search, hit));
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

    private void LookUp()
    {
        if (_toLookUp.Count == 0) return;
        if (!_library.IsNobody())
        {
            _waitingLookups += _toLookUp.Count;
            _library.Tell(new LookUpQueries(_toLookUp.ToImmutable()));
        }

        _toLookUp.Clear();
    }

    private void SendHits(QueriesLookedUp answer)
    {
        _waitingLookups = Math.Max(0, _waitingLookups - answer.Count);
        if (answer.Hits.IsEmpty) return;
        var now = _clock.GetTimestamp();
        foreach (var hit in answer.Hits)
        {
            if (!_requests.TryFind(hit.Id, now, out var to)) _counters.Dropped(DropReason.NoRoute);
            else if (!_links.TryAdd(to, Departure.Of(hit))) _counters.Dropped(DropReason.RouteLost);
        }

        _links.Dispatch(Self, LinkId.Self);
    }

    private void SendOwnQuery(SendQuery m)
    {
        if (_links.Count > 0)
        {
            var query = Query.Create(DescriptorId.Roll(_dice), (byte)_settings.MaxTtl, m.Text);
            _requests.Remember(query.Id, LinkId.Self, _clock.GetTimestamp());
            _ownQueries[query.Id] = new(m.Search, Sender);
            _links.AddForAll(Departure.Of(query));
            _links.Dispatch(Self, LinkId.Self);
        }

        Sender.Tell(new QuerySent(m.Search, _links.Count));
    }

    private void Forget(ForgetQuery m)
    {
        foreach (var (id, own) in _ownQueries)
        {
            if (own.Search != m.Search || !own.Asker.Equals(Sender)) continue;
            _ownQueries.Remove(id);
            return;
        }
    }

    private void PingOver(LinkId link, byte ttl)
    {
        var ping = new Ping(DescriptorId.Roll(_dice), ttl, 0);
        if (!_links.TryAdd(link, Departure.Of(ping))) return;
        _requests.Remember(ping.Id, LinkId.Self, _clock.GetTimestamp());
        _links.Dispatch(Self, LinkId.Self);
    }

    private sealed record OwnQuery(SearchId Search, IActorRef Asker);

    private sealed record DiscoveryTick
    {
        public static DiscoveryTick Instance { get; } = new();
    }
}
