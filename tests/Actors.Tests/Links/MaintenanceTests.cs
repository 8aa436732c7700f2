using Akka.Actor;
using PeerActors.Actors.Links;
using PeerActors.Actors.Links.Greeting;
using PeerActors.Actors.Peer;
using PeerActors.Actors.Transports.InProcess;
using PeerActors.Messages.HostCatcher;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Links;
using PeerActors.TestKit;

namespace PeerActors.Actors.Tests.Links;

/// <summary>When the link manager looks for hosts to dial: each time it sets one timer, and an idle peer has none that ticks.</summary>
public sealed class MaintenanceTests : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly PeerAddress Nobody = new(0x0A00_00FF, 6346);

    private readonly ActorKit _kit = ActorKit.Virtual();
    private readonly TestProbe _hosts;
    private readonly TestProbe _driver;

    public MaintenanceTests() => (_hosts, _driver) = (_kit.CreateTestProbe(), _kit.CreateTestProbe());

    public ValueTask DisposeAsync() => _kit.DisposeAsync();

    [Fact]
    public async Task While_neighbours_are_missing_hosts_are_asked_for_in_every_interval()
    {
        Start(dialDiscovered: true);
        await Asked(TimeSpan.Zero, onlyJoined: false);
        for (var i = 0; i < 5; i++) await Asked(Interval, onlyJoined: false);
    }

    [Fact]
    public async Task While_none_is_missing_only_hosts_that_the_user_named_are_asked_for_now_and_then()
    {
        Start(dialDiscovered: false);
        await Asked(TimeSpan.Zero, onlyJoined: true);
        for (var i = 0; i < 5; i++) await Asked(30 * Interval, onlyJoined: true);
    }

    [Theory]
    [InlineData(5, 5)]
    [InlineData(0, 1)]
    [InlineData(500, 30)]
    public async Task A_host_whose_wait_is_over_sooner_is_asked_for_then_and_not_within_an_interval(int waitIntervals, int afterIntervals)
    {
        var links = Start(dialDiscovered: false);
        await Asked(TimeSpan.Zero, onlyJoined: true);
        _hosts.Send(links, new HostsOffered(new(1), []) { Next = waitIntervals * Interval });
        await Asked(afterIntervals * Interval, onlyJoined: true);
    }

    [Fact]
    public async Task A_link_that_cannot_be_made_and_one_that_is_ordered_are_reasons_to_look_soon_and_a_later_timer_gives_way()
    {
        var links = Start(dialDiscovered: false);
        await Asked(TimeSpan.Zero, onlyJoined: true);
        _kit.Pass(10 * Interval);
        _driver.Send(links, new OpenLink(Nobody));
        await _hosts.ExpectMsg<HostHeard>();
        Assert.Equal(Nobody, (await _hosts.FishForMessage<HostFared>()).Address);
        await Asked(Interval, onlyJoined: true);
        await Asked(30 * Interval, onlyJoined: true);
    }

    [Fact]
    public async Task Whoever_leaves_looks_no_more()
    {
        var links = Start(dialDiscovered: true);
        await Asked(TimeSpan.Zero, onlyJoined: false);
        _driver.Send(links, new LeaveAll(new(7)));
        await _driver.ExpectMsg<AllLinksLeft>();
        await _hosts.ExpectNoMsg(TimeSpan.FromHours(1));
    }

    /// <summary>Hosts are asked for after so long, and not before.</summary>
    private async Task Asked(TimeSpan after, bool onlyJoined)
    {
        var started = _kit.Now;
        var want = await _hosts.ExpectMsg<WantHosts>(limit: TimeSpan.FromHours(1));
        Assert.Equal((after, onlyJoined), (_kit.Now - started, want.OnlyJoined));
    }

    private IActorRef Start(bool dialDiscovered)
    {
        var settings = PeerSettings.Reference();
        var host = new InProcessNetwork().Host();
        var own = new OwnGreeting
        {
            Mode = settings.Mode, Dialect = LinkDialect.Gnutella06, Servent = ServentId.Roll(new Random(1)), Listening = host.Address, Degree = 8, MaxTtl = 4, Deflates = false,
        };
        return _kit.ActorOf(
            LinkManagerActor.For(settings.Links with { DialDiscovered = dialDiscovered, MaintainInterval = Interval }, own, host.Address, host, _kit.Clock, static _ => new Random(1), _hosts.Ref, _driver.Ref), "links");
    }
}
