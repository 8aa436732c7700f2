using System.Collections.Immutable;
using Akka.Actor;
using Akka.Configuration;
using PeerActors.Actors.Access;
using PeerActors.Actors.Peer;
using PeerActors.Actors.Remoting;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Remoting;
using PeerActors.Messages.Router;
using PeerActors.TestKit;
using PeerActors.TestKit.Services;

namespace PeerActors.Actors.Tests.Remoting;

/// <summary>What was promised arrives, whatever happens to links and to either side. Peers end without a word, as killed processes do; what they kept stays.</summary>
public sealed class ReliableServicesTests : IAsyncLifetime
{
    private readonly ActorSystem _system = ActorSystem.Create("around", ConfigurationFactory.ParseString("akka { loggers = [], stdout-loglevel = OFF }"));
    private readonly MemoryAccessStore _bobsRules = new();
    private readonly FlakyStore _alicesStore = new();
    private readonly FlakyStore _bobsStore = new();
    private readonly TestProbe _service;
    private KeyedPeer _alice = null!;
    private KeyedPeer _bob = null!;

    public ReliableServicesTests() => _service = TestProbe.In(_system);

    public async Task InitializeAsync()
    {
        _alice = await KeyedPeer.StartAsync("alice", Alice(key: null));
        _bob = await KeyedPeer.StartAsync("bob", Bob(key: null));
        await _bob.Allow(_alice, "greeter");
    }

    public async Task DisposeAsync()
    {
        await _alice.DisposeAsync();
        await _bob.DisposeAsync();
        await _system.Terminate();
    }

    [Fact]
    public async Task What_is_kept_arrives_in_order_and_once_although_links_are_cut_again_and_again()
    {
        Export();
        _alice.Dial(_bob);
        var greeter = Greeter();
        const int Count = 300;
        for (var i = 0; i < Count; i++)
        {
            greeter.Tell(new Hello($"{i}"), ActorRefs.NoSender);
            if (i % 60 == 30)
            {
                await Waiting.For(async () => (await _alice.System.Gateway.PeerLinks()).Peers.Any(static p => p.Link is not null));
                _bob.Cut();
            }
        }

        await Arrive(0, Count);
        await Confirmed();
        _service.ExpectNoMsg();
    }

    [Fact]
    public async Task What_was_kept_survives_a_restart_of_its_sender_and_is_confirmed_then()
    {
        var (first, count) = (Greeter(), 5);
        for (var i = 0; i < count; i++) await first.KeepAsync(new Hello($"{i}"));
        await _alice.DisposeAsync();
        Export();

        _alice = await KeyedPeer.StartAsync("alice", Alice(_alice.Key));
        _alice.Dial(_bob);
        await Greeter().KeepAsync(new Hello("5"));

        await Arrive(0, count + 1);
        await Confirmed();
        Assert.Equal(6ul, Assert.Single(_alicesStore.Saved.Given).Last);
        Assert.Equal(6ul, Assert.Single(_bobsStore.Saved.Taken).Sequence);
    }

    [Fact]
    public async Task What_a_service_has_taken_it_is_not_given_again_after_a_restart_of_its_peer()
    {
        Export();
        _alice.Dial(_bob);
        var greeter = Greeter();
        for (var i = 0; i < 5; i++) greeter.Tell(new Hello($"{i}"), ActorRefs.NoSender);
        await Arrive(0, 5);
        await Confirmed();
        await _bob.DisposeAsync();
        for (var i = 5; i < 10; i++) await greeter.KeepAsync(new Hello($"{i}"));

        _bob = await KeyedPeer.StartAsync("bob", Bob(_bob.Key));
        Export();
        _bob.Dial(_alice);

        await Arrive(5, 10);
        await Confirmed();
        _service.ExpectNoMsg();
    }

    [Fact]
    public async Task A_peer_that_ends_before_it_remembers_gets_the_message_again_and_none_is_lost()
    {
        Export();
        _alice.Dial(_bob);
        _bobsStore.IsHeld = true;
        await Greeter().KeepAsync(new Hello("0"));
        await Arrive(0, 1);
        await _bob.DisposeAsync();

        _bobsStore.IsHeld = false;
        _bob = await KeyedPeer.StartAsync("bob", Bob(_bob.Key));
        Export();
        _bob.Dial(_alice);

        await Arrive(0, 1);
        await Confirmed();
    }

    [Fact]
    public async Task A_service_that_is_exported_later_gets_what_was_kept_for_it_and_who_may_not_is_not_heard()
    {
        _alice.Dial(_bob);
        var greeter = Greeter();
        await greeter.KeepAsync(new Hello("0"));
        await Waiting.For(() => Task.FromResult(_bob.Services.Counters.ContainsKey(RemotingCount.UnknownService)));
        Assert.Single(_alicesStore.Saved.Kept);

        Export();
        await Arrive(0, 1);
        await Confirmed();
    }

    [Fact]
    public async Task A_message_that_can_never_be_taken_holds_up_nothing()
    {
        var narrow = new ServiceContract("greeter", MessageCodec.Json("hello", 1, GreeterJson.Default.Hello));
        _bob.Services.Export(narrow, _service.Ref);
        _alice.Dial(_bob);
        var greeter = Greeter();
        greeter.Tell(Payload.Own([1]), ActorRefs.NoSender);
        greeter.Tell(new Hello("0"), ActorRefs.NoSender);

        await Arrive(0, 1);
        await Confirmed();
        Assert.Equal(1, _bob.Services.Counters[RemotingCount.UnknownMessage]);
    }

    [Fact]
    public async Task A_kept_message_is_answered_like_any_other()
    {
        Export();
        _alice.Dial(_bob);
        var asker = TestProbe.In(_system);
        asker.Send(Greeter(), new Hello("0"));
        await Arrive(0, 1);
        _service.Reply(new Greeting("hi", 1));

        Assert.Equal("hi", (await asker.ExpectMsg<Greeting>()).Text);
    }

    [Fact]
    public async Task What_a_service_did_not_take_before_it_ended_goes_to_the_one_that_comes_after_it()
    {
        using var release = new ManualResetEventSlim();
        var held = _bob.System.Spawn(HeldActor.For(release), "held");
        _bob.Services.Export(GreeterActor.Contract, held);
        _alice.Dial(_bob);
        var greeter = Greeter();
        await greeter.KeepAsync(new Hello("before"));
        await Waiting.For(() => Task.FromResult(_bob.Services.Counters.GetValueOrDefault(RemotingCount.Taken) == 1));
        await greeter.KeepAsync(new Hello("0"));
        await Waiting.For(() => Task.FromResult(_bob.Services.Counters.GetValueOrDefault(RemotingCount.Taken) == 2));
        ((IInternalActorRef)held).Stop();
        release.Set();
        await Waiting.For(() => Task.FromResult(!_bob.Services.Withdraw("greeter")));
        Export();

        Assert.Equal("0", (await _service.FishForMessage<Hello>(static h => h.Name == "0")).Name);
        await Confirmed();
    }

    [Fact]
    public async Task Too_much_is_refused_where_it_is_told_and_there_is_room_again_when_some_was_taken()
    {
        await _alice.DisposeAsync();
        _alice = await KeyedPeer.StartAsync("alice", Alice(_alice.Key) with { Settings = static s => Quick(s) with { Remoting = Quick(s).Remoting with { MaxKept = 200_000 } } });
        var greeter = Greeter();
        for (var i = 0; i < 3; i++) greeter.Tell(Payload.Own(new byte[50_000]), ActorRefs.NoSender);
        Assert.Contains("remoting.max-kept", Assert.Throws<OutboxFullException>(() => greeter.Tell(Payload.Own(new byte[50_001]), ActorRefs.NoSender)).Message, StringComparison.Ordinal);

        Export();
        _alice.Dial(_bob);
        for (var i = 0; i < 3; i++) await _service.ExpectMsg<Payload>();
        await Confirmed();
        await Waiting.For(() => Task.FromResult(Record.Exception(() => greeter.Tell(Payload.Own(new byte[50_001]), ActorRefs.NoSender)) is null));
    }

    [Fact]
    public async Task What_a_peer_takes_no_more_since_it_is_linked_anew_holds_up_nothing_and_is_told_to_whoever_asked()
    {
        await _bob.DisposeAsync();
        var (greeter, asker) = (Greeter(), TestProbe.In(_system));
        await greeter.KeepAsync(new Hello("0"));
        asker.Send(greeter, Payload.Own(new byte[50_000]));
        await greeter.KeepAsync(new Hello("1"));
        await greeter.KeepAsync(Payload.Own(new byte[20_000]));

        _bob = await KeyedPeer.StartAsync("bob", Bob(_bob.Key) with { Settings = static s => Quick(s) with { PeerLink = Quick(s).PeerLink with { MaxFrame = 16 * 1024 } } });
        Export();
        _alice.Dial(_bob);

        await Arrive(0, 2);
        Assert.Contains("linked anew", (await asker.ExpectMsg<Status.Failure>()).Cause.Message, StringComparison.Ordinal);
        await Confirmed();
        Assert.Equal((2, 0), (_alice.Services.Counters[RemotingCount.NoLongerFits], _alice.Services.Status.Kept));
        await greeter.KeepAsync(new Hello("2"));
        await Arrive(2, 3);
    }

    [Fact]
    public async Task What_is_refused_to_its_sender_and_what_is_sent_again_is_counted()
    {
        Export();
        var greeter = Greeter();
        Assert.Throws<UnregisteredMessageException>(() => greeter.Tell(42, ActorRefs.NoSender));
        Assert.Throws<OversizedMessageException>(() => greeter.Tell(Payload.Own(new byte[70_000]), ActorRefs.NoSender));
        _bobsStore.IsHeld = true;
        _alice.Dial(_bob);
        greeter.Tell(new Hello("0"), ActorRefs.NoSender);
        await Waiting.For(() => Task.FromResult(_alice.Services.Counters.ContainsKey(RemotingCount.Resent)));
        var status = _alice.Services.Status;
        Assert.Equal((2, 1), (status.Counts[RemotingCount.RefusedByCodec], status.Counts[RemotingCount.Kept]));
        Assert.True(status is { Kept: > 0, Peers: 1, Exported: 0 } && _bob.Services.Status is { Kept: 0, Peers: 1, Exported: 1, Remembered: 1 });
    }

    [Fact]
    public async Task Nothing_is_sent_that_is_not_on_the_disk_and_a_disk_that_fails_is_tried_again()
    {
        Export();
        _alice.Dial(_bob);
        _alicesStore.Fails = 2;
        var kept = Greeter().KeepAsync(new Hello("0"));

        await Arrive(0, 1);
        await kept;
        Assert.Equal(0, _alicesStore.Fails);
        await Confirmed();
    }

    private ReliableService Greeter() => _alice.Services.Find(_bob.Id, GreeterActor.Contract).Reliably();

    private void Export() => _bob.Services.Export(GreeterActor.Contract, _service.Ref);

    private async Task Arrive(int from, int to)
    {
        for (var i = from; i < to; i++) Assert.Equal($"{i}", (await _service.ExpectMsg<Hello>()).Name);
    }

    private Task Confirmed() => Waiting.For(() => Task.FromResult(_alicesStore.Saved is { Kept.IsEmpty: true, Given.IsEmpty: false }));

    private static PeerSettings Quick(PeerSettings s) => s with { Remoting = s.Remoting with { ResendAfter = TimeSpan.FromMilliseconds(200) } };

    private KeyedPeerOptions Alice(string? key) => new() { Key = key, Settings = Quick, Environment = e => e with { ServiceStore = _alicesStore } };

    private KeyedPeerOptions Bob(string? key) => new() { Key = key, Settings = Quick, Rules = _bobsRules, Environment = e => e with { ServiceStore = _bobsStore } };

    private sealed class HeldActor : ReceiveActor
    {
        public HeldActor(ManualResetEventSlim release) => Receive<Hello>(_ => release.Wait(TestProbe.Patience));

        public static Props For(ManualResetEventSlim release) => Props.Create(() => new HeldActor(release));
    }

    /// <summary>Survives its peer, and fails or holds saves when it is told to.</summary>
    private sealed class FlakyStore : IServiceStore
    {
        private readonly MemoryServiceStore _store = new();
        private int _fails;

        public int Fails
        {
            get => Volatile.Read(ref _fails);
            set => Volatile.Write(ref _fails, value);
        }

        /// <summary>While true, saves never end.</summary>
        public bool IsHeld { get; set; }

        public ServiceStock Saved => _store.Saved;

        public Task<ServiceStock> LoadAsync(CancellationToken stopping) => _store.LoadAsync(stopping);

        public Task SaveAsync(ImmutableArray<ServiceChange> changes, CancellationToken stopping)
        {
            if (IsHeld) return new TaskCompletionSource().Task;
            if (Fails == 0) return _store.SaveAsync(changes, stopping);
            Interlocked.Decrement(ref _fails);
            return Task.FromException(new StorageUnavailable("the disk is full", cause: null));
        }
    }
}
