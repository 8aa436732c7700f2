using Akka.Actor;
using Akka.Configuration;
using PeerActors.Actors.Access;
using PeerActors.Actors.Peer;
using PeerActors.Actors.PeerLinks;
using PeerActors.Actors.Remoting;
using PeerActors.Actors.Tests.PeerLinks;
using PeerActors.Actors.Transports;
using PeerActors.Messages.Access;
using PeerActors.Messages.Identity;
using PeerActors.Messages.PeerLinks;
using PeerActors.Messages.Remoting;
using PeerActors.Messages.Router;
using PeerActors.Messages.Wire.PeerLink;
using PeerActors.Messages.Wire.Remoting;
using PeerActors.TestKit;
using PeerActors.TestKit.Services;

namespace PeerActors.Actors.Tests.Remoting;

/// <summary>What is remembered of senders of kept messages is bounded, whoever they are, and whether they ever come back. They speak frames by hand.</summary>
public sealed class RememberedStreamsTests : IAsyncLifetime
{
    private static readonly PeerLinkSettings Link = PeerSettings.Reference().PeerLink;
    private static readonly PeerAddress At = new(PeerAddress.Loopback, 2);

    private readonly ActorSystem _system = ActorSystem.Create("around", ConfigurationFactory.ParseString("akka { loggers = [], stdout-loglevel = OFF }"));
    private readonly PipedPeers _network = new();
    private readonly MemoryServiceStore _store = new();
    private readonly TestProbe _service;
    private KeyedPeer _bob = null!;
    private int _session;

    public RememberedStreamsTests() => _service = TestProbe.In(_system);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _bob.DisposeAsync();
        await _system.Terminate();
    }

    [Fact]
    public async Task Strangers_that_never_come_back_keep_no_place_of_a_peer_and_the_oldest_are_forgotten()
    {
        await Up(static r => r with { MaxPeers = 2, MaxRemembered = 3, Lease = TimeSpan.FromMilliseconds(100), ResendAfter = TimeSpan.FromMilliseconds(100) });
        for (var i = 0; i < 8; i++)
        {
            var stranger = await Stranger($"stranger {i}");
            await Waiting.For(async () =>
            {
                // A place is free again once the one before is lost; until then it comes again, as kept messages do.
                await stranger.Keep(stream: 1, sequence: 1);
                return _store.Saved.Taken.Any(t => t.Peer == stranger.Id);
            });
            stranger.Leave();
        }

        await Waiting.For(() => Task.FromResult(_store.Saved.Taken.Length <= 3));
        Assert.Contains(_store.Saved.Taken, static t => t.Peer == PeerId.Of("stranger 7"u8));
        Assert.DoesNotContain(_store.Saved.Taken, static t => t.Peer == PeerId.Of("stranger 0"u8));
        Assert.InRange(_bob.Services.Counters[RemotingCount.StreamsForgotten], 5, 6);
    }

    [Fact]
    public async Task One_that_is_lost_and_comes_back_is_still_remembered_and_its_message_given_once()
    {
        await Up(static r => r with { Lease = TimeSpan.FromMilliseconds(100), ResendAfter = TimeSpan.FromMilliseconds(100) });
        var stranger = await Stranger("stranger");
        await stranger.Keep(stream: 1, sequence: 1);
        await _service.ExpectMsg<Payload>();
        await Waiting.For(() => Task.FromResult(!_store.Saved.Taken.IsEmpty));
        stranger.Leave();
        await Waiting.For(() => Task.FromResult(_bob.System.Services.PeersKnown == 0));

        var again = await Stranger("stranger");
        await again.Keep(stream: 1, sequence: 1);
        await Waiting.For(() => Task.FromResult(_bob.Services.Counters.GetValueOrDefault(RemotingCount.Repeated) == 1));
        _service.ExpectNoMsg();
    }

    [Fact]
    public async Task While_all_places_are_of_peers_that_are_linked_a_further_one_waits_and_is_then_taken()
    {
        await Up(static r => r with { MaxRemembered = 1, Lease = TimeSpan.FromMilliseconds(100), ResendAfter = TimeSpan.FromMilliseconds(100) });
        var first = await Stranger("first");
        await first.Keep(stream: 1, sequence: 1);
        await _service.ExpectMsg<Payload>();
        var second = await Stranger("second");
        await second.Keep(stream: 2, sequence: 1);
        await Waiting.For(() => Task.FromResult(_bob.Services.Counters.ContainsKey(RemotingCount.TooManyStreams)));
        _service.ExpectNoMsg();

        first.Leave();
        await Waiting.For(async () =>
        {
            await second.Keep(stream: 2, sequence: 1);
            return _store.Saved.Taken.Any(t => t.Peer == second.Id);
        });
        Assert.Single(_store.Saved.Taken);
    }

    [Fact]
    public async Task Streams_and_services_that_a_peer_invents_take_one_place_for_each_service_that_there_is()
    {
        await Up(static r => r);
        var mallory = await Stranger("mallory");
        for (ulong stream = 1; stream <= 500; stream++) await mallory.Keep(stream, sequence: 1);
        for (var i = 0; i < 200; i++) await mallory.Invent($"kept/invented-{i}/picture/1");
        await Waiting.For(() => Task.FromResult(_store.Saved.Taken is [{ Stream: 500 }]));
        await Waiting.For(() => Task.FromResult(_bob.Services.Counters.GetValueOrDefault(RemotingCount.UnknownService) + _bob.Services.Counters.GetValueOrDefault(RemotingCount.NotAllowed) == 200));

        Assert.Single(_store.Saved.Taken);
        Assert.Empty(_store.Saved.Given);
        Assert.Equal(500, _bob.Services.Counters[RemotingCount.Taken]);
    }

    [Fact]
    public async Task More_than_may_be_remembered_is_forgotten_at_the_start()
    {
        for (var i = 0; i < 5; i++)
            await _store.SaveAsync([new MessagesTaken(PeerId.Of([(byte)i]), "greeter", 1, 1) { At = DateTimeOffset.UnixEpoch.AddDays(i == 0 ? 100 : i) }], default);
        await Up(static r => r with { MaxRemembered = 2 });
        await Waiting.For(() => Task.FromResult(_store.Saved.Taken.Length == 2));
        Assert.Equal([PeerId.Of([0]), PeerId.Of([4])], _store.Saved.Taken.OrderByDescending(static t => t.At).Select(static t => t.Peer));
    }

    private async Task Up(Func<RemotingSettings, RemotingSettings> remoting)
    {
        _bob = await KeyedPeer.StartAsync("bob", new()
        {
            Transport = id => (_network.At(At, id), At), Settings = s => s with { Remoting = remoting(s.Remoting) }, Environment = e => e with { ServiceStore = _store },
        });
        _bob.Services.Export(GreeterActor.Contract, _service.Ref);
        await _bob.AllowAll("greeter");
    }

    private async Task<Caller> Stranger(string name)
    {
        var id = PeerId.Of(System.Text.Encoding.UTF8.GetBytes(name));
        var caller = new Caller(id, TestProbe.In(_system));
        await caller.Dial(_network, _bob, (ulong)++_session);
        return caller;
    }

    /// <summary>Speaks frames by hand.</summary>
    private sealed class Caller(PeerId id, TestProbe probe)
    {
        private IWire _wire = null!;
        private int _names = 1;

        public PeerId Id => id;

        public async Task Dial(PipedPeers network, KeyedPeer bob, ulong session)
        {
            network.At(new(PeerAddress.Loopback, (ushort)(100 + session)), id).Dial(At, bob.Id, TestProbe.Patience, probe.Ref);
            _wire = (await probe.ExpectMsg<PeerWireOpened>()).Wire;
            await Send(new HelloFrame { OldestVersion = 1, Version = 2, Session = session, Number = 1, MaxFrame = Link.MaxFrame, Windows = Link.Windows });
            await Send(new NameFrame(1, "kept/greeter/picture/1"));
            await Waiting.For(async () => (await bob.System.Gateway.PeerLinks()).Peers.Any(p => p.Peer == id && p.Link is not null));
        }

        public Task Keep(ulong stream, ulong sequence) => Send(Message(1, stream, sequence));

        public Task Invent(string manifest) => Send(new NameFrame(++_names, manifest), Message(_names, 1, 1));

        public void Leave() => _wire.Close();

        private static MessageFrame Message(int manifest, ulong stream, ulong sequence) => new(UrgencyClass.Normal, 0, manifest, NoteCodec.Write(new KeptNote(stream, sequence, sequence, Payload.Own([1]))));

        private async Task Send(params PeerFrame[] frames)
        {
            _wire.Send<PeerFrame>(frames, FrameWriter.Instance, probe.Ref);
            await probe.FishForMessage<object>(static m => m is WireSent or WireFailed);
        }
    }
}
