using Akka.Actor;
using PeerActors.Messages.HostCatcher;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Links;
using PeerActors.Messages.Router;

namespace PeerActors.Actors.Router;

/// <summary>Who is there: pings of others are answered, ours are sent, and what pongs tell is kept.</summary>
internal sealed partial class RouterActor
{
    /// <summary>Our own pings remembered, to know them when they come back.</summary>
    private const int MaxOwnPings = 4096;

    /// <summary>A longer pong is not read behind its fixed part.</summary>
    private const int LongestReadPong = 1024;

    private readonly OwnPong _ownPong;
    private readonly PongAnswers _pongs;
    private readonly RouteTable<DescriptorId> _ownPings;

    protected override void PreStart()
    {
        Timers.StartPeriodicTimer(DiscoveryTick.Instance, DiscoveryTick.Instance, _settings.DiscoveryInterval);
        Timers.StartPeriodicTimer(AliveTick.Instance, AliveTick.Instance, _settings.AliveInterval);
    }

    private void ReceiveAboutPings()
    {
        Receive<PingNeighbour>(m =>
        {
            if (_links.Find(m.Link) is not { } stop) return;
            AskWhetherThere(stop, _clock.GetTimestamp());
            _links.Dispatch(Self, LinkId.Self);
        });
        Receive<AliveTick>(_ =>
        {
            var now = _clock.GetTimestamp();
            foreach (var stop in _links.Stops)
                if (stop.CachesPongs) AskWhetherThere(stop, now);
            _links.Dispatch(Self, LinkId.Self);
        });
        Receive<DiscoveryTick>(_ =>
        {
            AskForHosts();
            _links.Dispatch(Self, LinkId.Self);
        });
    }

    /// <summary>One ping for all over whom it travels: several would meet everywhere, and be carried everywhere.</summary>
    private void AskForHosts()
    {
        var now = _clock.GetTimestamp();
        Ping? travelling = null;
        foreach (var stop in _links.Stops)
        {
            if (stop.CachesPongs) AskForHosts(stop, now);
            else Send(stop, travelling ??= HostsPing(stop), now);
        }
    }

    private void PingFirst(Stop stop)
    {
        var now = _clock.GetTimestamp();
        if (stop.CachesPongs) AskWhetherThere(stop, now);
        AskForHosts(stop, now);
        _links.Dispatch(Self, LinkId.Self);
    }

    private void AskWhetherThere(Stop stop, long now) => Send(stop, new Ping(DescriptorId.Roll(_dice), 1, 0), now);

    /// <summary>Asks for hosts beyond the neighbour, in the way that it understands.</summary>
    private void AskForHosts(Stop stop, long now) => Send(stop, HostsPing(stop), now);

    private Ping HostsPing(Stop stop) =>
        Ping.Create(DescriptorId.Roll(_dice), stop.MaxTtl, new() { WantsHosts = stop.CachesPongs, AsUltrapeer = _settings.Mode != PeerMode.Leaf });

    private void Send(Stop stop, Ping ping, long now)
    {
        stop.Gathered.Add(Departure.Of(ping));
        _requests.Remember(ping.Id, LinkId.Self, now);
        _ownPings.Remember(ping.Id, LinkId.Self, now);
    }

    /// <summary>Where pongs are cached a ping ends here; elsewhere it is answered and travels on.</summary>
    private DropReason? AnswerPing(Stop stop, Ping ping, byte ttl, long now)
    {
        if (stop.CachesPongs)
        {
            if (ping.Hops == 0 && _ownPings.TryFind(ping.Id, now, out _)) return CloseAsSelf(stop);
            _pongs.Answer(stop, ping, _links.Stops, now);
            return null;
        }

        if (!_requests.TryRemember(ping.Id, stop.Link, now))
            return ping.Hops == 0 && _ownPings.TryFind(ping.Id, now, out _) ? CloseAsSelf(stop) : JudgeKnown(stop, ping, now);
        if (!_ownPong.IsForNeighboursOnly || ping.Hops == 0) stop.Gathered.Add(Departure.Of(Pong.Repeat(ping.Id, (byte)(ping.Hops + 1), 0, _ownPong.Plain(now))));
        if (stop.IsShield) return null;
        if (!HopRules.TravelsOn(ttl)) return DropReason.TtlSpent;
        _links.AddPing(Departure.Onward(ping, ttl), except: stop.Link);
        return null;
    }

    /// <summary>A ping of our own that a neighbour claims to have originated can only mean that this neighbour is ourselves.</summary>
    private static DropReason CloseAsSelf(Stop stop)
    {
        stop.Connection.Tell(new CloseLink(stop.Link, LinkCloseReason.Self, "our own ping came in over it: this peer dialled itself"));
        return DropReason.Returned;
    }

    private void Harvest(Stop? stop, Pong pong, bool isForUs, long now)
    {
        if (pong.Hops == 0 && pong.Address.IsDialable && stop is { IsIntroduced: false })
        {
            stop.IsIntroduced = true;
            stop.Connection.Tell(new NeighbourIntroduced(stop.Link, pong.Address, pong.Files, pong.Kilobytes));
        }

        var reach = stop?.Reach ?? AddressReach.Everywhere;
        var more = isForUs && pong.Payload.Length is > Pong.FixedBytes and <= LongestReadPong ? pong.ReadExtensions() : null;
        var (source, mode) = pong.Hops == 0 ? (HostSource.Neighbour, stop?.Traits.Mode) : (HostSource.Pong, more?.Ultrapeer is null ? null : PeerMode.Ultrapeer);
        Note(new(pong.Address, source, pong.Files, pong.Kilobytes) { Mode = mode }, reach);
        if (stop is null || !isForUs) return;
        stop.Pongs.Keep(pong, more?.Ultrapeer, now);
        if (more is null) return;
        foreach (var host in more.Hosts) Note(new(host, HostSource.Pong, 0, 0), reach);
    }

    /// <summary>Notes a host, unless its address is nearer to us than whoever names it: that only leads to machines that it cannot know.</summary>
    private void Note(HostHeard heard, AddressReach reach)
    {
        if (heard.Address.Reach() < reach) return;
        if (_harvest.Count >= _settings.MaxHarvest) _counters.Dropped(DropReason.HostsBusy);
        else _harvest.Add(heard);
    }

    private void CountLinks()
    {
        var leaves = 0;
        foreach (var stop in _links.Stops)
            if (stop.Traits.Mode == PeerMode.Leaf) leaves++;
        _ownPong.OnLinks(leaves, _links.Count - leaves);
    }

    private sealed record DiscoveryTick
    {
        public static DiscoveryTick Instance { get; } = new();
    }

    private sealed record AliveTick
    {
        public static AliveTick Instance { get; } = new();
    }
}
