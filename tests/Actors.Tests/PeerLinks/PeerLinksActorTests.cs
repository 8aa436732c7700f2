using Akka.Actor;
using Akka.Configuration;
using PeerActors.Actors.Peer;
using PeerActors.Actors.PeerLinks;
using PeerActors.Actors.Transports;
using PeerActors.Messages.Access;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Links;
using PeerActors.Messages.PeerLinks;
using PeerActors.Messages.Router;
using PeerActors.Messages.Wire.Statements;
using PeerActors.Messages.Wire.PeerLink;
using PeerActors.TestKit;

namespace PeerActors.Actors.Tests.PeerLinks;

/// <summary>The room with its slots and connections, on pipes.</summary>
public sealed class PeerLinksActorTests : IAsyncLifetime
{
    private static readonly PeerLinkSettings Settings = PeerSettings.Reference().PeerLink with
    {
        RedialFirst = TimeSpan.FromMilliseconds(50), RedialMax = TimeSpan.FromMilliseconds(200), ByeTimeout = TimeSpan.FromMilliseconds(300),
    };

    private readonly ActorSystem _system = ActorSystem.Create("peers", ConfigurationFactory.ParseString("akka { loggers = [], stdout-loglevel = OFF }"));
    private readonly PipedPeers _network = new();
    private readonly List<Side> _sides = [];

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _system.Terminate();
        foreach (var side in _sides) side.Key.Dispose();
    }

    [Fact]
    public async Task Two_peers_link_and_the_overlay_sees_a_link_like_any_other()
    {
        var (alice, bob) = (Up(1), Up(2));
        alice.Dials(bob);
        var (atAlice, atBob) = (await alice.Router.ExpectMsg<LinkOpened>(), await bob.Router.ExpectMsg<LinkOpened>());
        var link = alice.Router.LastSender;

        link.Tell(new SendDescriptors([Departure.Of(Query.Create(new(1, 2), 7, "blue train"))]));

        var arrived = await bob.Router.ExpectMsg<DescriptorsReceived>();
        bob.Router.Reply(DescriptorsRouted.Instance);
        Assert.Equal((atBob.Link, "blue train"), (arrived.From, ((Query)Assert.Single(arrived.Descriptors)).Text));
        Assert.Equal((LinkDirection.Outbound, LinkDirection.Inbound, LinkDialect.PeerLink), (atAlice.Direction, atBob.Direction, atAlice.Traits.Dialect));
        var listed = await alice.List();
        Assert.Equal((bob.Id, 2), (listed.Peers.Single().Peer, listed.Peers.Single().Version));
    }

    [Fact]
    public async Task Both_dial_at_once_and_exactly_one_link_stays()
    {
        _network.DialsAtOnce = 2;
        var (alice, bob) = (Up(1), Up(2));
        alice.Dials(bob);
        bob.Dials(alice);

        var (atAlice, atBob) = (await alice.TheOneLink(), await bob.TheOneLink());

        Assert.NotEqual(atAlice.Direction, atBob.Direction);
    }

    [Fact]
    public async Task A_link_that_breaks_is_dialled_again_and_a_link_from_a_new_address_takes_the_place_of_the_old()
    {
        var (alice, bob) = (Up(1), Up(2));
        alice.Dials(bob);
        await bob.Router.ExpectMsg<LinkOpened>();
        _network.BreakAll();
        await bob.Router.FishForMessage<LinkOpened>();

        alice.Moves(new(PeerAddress.Loopback, 77));
        var (dialled, accepted) = _network.Connect(alice.Address, bob.Address);
        bob.Room.Tell(new PeerWireAccepted(accepted, alice.Id));
        await Speak(dialled, Hello(session: 99) with { Number = 1 });

        var closed = await bob.Parent.FishForMessage<LinkClosed>(static c => c.Reason == LinkCloseReason.Replaced);
        Assert.True(closed.Carried);
    }

    [Fact]
    public async Task A_message_reaches_who_asked_for_its_manifest_and_credit_comes_back()
    {
        var (alice, bob) = (Up(1), Up(2));
        var consumer = TestProbe.In(_system);
        consumer.Send(bob.Room, new ReceivePeerMessages("test/1"));
        alice.Dials(bob);
        await alice.Router.ExpectMsg<LinkOpened>();
        await bob.Router.ExpectMsg<LinkOpened>();
        const int rounds = 40;
        for (var i = 0; i < rounds; i++) alice.Sends(bob, UrgencyClass.Normal, "test/1", 60_000, reliable: true);

        for (var received = 0; received < rounds;)
        {
            var arrived = await consumer.ExpectMsg<PeerMessagesArrived>();
            Assert.Equal(alice.Id, arrived.Peer);
            received += arrived.Payloads.Length;
            consumer.Reply(new PeerMessagesTaken(arrived.Delivery));
        }

        consumer.ExpectNoMsg();
    }

    [Fact]
    public async Task What_was_promised_arrives_once_and_in_order_although_the_link_breaks_again_and_again()
    {
        var (alice, bob) = (Up(1), Up(2));
        var consumer = TestProbe.In(_system);
        consumer.Send(bob.Room, new ReceivePeerMessages("count/1"));
        const int count = 300;
        alice.Dials(bob);
        for (var i = 0; i < count; i++)
        {
            alice.Sends(bob, UrgencyClass.Bulk, "count/1", 2000, reliable: true, mark: i);
            if (i % 60 == 30)
            {
                await bob.Router.FishForMessage<LinkOpened>();
                _network.BreakAll();
            }
        }

        var numbers = new List<int>();
        while (numbers.Count < count)
        {
            var arrived = await consumer.ExpectMsg<PeerMessagesArrived>();
            numbers.AddRange(arrived.Payloads.Select(static p => BitConverter.ToInt32(p.Span)));
            consumer.Reply(new PeerMessagesTaken(arrived.Delivery));
        }

        Assert.Equal(Enumerable.Range(0, count), numbers);
    }

    [Fact]
    public async Task A_message_that_does_not_fit_is_refused_at_its_sender_with_the_setting()
    {
        var (alice, bob) = (Up(1), Up(2));
        alice.Sends(bob, UrgencyClass.Normal, "big/1", Settings.MaxFrame, reliable: true);

        var refused = await alice.Sender.ExpectMsg<PeerMessageRefused>();
        Assert.Contains("peer-link.max-frame", refused.Why, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(16 * 1024, 256 * 1024)]
    [InlineData(66 * 1024, 16 * 1024)]
    public async Task What_a_peer_takes_no_more_since_it_is_linked_anew_is_told_to_its_sender_and_leaves_no_hole(int maxFrame, int window)
    {
        var alice = Up(1);
        var key = SigningKey.Make();
        PeerAddress at = new(PeerAddress.Loopback, 2);
        int[] sizes = [100, 60_000, 200, 15_000, 30_000, 300];
        for (var i = 0; i < sizes.Length; i++)
        {
            var payload = new byte[sizes[i]];
            BitConverter.TryWriteBytes(payload, i);
            alice.Sender.Send(alice.Room, new SendPeerMessage(new(i), key.Public.Holder, UrgencyClass.Normal, "count/1", Payload.Own(payload), Reliable: true));
        }

        var bob = new Side(this, key, at, Settings with { MaxFrame = maxFrame, WindowNormal = window });
        _sides.Add(bob);
        var consumer = await Consumer(bob, "count/1");
        alice.Dials(bob);

        foreach (var unfit in (int[])[1, 4])
        {
            var refused = await alice.Sender.ExpectMsg<PeerMessageRefused>();
            Assert.Equal(new(unfit), refused.Request);
            Assert.Contains("linked anew", refused.Why, StringComparison.Ordinal);
        }

        Assert.Equal([0, 2, 3, 5], await Numbers(consumer, 4));
        while ((await alice.List()).Peers.Single().Kept > 0) { }
        var listed = await alice.List();
        Assert.Equal((2, 6), (listed.Counts[PeerLinkCount.NoLongerFits], listed.Counts[PeerLinkCount.Kept]));
        Assert.Empty(listed.Closed);

        // Numbers go on behind what closed up.
        alice.Sends(bob, UrgencyClass.Normal, "count/1", 100, reliable: true, mark: 6);
        Assert.Equal([6], await Numbers(consumer, 1));
    }

    [Fact]
    public async Task What_crosses_is_counted_on_both_sides()
    {
        var (alice, bob) = (Up(1), Up(2));
        var consumer = await Consumer(bob, "count/1");
        alice.Sends(bob, UrgencyClass.Normal, "count/1", 100, reliable: false);
        alice.Sends(bob, UrgencyClass.Normal, "count/1", Settings.MaxFrame, reliable: true, mark: 1);
        alice.Sends(bob, UrgencyClass.Normal, "count/1", 100, reliable: true, mark: 2);
        await alice.Sender.ExpectMsg<PeerMessageRefused>();
        alice.Dials(bob);
        var kept = await consumer.ExpectMsg<PeerMessagesArrived>();

        // It is not confirmed, and so comes again; but it has come.
        await bob.Router.FishForMessage<LinkOpened>();
        _network.BreakAll();
        await bob.Router.FishForMessage<LinkOpened>();
        while (!(await bob.List()).Counts.ContainsKey(PeerLinkCount.Repeated)) { }
        consumer.Reply(new PeerMessagesTaken(kept.Delivery));
        alice.Sends(bob, UrgencyClass.Normal, "unheard-of/1", 100, reliable: false, mark: 3);
        while (!(await alice.List()).Counts.ContainsKey(PeerLinkCount.NotUnderstoodThere)) { }

        var (atAlice, atBob) = ((await alice.List()).Counts, (await bob.List()).Counts);
        Assert.Equal(
            [(PeerLinkCount.Sent, 3L), (PeerLinkCount.Kept, 1L), (PeerLinkCount.Resent, 1L), (PeerLinkCount.Refused, 1L), (PeerLinkCount.DroppedUnlinked, 1L), (PeerLinkCount.NotUnderstoodThere, 1L)],
            atAlice.Select(static c => (c.Key, c.Value)));
        Assert.Equal([(PeerLinkCount.Received, 3L), (PeerLinkCount.Repeated, 1L), (PeerLinkCount.NotUnderstood, 1L)], atBob.Select(static c => (c.Key, c.Value)));
    }

    [Fact]
    public async Task What_is_promised_to_a_peer_that_is_not_there_is_bounded()
    {
        var (alice, bob) = (Up(1), Up(2));
        for (var i = 0; i <= Settings.MaxKept / 60_000; i++) alice.Sends(bob, UrgencyClass.Normal, "test/1", 60_000, reliable: true);

        Assert.Contains("peer-link.max-kept", (await alice.Sender.ExpectMsg<PeerMessageRefused>()).Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_peer_of_the_version_before_is_understood()
    {
        var (link, _) = await Accepted(new HelloFrame { OldestVersion = 1, Version = 1, Session = 1, MaxFrame = 65536 });

        Assert.Equal(LinkDialect.PeerLink, link.Traits.Dialect);
    }

    [Fact]
    public async Task A_peer_of_tomorrow_alone_is_refused()
    {
        var (bob, probe, wire) = await Greeted(Hello() with { OldestVersion = 3, Version = 4 });

        Assert.Contains("versions 3 to 4", (await bob.Closes(LinkCloseReason.NoCommonVersion)).Detail, StringComparison.Ordinal);
        await ExpectBye(probe, wire);
    }

    [Fact]
    public async Task A_forged_signature_of_where_it_listens_is_refused()
    {
        using var other = SigningKey.Make();
        var record = new EndpointRecord(other.Public.Holder, 1, DateTimeOffset.UnixEpoch, TimeSpan.FromHours(1), []);
        var (bob, _, _) = await Greeted(Hello() with { Endpoint = StatementCodec.Sign(record, other) });

        Assert.Contains("not signed with its own key", (await bob.Closes(LinkCloseReason.BadBytes)).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_first_frame_that_is_no_hello_is_out_of_order()
    {
        var (bob, _, _) = await Greeted(BeatFrame.Instance);

        await bob.Closes(LinkCloseReason.OutOfOrder);
    }

    public static TheoryData<string, LinkCloseReason> Misdeeds => new()
    {
        { "hello again", LinkCloseReason.OutOfOrder }, { "a message never named", LinkCloseReason.OutOfOrder }, { "a name out of turn", LinkCloseReason.OutOfOrder },
        { "a gap", LinkCloseReason.OutOfOrder }, { "a confirmation of nothing", LinkCloseReason.OutOfOrder }, { "credit for nothing", LinkCloseReason.BadBytes },
        { "more than its credit", LinkCloseReason.CreditExceeded }, { "garbage", LinkCloseReason.BadBytes }, { "a frame of 2 GiB", LinkCloseReason.TooLarge },
    };

    [Theory, MemberData(nameof(Misdeeds))]
    public async Task A_peer_that_breaks_the_rules_loses_its_link_with_a_reason(string misdeed, LinkCloseReason reason)
    {
        var (bob, probe, wire) = await Greeted(Hello());
        await Consumer(bob, "a/1");
        await bob.Router.ExpectMsg<LinkOpened>();
        PeerFrame[] frames = misdeed switch
        {
            "hello again" => [Hello()],
            "a message never named" => [new MessageFrame(UrgencyClass.Normal, 0, 1, Payload.Empty)],
            "a name out of turn" => [new NameFrame(2, "a/1")],
            "a gap" => [new NameFrame(1, "a/1"), new MessageFrame(UrgencyClass.Normal, 2, 1, Payload.Empty)],
            "a confirmation of nothing" => [new AckFrame(UrgencyClass.Normal, 1)],
            "credit for nothing" => [new CreditFrame(UrgencyClass.Urgent, 1)],
            "more than its credit" => [new NameFrame(1, "a/1"), .. Enumerable.Repeat(new MessageFrame(UrgencyClass.Bulk, 0, 1, Payload.Own(new byte[50_000])), 10)],
            _ => [],
        };
        if (misdeed == "garbage") wire.Send<byte[]>([[5, 255, 255, 255, 255, 255]], new RawWriter(), probe.Ref);
        else if (misdeed == "a frame of 2 GiB") wire.Send<byte[]>([[0x80, 0x80, 0x80, 0x80, 0x08]], new RawWriter(), probe.Ref);
        else wire.Send<PeerFrame>(frames, FrameWriter.Instance, probe.Ref);
        wire.Receive(new FrameReader(Settings.MaxFrame), 1, probe.Ref);

        var closed = await bob.Closes(reason);
        Assert.True(closed.Carried);
        Assert.NotEmpty(closed.Detail);
        Assert.Equal(1, (await bob.List()).Closed[reason]);
    }

    [Fact]
    public async Task Frames_and_manifests_that_nobody_knows_are_answered_and_the_link_goes_on()
    {
        var (bob, probe, wire) = await Greeted(Hello());
        await bob.Router.ExpectMsg<LinkOpened>();
        wire.Send<byte[]>([[0]], new RawWriter(), probe.Ref);
        await probe.FishForMessage<WireSent>();
        await Expect<NotUnderstoodFrame>(probe, wire, static f => f.Manifest == 0);
        wire.Send<PeerFrame>([new NameFrame(1, "what/9"), new MessageFrame(UrgencyClass.Normal, 1, 1, Payload.Empty)], FrameWriter.Instance, probe.Ref);
        await Expect<NotUnderstoodFrame>(probe, wire, static f => f.Manifest == 1);
        Assert.Equal(1, (await bob.List()).Dropped);
    }

    [Fact]
    public async Task A_message_that_comes_again_is_delivered_once()
    {
        var (bob, probe, wire) = await Greeted(Hello());
        var consumer = await Consumer(bob, "a/1");
        await bob.Router.ExpectMsg<LinkOpened>();
        var message = new MessageFrame(UrgencyClass.Normal, 1, 1, Payload.Own([7]));
        wire.Send<PeerFrame>([new NameFrame(1, "a/1"), message, message, message with { Sequence = 2 }], FrameWriter.Instance, probe.Ref);

        var arrived = await consumer.ExpectMsg<PeerMessagesArrived>();
        Assert.Equal(2, arrived.Payloads.Length);
        consumer.Reply(new PeerMessagesTaken(arrived.Delivery));
        await Expect<AckFrame>(probe, wire, static f => f is { Class: UrgencyClass.Normal, Received: 2 });
    }

    [Fact]
    public async Task What_was_promised_is_confirmed_when_it_was_taken_and_not_before()
    {
        var (bob, probe, wire) = await Greeted(Hello());
        var consumer = await Consumer(bob, "a/1");
        await bob.Router.ExpectMsg<LinkOpened>();
        wire.Send<PeerFrame>([new NameFrame(1, "a/1"), new MessageFrame(UrgencyClass.Normal, 1, 1, Payload.Own([7]))], FrameWriter.Instance, probe.Ref);
        var first = await consumer.ExpectMsg<PeerMessagesArrived>();
        wire.Send<PeerFrame>([new MessageFrame(UrgencyClass.Normal, 2, 1, Payload.Own([8])), new MessageFrame(UrgencyClass.Normal, 1, 1, Payload.Own([7]))], FrameWriter.Instance, probe.Ref);
        var second = await consumer.ExpectMsg<PeerMessagesArrived>();

        consumer.Reply(new PeerMessagesTaken(second.Delivery));
        await bob.List();
        consumer.Reply(new PeerMessagesTaken(first.Delivery));

        var acks = new List<ulong>();
        while (!acks.Contains(2)) acks.Add((await Expect<AckFrame>(probe, wire)).Received);
        Assert.DoesNotContain(1ul, acks);
    }

    [Fact]
    public async Task Messages_between_services_cross_with_whom_they_answer_and_the_sender_is_told_when_they_have_left()
    {
        var (alice, bob) = (Up(1), Up(2));
        var service = TestProbe.In(_system);
        service.Send(bob.Room, ReceiveServiceMessages.Instance);
        alice.Dials(bob);
        await alice.Router.ExpectMsg<LinkOpened>();
        await bob.Router.ExpectMsg<LinkOpened>();
        ServiceMessage hello = new("service/greeter/hello/1", Payload.Own([1])) { From = 7 };

        alice.Sender.Send(alice.Room, new SendServiceMessages(new(3), bob.Id, [hello, hello with { To = 8, From = 0 }]));

        var left = await alice.Sender.ExpectMsg<ServiceMessagesLeft>();
        Assert.Equal((new RequestId(3), 0), (left.Batch, left.Dropped));
        var arrived = await service.ExpectMsg<ServiceMessagesArrived>();
        Assert.True(arrived.Messages.SequenceEqual([hello, hello with { To = 8, From = 0 }]));
        service.Reply(new PeerMessagesTaken(arrived.Delivery));
        alice.Sender.Reply(new SendServiceMessages(new(4), bob.Id, [hello]));
        await service.ExpectMsg<ServiceMessagesArrived>();
    }

    [Fact]
    public async Task Messages_between_services_wait_while_the_peer_gives_no_credit_and_are_dropped_when_there_is_no_link()
    {
        var (bob, probe, wire) = await Greeted(Hello() with { Windows = PerClass.All(70_000) });
        await bob.Router.ExpectMsg<LinkOpened>();
        ServiceMessage large = new("service/greeter/hello/1", Payload.Own(new byte[40_000]));
        var asker = TestProbe.In(_system);

        asker.Send(bob.Room, new SendServiceMessages(new(1), PeerId.Of([9]), [large]));
        Assert.NotNull((await asker.ExpectMsg<ServiceMessagesLeft>()).Link);
        asker.Send(bob.Room, new SendServiceMessages(new(2), PeerId.Of([9]), [large]));
        asker.Send(bob.Room, new SendServiceMessages(new(3), PeerId.Of([66]), [large, large]));
        Assert.Equal(new(new(3), Link: null, 2), await asker.ExpectMsg<ServiceMessagesLeft>());
        await Expect<MessageFrame>(probe, wire);
        wire.Send<PeerFrame>([new CreditFrame(UrgencyClass.Normal, 40_032)], FrameWriter.Instance, probe.Ref);
        Assert.Equal(new(2), (await asker.ExpectMsg<ServiceMessagesLeft>()).Batch);
    }

    [Fact]
    public async Task A_peer_is_told_of_no_more_kinds_of_message_than_it_takes_and_sent_no_larger_frames()
    {
        var (bob, _, _) = await Greeted(Hello() with { MaxFrame = 2000 }, Settings with { MaxNames = 1 });
        await bob.Router.ExpectMsg<LinkOpened>();
        var asker = TestProbe.In(_system);
        ServiceMessage fits = new("service/greeter/hello/1", Payload.Own(new byte[100]));

        asker.Send(bob.Room, new SendServiceMessages(new(1), PeerId.Of([9]), [fits, fits with { Manifest = "service/greeter/other/1" }, fits with { Payload = Payload.Own(new byte[2000]) }]));
        Assert.Equal(2, (await asker.ExpectMsg<ServiceMessagesLeft>()).Dropped);
        asker.Send(bob.Room, new SendPeerMessage(new(1), PeerId.Of([9]), UrgencyClass.Normal, "big/1", Payload.Own(new byte[2000]), Reliable: true));
        Assert.Contains("the peer takes no larger ones", (await asker.ExpectMsg<PeerMessageRefused>()).Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_peer_that_gives_no_credit_costs_a_bounded_queue_and_then_its_link()
    {
        var (bob, probe, wire) = await Greeted(Hello() with { Windows = PerClass.All(70_000) }, Settings with { StallTimeout = TimeSpan.FromSeconds(1), LostAfter = TimeSpan.FromSeconds(60) });
        await bob.Router.ExpectMsg<LinkOpened>();
        var link = bob.Router.LastSender;
        for (var i = 0; i < 1000; i++) link.Tell(new SendDescriptors([Departure.Of(new UnknownDescriptor(new(1, 1), 1, 0, 0x99, Payload.Own(new byte[10_000])))]));
        _ = Drink(probe, wire);

        await bob.Closes(LinkCloseReason.NoCredit);
    }

    [Fact]
    public async Task A_peer_of_which_nothing_comes_is_lost()
    {
        var (bob, _, _) = await Greeted(Hello(), Settings with { BeatInterval = TimeSpan.FromMilliseconds(100), LostAfter = TimeSpan.FromMilliseconds(400) });

        await bob.Closes(LinkCloseReason.Silent);
    }

    [Fact]
    public async Task Somebody_who_never_says_hello_is_let_go()
    {
        var bob = Up(2, Settings with { HelloTimeout = TimeSpan.FromMilliseconds(200) });
        var (_, accepted) = _network.Connect(new(PeerAddress.Loopback, 9), bob.Address);
        bob.Room.Tell(new PeerWireAccepted(accepted, PeerId.Of([9])));

        await bob.Closes(LinkCloseReason.GreetingTimeout);
    }

    [Fact]
    public async Task A_hello_that_drips_is_given_as_long_as_silence_and_the_log_says_so()
    {
        var bob = Up(2, Settings with { HelloTimeout = TimeSpan.FromMilliseconds(500) });
        var (dialled, accepted) = _network.Connect(new(PeerAddress.Loopback, 9), bob.Address);
        bob.Room.Tell(new PeerWireAccepted(accepted, PeerId.Of([9])));
        var (probe, log) = (TestProbe.In(_system), TestProbe.In(_system));
        _system.EventStream.Subscribe(log.Ref, typeof(Akka.Event.Info));
        var hello = new System.Buffers.ArrayBufferWriter<byte>();
        FrameWriter.Instance.Write(Hello(), hello);
        var closed = bob.Closes(LinkCloseReason.GreetingTimeout);
        foreach (var b in hello.WrittenSpan[..^1].ToArray())
        {
            dialled.Send<byte[]>([[b]], new RawWriter(), probe.Ref);
            await Task.WhenAny(closed, probe.FishForMessage<object>(static m => m is WireSent or WireFailed));
        }

        Assert.Contains("peer-link.hello-timeout", (await closed).Detail, StringComparison.Ordinal);
        await log.FishForMessage<Akka.Event.Info>(static m => $"{m.Message}".Contains("peer-link.hello-timeout", StringComparison.Ordinal));
        Assert.Equal(1, (await bob.List()).Closed[LinkCloseReason.GreetingTimeout]);
    }

    [Fact]
    public async Task Quiet_links_live_by_their_beats()
    {
        var quick = Settings with { BeatInterval = TimeSpan.FromMilliseconds(100), LostAfter = TimeSpan.FromSeconds(10) };
        var (bob, probe, wire) = await Greeted(Hello(), quick);
        await bob.Router.ExpectMsg<LinkOpened>();

        await Expect<BeatFrame>(probe, wire);
        await Expect<BeatFrame>(probe, wire);
    }

    [Fact]
    public async Task Another_key_at_a_known_address_is_refused_and_counted()
    {
        var (alice, bob) = (Up(1), Up(2));
        alice.Room.Tell(new OpenPeerLink(PeerId.Of([66]), bob.Address));

        Assert.False((await alice.Closes(LinkCloseReason.WrongKey)).Carried);
        Assert.Contains(LinkCloseReason.WrongKey, (await alice.List()).Closed.Keys);
    }

    [Fact]
    public async Task More_peers_than_allowed_are_let_go_and_counted()
    {
        var bob = Up(2, Settings with { MaxLinks = 1 });
        for (byte i = 1; i <= 2; i++) bob.Room.Tell(new PeerWireAccepted(_network.Connect(new(PeerAddress.Loopback, i), bob.Address).Accepted, PeerId.Of([i])));

        Assert.Equal(1, (await bob.List()).Closed[LinkCloseReason.TooManyLinks]);
    }

    [Fact]
    public async Task A_peer_that_leaves_says_so_and_is_alone()
    {
        var (alice, bob) = (Up(1), Up(2));
        alice.Dials(bob);
        await alice.Router.ExpectMsg<LinkOpened>();
        await bob.Router.ExpectMsg<LinkOpened>();

        bob.Parent.Send(bob.Room, new LeaveAll(new(5)));

        await bob.Parent.FishForMessage<AllLinksLeft>(static m => m is { Request.Value: 5, Links: 1 });
        Assert.Contains("leaving", (await alice.Closes(LinkCloseReason.ByeReceived)).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_follows_is_told_of_every_peer_that_is_there_and_of_every_change()
    {
        var (alice, bob) = (Up(1), Up(2));
        var early = TestProbe.In(_system);
        early.Send(bob.Room, FollowPeerReach.Instance);
        alice.Dials(bob);
        var reachable = await early.ExpectMsg<PeerReachable>();
        Assert.Equal(alice.Id, reachable.Peer);
        Assert.True(StatementCodec.TryReadEndpoint(reachable.Endpoint!, out var endpoint));
        Assert.Equal(alice.Address, Assert.Single(endpoint.Addresses));

        var late = TestProbe.In(_system);
        late.Send(bob.Room, FollowPeerReach.Instance);
        Assert.Equal(reachable, await late.ExpectMsg<PeerReachable>());

        alice.Room.Tell(new ClosePeerLink(bob.Id, "enough"));
        PeerUnreachable gone = new(alice.Id, reachable.Link, LinkCloseReason.ByeReceived);
        Assert.Equal(gone, await early.ExpectMsg<PeerUnreachable>());
        Assert.Equal(gone, await late.ExpectMsg<PeerUnreachable>());
    }

    [Fact]
    public async Task A_peer_that_comes_back_by_another_link_is_told_as_reachable_and_never_as_lost()
    {
        var (bob, _, _) = await Greeted(Hello());
        var follower = TestProbe.In(_system);
        follower.Send(bob.Room, FollowPeerReach.Instance);
        var first = await follower.ExpectMsg<PeerReachable>();

        PeerAddress moved = new(PeerAddress.Loopback, 77);
        var (dialled, accepted) = _network.Connect(moved, bob.Address);
        bob.Room.Tell(new PeerWireAccepted(accepted, first.Peer));
        await Speak(dialled, Hello() with { Number = 2 });

        Assert.Equal(moved, (await follower.ExpectMsg<PeerReachable>()).Remote);
        await bob.Closes(LinkCloseReason.Replaced);
        await bob.List();
        follower.ExpectNoMsg();
    }

    [Fact]
    public async Task Whoever_takes_messages_and_follows_as_well_is_told_both_and_may_end()
    {
        var (alice, bob) = (Up(1), Up(2));
        var both = await Consumer(bob, "test/1");
        both.Send(bob.Room, FollowPeerReach.Instance);
        alice.Dials(bob);
        await both.ExpectMsg<PeerReachable>();
        alice.Sends(bob, UrgencyClass.Normal, "test/1", 100, reliable: true);
        await both.ExpectMsg<PeerMessagesArrived>();

        both.Ref.Tell(PoisonPill.Instance);
        do alice.Sends(bob, UrgencyClass.Normal, "test/1", 100, reliable: true);
        while ((await bob.List()).Dropped == 0);
    }

    private static HelloFrame Hello(ulong session = 1) => new()
    {
        OldestVersion = 1, Version = 2, Session = session, Number = 1, MaxFrame = Settings.MaxFrame, Windows = Settings.Windows,
    };

    private Side Up(byte number, PeerLinkSettings? settings = null, bool hasRules = true)
    {
        var side = new Side(this, SigningKey.Make(), new(PeerAddress.Loopback, number), settings ?? Settings, hasRules);
        _sides.Add(side);
        return side;
    }

    /// <summary>A peer, and a connection to it on which we have spoken first and read its hello.</summary>
    private async Task<(Side Bob, TestProbe Probe, IWire Wire)> Greeted(PeerFrame first, PeerLinkSettings? settings = null)
    {
        var bob = Up(2, settings);
        var (dialled, accepted) = _network.Connect(new(PeerAddress.Loopback, 9), bob.Address);
        bob.Room.Tell(new PeerWireAccepted(accepted, PeerId.Of([9])));
        return (bob, await Speak(dialled, first), dialled);
    }

    /// <summary>The marks of so many messages, which are taken.</summary>
    private static async Task<List<int>> Numbers(TestProbe consumer, int count)
    {
        var numbers = new List<int>();
        while (numbers.Count < count)
        {
            var arrived = await consumer.ExpectMsg<PeerMessagesArrived>();
            numbers.AddRange(arrived.Payloads.Select(static p => BitConverter.ToInt32(p.Span)));
            consumer.Reply(new PeerMessagesTaken(arrived.Delivery));
        }

        return numbers;
    }

    /// <summary>Receives messages of a manifest, and returns once every peer's slot knows of it: its list tells what the slots said after that.</summary>
    private async Task<TestProbe> Consumer(Side side, string manifest)
    {
        var consumer = TestProbe.In(_system);
        consumer.Send(side.Room, new ReceivePeerMessages(manifest));
        await side.List();
        return consumer;
    }

    private async Task<(LinkOpened Link, IWire Wire)> Accepted(HelloFrame hello)
    {
        var (bob, _, wire) = await Greeted(hello);
        return (await bob.Router.ExpectMsg<LinkOpened>(), wire);
    }

    private async Task<TestProbe> Speak(PipeWire wire, PeerFrame first)
    {
        var probe = TestProbe.In(_system);
        wire.Send<PeerFrame>([first], FrameWriter.Instance, probe.Ref);
        await probe.ExpectMsg<WireSent>();
        await Expect<HelloFrame>(probe, wire);
        return probe;
    }

    private static async Task<T> Expect<T>(TestProbe probe, IWire wire, Func<T, bool>? that = null)
        where T : PeerFrame
    {
        while (true)
        {
            wire.Receive(new FrameReader(Settings.MaxFrame), 1, probe.Ref);
            var received = await probe.FishForMessage<WireReceived<PeerFrame>>();
            if (received.Messages[0] is T frame && (that is null || that(frame))) return frame;
        }
    }

    [Fact]
    public async Task A_peer_that_the_rules_deny_gets_no_link_and_loses_the_one_it_has()
    {
        var (alice, bob) = (Up(1), Up(2));
        alice.Dials(bob);
        await bob.Router.FishForMessage<LinkOpened>();
        bob.Says(Denying(alice.Id));
        Assert.Contains("rule 1", (await bob.Closes(LinkCloseReason.ClosedByUs)).Detail, StringComparison.Ordinal);
        var denied = await bob.Access.FishForMessage<AccessDenied>();
        Assert.Equal((alice.Id, AccessVerbs.Invoke), (denied.Asker!.Value, denied.Verb));

        alice.Dials(bob);
        await bob.Access.FishForMessage<AccessDenied>();
        while ((await bob.List()).Closed.GetValueOrDefault(LinkCloseReason.Denied) == 0) { }

        bob.Says(AccessPolicy.OfNewPeer);
        alice.Dials(bob);
        await bob.Router.FishForMessage<LinkOpened>();
    }

    [Fact]
    public async Task A_peer_that_is_to_be_dialled_before_the_rules_are_there_is_dialled_when_they_are()
    {
        var (alice, bob) = (Up(1, hasRules: false), Up(2));
        alice.Dials(bob);
        Assert.Empty((await alice.List()).Peers);
        alice.Says(AccessPolicy.OfNewPeer);
        await bob.Router.FishForMessage<LinkOpened>();
    }

    private static AccessPolicy Denying(PeerId peer) => new(
        Resources.StandingRules(lists: true),
        AccessRules.None.After(new RuleMade(new(1, Allows: false, new OnePeer(peer), AccessVerbs.Invoke, ResourcePath.Of(Resources.PeerLink), Expires: null))),
        System.Collections.Immutable.ImmutableDictionary<PeerId, Acquaintance>.Empty);

    private static Task<ByeFrame> ExpectBye(TestProbe probe, IWire wire) => Expect<ByeFrame>(probe, wire);

    /// <summary>Reads and says nothing.</summary>
    private static async Task Drink(TestProbe probe, IWire wire)
    {
        do wire.Receive(new FrameReader(Settings.MaxFrame), 100, probe.Ref);
        while (await probe.FishForMessage<object>(static m => m is WireReceived<PeerFrame> or WireFailed) is WireReceived<PeerFrame>);
    }

    private sealed class RawWriter : PeerActors.Messages.Wire.IMessageWriter<byte[]>
    {
        public void Write(byte[] message, System.Buffers.IBufferWriter<byte> output) => System.Buffers.BuffersExtensions.Write(output, message);
    }

    /// <summary>One peer: its room below a probe, and probes for those around it.</summary>
    private sealed class Side
    {
        private readonly PeerLinksActorTests _test;

        public Side(PeerLinksActorTests test, SigningKey key, PeerAddress address, PeerLinkSettings settings, bool hasRules = true)
        {
            (_test, Key, Address) = (test, key, address);
            Router = TestProbe.In(test._system);
            Parent = TestProbe.In(test._system);
            Sender = TestProbe.In(test._system);
            Access = TestProbe.In(test._system);
            var transport = test._network.At(address, Id);
            var props = PeerLinksActor.For(settings, key, [address], transport, TimeProvider.System, static name => new Random(name.Length), Router.Ref, Access.Ref);
            Room = test._system.ActorOf(AboveActor.For(props, Parent.Ref));
            if (hasRules) Says(AccessPolicy.OfNewPeer);
        }

        public SigningKey Key { get; }

        public PeerId Id => Key.Public.Holder;

        public PeerAddress Address { get; private set; }

        public IActorRef Room { get; }

        public TestProbe Router { get; }

        public TestProbe Parent { get; }

        public TestProbe Sender { get; }

        /// <summary>In the place of the access room.</summary>
        public TestProbe Access { get; }

        public void Says(AccessPolicy policy) => Access.Send(Room, new AccessChanged(policy));

        public void Dials(Side other) => Room.Tell(new OpenPeerLink(other.Id, other.Address));

        public void Moves(PeerAddress to) => Address = to;

        public void Sends(Side to, UrgencyClass traffic, string manifest, int bytes, bool reliable, int mark = 0)
        {
            var payload = new byte[bytes];
            BitConverter.TryWriteBytes(payload, mark);
            Sender.Send(Room, new SendPeerMessage(new(mark), to.Id, traffic, manifest, Payload.Own(payload), reliable));
        }

        public Task<LinkClosed> Closes(LinkCloseReason reason) => Parent.FishForMessage<LinkClosed>(c => c.Reason == reason);

        public async Task<PeerLinksListed> List()
        {
            var probe = TestProbe.In(_test._system);
            probe.Send(Room, new ListPeerLinks(new(1)));
            return await probe.ExpectMsg<PeerLinksListed>();
        }

        /// <summary>Waits until two links were made or refused, and one is left.</summary>
        public async Task<LinkOpened> TheOneLink()
        {
            var open = new Dictionary<LinkId, LinkOpened>();
            var attempts = 0;
            while (attempts < 2 || open.Count > 1)
            {
                switch (await Parent.FishForMessage<ILinkEvent>())
                {
                    case LinkOpened opened:
                        open.Add(opened.Link, opened);
                        attempts++;
                        break;
                    case LinkClosed closed:
                        if (!open.Remove(closed.Link)) attempts++;
                        break;
                }
            }

            return Assert.Single(open.Values);
        }
    }

    /// <summary>A parent that hands all that it is told to a probe, and all else to the room.</summary>
    private sealed class AboveActor : UntypedActor
    {
        private readonly IActorRef _probe;
        private readonly IActorRef _room;

        public AboveActor(Props room, IActorRef probe) => (_probe, _room) = (probe, Context.ActorOf(room));

        public static Props For(Props room, IActorRef probe) => Props.Create(() => new AboveActor(room, probe));

        protected override void OnReceive(object message)
        {
            if (message is ILinkEvent) _probe.Tell(message);
            else _room.Forward(message);
        }
    }
}
