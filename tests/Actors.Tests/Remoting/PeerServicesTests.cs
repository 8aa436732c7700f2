using System.Text;
using Akka.Actor;
using Akka.Configuration;
using PeerActors.Actors.Remoting;
using PeerActors.Actors.Tests.PeerLinks;
using PeerActors.Messages.Identity;
using PeerActors.Messages.PeerLinks;
using PeerActors.Messages.Remoting;
using PeerActors.Messages.Router;
using PeerActors.TestKit;
using PeerActors.TestKit.Services;

namespace PeerActors.Actors.Tests.Remoting;

/// <summary>Two whole peers, their links over pipes in this process.</summary>
public sealed class PeerServicesTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TestProbe.Patience;

    private readonly ActorSystem _system = ActorSystem.Create("around", ConfigurationFactory.ParseString("akka { loggers = [], stdout-loglevel = OFF }"));
    private readonly PipedPeers _network = new();
    private readonly List<KeyedPeer> _peers = [];
    private KeyedPeer _alice = null!;
    private KeyedPeer _bob = null!;

    public async Task InitializeAsync()
    {
        _alice = await Start("alice", 1);
        _bob = await Start("bob", 2);
        await _bob.Allow(_alice, "greeter");
    }

    public async Task DisposeAsync()
    {
        foreach (var peer in _peers) await peer.DisposeAsync();
        await _system.Terminate();
    }

    [Fact]
    public async Task A_service_of_another_peer_is_asked_and_answers()
    {
        Serve(_bob);
        _alice.Dial(_bob);
        var greeter = _alice.Services.Find(_bob.Id, GreeterActor.Contract);

        for (var i = 1; i <= 3; i++) Assert.Equal(new Greeting("Hello, alice!", i), await greeter.Ask<Greeting>(new Hello("alice"), Patience));
        Assert.Equal((3, 3), (_alice.Services.Counters[RemotingCount.Answered], _bob.Services.Counters[RemotingCount.Taken]));
    }

    [Fact]
    public async Task What_is_told_arrives_in_order_and_the_sender_is_whoever_told_it()
    {
        var (service, asker) = (Exported(_bob), TestProbe.In(_system));
        _alice.Dial(_bob);
        var greeter = _alice.Services.Find(_bob.Id, GreeterActor.Contract);
        const int Count = 2000;
        for (var i = 0; i < Count; i++) asker.Send(greeter, new Hello($"{i}"));

        for (var i = 0; i < Count; i++) Assert.Equal($"{i}", (await service.ExpectMsg<Hello>()).Name);
        Assert.Equal(_alice.Id, PeerServices.PeerOf(service.LastSender));
        service.Reply(new Greeting("hi", 1));
        service.Reply(new Greeting("again", 2));
        Assert.Equal(new("hi", 1), await asker.ExpectMsg<Greeting>());
        Assert.Equal(new("again", 2), await asker.ExpectMsg<Greeting>());

        asker.Reply(new Hello("you"));
        Assert.Equal("you", (await service.ExpectMsg<Hello>()).Name);
    }

    [Fact]
    public async Task A_message_without_a_sender_has_none_there()
    {
        var service = Exported(_bob);
        _alice.Dial(_bob);
        _alice.Services.Find(_bob.Id, GreeterActor.Contract).Tell(Payload.Own([1, 2]), ActorRefs.NoSender);

        Assert.Equal(Payload.Own([1, 2]), await service.ExpectMsg<Payload>());
        Assert.Null(PeerServices.PeerOf(service.LastSender));
    }

    [Fact]
    public void What_cannot_cross_fails_where_it_is_told_and_says_what_it_is()
    {
        var greeter = _alice.Services.Find(_bob.Id, GreeterActor.Contract);

        Assert.Contains("System.Text.StringBuilder", Assert.Throws<UnregisteredMessageException>(() => greeter.Tell(new StringBuilder())).Message, StringComparison.Ordinal);
        Assert.Contains("ServiceContract.MaxBytes", Assert.Throws<OversizedMessageException>(() => greeter.Tell(Payload.Own(new byte[100_000]))).Message, StringComparison.Ordinal);
        var large = _alice.Services.Find(_bob.Id, new ServiceContract("greeter", MessageCodec.Bytes("picture", 1)) { MaxBytes = 1 << 20 });
        Assert.Contains("peer-link.max-frame", Assert.Throws<OversizedMessageException>(() => large.Tell(Payload.Own(new byte[100_000]))).Message, StringComparison.Ordinal);
        Assert.Equal((RemotingCount.RefusedByCodec, 3L), Assert.Single(_alice.Services.Counters) is var only ? (only.Key, only.Value) : default);
    }

    [Fact]
    public async Task Whoever_no_rule_allows_is_refused_and_does_not_learn_what_there_is()
    {
        var carol = await Start("carol", 3);
        var service = Exported(_bob);
        carol.Dial(_bob);

        foreach (var name in (string[])["greeter", "nothing"])
        {
            var refused = await Assert.ThrowsAsync<ServiceRefusedException>(() => carol.Services.Find(_bob.Id, Named(name)).Ask<Greeting>(new Hello("carol"), Patience));
            Assert.Equal(ServiceRefusal.NotAllowed, refused.Reason);
        }

        service.ExpectNoMsg();
        Assert.Equal(2, _bob.Services.Counters[RemotingCount.NotAllowed]);
    }

    [Fact]
    public async Task A_service_that_is_not_there_says_so_and_one_that_has_ended_as_well()
    {
        await _bob.Allow(_alice, "nothing");
        _alice.Dial(_bob);
        Assert.Equal(ServiceRefusal.UnknownService, (await Refused(Named("nothing"))).Reason);

        var actor = Serve(_bob);
        await _alice.Services.Find(_bob.Id, GreeterActor.Contract).Ask<Greeting>(new Hello("alice"), Patience);
        actor.Tell(PoisonPill.Instance);
        await Waiting.For(async () => await Attempt() is ServiceRefusedException { Reason: ServiceRefusal.UnknownService });
        Serve(_bob);
        Assert.True(_bob.Services.Withdraw("greeter"));
        Assert.False(_bob.Services.Withdraw("greeter"));

        async Task<Exception?> Attempt() => await Record.ExceptionAsync(() => _alice.Services.Find(_bob.Id, GreeterActor.Contract).Ask<Greeting>(new Hello("alice"), TimeSpan.FromMilliseconds(500)));
    }

    [Fact]
    public async Task A_message_of_a_newer_contract_is_refused_by_its_name()
    {
        Serve(_bob);
        _alice.Dial(_bob);
        var newer = new ServiceContract("greeter", MessageCodec.Json("hello", 2, GreeterJson.Default.Hello));

        var refused = await Refused(newer);
        Assert.Equal(ServiceRefusal.UnknownMessage, refused.Reason);
        Assert.Contains("hello/2", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_is_given_once_and_a_peer_needs_no_link_to_itself()
    {
        Serve(_bob);

        Assert.Contains("there is one of that name", Assert.Throws<RemotingRefusedException>(() => Serve(_bob)).Message, StringComparison.Ordinal);
        Assert.Throws<RemotingRefusedException>(() => _bob.Services.Find(_bob.Id, GreeterActor.Contract));
        Assert.Throws<RemotingRefusedException>(() => _bob.Services.Find(new ServiceAddress(_alice.Id, "other"), GreeterActor.Contract));
    }

    [Fact]
    public async Task Services_and_peers_are_bounded()
    {
        var few = await Start("few", 4, static s => s with { Remoting = s.Remoting with { MaxServices = 1, MaxPeers = 1 } });
        Serve(few);

        Assert.Contains("remoting.max-services", Assert.Throws<RemotingRefusedException>(() => few.Services.Export(Named("second"), TestProbe.In(_system).Ref)).Message, StringComparison.Ordinal);
        few.Services.Find(_alice.Id, GreeterActor.Contract);
        few.Services.Find(_alice.Id, Named("second"));
        Assert.Contains("remoting.max-peers", Assert.Throws<RemotingRefusedException>(() => few.Services.Find(_bob.Id, GreeterActor.Contract)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reference_crosses_as_an_address_and_is_found_again()
    {
        Serve(_bob);
        _alice.Dial(_bob);
        var text = _alice.Services.Find(_bob.Id, GreeterActor.Contract).Address.ToString();

        Assert.True(ServiceAddress.TryParse(text, out var address));
        var again = _alice.Services.Find(address, GreeterActor.Contract);
        Assert.Equal(text, again.Path.ToString());
        Assert.Equal(again, _alice.Services.Find(_bob.Id, GreeterActor.Contract));
        Assert.Equal(again, (await again.Ask<ActorIdentity>(new Identify(1), Patience)).Subject);
        await again.Ask<Greeting>(new Hello("alice"), Patience);
    }

    [Fact]
    public async Task More_than_may_wait_for_a_peer_is_dropped_and_counted_and_whoever_asks_is_told()
    {
        var greeter = _alice.Services.Find(_bob.Id, GreeterActor.Contract);
        var picture = Payload.Own(new byte[50_000]);
        while (!_alice.Services.Counters.ContainsKey(RemotingCount.DroppedFull)) greeter.Tell(picture, ActorRefs.NoSender);

        var failure = await Assert.ThrowsAsync<PeerOutOfReachException>(() => greeter.Ask<Greeting>(picture, Patience));
        Assert.Contains("remoting.max-waiting", failure.Message, StringComparison.Ordinal);
    }

    private static ServiceContract Named(string service) => new(service, MessageCodec.Json("hello", 1, GreeterJson.Default.Hello), MessageCodec.Json("greeting", 1, GreeterJson.Default.Greeting));

    private Task<ServiceRefusedException> Refused(ServiceContract contract) =>
        Assert.ThrowsAsync<ServiceRefusedException>(() => _alice.Services.Find(_bob.Id, contract).Ask<Greeting>(new Hello("alice"), Patience));

    private static IActorRef Serve(KeyedPeer peer)
    {
        var actor = peer.System.Spawn(GreeterActor.For(), $"greeter-{Guid.NewGuid():N}");
        peer.Services.Export(GreeterActor.Contract, actor);
        return actor;
    }

    private TestProbe Exported(KeyedPeer peer)
    {
        var probe = TestProbe.In(_system);
        peer.Services.Export(GreeterActor.Contract, probe.Ref);
        return probe;
    }

    private async Task<KeyedPeer> Start(string name, byte number, Func<Actors.Peer.PeerSettings, Actors.Peer.PeerSettings>? settings = null)
    {
        PeerAddress address = new(PeerAddress.Loopback, number);
        var peer = await KeyedPeer.StartAsync(name, new() { Transport = id => (_network.At(address, id), address), Settings = settings ?? (static s => s) });
        _peers.Add(peer);
        return peer;
    }
}
