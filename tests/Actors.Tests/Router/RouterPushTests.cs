using Akka.Actor;
using Akka.Configuration;
using PeerActors.Actors.Peer;
using PeerActors.Actors.Router;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Links;
using PeerActors.Messages.Router;
using PeerActors.Messages.Wire.Gnutella;
using PeerActors.TestKit;

namespace PeerActors.Actors.Tests.Router;

/// <summary>Pushes at the router: for this peer, by this peer, and passed on for neighbours.</summary>
public sealed class RouterPushTests : IAsyncLifetime
{
    private static readonly ServentId Self = new(1, 1);
    private static readonly ServentId Leaf = new(0x1111, 0x2222);
    private static readonly PeerAddress Own = new(0x0A000001, 6346);
    private static readonly PeerAddress Elsewhere = new(0x0A000009, 50000);
    private static readonly NeighbourTraits OfLeaf = new() { Servent = Leaf, Mode = PeerMode.Leaf, OwnMode = PeerMode.Ultrapeer, VendorMessages = true };
    private static readonly NeighbourTraits OfUltrapeer = new() { Mode = PeerMode.Ultrapeer, OwnMode = PeerMode.Leaf, VendorMessages = true };

    private readonly ActorSystem _system = ActorSystem.Create("router", ConfigurationFactory.ParseString("akka { loggers = [], stdout-loglevel = OFF }"));
    private readonly ManualClock _clock = new();
    private readonly IActorRef _router;
    private readonly TestProbe _pushes;
    private readonly TestProbe _one;
    private readonly TestProbe _two;

    public RouterPushTests()
    {
        (_pushes, _one, _two) = (TestProbe.In(_system), TestProbe.In(_system), TestProbe.In(_system));
        _router = _system.ActorOf(RouterActor.For(
            PeerSettings.Reference().Router with { MaxWaitingPushes = 2 }, Self, Own, _clock, new Random(1), TestProbe.In(_system).Ref));
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _system.Terminate();

    [Fact]
    public async Task A_push_for_us_goes_to_who_answers_it_and_as_many_as_may_wait()
    {
        await Open(_one, 1, OfLeaf);
        await From(_one, 1, PushFor(Self, 1));
        Assert.Equal(1, (await Status()).Dropped[DropReason.PushUnanswered]);

        _pushes.Send(_router, new ServePushes(WantsProxies: false));
        await From(_one, 1, PushFor(Self, 2), PushFor(Self, 3), PushFor(Self, 4));
        Assert.Equal(Elsewhere, (await _pushes.ExpectMsg<PushForUs>()).Push.Asker);
        await _pushes.ExpectMsg<PushForUs>();
        Assert.Equal(1, (await Status()).Dropped[DropReason.PushesBusy]);
        _pushes.Reply(PushTaken.Instance);
        await From(_one, 1, PushFor(Self, 5));
        await _pushes.ExpectMsg<PushForUs>();
    }

    [Fact]
    public async Task A_push_of_our_own_goes_over_the_link_that_the_hits_came_by()
    {
        await Open(_one, 1, NeighbourTraits.Legacy);
        await Open(_two, 2, NeighbourTraits.Legacy);
        await From(_one, 1, Query.Create(new(9, 9), 7, "blue"));
        await From(_two, 2, QueryHit.Create(new(9, 9), 3, Elsewhere, 100, [new(new(42), 10, "blue.txt", null, null)], Leaf));

        Assert.Equal(PushSending.AlongHits, await Send(Leaf));
        var push = Assert.IsType<Push>(Assert.Single((await _two.FishForMessage<SendDescriptors>(static m => m.Descriptors[0].Descriptor is Push)).Descriptors).Descriptor);
        Assert.Equal((Leaf, new FileIndex(42), Own), (push.Sharer, push.File, push.Asker));
        Assert.Equal(PushSending.NoRoute, await Send(new(3, 3)));
        _two.Send(_router, new LinkClosed(new(2), Elsewhere, LinkDirection.Inbound, LinkCloseReason.ConnectionLost, "", true));
        Assert.Equal(PushSending.RouteLost, await Send(Leaf));
    }

    [Fact]
    public async Task A_leaf_that_asks_for_it_is_pushed_through_us_as_long_as_its_link_lives()
    {
        await Open(_one, 1, OfLeaf);
        await Open(_two, 2, NeighbourTraits.Legacy);
        await From(_one, 1, VendorMessage.Create(new(Leaf.High, Leaf.Low), new PushProxyRequest()));
        var answer = Assert.IsType<VendorMessage>(Assert.Single(Sent(await _one.ExpectMsg<SendDescriptors>())));
        Assert.Equal((new DescriptorId(Leaf.High, Leaf.Low), Own), (answer.Id, Assert.IsType<PushProxyAcknowledged>(answer.ReadContent()).Proxy));

        await From(_two, 2, PushFor(Leaf, 1));
        Assert.IsType<Push>(Assert.Single(Sent(await _one.ExpectMsg<SendDescriptors>())));
        Assert.Equal(PushSending.ToNeighbour, await Send(Leaf));

        _one.Send(_router, new LinkClosed(new(1), Elsewhere, LinkDirection.Inbound, LinkCloseReason.ConnectionLost, "", true));
        await From(_two, 2, PushFor(Leaf, 2));
        Assert.Equal(1, (await Status()).Dropped[DropReason.NoRoute]);
    }

    [Fact]
    public async Task Nobody_takes_over_pushes_for_a_servent_whose_link_lives_nor_has_ours_passed_on()
    {
        await Open(_one, 1, OfLeaf);
        await Open(_two, 2, OfLeaf);
        await From(_one, 1, VendorMessage.Create(new(Leaf.High, Leaf.Low), new PushProxyRequest()));
        await From(_two, 2, VendorMessage.Create(new(Leaf.High, Leaf.Low), new PushProxyRequest()), VendorMessage.Create(new(Self.High, Self.Low), new PushProxyRequest()));
        Assert.Equal(2, (await Status()).Dropped[DropReason.Refused]);
        _two.ExpectNoMsg();
    }

    [Fact]
    public async Task A_neighbour_is_served_under_the_guid_of_its_greeting_and_no_other()
    {
        await Open(_one, 1, OfLeaf);
        await Open(_two, 2, OfLeaf with { Servent = null });
        await From(_one, 1, VendorMessage.Create(new(7, 7), new PushProxyRequest()));
        await From(_two, 2, VendorMessage.Create(new(7, 7), new PushProxyRequest()));
        Assert.Equal(2, (await Status()).Dropped[DropReason.Refused]);
        await From(_two, 2, PushFor(new(7, 7), 1));
        Assert.Equal(1, (await Status()).Dropped[DropReason.NoRoute]);
    }

    [Fact]
    public async Task A_hit_that_nobody_asked_for_makes_no_route()
    {
        await Open(_one, 1, NeighbourTraits.Legacy);
        await From(_one, 1, HitOf(Leaf, new(9, 9)));
        Assert.Equal(PushSending.NoRoute, await Send(Leaf));
    }

    [Fact]
    public async Task A_route_over_which_hits_came_lately_moves_to_no_other_neighbour_while_its_link_is_open()
    {
        await Open(_one, 1, NeighbourTraits.Legacy);
        await Open(_two, 2, NeighbourTraits.Legacy);
        await From(_one, 1, Query.Create(new(9, 9), 7, "blue"));
        await From(_two, 2, HitOf(Leaf, new(9, 9)));
        await From(_one, 1, HitOf(Leaf, new(9, 9)));
        await ExpectPushOver(_two);

        _clock.Advance(TimeSpan.FromMinutes(1));
        await From(_one, 1, HitOf(Leaf, new(9, 9)));
        await ExpectPushOver(_one);

        _one.Send(_router, new LinkClosed(new(1), Elsewhere, LinkDirection.Inbound, LinkCloseReason.ConnectionLost, "", true));
        await From(_two, 2, Query.Create(new(8, 8), 7, "blue"), HitOf(Leaf, new(8, 8)));
        await ExpectPushOver(_two);
    }

    [Fact]
    public async Task A_leaf_passes_no_pushes_on()
    {
        await Open(_one, 1, OfUltrapeer);
        await From(_one, 1, VendorMessage.Create(new(Leaf.High, Leaf.Low), new PushProxyRequest()));
        Assert.Equal(1, (await Status()).Dropped[DropReason.Refused]);
    }

    [Fact]
    public async Task A_firewalled_peer_asks_ultrapeers_and_believes_an_answer_as_far_as_its_address_bears_it_out()
    {
        _pushes.Send(_router, new ServePushes(WantsProxies: true));
        _one.Send(_router, new LinkOpened(new(1), Elsewhere, LinkDirection.Outbound, TimeSpan.Zero, OfUltrapeer));
        var asked = await _one.FishForMessage<SendDescriptors>(static m => Sent(m).OfType<VendorMessage>().Any(IsRequest));
        var request = Sent(asked).OfType<VendorMessage>().Single(IsRequest);
        Assert.Equal(new DescriptorId(Self.High, Self.Low), request.Id);
        await Open(_two, 2, NeighbourTraits.Legacy);

        await From(_one, 1, VendorMessage.Create(request.Id, new PushProxyAcknowledged(new(0x0A0000FF, 6346))));
        Assert.Equal(1, (await Status()).Dropped[DropReason.NoRoute]);
        var proxy = Elsewhere with { Port = 6346 };
        await From(_one, 1, VendorMessage.Create(request.Id, new PushProxyAcknowledged(proxy)));
        Assert.Equal(proxy, Assert.Single((await _pushes.ExpectMsg<PushProxiesFound>()).Proxies));
        _one.Send(_router, new LinkClosed(new(1), Elsewhere, LinkDirection.Outbound, LinkCloseReason.ConnectionLost, "", true));
        Assert.Empty((await _pushes.ExpectMsg<PushProxiesFound>()).Proxies);
    }

    private static bool IsRequest(VendorMessage message) => message.Type == PushProxyRequest.Its;

    private static QueryHit HitOf(ServentId sharer, DescriptorId query) =>
        QueryHit.Create(query, 3, Elsewhere, 100, [new(new(42), 10, "blue.txt", null, null)], sharer);

    private async Task ExpectPushOver(TestProbe link)
    {
        Assert.Equal(PushSending.AlongHits, await Send(Leaf));
        await link.FishForMessage<SendDescriptors>(static m => Sent(m).OfType<Push>().Any());
    }

    private static Push PushFor(ServentId sharer, ulong id) => Push.Create(new(7, id), 4, sharer, new(1), Elsewhere);

    private static IReadOnlyList<Descriptor> Sent(SendDescriptors sent) => [.. sent.Descriptors.Select(static d => d.Descriptor)];

    private async Task Open(TestProbe link, long number, NeighbourTraits traits)
    {
        link.Send(_router, new LinkOpened(new(number), Elsewhere, LinkDirection.Inbound, TimeSpan.Zero, traits));
        await link.FishForMessage<SendDescriptors>(static m => m.Descriptors.Any(static d => d.Descriptor is Ping));
    }

    private async Task From(TestProbe link, long number, params Descriptor[] descriptors)
    {
        var batch = TestProbe.In(_system);
        batch.Send(_router, new DescriptorsReceived(new(number), [.. descriptors]));
        await batch.ExpectMsg<DescriptorsRouted>();
    }

    private async Task<PushSending> Send(ServentId sharer)
    {
        var asker = TestProbe.In(_system);
        asker.Send(_router, new SendPush(new(1), sharer, new(42), Own));
        return (await asker.ExpectMsg<PushSent>()).Sending;
    }

    private async Task<RouterStatus> Status()
    {
        var asker = TestProbe.In(_system);
        asker.Send(_router, new GetRouterStatus(new(1)));
        return await asker.ExpectMsg<RouterStatus>();
    }
}
