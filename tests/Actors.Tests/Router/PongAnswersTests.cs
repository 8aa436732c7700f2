using Akka.Actor;
using PeerActors.Actors.Peer;
using PeerActors.Actors.Router;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Links;
using PeerActors.Messages.Router;
using PeerActors.TestKit;

namespace PeerActors.Actors.Tests.Router;

public sealed class PongAnswersTests : IAsyncLifetime
{
    private static readonly PeerAddress Own = new(0x0A000001, 6346);
    private static readonly RouterSettings Settings = PeerSettings.Reference().Router with { PongsPerLink = 4, PongsPerPing = 3, PackedHosts = 2, MaxLinks = 5, MaxLeaves = 2 };

    private readonly ActorSystem _system = ActorSystem.Create("pongs", "akka { loggers = [], stdout-loglevel = OFF }");
    private readonly ManualClock _clock = new();
    private readonly List<Stop> _links = [];
    private readonly List<TestProbe> _probes = [];
    private readonly OwnPong _own;
    private readonly PongAnswers _answers;

    public PongAnswersTests()
    {
        _own = new(Own, Settings, _clock) { Share = new(12, 300 * 1024) };
        _answers = new(_own, Settings);
        for (var i = 1; i <= 3; i++) Open(i, PeerMode.Ultrapeer);
    }

    private long Now => _clock.GetTimestamp();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _system.Terminate();

    [Fact]
    public async Task A_ping_that_crosses_one_link_gets_our_own_pong_and_no_other()
    {
        Heard(2, Host(20), hops: 0);
        var pong = Assert.Single(await Asked(1, new Ping(Id(1), 1, 0)));
        Assert.Equal((Id(1), 1, 0, Own, 12u, 512u), (pong.Id, pong.Ttl, pong.Hops, pong.Address, pong.Files, pong.Kilobytes));
        var more = pong.ReadExtensions();
        Assert.Equal((VendorCode.Ours, new UltrapeerRoom(1, 2, 5), TimeSpan.Zero), (more.Vendor, more.Ultrapeer, more.Uptime));
    }

    [Fact]
    public async Task Answers_share_one_payload_until_it_is_out_of_date()
    {
        var first = Assert.Single(await Asked(1, new Ping(Id(1), 1, 0)));
        Assert.Equal(first.Payload, Assert.Single(await Asked(1, new Ping(Id(2), 1, 0))).Payload);
        _clock.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal(TimeSpan.FromSeconds(60), Assert.Single(await Asked(1, new Ping(Id(3), 1, 0))).ReadExtensions().Uptime);
        _own.Share = new(13, 0);
        var shared = Assert.Single(await Asked(1, new Ping(Id(4), 1, 0)));
        Assert.Equal((13u, 8u), (shared.Files, shared.Kilobytes));
    }

    [Fact]
    public async Task A_crawler_gets_a_pong_of_each_other_neighbour_that_is_no_leaf_and_none_of_ours()
    {
        Open(4, PeerMode.Leaf);
        for (var link = 1; link <= 4; link++) Heard(link, Host(link * 10), hops: 0);
        Heard(2, Host(77), hops: 1);
        var pongs = await Asked(1, new Ping(Id(1), 2, 0));
        Assert.Equal([Host(20), Host(30)], pongs.Select(static p => p.Address));
        Assert.All(pongs, static p => Assert.Equal((1, 1), (p.Ttl, p.Hops)));
    }

    [Fact]
    public async Task A_ping_that_would_travel_gets_ours_and_hosts_of_every_distance_but_none_that_the_asker_named()
    {
        Heard(1, Host(10), hops: 0);
        Heard(1, Host(11), hops: 1);
        Heard(2, Host(20), hops: 0);
        Heard(2, Host(10), hops: 1);
        Heard(3, Host(30), hops: 0);
        Heard(3, Host(31), hops: 1);
        Heard(3, Host(32), hops: 2);
        Heard(3, Host(20), hops: 3);
        var pongs = await Asked(1, new Ping(Id(1), 4, 1));
        Assert.Equal((Own, 2, 0), (pongs[0].Address, pongs[0].Ttl, pongs[0].Hops));
        Assert.Equal([1, 2, 3], pongs[1..].Select(static p => (int)p.Hops).Order());
        Assert.All(pongs[1..], static p => Assert.DoesNotContain(p.Address, new[] { Host(10), Host(11) }));
        Assert.Distinct(pongs.Select(static p => p.Address));
    }

    [Fact]
    public async Task When_nothing_else_is_known_ours_comes_alone_and_without_room_we_say_nothing_of_us()
    {
        Assert.Equal(Own, Assert.Single(await Asked(1, new Ping(Id(1), 7, 0))).Address);
        _own.OnLinks(leaves: 2, peers: 5);
        Heard(2, Host(20), hops: 0);
        Assert.Equal(Host(20), Assert.Single(await Asked(1, new Ping(Id(2), 7, 0))).Address);
        Assert.Equal(Own, Assert.Single(await Asked(1, new Ping(Id(3), 1, 0))).Address);
    }

    [Fact]
    public async Task Whoever_asks_for_packed_hosts_gets_those_with_room_for_its_kind()
    {
        Heard(2, Host(20), hops: 0, new UltrapeerRoom(1, 0, 3));
        Heard(2, Host(21), hops: 1, new UltrapeerRoom(1, 3, 0));
        Heard(3, Host(30), hops: 0);
        Assert.Equal([Host(20)], await Packed(asUltrapeer: true));
        Assert.Equal([Host(21)], await Packed(asUltrapeer: false));
    }

    [Fact]
    public async Task A_pong_out_of_date_is_told_to_nobody()
    {
        Heard(2, Host(20), hops: 0);
        Heard(2, Host(21), hops: 1);
        _clock.Advance(Settings.PongLifetime);
        Assert.Empty(await Asked(1, new Ping(Id(1), 2, 0)));
        Assert.Single(await Asked(1, new Ping(Id(2), 7, 0)));
    }

    [Fact]
    public async Task A_neighbour_fills_only_its_own_places_and_a_long_pong_is_cut()
    {
        for (var i = 0; i < 50; i++) Heard(2, Host(100 + i), hops: 1);
        Heard(3, Host(31), hops: 1);
        var links = new HashSet<PeerAddress>();
        for (var i = 0; i < 6; i++) links.UnionWith((await Asked(1, new Ping(Id(i), 7, 0)))[1..].Select(static p => p.Address));
        Assert.Contains(Host(31), links);
        Assert.All(links, static h => Assert.True(h.Ip >= Host(146).Ip || h == Host(31)));

        _links[1].Pongs.Keep(Pong.Repeat(Id(9), 1, 0, Payload.Own(Pong.Create(Id(9), 1, Host(20), 1, 1).Payload.Span.ToArray().Concat(new byte[500]).ToArray())), null, Now);
        Assert.Equal(Pong.FixedBytes, _links[1].Pongs.Own(Now)!.Payload.Length);
    }

    [Fact]
    public async Task A_servent_that_is_no_ultrapeer_does_not_say_by_its_size_that_it_is_one()
    {
        var own = new OwnPong(Own, Settings with { Mode = PeerMode.Leaf }, _clock) { Share = new(1, 1024 * 1024) };
        new PongAnswers(own, Settings).Answer(_links[0], new Ping(Id(1), 1, 0), _links.ToArray(), Now);
        var pong = Assert.Single(await Told(1));
        Assert.Equal((1023u, null), (pong.Kilobytes, pong.ReadExtensions().Ultrapeer));
    }

    [Fact]
    public async Task A_peer_that_nobody_can_dial_answers_its_neighbour_alone_and_names_no_port()
    {
        var own = new OwnPong(Own, Settings with { Firewalled = true }, _clock);
        Heard(2, Host(20), hops: 0);
        new PongAnswers(own, Settings).Answer(_links[0], new Ping(Id(1), 1, 0), _links.ToArray(), Now);
        Assert.False(Assert.Single(await Told(1)).Address.IsDialable);
        new PongAnswers(own, Settings).Answer(_links[0], new Ping(Id(2), 7, 0), _links.ToArray(), Now);
        Assert.Equal(Host(20), Assert.Single(await Told(1)).Address);
    }

    private static DescriptorId Id(int n) => new(0xABCD, (ulong)n);

    private static PeerAddress Host(int n) => new(0x0A010000 + (uint)n, 6346);

    private void Open(int number, PeerMode mode)
    {
        var probe = TestProbe.In(_system);
        _probes.Add(probe);
        _links.Add(new(new(number), probe.Ref, new NeighbourTraits { Mode = mode }, maxTtl: 4)
        {
            Backlog = new(1_000_000, 1),
            Pongs = new(Settings.PongsPerLink, (long)(Settings.PongLifetime.TotalSeconds * _clock.TimestampFrequency)),
            Conduct = new(Settings.Conduct, _clock.TimestampFrequency, Now),
        });
    }

    private void Heard(int link, PeerAddress host, byte hops, UltrapeerRoom? room = null) =>
        _links[link - 1].Pongs.Keep((Pong)Pong.Create(Id(99), 1, host, 1, 8).WithCount(1, hops), room, Now);

    private async Task<Pong[]> Asked(int link, Ping ping)
    {
        _answers.Answer(_links[link - 1], ping, _links.ToArray(), Now);
        return await Told(link);
    }

    private async Task<Pong[]> Told(int link)
    {
        if (_links[link - 1].HandOver(ActorRefs.NoSender) == 0) return [];
        return [.. (await _probes[link - 1].ExpectMsg<SendDescriptors>()).Descriptors.Select(static d => (Pong)d.Descriptor.WithCount(d.Ttl, d.Hops))];
    }

    private async Task<PeerAddress[]> Packed(bool asUltrapeer)
    {
        var ping = Ping.Create(Id(1), 1, new PingExtensions { WantsHosts = true, AsUltrapeer = asUltrapeer });
        return [.. Assert.Single(await Asked(1, ping)).ReadExtensions().Hosts];
    }
}
