using System.Collections.Immutable;
using Akka.Actor;
using Akka.Configuration;
using PeerActors.Actors.Peer;
using PeerActors.Actors.Shares.Pushes;
using PeerActors.Messages.Access;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Router;
using PeerActors.Messages.Shares;
using PeerActors.Messages.Wire.Gnutella;
using PeerActors.TestKit;

namespace PeerActors.Actors.Tests.Shares.Pushes;

public sealed class PushesActorTests : IAsyncLifetime
{
    private static readonly ServentId Self = new(0xfb8d31021d6a4bf5, 0x20ea13fae302b12d);
    private static readonly ServentId Sharer = new(5, 6);
    private static readonly PeerAddress Own = new(PeerAddress.Loopback, 6346);
    private static readonly PeerAddress Asker = new(PeerAddress.Loopback, 7000);
    private static readonly PeerAddress Proxy = new(PeerAddress.Loopback, 8001);
    private static readonly PeerAddress OtherProxy = new(PeerAddress.Loopback, 8002);

    private readonly ActorSystem _system = ActorSystem.Create("pushes", ConfigurationFactory.ParseString("akka { loggers = [], stdout-loglevel = OFF }"));
    private readonly FakePushPort _port = new();
    private readonly TestProbe _router;
    private readonly TestProbe _library;
    private readonly TestProbe _download;
    private readonly TestProbe _access;

    public PushesActorTests() => (_router, _library, _download, _access) = (TestProbe.In(_system), TestProbe.In(_system), TestProbe.In(_system), TestProbe.In(_system));

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _system.Terminate();

    [Fact]
    public async Task A_push_for_us_is_answered_by_dialling_and_saying_giv()
    {
        var room = await Room();
        _router.Send(room, new PushForUs(Push.Create(new(1, 1), 3, Self, new(6), Asker)));
        await _router.ExpectMsg<PushTaken>();
        var dial = await _port.Dialled();
        Assert.Equal(Asker, dial.Asker);
        Assert.Equal("GIV 6:fb8d31021d6a4bf520ea13fae302b12d/file\n\n", System.Text.Encoding.ASCII.GetString(dial.Giv.ToBytes()));
        dial.End.SetResult(true);
        await Counted(room, PushCount.Answered);
    }

    [Fact]
    public async Task An_asker_that_takes_no_connection_is_counted()
    {
        var room = await Room();
        _router.Send(room, new PushForUs(Push.Create(new(1, 1), 3, Self, new(6), Asker)));
        (await _port.Dialled()).End.SetResult(false);
        await Counted(room, PushCount.AskerUnreachable);
    }

    [Fact]
    public async Task A_push_that_names_ourselves_or_comes_too_often_is_refused_and_counted()
    {
        var room = await Room(settings => settings with { MaxPerAsker = 1 });
        foreach (var asker in (PeerAddress[])[Own, Asker, Asker]) _router.Send(room, new PushForUs(Push.Create(new(1, 1), 3, Self, new(6), asker)));
        for (var i = 0; i < 3; i++) await _router.ExpectMsg<PushTaken>();
        Assert.Equal(Asker, (await _port.Dialled()).Asker);
        var counts = (await Status(room)).Counts;
        Assert.Equal((1, 1), (counts[PushCount.RefusedAddress], counts[PushCount.RefusedTooManyFromAsker]));
        Assert.True(_port.NobodyElseDialled);
    }

    [Fact]
    public async Task A_sharer_is_pushed_and_its_connection_given_to_who_waits()
    {
        var room = await Room();
        var push = await Want(room);
        Assert.Equal((Sharer, new FileIndex(9), Own), (push.Sharer, push.File, push.Asker));
        _router.Reply(new PushSent(push.Request, PushSending.AlongHits));

        var connection = _port.Arrive(new Giv(new(0), Sharer, "file"));
        var given = await _download.ExpectMsg<ConnectionGiven>();
        Assert.Equal((new RequestId(3), connection), (given.Request, given.Connection));
        Assert.Equal(0, (await Status(room)).Waiting);
    }

    [Fact]
    public async Task A_giv_that_nobody_waits_for_is_closed_and_counted()
    {
        var room = await Room();
        var push = await Want(room);
        _router.Reply(new PushSent(push.Request, PushSending.AlongHits));
        await _port.Arrive(new Giv(new(9), new(77, 77), "file")).Closed;
        await Counted(room, PushCount.Unsolicited);
        _download.ExpectNoMsg();
    }

    [Fact]
    public async Task Of_two_that_wait_for_one_sharer_the_one_of_that_file_is_given_the_connection()
    {
        var room = await Room();
        await Want(room);
        var other = TestProbe.In(_system);
        other.Send(room, new WantConnection(new(4), new PushRoute(Sharer, new(10), [])));
        await _router.ExpectMsg<SendPush>();
        _port.Arrive(new Giv(new(10), Sharer, "file"));
        await other.ExpectMsg<ConnectionGiven>();
        await _port.Arrive(new Giv(new(10), Sharer, "file")).Closed;
        _download.ExpectNoMsg();
        _port.Arrive(new Giv(new(0), Sharer, "file"));
        await _download.ExpectMsg<ConnectionGiven>();
    }

    [Theory]
    [InlineData("198.51.100.7", "198.51.100.7", true)]
    [InlineData("198.51.100.7", "198.51.100.8", false)]
    [InlineData("192.168.1.5", "198.51.100.8", true)]      // the hit names the sharer's address behind its router
    [InlineData("198.51.100.7", "192.168.1.5", true)]      // it names the router's, and we are behind the same one
    public void A_connection_is_taken_from_the_ip_address_of_the_hit_where_routers_let_that_be_told(string hit, string seen, bool fits)
    {
        var route = new PushRoute(Sharer, new(9), []) { Address = At(hit) };
        var wait = PushWait.For(ActorRefs.Nobody, new WantConnection(new(1), route), Own, 1);
        Assert.Equal(fits, wait.Fits(new Giv(new(9), Sharer, "file"), At(seen) with { Port = 50_000 }));

        static PeerAddress At(string ip) => PeerAddress.From(System.Net.IPEndPoint.Parse($"{ip}:6346"));
    }

    [Fact]
    public async Task Without_a_link_the_push_proxies_are_asked_in_turn()
    {
        var room = await Room();
        var push = await Want(room, Proxy, OtherProxy);
        _router.Reply(new PushSent(push.Request, PushSending.NoRoute));
        var first = await _port.Asked();
        Assert.Equal((Proxy, Sharer, Own), (first.Proxy, first.Sharer, first.Asker));
        first.End.SetResult(false);
        var second = await _port.Asked();
        Assert.Equal(OtherProxy, second.Proxy);
        second.End.SetResult(true);
        await Counted(room, PushCount.SentByProxy);
        _port.Arrive(new Giv(new(9), Sharer, "file"));
        await _download.ExpectMsg<ConnectionGiven>();
    }

    [Theory]
    [InlineData(PushSending.NoRoute, "No hit of sharer")]
    [InlineData(PushSending.RouteLost, "is gone")]
    public async Task Where_nothing_leads_to_the_sharer_that_is_said(PushSending sending, string expected)
    {
        var room = await Room();
        var push = await Want(room, Proxy);
        _router.Reply(new PushSent(push.Request, sending));
        (await _port.Asked()).End.SetResult(false);
        var refused = await _download.ExpectMsg<ConnectionRefused>();
        Assert.Equal((new RequestId(3), PushFailure.RouteLost), (refused.Request, refused.Failure));
        Assert.Contains(expected, refused.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sharer_that_does_not_dial_in_time_is_said_to_be_down()
    {
        var room = await Room(settings => settings with { GivTimeout = TimeSpan.FromMilliseconds(1) });
        var push = await Want(room);
        _router.Reply(new PushSent(push.Request, PushSending.AlongHits));
        var refused = await _download.ExpectMsg<ConnectionRefused>();
        Assert.Equal(PushFailure.HostDown, refused.Failure);
        Assert.Contains("pushes.giv-timeout", refused.Detail, StringComparison.Ordinal);
        await _port.Arrive(new Giv(new(9), Sharer, "file")).Closed;
    }

    [Fact]
    public async Task A_firewalled_peer_pushes_nobody_says_so_and_tells_its_library()
    {
        var room = await Room(firewalled: true);
        _download.Send(room, new WantConnection(new(3), new PushRoute(Sharer, new(9), [])));
        var refused = await _download.ExpectMsg<ConnectionRefused>();
        Assert.Equal(PushFailure.WeAreFirewalled, refused.Failure);
        Assert.Contains("peer.firewalled", refused.Detail, StringComparison.Ordinal);

        _router.Send(room, new PushProxiesFound([Proxy]));
        Assert.Equal(Proxy, Assert.Single((await _library.ExpectMsg<PushProxiesChanged>()).Proxies));
    }

    [Fact]
    public async Task More_than_may_wait_are_refused_until_one_is_forgotten()
    {
        var room = await Room(settings => settings with { MaxWaiting = 1 });
        await Want(room);
        var other = TestProbe.In(_system);
        other.Send(room, new WantConnection(new(1), new PushRoute(Sharer, new(9), [])));
        Assert.Equal(PushFailure.TooManyWaiting, (await other.ExpectMsg<ConnectionRefused>()).Failure);
        _download.Send(room, new ForgetConnection(new(3)));
        other.Send(room, new WantConnection(new(2), new PushRoute(Sharer, new(9), [])));
        await _router.ExpectMsg<SendPush>();
        await _port.Arrive(new Giv(new(9), new(77, 77), "file")).Closed;
        _port.Arrive(new Giv(new(9), Sharer, "file"));
        Assert.Equal(new RequestId(2), (await other.ExpectMsg<ConnectionGiven>()).Request);
        _download.ExpectNoMsg();
    }

    [Fact]
    public async Task What_a_dead_download_waited_for_is_forgotten()
    {
        var room = await Room();
        await Want(room);
        _system.Stop(_download.Ref);
        while ((await Status(room)).Waiting > 0) { }
        await _port.Arrive(new Giv(new(9), Sharer, "file")).Closed;
    }

    [Fact]
    public async Task A_push_that_the_rules_deny_dials_nobody_and_is_told()
    {
        var room = await Room();
        var rule = new AccessRule(1, Allows: false, Anyone.Instance, AccessVerbs.Invoke, ResourcePath.Of(Resources.Push), Expires: null);
        _access.Send(room, new AccessChanged(new(Resources.StandingRules(lists: true), AccessRules.None.After(new RuleMade(rule)), ImmutableDictionary<PeerId, Acquaintance>.Empty)));

        _router.Send(room, new PushForUs(Push.Create(new(1, 1), 3, Self, new(6), Asker)));

        await _router.ExpectMsg<PushTaken>();
        Assert.Equal(rule, (await _access.ExpectMsg<AccessDenied>()).Verdict.Rule);
        var counts = (await Status(room)).Counts;
        Assert.Equal((PushCount.Denied, 1L), Assert.Single(counts.Select(static c => (c.Key, c.Value))));
    }

    private async Task<IActorRef> Room(Func<PushSettings, PushSettings>? change = null, bool firewalled = false)
    {
        var settings = PeerSettings.Reference().Pushes;
        var room = _system.ActorOf(PushesActor.For(
            change?.Invoke(settings) ?? settings, new PushEndpoint(Self, Own, firewalled), _port, new ManualClock(), _router.Ref, _library.Ref, _access.Ref));
        await _access.ExpectMsg<FollowAccess>();
        _access.Send(room, new AccessChanged(AccessPolicy.OfNewPeer));
        Assert.Equal(firewalled, (await _router.ExpectMsg<ServePushes>()).WantsProxies);
        return room;
    }

    private async Task<SendPush> Want(IActorRef room, params PeerAddress[] proxies)
    {
        _download.Send(room, new WantConnection(new(3), new PushRoute(Sharer, new(9), [.. proxies])));
        return await _router.ExpectMsg<SendPush>();
    }

    private async Task<PushStatus> Status(IActorRef room)
    {
        var asker = TestProbe.In(_system);
        asker.Send(room, new GetPushStatus(new(99)));
        return await asker.ExpectMsg<PushStatus>();
    }

    private async Task Counted(IActorRef room, PushCount what)
    {
        while ((await Status(room)).Counts.GetValueOrDefault(what) == 0) { }
    }
}
