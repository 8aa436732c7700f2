using System.Collections.Immutable;
using Akka.Actor;
using Akka.Configuration;
using PeerActors.Actors.Peer;
using PeerActors.Actors.Router;
using PeerActors.Messages.HostCatcher;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Links;
using PeerActors.Messages.Router;
using PeerActors.Messages.Wire.Gnutella;
using PeerActors.TestKit;

namespace PeerActors.Actors.Tests.Router;

public sealed class RouterActorTests : IAsyncLifetime
{
    private static readonly ServentId Self = new(1, 1);
    private static readonly PeerAddress Own = new(0x0A000001, 6346);
    private static readonly PeerAddress Elsewhere = new(0x0A000009, 6346);

    private readonly ActorSystem _system = ActorSystem.Create("router", ConfigurationFactory.ParseString("akka { loggers = [], stdout-loglevel = OFF }"));
    private readonly List<TestProbe> _links = [];
    private readonly TestProbe _hosts;
    private readonly TestProbe _library;
    private readonly TestProbe _user;
    private readonly IActorRef _router;

    public RouterActorTests()
    {
        (_hosts, _library, _user) = (TestProbe.In(_system), TestProbe.In(_system), TestProbe.In(_system));
        _router = _system.ActorOf(RouterActor.For(PeerSettings.Reference().Router with { MaxLookups = 3, MaxHarvest = 4, MaxWaitingHits = 64 * 1024 }, Self, Own, new ManualClock(), new Random(1), _hosts.Ref));
        _library.Send(_router, new ShareSize(12, 34 * 1024));
    }

    public async Task InitializeAsync()
    {
        for (var i = 1; i <= 3; i++)
        {
            var link = TestProbe.In(_system);
            _links.Add(link);
            link.Send(_router, new LinkOpened(new(i), Elsewhere, LinkDirection.Inbound, TimeSpan.Zero, NeighbourTraits.Legacy));
            await link.ExpectMsg<SendDescriptors>(static m => m.Descriptors is [{ Descriptor: Ping, Ttl: 7, Hops: 0 }]);
        }
    }

    public Task DisposeAsync() => _system.Terminate();

    [Fact]
    public async Task A_query_goes_to_every_other_link_once_with_its_counts_moved_and_to_the_library()
    {
        var query = Query.Create(Id(1), 7, "blue");
        await From(1, query, query);
        foreach (var link in new[] { 2, 3 })
        {
            var sent = await Sent(link);
            Assert.Equal(query.WithCount(6, 1), Assert.Single(sent));
            Link(link).ExpectNoMsg();
        }

        Link(1).ExpectNoMsg();
        Assert.Single((await _library.ExpectMsg<LookUpQueries>()).Queries);
        await From(2, query);
        var dropped = (await Status()).Dropped;
        Assert.Equal((1, 1), (dropped[DropReason.Repeated], dropped[DropReason.Duplicate]));
    }

    [Theory]
    [InlineData(1, 0, false)]
    [InlineData(0, 0, false)]
    [InlineData(2, 0, true)]
    [InlineData(7, 6, false)]
    public async Task A_query_whose_ttl_is_spent_is_looked_up_and_goes_no_farther(byte ttl, byte hops, bool travels)
    {
        await From(1, Query.Create(Id(1), 7, "blue").WithCount(ttl, hops));
        await _library.ExpectMsg<LookUpQueries>();
        if (travels) await Sent(2);
        Assert.Equal(travels ? 2 : 0, (await Status()).Forwarded);
    }

    [Theory]
    [InlineData(7, 8, DropReason.TooManyHops)]
    [InlineData(61, 0, DropReason.ExcessiveTtl)]
    public async Task What_breaks_the_rules_is_neither_forwarded_nor_looked_up(byte ttl, byte hops, DropReason reason)
    {
        await From(1, Query.Create(Id(1), 7, "blue").WithCount(ttl, hops));
        var status = await Status();
        Assert.Equal((1, 0), (status.Dropped[reason], status.Forwarded));
        _library.ExpectNoMsg();
    }

    [Fact]
    public async Task A_hit_goes_back_the_way_its_query_came_and_a_push_the_way_the_hit_came()
    {
        await From(1, Query.Create(Id(1), 7, "blue"));
        var hit = Hit(Id(1), new(5, 5));
        await From(2, hit);
        Assert.Equal(hit.WithCount(6, 1), Assert.Single(await Sent(1)));

        await Sent(2);
        await From(1, Push.Create(Id(2), 7, new(5, 5), new(1), Elsewhere));
        Assert.IsType<Push>(Assert.Single(await Sent(2)));
    }

    [Fact]
    public async Task What_the_library_has_goes_back_the_way_the_query_came()
    {
        await From(3, Query.Create(Id(1), 7, "blue"));
        await _library.ExpectMsg<LookUpQueries>();
        _library.Reply(new QueriesLookedUp(1, [Hit(Id(1), Self)]));
        Assert.Equal(Id(1), Assert.Single(await Sent(3)).Id);
    }

    [Fact]
    public async Task A_reply_to_nothing_and_a_reply_over_a_lost_link_are_dropped_and_counted()
    {
        await From(1, Query.Create(Id(1), 7, "blue"));
        _router.Tell(new LinkClosed(new(1), Elsewhere, LinkDirection.Inbound, LinkCloseReason.ConnectionLost, "", Carried: true));
        await From(2, Hit(Id(1), new(5, 5)), Hit(Id(99), new(5, 5)), Push.Create(Id(3), 7, new(77, 7), new(1), Elsewhere), Push.Create(Id(4), 7, Self, new(1), Elsewhere));
        var dropped = (await Status()).Dropped;
        Assert.Equal((1, 2, 1), (dropped[DropReason.RouteLost], dropped[DropReason.NoRoute], dropped[DropReason.PushUnanswered]));
    }

    [Fact]
    public async Task A_ping_is_answered_and_handed_on_and_pongs_are_harvested_on_their_way_back()
    {
        await From(1, new Ping(Id(1), 7, 2));
        var pong = Assert.IsType<Pong>(Assert.Single(await Sent(1)));
        Assert.Equal((Own, 12u, 34u, 3), (pong.Address, pong.Files, pong.Kilobytes, pong.Ttl));
        Assert.Equal((6 - 2, 3), (Assert.Single(await Sent(2)) is Ping ping ? (ping.Ttl, ping.Hops) : default));

        await From(2, Pong.Create(Id(1), 7, Elsewhere, 5, 6));
        Assert.IsType<Pong>(Assert.Single(await Sent(1)));
        Assert.Equal(new(Elsewhere, HostSource.Neighbour, 5, 6) { Mode = PeerMode.Plain }, Assert.Single((await _hosts.ExpectMsg<HostsHeard>()).Hosts));
        Assert.Equal(Elsewhere, (await Link(2).ExpectMsg<NeighbourIntroduced>()).Listening);
    }

    [Fact]
    public async Task Whom_nobody_can_dial_is_told_of_to_neighbours_only_and_is_introduced_by_no_pong()
    {
        await using var scene = new RouterScene(static s => s with { Firewalled = true });
        foreach (var link in (int[])[1, 2]) await scene.Open(link, NeighbourTraits.Legacy);
        await scene.From(1, new Ping(RouterScene.Id(1), 7, 2));
        Assert.Equal(3, (await scene.SentOne<Ping>(2)).Hops);
        await scene.From(1, new Ping(RouterScene.Id(2), 1, 0));
        Assert.False((await scene.SentOne<Pong>(1)).Address.IsDialable);
        await scene.From(2, (Pong)Pong.Create(RouterScene.Id(1), 4, Elsewhere with { Port = 0 }, 1, 1));
        await scene.Status();
        await scene.SentOne<Pong>(1);
        Assert.Null(await scene.Link(2).TryExpectMsg<NeighbourIntroduced>(TimeSpan.Zero));
    }

    [Fact]
    public async Task Vendor_messages_that_others_speak_are_told_from_such_that_nobody_knows()
    {
        await From(1, VendorMessage.Create(Id(1), new UnknownVendorContent(new(VendorCode.Gtkg, 9, 1), Payload.Empty)), VendorMessage.Create(Id(2), new TcpConnectBack(6346)));
        await From(1, VendorMessage.Create(Id(3), new UnknownVendorContent(new(VendorCode.Gtkg, 999, 1), Payload.Empty)));
        var dropped = (await Status()).Dropped;
        Assert.Equal((2, 1), (dropped[DropReason.NotSpoken], dropped[DropReason.UnknownKind]));
    }

    [Fact]
    public async Task Of_addresses_nearer_than_itself_a_neighbour_tells_nothing()
    {
        await From(1, new Ping(Id(1), 7, 0));
        await From(2, Pong.Create(Id(1), 7, new(PeerAddress.Loopback, 22), 5, 6), Pong.Create(Id(1), 7, Elsewhere, 5, 6));
        Assert.Equal(Elsewhere, Assert.Single((await _hosts.ExpectMsg<HostsHeard>()).Hosts).Address);
    }

    [Fact]
    public async Task Pongs_that_answer_nothing_are_not_harvested_and_of_a_flood_only_as_many_as_the_host_catcher_takes_in()
    {
        await From(2, Pong.Create(Id(99), 7, Elsewhere, 5, 6));
        await From(1, new Ping(Id(1), 7, 0));
        await From(2, [.. Enumerable.Range(1, 10).Select(static i => Pong.Create(Id(1), 7, new(0x0A000100 + (uint)i, 6346), 1, 1))]);
        Assert.Equal(4, (await _hosts.ExpectMsg<HostsHeard>()).Hosts.Length);
        await From(2, Pong.Create(Id(1), 7, Elsewhere, 5, 6));
        _hosts.ExpectNoMsg();
        var dropped = (await Status()).Dropped;
        Assert.Equal((1, 6), (dropped[DropReason.NoRoute], dropped[DropReason.HostsBusy]));
        await Link(2).FishForMessage<NeighbourIntroduced>();
        Assert.Null(await Link(2).TryExpectMsg<NeighbourIntroduced>(TimeSpan.Zero));

        _hosts.Reply(HostsNoted.Instance);
        Assert.Equal(Elsewhere, Assert.Single((await _hosts.ExpectMsg<HostsHeard>()).Hosts).Address);
    }

    [Fact]
    public async Task A_query_above_its_limit_goes_nowhere()
    {
        await From(1, Query.Create(Id(1), 7, new string('a', 1022)), Query.Create(Id(2), 7, new string('a', 1021)));
        Assert.Equal(Id(2), Assert.Single(await Sent(2)).Id);
        Assert.Equal(1, (await Status()).Dropped[DropReason.QueryTooLarge]);
    }

    [Fact]
    public async Task When_hits_pile_up_at_our_search_further_ones_are_dropped_until_it_has_taken_some()
    {
        _user.Send(_router, new SendQuery(new(7), "blue", [], 10));
        await _user.ExpectMsg<QuerySent>();
        var id = Assert.Single(await Sent(2)).Id;
        var big = QueryHit.Create(id, 7, Elsewhere, 1, [new(new(1), 1, new string('x', 40_000), null, null)], new(5, 5));
        await From(2, big, big, big);
        Assert.Equal(1, (await Status()).Dropped[DropReason.SearchesBusy]);
        await _user.ExpectMsg<HitReturned>();
        await _user.ExpectMsg<HitReturned>();
        _user.Reply(new HitTaken(big.Payload.Length));
        await From(2, big);
        await _user.ExpectMsg<HitReturned>();
    }

    [Fact]
    public async Task Our_own_ping_from_a_neighbour_that_claims_to_have_originated_it_means_that_we_dialled_ourselves()
    {
        var link = TestProbe.In(_system);
        link.Send(_router, new LinkOpened(new(4), Elsewhere, LinkDirection.Outbound, TimeSpan.Zero, NeighbourTraits.Legacy));
        var ours = Assert.Single((await link.ExpectMsg<SendDescriptors>()).Descriptors).Descriptor;
        await From(1, ours.WithCount(6, 1));
        await From(2, ours);
        Assert.Equal(LinkCloseReason.Self, (await Link(2).ExpectMsg<CloseLink>()).Reason);
        Link(1).ExpectNoMsg();
    }

    [Fact]
    public async Task Our_users_query_goes_to_all_its_hits_come_home_and_after_the_end_they_are_dropped()
    {
        _user.Send(_router, new SendQuery(new(7), "blue", [], 10));
        Assert.Equal(new QuerySent(new(7), 3), await _user.ExpectMsg<QuerySent>());
        var query = Assert.IsType<Query>(Assert.Single(await Sent(2)));
        Assert.Equal((7, 0, "blue", Query.OurFlags), (query.Ttl, query.Hops, query.Text, query.Flags));

        await From(2, Hit(query.Id, new(5, 5)));
        Assert.Equal(new(7), (await _user.ExpectMsg<HitReturned>()).Search);
        await From(3, query.WithCount(6, 1));
        _user.Send(_router, new ForgetQuery(new(7)));
        await From(2, Hit(query.Id, new(5, 5)));
        var dropped = (await Status()).Dropped;
        Assert.Equal((1, 1), (dropped[DropReason.Returned], dropped[DropReason.SearchOver]));
        _library.ExpectNoMsg();
    }

    [Fact]
    public async Task Hashes_that_our_user_searches_go_behind_the_text()
    {
        _user.Send(_router, new SendQuery(new(7), "", [new(1, 2, 3), new(4, 5, 6)], 10));
        var query = Assert.IsType<Query>(Assert.Single(await Sent(2)));
        Assert.Equal(("", Query.OurFlags), (query.Text, query.Flags));
        Assert.Equal([new Sha1Hash(1, 2, 3), new Sha1Hash(4, 5, 6)], query.ReadExtensions().Hashes.AsEnumerable());
    }

    [Fact]
    public async Task When_the_library_is_behind_queries_are_handed_on_and_not_looked_up()
    {
        await From(1, [.. Enumerable.Range(1, 5).Select(static i => Query.Create(Id(i), 7, $"blue {i}"))]);
        Assert.Equal(3, (await _library.ExpectMsg<LookUpQueries>()).Queries.Length);
        Assert.Equal(5, (await Sent(2)).Length);
        Assert.Equal(2, (await Status()).Dropped[DropReason.LibraryBusy]);

        _library.Reply(new QueriesLookedUp(3, []));
        await From(1, Query.Create(Id(9), 7, "blue"));
        await _library.ExpectMsg<LookUpQueries>();
    }

    [Fact]
    public async Task Kinds_without_a_meaning_are_counted_and_go_no_farther()
    {
        await From(1, new UnknownDescriptor(Id(1), 7, 0, 0x31, Payload.Empty));
        var status = await Status();
        Assert.Equal((1, 1, 0), (status.Received["Unknown"], status.Dropped[DropReason.UnknownKind], status.Forwarded));
    }

    private static DescriptorId Id(int n) => new(0xABCD, (ulong)n);

    private static QueryHit Hit(DescriptorId id, ServentId sharer) =>
        QueryHit.Create(id, 7, Elsewhere, 1, [new(new(1), 1, "blue.txt", null, null)], sharer);

    private TestProbe Link(int number) => _links[number - 1];

    /// <summary>As the far side will read them.</summary>
    private async Task<ImmutableArray<Descriptor>> Sent(int link) =>
        [.. (await Link(link).ExpectMsg<SendDescriptors>()).Descriptors.Select(static d => d.Descriptor.WithCount(d.Ttl, d.Hops))];

    /// <summary>Hands the router a batch through a probe of its own, and waits until it is routed.</summary>
    private async Task From(int link, params Descriptor[] descriptors)
    {
        var hand = TestProbe.In(_system);
        hand.Send(_router, new DescriptorsReceived(new(link), [.. descriptors]));
        await hand.ExpectMsg<DescriptorsRouted>();
    }

    private async Task<RouterStatus> Status()
    {
        var hand = TestProbe.In(_system);
        hand.Send(_router, new GetRouterStatus(new(1)));
        return await hand.ExpectMsg<RouterStatus>();
    }
}
