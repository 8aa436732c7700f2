using System.Collections.Immutable;
using Akka.Actor;
using PeerActors.Actors.Router.DynamicQueries;
using PeerActors.Actors.Router.QueryRouting;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Links;
using PeerActors.Messages.Router;
using PeerActors.Messages.Shares;
using PeerActors.Messages.Wire.Gnutella;

namespace PeerActors.Actors.Router;

/// <summary>
/// Queries: those that come by are looked up here and handed on, those of this peer's user and of its leaves are asked dynamically of the ultrapeers
/// beside it, and flooded to everybody else.
/// </summary>
internal sealed partial class RouterActor
{
    private readonly Dictionary<DescriptorId, OwnQuery> _ownQueries = [];
    private readonly ImmutableArray<Query>.Builder _toLookUp = ImmutableArray.CreateBuilder<Query>();
    private readonly ImmutableArray<Query>.Builder _ofPeer = ImmutableArray.CreateBuilder<Query>();
    private readonly QueryTally _tally = new();
    private readonly QueryTables _tables;
    private readonly RunningQueries _running;
    private readonly SeenTexts _texts;
    private int _waitingLookups;
    private long _waitingHitBytes;
    private bool _saidBusy;

    private void ReceiveAboutQueries()
    {
        Receive<QueriesLookedUp>(SendHits);
        Receive<SendQuery>(SendOwnQuery);
        Receive<ForgetQuery>(Forget);
        Receive<HitTaken>(m => _waitingHitBytes = Math.Max(0, _waitingHitBytes - m.Bytes));
        Receive<DynamicTick>(m => AskOn(m.Query));
        Receive<TablesDue>(_ => UpdateTables());
        Receive<ShareTable>(m =>
        {
            _tables.Own(m);
            TellTables();
        });
    }

    private DropReason? RouteQuery(LinkId from, Stop? stop, Query query, byte ttl, long now)
    {
        if (query.Payload.Length > _settings.MaxQueryPayload) return DropTooLarge(stop, query);
        if (stop is { IsLeaf: true } && query.Hops > 0) return CloseRelay(stop, query);
        if (stop is { Traits.Dialect: LinkDialect.Gnutella06 } && query.Flags == QueryFlags.None) return DropReason.AncientQuery;
        if (!_requests.TryRemember(query.Id, from, now, ttl))
            return stop is { IsUltrapeer: true } && _requests.TryRaise(query.Id, from, now, ttl) ? HandQueryOn(query, from, ttl, withLeaves: false) : JudgeKnown(stop, query, now);

        var repeated = _texts.IsRepeated(from, query, now);
        if (repeated) _counters.Dropped(DropReason.RepeatedQuery);
        else LookUp(query, stop);
        if (stop is { IsShield: true }) return null;
        if (stop is not { IsLeaf: true }) return HandQueryOn(query, from, ttl, withLeaves: true);
        if (!repeated) Spread(Onward(query, ttl), from, _settings.Dynamic.WantedForLeaf);
        return null;
    }

    private DropReason? HandQueryOn(Query query, LinkId from, byte ttl, bool withLeaves)
    {
        if (_links.Count > 1) _links.AddQuery(Onward(query, ttl), from, withLeaves, _tally);
        return HopRules.TravelsOn(ttl) ? null : DropReason.TtlSpent;
    }

    /// <summary>A query as it leaves; with its TTL spent it still goes to leaves.</summary>
    private static Departure Onward(Query query, byte ttl) => Departure.Onward(query, Math.Max(ttl, (byte)1));

    /// <summary>Servents of today let a link go over which such a query comes, and so do we; one of 0.4 does not know of that limit.</summary>
    private DropReason DropTooLarge(Stop? stop, Query query)
    {
        if (stop is { Traits.Dialect: LinkDialect.Gnutella06 })
            stop.Connection.Tell(new CloseLink(
                stop.Link, LinkCloseReason.TooLarge, $"Too large Query: its payload is {query.Payload.Length:N0} bytes, the limit is {_settings.MaxQueryPayload:N0} (router.max-query-payload)"));
        return DropReason.QueryTooLarge;
    }

    private DropReason CloseRelay(Stop leaf, Query query)
    {
        leaf.Connection.Tell(new CloseLink(
            leaf.Link, LinkCloseReason.LeafRelayed, $"Leaf node relayed Query: its hops are {query.Hops}, and a leaf sends its own only, with hops 0"));
        return DropReason.LeafRelayed;
    }

    /// <summary>A query that starts here or at a leaf: dynamic between ultrapeers, to leaves that may have it, and a flood to everybody else.</summary>
    private void Spread(Departure departure, LinkId origin, int wanted)
    {
        var aim = new QueryAim(departure, _tally);
        var dynamic = false;
        foreach (var stop in _links.Stops)
        {
            if (stop.Link == origin) continue;
            if (stop.IsUltrapeer) dynamic = true;
            else if (stop.IsShield && origin == LinkId.Self) Add(stop, departure);
            else if (aim.At(stop) is { } aimed) Add(stop, aimed);
        }

        if (!dynamic || departure.Ttl == 0) return;
        if (_running.TryStart(departure, origin, wanted)) AskNext(departure.Descriptor.Id);
        else _counters.Dropped(DropReason.TooManySearches);

        void Add(Stop stop, Departure aimed)
        {
            stop.Gathered.Add(aimed with { Ttl = stop.Lower(aimed.Ttl) });
            if (origin != LinkId.Self) _counters.Forwarded++;
        }
    }

    private void AskNext(DescriptorId query)
    {
        if (_running.Step(query, _links) is { } wait) Timers.StartSingleTimer(query, new DynamicTick(query), wait);
    }

    private void AskOn(DescriptorId query)
    {
        AskNext(query);
        _links.Dispatch(Self, LinkId.Self);
    }

    private DropReason? TakeTable(Stop? stop, Descriptor descriptor, long now)
    {
        if (stop?.Receiver is not { } receiver) return DropReason.UnwantedTable;
        var before = receiver.Table;
        if (receiver.Take(descriptor, now, 60 * _clock.TimestampFrequency) is { } complaint)
        {
            stop.Connection.Tell(new CloseLink(stop.Link, LinkCloseReason.BadTable, complaint));
            return DropReason.BadTable;
        }

        if (receiver.Table == before) return null;
        _tally.TablesTaken++;
        _links.Sort(stop);
        if (stop.IsLeaf) CallTables();
        return null;
    }

    private DropReason? TakeHopsFlow(Stop? stop, VendorMessage message)
    {
        if (stop is null || message.ReadContent() is not HopsFlow flow) return DropReason.UnknownKind;
        stop.HopsFlow = flow.MaxHops > _settings.MaxTtl ? Stop.AnyHops : flow.MaxHops;
        _links.Sort(stop);
        return null;
    }

    private DropReason? TakeFeatures(Stop? stop, VendorMessage message)
    {
        if (stop is null || message.ReadContent() is not FeaturesSupported features) return DropReason.UnknownKind;
        if (stop.KnowsPairs || !features.Features.Contains(QrpPairs.Feature)) return null;
        stop.KnowsPairs = true;
        if (stop.IsShield && QueryTables.IsTold(stop)) CallTables();
        return null;
    }

    private void GreetStop(Stop stop)
    {
        if (stop.Traits.VendorMessages) stop.Gathered.AddRange(OwnVendorMessages.Greeting(_dice));
        if (QueryTables.IsTold(stop)) CallTables();
        _links.Dispatch(Self, LinkId.Self);
    }

    private void LeaveStop(Stop? stop)
    {
        if (stop is null) return;
        _tables.Forget(stop.Link);
        _running.ForgetOf(stop.Link);
        if (stop is { IsLeaf: true, Table: not null }) CallTables();
    }

    private void OnShareChanged()
    {
        _tables.Invalidate();
        CallTables();
    }

    /// <summary>Tables are made a little later: what changes until then goes along.</summary>
    private void CallTables()
    {
        if (!Timers.IsTimerActive(TablesDue.Instance)) Timers.StartSingleTimer(TablesDue.Instance, TablesDue.Instance, _settings.Tables.Delay);
    }

    private void UpdateTables()
    {
        var wanted = false;
        foreach (var stop in _links.Stops) wanted |= QueryTables.IsTold(stop);
        if (!wanted) return;
        if (_tables.IsOwnStale) _library.Tell(new MakeShareTable(_tables.MaxOwnBits));
        else TellTables();
    }

    private void TellTables()
    {
        foreach (var (stop, update) in _tables.Updates(_links.Stops.ToArray()))
        {
            foreach (var descriptor in update) stop.Gathered.Add(Departure.Of(descriptor));
            _tally.TablesSent++;
        }

        _links.Dispatch(Self, LinkId.Self);
    }

    private DropReason? Deliver(OwnQuery own, QueryHit hit)
    {
        if (_waitingHitBytes >= _settings.MaxWaitingHits) return DropReason.SearchesBusy;
        _waitingHitBytes += hit.Payload.Length;
        own.Asker.Tell(new HitReturned(own.Search, hit));
        return null;
    }

    /// <summary>A query that has crossed no link before is its neighbour's own, and may find what that peer may.</summary>
    private void LookUp(Query query, Stop? stop)
    {
        if (_settings.Firewalled && query.Flags.HasFlag(QueryFlags.Marked | QueryFlags.Firewalled)) _counters.Dropped(DropReason.BothFirewalled);
        else if (_waitingLookups + _toLookUp.Count + _ofPeer.Count < _settings.MaxLookups) (stop?.Traits.Peer is not null && query.Hops == 0 ? _ofPeer : _toLookUp).Add(query);
        else RefuseLookUp();
    }

    private void RefuseLookUp()
    {
        _counters.Dropped(DropReason.LibraryBusy);
        if (!_saidBusy) SayBusy(true);
    }

    /// <summary>A leaf that cannot keep up asks its ultrapeers to send no queries for a while; between ultrapeers that would cut others off.</summary>
    private void SayBusy(bool busy)
    {
        _saidBusy = busy;
        foreach (var stop in _links.Stops)
            if (stop is { IsShield: true, Traits.VendorMessages: true }) stop.Gathered.Add(OwnVendorMessages.Flow(_dice, busy));
    }

    /// <summary>All that gathered came over one link.</summary>
    private void LookUp(Stop? stop)
    {
        LookUp(_toLookUp, asker: null);
        LookUp(_ofPeer, stop?.Traits.Peer);
    }

    private void LookUp(ImmutableArray<Query>.Builder queries, PeerId? asker)
    {
        if (queries.Count == 0) return;
        if (!_library.IsNobody())
        {
            _waitingLookups += queries.Count;
            _library.Tell(new LookUpQueries(queries.ToImmutable()) { Asker = asker });
        }

        queries.Clear();
    }

    private void SendHits(QueriesLookedUp answer)
    {
        _waitingLookups = Math.Max(0, _waitingLookups - answer.Count);
        if (_saidBusy && _waitingLookups <= _settings.MaxLookups / 2) SayBusy(false);
        var now = _clock.GetTimestamp();
        foreach (var hit in answer.Hits)
        {
            _running.OnHits(hit.Id, LinkId.Self, hit.Count);
            if (!_requests.TryFind(hit.Id, now, out var to)) _counters.Dropped(DropReason.NoRoute);
            else if (!_links.TryAdd(to, Departure.Of(hit))) _counters.Dropped(DropReason.RouteLost);
        }

        _links.Dispatch(Self, LinkId.Self);
    }

    private void SendOwnQuery(SendQuery m)
    {
        if (_links.Count > 0)
        {
            var flags = _settings.Firewalled ? Query.OurFlags | QueryFlags.Firewalled : Query.OurFlags;
            if (_settings.Mode == PeerMode.Leaf) flags |= QueryFlags.LeafGuided;
            var extensions = m.Hashes.IsEmpty ? null : new QueryExtensions { Hashes = m.Hashes };
            var query = Query.Create(DescriptorId.Roll(_dice), (byte)_settings.MaxTtl, m.Text, flags, extensions);
            _requests.Remember(query.Id, LinkId.Self, _clock.GetTimestamp());
            _ownQueries[query.Id] = new(m.Search, Sender);
            Spread(Departure.Of(query), LinkId.Self, Math.Min(m.Wanted, _settings.Dynamic.Wanted));
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
            _running.Forget(id);
            Timers.Cancel(id);
            TellDone(id);
            return;
        }
    }

    private QueryRoutingStatus DescribeQueries()
    {
        var held = 0;
        foreach (var stop in _links.Stops)
            if (stop.Table is not null) held++;
        return _tally.Report(held, _running.Count);
    }

    private sealed class OwnQuery(SearchId search, IActorRef asker)
    {
        public SearchId Search { get; } = search;

        public IActorRef Asker { get; } = asker;

        /// <summary>Hits that came home.</summary>
        public long Hits { get; set; }
    }

    private sealed record DynamicTick(DescriptorId Query) : Akka.Event.IDeadLetterSuppression;

    private sealed record TablesDue : Akka.Event.IDeadLetterSuppression
    {
        public static TablesDue Instance { get; } = new();
    }
}
