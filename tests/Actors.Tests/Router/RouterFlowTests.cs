using Akka.Actor;
using PeerActors.Actors.Peer;
using PeerActors.Actors.Router;
using PeerActors.Messages.HostCatcher;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Links;
using PeerActors.Messages.Router;
using PeerActors.TestKit;

namespace PeerActors.Actors.Tests.Router;

/// <summary>Who waits for whom, who may send how much, and what becomes of pings among servents of today.</summary>
public sealed class RouterFlowTests : IAsyncLifetime
{
    private static readonly PeerAddress Own = new(0x0A000001, 6346);
    private static readonly RouterSettings Settings = Reference() with { HoldAbove = 100, StallAfter = TimeSpan.FromSeconds(1) };

    private readonly ActorSystem _system = ActorSystem.Create("flow", "akka { loggers = [], stdout-loglevel = OFF }");
    private readonly ManualClock _clock = new();
    private readonly List<TestProbe> _links = [];
    private readonly TestProbe _hosts;
    private readonly IActorRef _router;

    public RouterFlowTests()
    {
        _hosts = TestProbe.In(_system);
        _router = _system.ActorOf(RouterActor.For(Settings, new(1, 1), Own, _clock, new Random(1), _hosts.Ref));
    }

    public async Task InitializeAsync()
    {
        for (var i = 1; i <= 3; i++)
        {
            var link = TestProbe.In(_system);
            _links.Add(link);
            link.Send(_router, new LinkOpened(new(i), At(i), LinkDirection.Inbound, TimeSpan.Zero, new NeighbourTraits { Mode = PeerMode.Ultrapeer }));
        }

        foreach (var (number, link) in _links.Index())
        {
            Opening.Add((await link.ExpectMsg<SendDescriptors>()).Descriptors.Select(static d => (Ping)d.Descriptor).ToArray());
            _router.Tell(new DescriptorsLeft(new(number + 1), Opening[number].Sum(static p => Departure.Of(p).Bytes), 0));
        }
    }

    public Task DisposeAsync() => _system.Terminate();

    private List<Ping[]> Opening { get; } = [];

    [Fact]
    public async Task A_batch_waits_for_a_neighbour_that_takes_what_it_gets_and_is_routed_when_some_has_left()
    {
        Assert.True(await IsRouted(1, Large(1)));
        var second = Hand(1, Large(2));
        Assert.False(await IsAnswered(second));
        _router.Tell(new DescriptorsLeft(new(2), 500, 0));
        Assert.False(await IsAnswered(second));
        _router.Tell(new DescriptorsLeft(new(3), 500, 0));
        await second.ExpectMsg<DescriptorsRouted>();
        await Link(2).FishForMessage<SendDescriptors>(static m => m.Descriptors[0].Descriptor.Id == Id(2));
    }

    [Fact]
    public async Task Batches_that_wait_are_routed_in_the_order_in_which_they_came()
    {
        await IsRouted(1, Large(1));
        var (second, third) = (Hand(1, Large(2)), Hand(3, Large(3)));
        _router.Tell(new DescriptorsLeft(new(3), 500, 0));
        _router.Tell(new DescriptorsLeft(new(2), 500, 0));
        await second.ExpectMsg<DescriptorsRouted>();
        Assert.False(await IsAnswered(third));
        _router.Tell(new DescriptorsLeft(new(3), 500, 0));
        _router.Tell(new DescriptorsLeft(new(2), 500, 0));
        await third.ExpectMsg<DescriptorsRouted>();
    }

    [Fact]
    public async Task Nobody_waits_for_a_neighbour_that_takes_nothing()
    {
        await IsRouted(1, Large(1));
        _router.Tell(new DescriptorsLeft(new(3), 500, 0));
        var second = Hand(1, Large(2));
        Assert.False(await IsAnswered(second));
        _clock.Advance(Settings.StallAfter);
        await second.ExpectMsg<DescriptorsRouted>();
        _router.Tell(new DescriptorsLeft(new(3), 500, 0));
        Assert.True(await IsRouted(1, Large(3)));
    }

    [Fact]
    public async Task Nobody_waits_for_a_link_that_has_closed()
    {
        await IsRouted(1, Large(1));
        _router.Tell(new DescriptorsLeft(new(3), 500, 0));
        var second = Hand(1, Large(2));
        Assert.False(await IsAnswered(second));
        _router.Tell(new LinkClosed(new(2), At(2), LinkDirection.Inbound, LinkCloseReason.ConnectionLost, "", Carried: true));
        await second.ExpectMsg<DescriptorsRouted>();
    }

    [Fact]
    public async Task What_is_beyond_a_links_allowance_is_dropped_and_a_spammer_is_closed_once_and_heard_no_more()
    {
        await Routed(1, [.. Enumerable.Range(1, 7).Select(static i => new Ping(Id(i), 1, 0))]);
        Assert.Equal(3, (await Status()).Dropped[DropReason.TooMany]);
        _router.Tell(new DescriptorsLeft(new(1), 1000, 0));
        await Routed(1, [.. Enumerable.Range(8, 3).Select(static i => new Ping(Id(i), 1, 0))]);
        var close = await Link(1).FishForMessage<CloseLink>();
        Assert.Equal((LinkCloseReason.Spam, "more pings than 2 in a second (router.conduct.max-pings), by 4"), (close.Reason, close.Detail));

        await Routed(1, Large(50));
        Assert.Equal(7, (await Status()).Dropped[DropReason.TooMany]);
        Link(1).ExpectNoMsg();
    }

    [Fact]
    public void A_new_neighbour_is_asked_whether_it_is_there_and_for_hosts()
    {
        foreach (var pings in Opening)
        {
            Assert.Equal([(1, 0), (4, 0)], pings.Select(static p => ((int)p.Ttl, (int)p.Hops)));
            Assert.True(pings[1].ReadExtensions() is { WantsHosts: true, AsUltrapeer: true });
        }
    }

    [Fact]
    public async Task A_ping_is_answered_from_what_neighbours_told_and_does_not_travel()
    {
        await Routed(2, Pong.Create(Opening[1][0].Id, 1, At(20), 5, 6), Pong.Create(Opening[1][1].Id, 1, At(21), 7, 8).WithCount(1, 1));
        Assert.Equal([At(20), At(21)], (await _hosts.ExpectMsg<HostsHeard>()).Hosts.Select(static h => h.Address));
        await Routed(1, new Ping(Id(1), 7, 0));
        var told = await Link(1).ExpectMsg<SendDescriptors>();
        Assert.Equal([(Own, 0), (At(20), 1), (At(21), 2)], told.Descriptors.Select(static d => (((Pong)d.Descriptor).Address, (int)d.Hops)).OrderBy(static d => d.Item2));
        Assert.Equal(0, (await Status()).Forwarded);
    }

    [Fact]
    public async Task Addresses_packed_into_a_pong_are_noted_as_hosts()
    {
        await Routed(2, Pong.Create(Opening[1][0].Id, 1, At(20), 5, 6, new PongExtensions { Hosts = [At(30), At(31)] }));
        Assert.Equal([At(20), At(30), At(31)], (await _hosts.ExpectMsg<HostsHeard>()).Hosts.Select(static h => h.Address));
    }

    [Fact]
    public async Task Our_own_ping_come_back_means_that_we_dialled_ourselves()
    {
        await Routed(2, Opening[0][0]);
        Assert.Equal(LinkCloseReason.Self, (await Link(2).FishForMessage<CloseLink>()).Reason);
    }

    private static RouterSettings Reference()
    {
        var settings = PeerSettings.Reference().Router;
        return settings with { AliveInterval = TimeSpan.FromMinutes(10), Conduct = settings.Conduct with { MaxPings = 2, Burst = TimeSpan.FromSeconds(2) } };
    }

    private static PeerAddress At(int n) => new(0x0A000100 + (uint)n, 6346);

    private static DescriptorId Id(int n) => new(0xABCD, (ulong)n);

    private static Query Large(int n) => Query.Create(Id(n), 7, new string('a', 200));

    private TestProbe Link(int number) => _links[number - 1];

    private TestProbe Hand(int link, params Descriptor[] descriptors)
    {
        var hand = TestProbe.In(_system);
        hand.Send(_router, new DescriptorsReceived(new(link), [.. descriptors]));
        return hand;
    }

    private async Task Routed(int link, params Descriptor[] descriptors) => await Hand(link, descriptors).ExpectMsg<DescriptorsRouted>();

    private async Task<bool> IsRouted(int link, params Descriptor[] descriptors) => await IsAnswered(Hand(link, descriptors));

    /// <summary>Asks the router something over the same hand: what it said before that comes before its answer.</summary>
    private async Task<bool> IsAnswered(TestProbe hand)
    {
        hand.Send(_router, new GetRouterStatus(new(1)));
        if (await hand.ExpectMsg<object>() is not DescriptorsRouted) return false;
        await hand.ExpectMsg<RouterStatus>();
        return true;
    }

    private async Task<RouterStatus> Status()
    {
        var hand = TestProbe.In(_system);
        hand.Send(_router, new GetRouterStatus(new(1)));
        return await hand.ExpectMsg<RouterStatus>();
    }
}
