using System.Collections.Immutable;
using Akka.Actor;
using Akka.Event;
using PeerActors.Actors.Links.Greeting;
using PeerActors.Actors.Transports;
using PeerActors.Messages.HostCatcher;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Links;

namespace PeerActors.Actors.Links;

/// <summary>
/// Who is connected: keeps the desired number of neighbours, accepts and refuses, and supervises one <see cref="ConnectionActor"/> for each.
/// </summary>
internal sealed class LinkManagerActor : ReceiveActor, IWithTimers
{
    /// <summary>So many times rarer is it looked for hosts while no neighbour is missing.</summary>
    private const int CalmIntervals = 30;

    private readonly LinkSettings _settings;
    private readonly OwnGreeting _own;
    private readonly ITransport _transport;
    private readonly TimeProvider _clock;
    private readonly Func<string, Random> _dice;
    private readonly IActorRef _hosts;
    private readonly IActorRef _router;
    private readonly IActorRef _peer = Context.Parent;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly Dictionary<LinkId, IActorRef> _connections = [];
    private readonly Dictionary<RequestId, LinkReport> _reports = [];
    private readonly long[] _closed = new long[Enum.GetValues<LinkCloseReason>().Length];
    private LinkTable _table;
    private BanTable _bans;
    private NamedHosts _toTry = NamedHosts.None;
    private long? _askedToTry;
    private long? _maintainAt;
    private long _opened;
    private long _lastLink;
    private long _lastRequest;

    public LinkManagerActor(
        LinkSettings settings, OwnGreeting own, PeerAddress address, ITransport transport, TimeProvider clock, Func<string, Random> dice, IActorRef hosts, IActorRef router)
    {
        (_settings, _own, _transport, _clock, _dice, _hosts, _router) = (settings, own, transport, clock, dice, hosts, router);
        _table = LinkTable.Empty(settings, new(address, own.Servent, own.Mode));
        _bans = BanTable.Empty(settings);
        Linking();
    }

    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>Makes the actor. Its parent is told of every link that opens and closes.</summary>
    /// <param name="settings">Bounds and times.</param>
    /// <param name="own">What this peer says of itself.</param>
    /// <param name="address">Where others dial this peer, if anybody can.</param>
    /// <param name="transport">Makes connections.</param>
    /// <param name="clock">Wall time and the monotonic clock.</param>
    /// <param name="dice">Dice by name, one for each connection.</param>
    /// <param name="hosts">Says whom to dial.</param>
    /// <param name="router">Gets what arrives.</param>
    public static Props For(
        LinkSettings settings, OwnGreeting own, PeerAddress address, ITransport transport, TimeProvider clock, Func<string, Random> dice, IActorRef hosts, IActorRef router) =>
        Props.Create(() => new LinkManagerActor(settings, own, address, transport, clock, dice, hosts, router));

    protected override void PreStart() => AskForHosts();

    /// <summary>
    /// Whose fault it was. The far side's bytes never get here: they are a message that ends the link with a reason. An order to kill ends that
    /// link alone. What is unknown is a fault of ours that nobody has understood: the peer fails in the open.
    /// </summary>
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(
        maxNrOfRetries: 0, withinTimeRange: TimeSpan.FromMinutes(1), localOnlyDecider: static failure => failure switch
        {
            ActorKilledException => Directive.Stop,
            _ => Directive.Escalate,
        });

    private void Linking()
    {
        Receive<WireAccepted>(m => Accept(m.Wire));
        Receive<Maintain>(_ =>
        {
            _maintainAt = null;
            AskForHosts();
        });
        Receive<HostsOffered>(m =>
        {
            foreach (var host in m.Hosts) Dial(host.Address, host.IsJoined);
            if (m.Next is { } next) MaintainWithin(next);
        });
        Receive<OpenLink>(m =>
        {
            _hosts.Tell(new HostHeard(m.Remote, HostSource.Joined, 0, 0));
            Dial(m.Remote, isJoined: true);
            MaintainWithin(_settings.MaintainInterval);
        });
        Receive<LeaveAll>(m => Become(() => Leave(m.Request, Sender)));
        ReceiveAlways();
    }

    private void Leave(RequestId request, IActorRef asker)
    {
        Timers.Cancel(Maintain.Instance);
        var told = _table.Links.Values.Count(static l => l.IsOpen);
        foreach (var connection in _connections.Values) connection.Tell(new CloseLink(default, LinkCloseReason.Leaving, "the peer is leaving"));
        Receive<WireAccepted>(static m => m.Wire.Close());
        Receive<HostsOffered>(static _ => { });
        ReceiveAlways();
        AnswerWhenAlone();

        void AnswerWhenAlone()
        {
            if (_connections.Count > 0) return;
            asker.Tell(new AllLinksLeft(request, told));
            asker = ActorRefs.Nobody;
        }

        Receive<Alone>(_ => AnswerWhenAlone());
    }

    private void ReceiveAlways()
    {
        Receive<LinkOpened>(OnOpened);
        Receive<LinkClosed>(OnClosed);
        Receive<NeighbourIntroduced>(OnIntroduced);
        Receive<AskForPlace>(Judge);
        Receive<LinkQuiet>(m => _table = _table.Hush(m));
        Receive<HostsTold>(m =>
        {
            if (_table.Believable(m) is { IsEmpty: false } hosts) _hosts.Tell(new HostsHeard(hosts));
        });
        Receive<HostsNoted>(static _ => { });
        Receive<HostsToTry>(m => _toTry = m.Hosts);
        Receive<CloseLink>(m =>
        {
            if (_connections.TryGetValue(m.Link, out var connection)) connection.Tell(m);
        });
        Receive<ListBans>(m => Sender.Tell(new BansListed(m.Request, _bans.List(_clock.GetUtcNow()), _bans.Forgotten)));
        Receive<ListLinks>(m => StartReport(m.Request, Sender));
        Receive<LinkDescribed>(m => AdvanceReports(m.Request, r => r.On(m)));
        Receive<ConnectionEnded>(m =>
        {
            if (_connections.ContainsKey(m.Link) && _table.Links.TryGetValue(m.Link.Value, out var entry))
                OnClosed(new(entry.Link, entry.Remote, entry.Direction, LinkCloseReason.Failed, "its connection actor was stopped", entry.IsOpen));
        });
        Receive<Maintain>(static _ => { });
    }

    /// <summary>
    /// While neighbours are missing, hosts are asked for again and again. Otherwise only those that the user named are wanted, and only now and then: what gives
    /// reason to ask sooner (a link that ends, a host whose wait is over) says so. With all places taken nothing is wanted until a link ends.
    /// </summary>
    private void AskForHosts()
    {
        var (count, onlyJoined) = _table.Wanted;
        if (count == 0) return;
        _hosts.Tell(new WantHosts(new(++_lastRequest), count, _table.Addresses, onlyJoined));
        MaintainWithin(onlyJoined ? _settings.MaintainInterval * CalmIntervals : _settings.MaintainInterval);
    }

    private void MaintainWithin(TimeSpan wait)
    {
        if (wait < _settings.MaintainInterval) wait = _settings.MaintainInterval;
        var at = _clock.GetTimestamp() + (long)(wait.TotalSeconds * _clock.TimestampFrequency);
        if (_maintainAt <= at) return;
        _maintainAt = at;
        Timers.StartSingleTimer(Maintain.Instance, Maintain.Instance, wait);
    }

    /// <summary>Whoever greets now is told what was known a little while ago.</summary>
    private void AskForHostsToTry()
    {
        var now = _clock.GetTimestamp();
        if (_settings.HostsToTry == 0 || (_askedToTry is { } asked && _clock.GetElapsedTime(asked, now) < _settings.MaintainInterval)) return;
        _askedToTry = now;
        _hosts.Tell(new WantHostsToTry(new(++_lastRequest), _settings.HostsToTry));
    }

    private void Dial(PeerAddress remote, bool isJoined)
    {
        if (_bans.Judge(remote, _clock.GetUtcNow()) is { } banned)
        {
            // The catcher would offer it again and again, before others.
            _hosts.Tell(new HostFared(remote, HostOutcome.Failed));
            _log.Debug("Did not dial {0}: {1}.", remote, banned.Text);
            return;
        }

        if (_table.JudgeDial(remote) is var (reason, detail))
        {
            if (reason == LinkCloseReason.Self) _hosts.Tell(new HostFared(remote, HostOutcome.IsSelf));
            _log.Debug("Did not dial {0}: {1}.", remote, detail);
            return;
        }

        var link = NextLink();
        Start(new DialOrder(link, remote, isJoined), new(link, remote, remote, LinkDirection.Outbound, Opened: null, Refusal: null));
    }

    private void Accept(IWire wire)
    {
        var refusal = _bans.Judge(wire.Remote, _clock.GetUtcNow()) ?? _table.JudgeInbound(wire.Remote);
        if (refusal is not null && _table.Refusals >= _settings.Max)
        {
            // Refusing takes a place too; when as many as there are places are being refused, no politeness is left.
            wire.Close();
            _closed[(int)refusal.Reason]++;
            return;
        }

        if (refusal is null) MakeRoomToGreet(wire.Remote);
        var link = NextLink();
        Start(new AcceptOrder(link, wire), new(link, wire.Remote, null, LinkDirection.Inbound, Opened: null, refusal));
    }

    private void MakeRoomToGreet(PeerAddress remote)
    {
        (_table, var givesWay) = _table.MakeRoomToGreet(remote);
        if (givesWay is { } oldest && _connections.TryGetValue(oldest, out var connection))
            connection.Tell(new CloseLink(oldest, LinkTable.TooSlow.Reason, "more began to greet than links.max-greetings and links.max-greetings-per-address allow, and it was the oldest that had not ended"));
    }

    private void Start(ConnectionOrder order, LinkEntry entry)
    {
        var name = $"link-{order.Link.Value}";
        var connection = Context.ActorOf(ConnectionActor.For(order, _settings, _own, _transport, _router, _clock, _dice(name)), name);
        Context.WatchWith(connection, new ConnectionEnded(order.Link));
        _connections.Add(order.Link, connection);
        _table = _table.Add(entry);
        AskForHostsToTry();
    }

    private void Judge(AskForPlace ask)
    {
        (_table, var refusal, var givesWay) = _table.Place(ask.Link, ask.Introduction, _clock.GetElapsedTime(0));
        var (bans, now) = (_bans, _clock.GetUtcNow());
        Sender.Tell(new PlaceJudged(refusal, TryList.For(ask, _table, _toTry, _settings.HostsToTry, host => bans.Find(host, now) is not null)));
        if (givesWay is { } twin && _connections.TryGetValue(twin, out var connection))
            connection.Tell(new CloseLink(twin, LinkCloseReason.Duplicate, "another link to the same servent stays"));
    }

    private void OnOpened(LinkOpened m)
    {
        _opened++;
        _table = _table.Open(m.Link, _clock.GetElapsedTime(0));
        if (m.Direction == LinkDirection.Inbound) _hosts.Tell(DialledByOthers.Instance);
        if (m.Direction == LinkDirection.Outbound) _hosts.Tell(new HostFared(m.Remote, HostOutcome.Linked) { Mode = m.Traits.Mode });
        else if (_table.Links[m.Link.Value].Listening is { } listening) _hosts.Tell(new HostHeard(listening, HostSource.Neighbour, 0, 0) { Mode = m.Traits.Mode });
        _peer.Tell(m);
    }

    private void OnClosed(LinkClosed m)
    {
        if (!_connections.Remove(m.Link)) return;
        _closed[(int)m.Reason]++;
        _table = _table.Remove(m.Link);
        if (m.Reason == LinkCloseReason.Spam) _bans = _bans.Add(m.Remote, m.Detail, _clock.GetUtcNow());
        if (m.Carried) _router.Tell(m);
        if (m.Direction == LinkDirection.Outbound) _hosts.Tell(new HostFared(m.Remote, OutcomeOf(m)) { Words = m.Detail });
        foreach (var request in _reports.Keys.ToArray()) AdvanceReports(request, r => r.Without(m.Link));
        _peer.Tell(m);
        if (_connections.Count == 0) Self.Tell(Alone.Instance);
        MaintainWithin(_settings.MaintainInterval);
    }

    private void OnIntroduced(NeighbourIntroduced m)
    {
        (_table, var toClose, var reason) = _table.Introduce(m.Link, m.Listening);
        if (toClose is { } link && _connections.TryGetValue(link, out var connection))
            connection.Tell(new CloseLink(link, reason, reason == LinkCloseReason.Self ? "the far side is this peer itself" : $"another link to {m.Listening} stays"));
    }

    private void StartReport(RequestId request, IActorRef asker)
    {
        var own = new RequestId(++_lastRequest);
        _reports[own] = new(request, asker, [.. _connections.Keys], []);
        foreach (var connection in _connections.Values) connection.Tell(new DescribeLink(own));
        AdvanceReports(own, static r => r);
    }

    private void AdvanceReports(RequestId request, Func<LinkReport, LinkReport> advance)
    {
        if (!_reports.TryGetValue(request, out var report)) return;
        report = advance(report);
        if (!report.IsComplete)
        {
            _reports[request] = report;
            return;
        }

        _reports.Remove(request);
        report.Asker.Tell(new LinksListed(report.Request, [.. Views(report)], _opened, Closed()));
    }

    private IEnumerable<LinkView> Views(LinkReport report)
    {
        foreach (var answer in report.Answers.OrderBy(static a => a.Link.Value))
        {
            if (!_table.Links.TryGetValue(answer.Link.Value, out var entry) || entry.IsRefusal) continue;
            yield return new(entry.Link, entry.Remote, entry.Listening, entry.Direction, answer.State, answer.Since, answer.Traffic, answer.Traits);
        }
    }

    private ImmutableSortedDictionary<LinkCloseReason, long> Closed() =>
        Enum.GetValues<LinkCloseReason>().Where(r => _closed[(int)r] > 0).ToImmutableSortedDictionary(static r => r, r => _closed[(int)r]);

    private static HostOutcome OutcomeOf(LinkClosed closed) => closed.Reason switch
    {
        LinkCloseReason.Self => HostOutcome.IsSelf,
        LinkCloseReason.RefusedByRemote => HostOutcome.Refused,
        _ => closed.Carried ? HostOutcome.Lost : HostOutcome.Failed,
    };

    private LinkId NextLink() => new(++_lastLink);

    private sealed record ConnectionEnded(LinkId Link);

    private sealed record Maintain
    {
        public static Maintain Instance { get; } = new();
    }

    private sealed record Alone
    {
        public static Alone Instance { get; } = new();
    }
}
