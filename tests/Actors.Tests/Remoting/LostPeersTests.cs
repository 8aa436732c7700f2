using Akka.Actor;
using Akka.Configuration;
using PeerActors.Actors.Peer;
using PeerActors.Actors.Remoting;
using PeerActors.Actors.Access;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Remoting;
using PeerActors.Messages.Router;
using PeerActors.TestKit;
using PeerActors.TestKit.Services;

namespace PeerActors.Actors.Tests.Remoting;

/// <summary>Peers that go and come back, over real TLS on loopback.</summary>
public sealed class LostPeersTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TestProbe.Patience;

    private readonly ActorSystem _system = ActorSystem.Create("around", ConfigurationFactory.ParseString("akka { loggers = [], stdout-loglevel = OFF }"));
    private readonly MemoryAccessStore _rules = new();
    private KeyedPeer _alice = null!;
    private KeyedPeer _bob = null!;

    public async Task InitializeAsync()
    {
        _alice = await KeyedPeer.StartAsync("alice", Leased(TimeSpan.FromMilliseconds(500)));
        _bob = await KeyedPeer.StartAsync("bob", new() { Rules = _rules });
        await _bob.Allow(_alice, "greeter");
        Serve();
        _alice.Dial(_bob);
        await _alice.Linked();
    }

    public async Task DisposeAsync()
    {
        await _alice.DisposeAsync();
        await _bob.DisposeAsync();
        await _system.Terminate();
    }

    [Fact]
    public async Task Whoever_watches_is_told_when_the_peer_is_lost_and_the_same_reference_works_when_it_is_back_at_another_address()
    {
        var greeter = _alice.Services.Find(_bob.Id, GreeterActor.Contract);
        await greeter.Ask<Greeting>(new Hello("alice"), Patience);
        var watcher = TestProbe.In(_system);
        _alice.System.Spawn(WatchingActor.For(greeter, watcher.Ref), "watcher");
        await watcher.ExpectMsg<string>();

        await _bob.DisposeAsync();
        Assert.Equal(greeter, (await watcher.ExpectMsg<Lost>()).Watched);
        var failure = await Assert.ThrowsAsync<PeerOutOfReachException>(() => greeter.Ask<Greeting>(new Hello("alice"), Patience));
        Assert.Contains("remoting.lease", failure.Message, StringComparison.Ordinal);

        await BobIsBack();
        _bob.Dial(_alice);
        await Waiting.For(async () => await Greets(greeter));
        watcher.ExpectNoMsg();
    }

    [Fact]
    public async Task A_cut_shorter_than_the_lease_is_told_to_nobody_and_what_is_told_meanwhile_arrives()
    {
        var patient = await KeyedPeer.StartAsync("patient", Leased(TimeSpan.FromMinutes(1)));
        await _bob.Allow(patient, "greeter");
        patient.Dial(_bob);
        await patient.Linked();
        var greeter = patient.Services.Find(_bob.Id, GreeterActor.Contract);
        await greeter.Ask<Greeting>(new Hello("patient"), Patience);
        var watcher = TestProbe.In(_system);
        patient.System.Spawn(WatchingActor.For(greeter, watcher.Ref), "watcher");
        await watcher.ExpectMsg<string>();

        await _bob.DisposeAsync();
        await Waiting.For(async () => (await patient.System.Gateway.PeerLinks()).Peers.All(static p => p.Link is null));
        var asked = greeter.Ask<Greeting>(new Hello("patient"), Patience);
        await BobIsBack();
        _bob.Dial(patient);

        Assert.Equal("Hello, patient!", (await asked).Text);
        watcher.ExpectNoMsg();
        await patient.DisposeAsync();
    }

    [Fact]
    public async Task A_peer_that_was_never_there_is_lost_after_the_lease_and_is_known_as_lost_from_then_on()
    {
        var nobody = _alice.Services.Find(PeerId.Of("nobody"u8), GreeterActor.Contract);
        for (var i = 0; i < 2; i++)
        {
            var watcher = TestProbe.In(_system);
            _alice.System.Spawn(WatchingActor.For(nobody, watcher.Ref), $"watcher-{i}");
            await watcher.ExpectMsg<string>();
            await watcher.ExpectMsg<Lost>();
        }

        nobody.Tell(Payload.Own([1]), ActorRefs.NoSender);
        await Waiting.For(() => Task.FromResult(_alice.Services.Counters.GetValueOrDefault(RemotingCount.DroppedLost) == 1));
    }

    [Fact]
    public async Task The_sender_of_a_message_is_watched_as_well_and_its_peer_is_forgotten_when_nobody_needs_it()
    {
        var service = TestProbe.In(_system);
        await _bob.DisposeAsync();
        _bob = await KeyedPeer.StartAsync("bob", Leased(TimeSpan.FromMilliseconds(300)) with { Rules = _rules, Key = _bob.Key });
        _bob.Services.Export(GreeterActor.Contract, service.Ref);
        _alice.Dial(_bob);
        await _alice.Linked();
        var asker = TestProbe.In(_system);
        asker.Send(_alice.Services.Find(_bob.Id, GreeterActor.Contract), new Hello("alice"));
        await service.ExpectMsg<Hello>();
        var (sender, watcher) = (service.LastSender, TestProbe.In(_system));
        _bob.System.Spawn(WatchingActor.For(sender, watcher.Ref), "watcher");
        await watcher.ExpectMsg<string>();

        await _alice.DisposeAsync();
        await watcher.ExpectMsg<Lost>();
        sender.Tell(new Greeting("anybody?", 1), ActorRefs.NoSender);
        _bob.System.Spawn(WatchingActor.For(sender, watcher.Ref), "watcher-2");
        await watcher.ExpectMsg<string>();
        await watcher.ExpectMsg<Lost>();
    }

    private static KeyedPeerOptions Leased(TimeSpan lease) => new() { Settings = s => s with { Remoting = s.Remoting with { Lease = lease } } };

    private static async Task<bool> Greets(RemoteService greeter)
    {
        try
        {
            return (await greeter.Ask<Greeting>(new Hello("alice"), TimeSpan.FromSeconds(1))).Text == "Hello, alice!";
        }
        catch (Exception notYet) when (notYet is PeerOutOfReachException or AskTimeoutException or ServiceRefusedException)
        {
            return false;
        }
    }

    /// <summary>On another port, with the same key.</summary>
    private async Task BobIsBack()
    {
        var before = _bob.Address;
        _bob = await KeyedPeer.StartAsync("bob", new() { Rules = _rules, Key = _bob.Key });
        Assert.NotEqual(before, _bob.Address);
        Serve();
    }

    private void Serve() => _bob.Services.Export(GreeterActor.Contract, _bob.System.Spawn(GreeterActor.For(), "greeter"));

    /// <summary>What a probe is told: an actor drops a <see cref="Terminated"/> of what it does not watch itself.</summary>
    private sealed record Lost(IActorRef Watched);

    private sealed class WatchingActor : ReceiveActor
    {
        public WatchingActor(IActorRef watched, IActorRef told)
        {
            Context.Watch(watched);
            told.Tell("watching");
            Receive<Terminated>(m => told.Tell(new Lost(m.ActorRef)));
        }

        public static Props For(IActorRef watched, IActorRef told) => Props.Create(() => new WatchingActor(watched, told));
    }
}
