using System.Text;
using Akka.Actor;
using Akka.Configuration;
using PeerActors.Actors.Peer;
using PeerActors.Actors.PeerLinks;
using PeerActors.Actors.Remoting;
using PeerActors.Actors.Tests.PeerLinks;
using PeerActors.Actors.Transports;
using PeerActors.Messages.Access;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Links;
using PeerActors.Messages.PeerLinks;
using PeerActors.Messages.Remoting;
using PeerActors.Messages.Router;
using PeerActors.Messages.Wire.PeerLink;
using PeerActors.Messages.Wire.Remoting;
using PeerActors.TestKit;
using PeerActors.TestKit.Services;

namespace PeerActors.Actors.Tests.Remoting;

/// <summary>A peer that speaks frames by hand, against one that is whole.</summary>
public sealed class HostilePeersTests : IAsyncLifetime
{
    private static readonly PeerLinkSettings Link = PeerSettings.Reference().PeerLink;
    private static readonly PeerId Mallory = PeerId.Of("mallory"u8);

    private readonly ActorSystem _system = ActorSystem.Create("around", ConfigurationFactory.ParseString("akka { loggers = [], stdout-loglevel = OFF }"));
    private readonly PipedPeers _network = new();
    private readonly TestProbe _probe;
    private readonly TestProbe _service;
    private KeyedPeer _bob = null!;
    private IWire _wire = null!;

    public HostilePeersTests() => (_probe, _service) = (TestProbe.In(_system), TestProbe.In(_system));

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _bob.DisposeAsync();
        await _system.Terminate();
    }

    public static TheoryData<string, RemotingCount> Nonsense => new()
    {
        { "service/greeter/unknown/1", RemotingCount.UnknownMessage }, { "service/greeter/hello/99", RemotingCount.UnknownMessage }, { "service/secret/hello/1", RemotingCount.NotAllowed },
        { "service/greeter", RemotingCount.NotUnderstood }, { "service/../hello/1", RemotingCount.NotUnderstood }, { "service/greeter/hello/01", RemotingCount.NotUnderstood },
        { "service/greeter/hello/1/user/greeter", RemotingCount.NotUnderstood }, { "reply/greeting/1", RemotingCount.UnknownReply }, { "refused/1", RemotingCount.NotUnderstood },
        { "service/greeter/hello/1", RemotingCount.BadMessage },
    };

    [Theory, MemberData(nameof(Nonsense))]
    public async Task What_means_nothing_is_dropped_and_counted_and_the_link_goes_on(string manifest, RemotingCount reason)
    {
        await Up();
        await Send([new NameFrame(1, manifest), Message(1, "}"u8.ToArray()) with { To = 12345, From = 6 }]);

        await Counted(reason);
        await GoesOn(2);
    }

    [Fact]
    public async Task Json_nested_10000_deep_is_a_bad_message_and_whoever_sent_it_is_told()
    {
        await Up();
        var deep = Encoding.UTF8.GetBytes("{\"Name\":" + new string('[', 10_000) + new string(']', 10_000) + "}");
        await Send([new NameFrame(1, "service/greeter/hello/1"), Message(1, deep) with { From = 77 }]);

        await Counted(RemotingCount.BadMessage);
        var answer = await Expect<MessageFrame>();
        Assert.Equal(77ul, answer.To);
        Assert.True(NoteCodec.TryRead(answer.Payload, out RefusedNote? note));
        Assert.Equal((ServiceRefusal.BadMessage, "greeter"), (note.Reason, note.Service));
        await GoesOn(2);
    }

    [Fact]
    public async Task A_message_larger_than_the_contract_takes_is_refused_unread()
    {
        await Up(contract: Contract(1000));
        await Send([new NameFrame(1, "service/greeter/picture/1"), Message(1, new byte[1001])]);

        await Counted(RemotingCount.TooLarge);
        await GoesOn(2);
    }

    [Theory]
    [InlineData(1_000_000_000u, LinkCloseReason.TooLarge)]
    [InlineData(0x8000_0000u, LinkCloseReason.TooLarge)]
    public async Task A_message_of_a_gigabyte_ends_the_link_when_it_is_announced(uint length, LinkCloseReason reason)
    {
        await Up();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var header = new List<byte>();
        for (; length >= 0x80; length >>= 7) header.Add((byte)(length | 0x80));
        header.Add((byte)length);
        _wire.Send<byte[]>([[.. header, (9 << 3) | 2]], new RawWriter(), _probe.Ref);

        await Closed(reason);
        Assert.True(GC.GetTotalMemory(forceFullCollection: true) - before < 100_000_000);
    }

    [Fact]
    public async Task A_flood_beyond_its_credit_ends_the_link_and_what_a_slow_service_has_is_no_more_than_the_window()
    {
        using var release = new ManualResetEventSlim();
        await Up(service: _system.ActorOf(HeldActor.For(release)));
        await Send([new NameFrame(1, "service/greeter/picture/1")]);
        var message = Message(1, new byte[10_000]);
        for (var i = 0; i <= Link.WindowNormal / message.Cost; i++) await Send([message]);

        await Closed(LinkCloseReason.CreditExceeded);
        Assert.InRange(_bob.Services.Counters[RemotingCount.Taken], 1, Link.WindowNormal / message.Cost);
        release.Set();
    }

    [Fact]
    public async Task A_service_that_is_asleep_is_behind_and_holds_up_no_other()
    {
        await Up(settings: static s => s with { Remoting = s.Remoting with { Patience = TimeSpan.FromMilliseconds(200) } });
        var (asleep, release) = (new ServiceContract("asleep", MessageCodec.Bytes("picture", 1)), new ManualResetEventSlim());
        _bob.Services.Export(asleep, _bob.System.Spawn(HeldActor.For(release), "held"));
        await Allow("asleep");
        await Send([new NameFrame(1, "service/asleep/picture/1"), new NameFrame(2, "service/greeter/picture/1")]);
        for (var i = 0; i < 15; i++) await Send([Message(1, new byte[10_000])]);

        await Expect<CreditFrame>();
        await Send([Message(1, [1]) with { From = 5 }]);
        await Counted(RemotingCount.Busy);
        Assert.True(NoteCodec.TryRead((await Expect<MessageFrame>()).Payload, out RefusedNote? note));
        Assert.Equal(ServiceRefusal.Busy, note.Reason);
        await Send([Message(2, [2])]);
        Assert.Equal(Payload.Own([2]), await _service.ExpectMsg<Payload>());

        release.Set();
        var taken = _bob.Services.Counters[RemotingCount.Taken];
        await Waiting.For(async () =>
        {
            await Send([Message(1, [3])]);
            return _bob.Services.Counters[RemotingCount.Taken] > taken;
        });
    }

    [Fact]
    public async Task A_codec_that_throws_is_a_bad_message_and_no_more()
    {
        await Up(contract: new("greeter", new ThrowingCodec(), MessageCodec.Bytes("picture", 1)));
        await Send([new NameFrame(1, "service/greeter/broken/1"), Message(1, [1])]);

        await Counted(RemotingCount.BadMessage);
        await GoesOn(2);
    }

    [Fact]
    public async Task An_answer_finds_nobody_but_who_asked_and_a_forged_number_nobody_at_all()
    {
        await Up();
        var asker = TestProbe.In(_system);
        asker.Send(_bob.Services.Find(Mallory, GreeterActor.Contract), new Hello("bob"));
        var asked = await Expect<MessageFrame>();
        await Send([new NameFrame(1, "reply/greeting/1")]);
        foreach (var forged in (ulong[])[asked.From + 1, asked.From - 1, 0, ulong.MaxValue]) await Send([Message(1, Greeting("forged")) with { To = forged }]);
        await Send([Message(1, Greeting("hello")) with { To = asked.From }]);

        Assert.Equal("hello", (await asker.ExpectMsg<Greeting>()).Text);
        await Waiting.For(() => Task.FromResult(_bob.Services.Counters.GetValueOrDefault(RemotingCount.UnknownReply) == 4));
        asker.ExpectNoMsg();
    }

    [Fact]
    public async Task A_peer_that_reads_nothing_costs_what_may_wait_for_it_and_no_more()
    {
        await Up(window: 70_000);
        var remote = _bob.Services.Find(Mallory, GreeterActor.Contract);
        var picture = Payload.Own(new byte[20_000]);
        const int Told = 5000;
        for (var i = 0; i < Told; i++) remote.Tell(picture, ActorRefs.NoSender);

        await Waiting.For(() => Task.FromResult(_bob.Services.Counters.GetValueOrDefault(RemotingCount.DroppedFull) > 0));
        var counters = _bob.Services.Counters;
        var kept = Told - counters[RemotingCount.DroppedFull];
        var settings = PeerSettings.Reference();
        Assert.InRange(kept * 20_000, 0, settings.Remoting.MaxWaiting + settings.PeerLink.MaxQueue + 4 * 64 * 1024);
    }

    private static ServiceContract Contract(int maxBytes) => new("greeter", MessageCodec.Json("hello", 1, GreeterJson.Default.Hello), MessageCodec.Bytes("picture", 1)) { MaxBytes = maxBytes };

    private static byte[] Greeting(string text) => Encoding.UTF8.GetBytes($$"""{"Text":"{{text}}","Number":1}""");

    private static MessageFrame Message(int manifest, byte[] payload) => new(UrgencyClass.Normal, 0, manifest, Payload.Own(payload));

    /// <summary>Bob is up, exports a greeter that Mallory may invoke, and Mallory has said hello by hand.</summary>
    private async Task Up(ServiceContract? contract = null, IActorRef? service = null, int? window = null, Func<PeerSettings, PeerSettings>? settings = null)
    {
        PeerAddress at = new(PeerAddress.Loopback, 2);
        _bob = await KeyedPeer.StartAsync("bob", new() { Transport = id => (_network.At(at, id), at), Settings = settings ?? (static s => s) });
        _bob.Services.Export(contract ?? GreeterActor.Contract, service ?? _service.Ref);
        await Allow("greeter");
        _network.At(new(PeerAddress.Loopback, 66), Mallory).Dial(at, _bob.Id, TestProbe.Patience, _probe.Ref);
        _wire = (await _probe.ExpectMsg<PeerWireOpened>()).Wire;
        await Send([new HelloFrame { OldestVersion = 1, Version = 2, Session = 1, Number = 1, MaxFrame = Link.MaxFrame, Windows = PerClass.All(window ?? Link.WindowNormal) }]);
        await Expect<HelloFrame>();
        await Waiting.For(async () => (await _bob.System.Gateway.PeerLinks()).Peers.Any(static p => p.Link is not null));
    }

    private async Task Allow(string service) =>
        await _bob.System.Gateway.Access(r => new AddAccessRule(r, new(0, Allows: true, new OnePeer(Mallory), AccessVerbs.Invoke, Resources.OfService(service), Expires: null)));

    private async Task Send(params PeerFrame[] frames)
    {
        _wire.Send<PeerFrame>(frames, FrameWriter.Instance, _probe.Ref);
        await _probe.FishForMessage<object>(static m => m is WireSent or WireFailed);
    }

    private async Task<T> Expect<T>()
        where T : PeerFrame
    {
        while (true)
        {
            _wire.Receive(new FrameReader(Link.MaxFrame), 1, _probe.Ref);
            if ((await _probe.FishForMessage<WireReceived<PeerFrame>>()).Messages[0] is T frame) return frame;
        }
    }

    private Task Counted(RemotingCount reason) => Waiting.For(() => Task.FromResult(_bob.Services.Counters.ContainsKey(reason)));

    private Task Closed(LinkCloseReason reason) => Waiting.For(async () => (await _bob.System.Gateway.PeerLinks()).Closed.ContainsKey(reason));

    private async Task GoesOn(int next)
    {
        await Send([new NameFrame(next, "service/greeter/picture/1"), Message(next, [42])]);
        Assert.Equal(Payload.Own([42]), await _service.ExpectMsg<Payload>());
    }

    private sealed class RawWriter : PeerActors.Messages.Wire.IMessageWriter<byte[]>
    {
        public void Write(byte[] message, System.Buffers.IBufferWriter<byte> output) => System.Buffers.BuffersExtensions.Write(output, message);
    }

    /// <summary>Takes nothing until it is let go.</summary>
    private sealed class HeldActor : ReceiveActor
    {
        public HeldActor(ManualResetEventSlim release) => Receive<Payload>(_ => release.Wait(TestProbe.Patience));

        public static Props For(ManualResetEventSlim release) => Props.Create(() => new HeldActor(release));
    }

    private sealed class ThrowingCodec : IMessageCodec
    {
        public string Name => "broken";

        public int Version => 1;

        public Type Type => typeof(StringBuilder);

        public Payload Write(object message) => throw new InvalidOperationException();

        public bool TryRead(Payload payload, out object? message, out string? problem) => throw new InvalidOperationException("broken");
    }
}
