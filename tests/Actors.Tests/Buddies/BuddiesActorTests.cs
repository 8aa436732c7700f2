using System.Collections.Immutable;
using Akka.Actor;
using Akka.Configuration;
using PeerActors.Actors.Buddies;
using PeerActors.Actors.Peer;
using PeerActors.Messages.Access;
using PeerActors.Messages.Buddies;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Links;
using PeerActors.Messages.PeerLinks;
using PeerActors.Messages.Router;
using PeerActors.Messages.Wire.Buddies;
using PeerActors.Messages.Wire.Statements;
using PeerActors.TestKit;

namespace PeerActors.Actors.Tests.Buddies;

/// <summary>The room between probes: what it says to the links and to the access room, and when it answers. Time stands still until the test says so.</summary>
public sealed class BuddiesActorTests : IAsyncLifetime
{
    private static readonly PeerAddress Home = new(PeerAddress.Loopback, 7);
    private static readonly Presence There = new(PresenceState.Online, "bob", "", []);
    private static readonly Payload Secret = Payload.Copy("0123456789abcdef"u8);

    private readonly ActorSystem _system = ActorSystem.Create("buddies", ConfigurationFactory.ParseString("akka { loggers = [], stdout-loglevel = OFF }"));
    private readonly ManualClock _clock = new();
    private readonly HeldBuddyStore _store = new();
    private readonly SigningKey _own = SigningKey.Make();
    private readonly SigningKey _bobs = SigningKey.Make();
    private readonly TestProbe _peer;
    private readonly TestProbe _links;
    private readonly TestProbe _access;
    private readonly TestProbe _asker;
    private long _last;

    public BuddiesActorTests() => (_peer, _links, _access, _asker) = (TestProbe.In(_system), TestProbe.In(_system), TestProbe.In(_system), TestProbe.In(_system));

    private PeerId Bob => _bobs.Public.Holder;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _system.Terminate();
        _own.Dispose();
        _bobs.Dispose();
    }

    [Fact]
    public async Task A_ticket_is_given_when_its_secret_is_on_disk_and_only_its_hash_is()
    {
        var room = await Open(Roster.Empty);
        _asker.Send(room, new Invite(new(1), TimeSpan.FromHours(1), []));
        var saving = await _store.NextSave();
        _asker.ExpectNoMsg();
        saving.Done.SetResult();
        var ticket = (await _asker.ExpectMsg<InvitationGiven>()).Ticket;
        Assert.Equal((_own.Public.Holder, Home, Secret), (ticket.Peer, Assert.Single(ticket.Addresses), ticket.Secret));
        Assert.Equal(RosterRules.HashOf(Secret), Assert.IsType<InvitationMade>(saving.Change).Invitation.Secret);
    }

    [Fact]
    public async Task Whoever_shows_the_ticket_is_confirmed_when_that_is_on_disk_and_the_rules_know_it()
    {
        var room = await Open(Roster.Empty.After(new InvitationMade(new(RosterRules.HashOf(Secret), _clock.GetUtcNow().AddHours(1), UsedBy: null))));
        Links(room, Bob);
        Says(room, Bob, new BuddyAccepts(Secret, "bob"));
        var saving = await _store.NextSave();
        Assert.IsType<InvitationUsed>(saving.Change);
        saving.Done.SetResult();

        Assert.Equal(new BuddyConfirms("alice"), await Said(Bob));
        var known = await _access.FishForMessage<AcquaintancesChanged>(m => m.Acquaintances.ContainsKey(Bob));
        Assert.True(known.Acquaintances[Bob].IsBuddy);
        Knows(room, Bob);
        Assert.Equal("alice", Assert.IsType<BuddyTells>(await Said(Bob)).Presence.Name);
    }

    [Fact]
    public async Task What_cannot_be_saved_is_not_confirmed()
    {
        var room = await Open(Roster.Empty.After(new InvitationMade(new(RosterRules.HashOf(Secret), _clock.GetUtcNow().AddHours(1), UsedBy: null))));
        Says(room, Bob, new BuddyAccepts(Secret, "bob"));
        (await _store.NextSave()).Done.SetException(new IOException("the disk is full"));
        Assert.Empty((await List(room)).Buddies);
        _asker.Send(room, new BlockBuddy(new(1), Bob));
        (await _store.NextSave()).Done.SetException(new IOException("the disk is full"));
        Assert.Contains("the disk is full", (await _asker.ExpectMsg<BuddyNotChanged>()).Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_accepted_ticket_is_kept_then_dialled_and_shown_until_it_is_confirmed()
    {
        var room = await Open(Roster.Empty);
        _asker.Send(room, new AcceptInvitation(new(1), new(Bob, [Home], Secret, _clock.GetUtcNow().AddHours(1))));
        (await _store.NextSave()).Done.SetResult();
        Assert.Equal(BuddyConsent.Requested, (await _asker.ExpectMsg<BuddyTold>()).Buddy.Consent);
        Assert.Equal(new OpenPeerLink(Bob, Home), await _links.FishForMessage<OpenPeerLink>());

        Links(room, Bob);
        Assert.Equal(Secret, Assert.IsType<BuddyAccepts>(await Said(Bob)).Secret);
        Lost(room, Bob, LinkCloseReason.ConnectionLost);
        Links(room, Bob);
        Assert.IsType<BuddyAccepts>(await Said(Bob));

        Says(room, Bob, new BuddyConfirms("bob"));
        (await _store.NextSave()).Done.SetResult();
        var met = await _peer.FishForMessage<BuddyChanged>(static m => m.Buddy.Consent == BuddyConsent.Mutual);
        Assert.Equal(("bob", Bob), (met.Buddy.Name, met.Buddy.Peer));
    }

    [Fact]
    public async Task A_refused_ticket_ends_the_request_with_the_reason()
    {
        var room = await Open(Roster.Empty.After(new BuddyPut(Requested())));
        Says(room, Bob, new BuddyRefuses(TicketRefusal.Used));
        (await _store.NextSave()).Done.SetResult();
        var ended = await _peer.FishForMessage<BuddyChanged>(static m => m.Buddy.Consent == BuddyConsent.None);
        Assert.Contains("used already", ended.Buddy.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_whose_ticket_is_over_ends_by_itself()
    {
        var room = await Open(Roster.Empty.After(new BuddyPut(Requested())));
        _clock.Advance(TimeSpan.FromHours(2));
        (await _store.NextSave()).Done.SetResult();
        Assert.Contains("expired", (await _peer.FishForMessage<BuddyChanged>(static m => m.Buddy.Consent == BuddyConsent.None)).Buddy.Problem, StringComparison.Ordinal);
        await List(room);
    }

    [Fact]
    public async Task A_killed_buddy_is_offline_after_the_lease_and_is_dialled_meanwhile()
    {
        var room = await Open(Roster.Empty.After(new BuddyPut(Mutual())));
        Links(room, Bob);
        Says(room, Bob, new BuddyTells(There, [], []));
        await Is(PresenceState.Online);

        Lost(room, Bob, LinkCloseReason.ConnectionLost);
        Assert.Equal(PresenceState.Online, Assert.Single((await List(room)).Buddies).State);
        await _links.FishForMessage<OpenPeerLink>(m => m.Peer == Bob);
        _clock.Advance(Settings.Lease);
        await Is(PresenceState.Offline);
    }

    [Fact]
    public async Task Presence_is_told_together_and_to_nobody_whom_the_rules_deny_it()
    {
        var room = await Open(Roster.Empty.After(new BuddyPut(Mutual())));
        room.Tell(new AccessChanged(AccessPolicy.OfNewPeer));
        Links(room, Bob);
        _asker.Send(room, new SetPresence(new(1), PresenceState.Busy, "rehearsal"));
        await _asker.ExpectMsg<PresenceSet>();
        Knows(room, Bob);
        var told = Assert.IsType<BuddyTells>(await Said(Bob));
        Assert.Equal((PresenceState.Busy, "rehearsal"), (told.Presence.State, told.Presence.Note));

        _asker.Send(room, new SetPresence(new(2), PresenceState.Away, ""));
        _asker.Send(room, new SetPresence(new(3), PresenceState.Online, ""));
        await _asker.ExpectMsg<PresenceSet>();
        await _asker.ExpectMsg<PresenceSet>();
        _clock.Advance(Settings.PresenceInterval);
        Assert.Equal(PresenceState.Online, Assert.IsType<BuddyTells>(await Said(Bob)).Presence.State);
    }

    [Fact]
    public async Task A_presence_that_cannot_be_told_is_refused_with_what_can()
    {
        var room = await Open(Roster.Empty);
        foreach (var (state, note) in new[] { (PresenceState.Offline, ""), (PresenceState.Away, new string('n', Presence.MaxNote + 1)), (PresenceState.Away, "a\nb") })
        {
            _asker.Send(room, new SetPresence(new(1), state, note));
            Assert.Contains("busy, away or online", (await _asker.ExpectMsg<BuddyNotChanged>()).Why, StringComparison.Ordinal);
        }
    }

    /// <summary>A watch edge is one peer told by another: here 200 are told by us, and each tells us.</summary>
    [Fact]
    public async Task Two_hundred_buddies_who_come_back_at_once_cost_at_most_two_messages_for_each_edge()
    {
        const int count = 200;
        var crowd = Enumerable.Range(0, count).Select(static i => PeerId.Of([(byte)i, 77])).ToArray();
        var roster = crowd.Aggregate(Roster.Empty, (all, peer) => all.After(new BuddyPut(Mutual() with { Peer = peer })));
        var room = await Open(roster, Settings with { MaxDialled = 1 });
        room.Tell(new AccessChanged(new(Resources.StandingRules(lists: true), AccessRules.None, crowd.ToImmutableDictionary(static p => p, static _ => new Acquaintance(null, IsBuddy: true)))));
        foreach (var peer in crowd)
        {
            // Each link is replaced at once by another, as when both sides dial; all are buddies of all.
            Links(room, peer);
            Links(room, peer);
            Says(room, peer, new BuddyTells(There, [.. crowd.Where(other => other != peer).Select(other => new CircleMember(BuddyPair.Of(peer, other), 0))], []));
        }

        var told = crowd.ToDictionary(static peer => peer, static _ => 0);
        while (told.Values.Any(static n => n == 0)) told[(await _links.FishForMessage<SendPeerMessage>()).Peer]++;
        for (var i = 0; i < 4; i++)
        {
            _clock.Advance(Settings.PresenceInterval);
            await List(room);
        }

        _asker.Send(room, new ForgetBuddy(new(1), crowd[0]));
        (await _store.NextSave(static c => c is BuddyGone)).Done.SetResult();
        for (object? next = null; next is not ClosePeerLink;)
        {
            next = await _links.ExpectMsg<object>();
            if (next is SendPeerMessage { Manifest: not "buddies/end/1" } more) told[more.Peer]++;
        }

        Assert.All(told.Values, static n => Assert.InRange(n, 1, 2));
        Assert.All((await List(room)).Buddies, static b => Assert.Equal(PresenceState.Online, b.State));
    }

    [Fact]
    public async Task Where_a_buddy_listens_is_believed_of_anybody_when_it_is_signed_newer_and_not_over()
    {
        using var carols = SigningKey.Make();
        var carol = Mutual() with { Peer = carols.Public.Holder };
        var room = await Open(Roster.Empty.After(new BuddyPut(Mutual())).After(new BuddyPut(carol)));
        PeerAddress moved = new(PeerAddress.Loopback, 99);
        Says(room, Bob, new BuddyLocates([Record(carols, 5, moved)]));
        Assert.Equal(moved, (await _links.FishForMessage<OpenPeerLink>(m => m.Remote == moved)).Remote);

        Says(room, Bob, new BuddyLocates([Record(carols, 4, new(PeerAddress.Loopback, 98))]));
        Says(room, Bob, new BuddyLocates([Record(carols, 6, new(PeerAddress.Loopback, 97), age: TimeSpan.FromDays(3))]));
        Says(room, Bob, new BuddyLocates([Record(carols, 7, moved) with { Body = Record(carols, 8, new(PeerAddress.Loopback, 96)).Body }]));
        var listed = await List(room);
        Assert.Equal((5UL, 3L), (listed.Buddies.Single(b => b.Peer == carol.Peer).LocationSequence, listed.Counters["locationsRefused"]));
    }

    [Fact]
    public async Task A_move_is_told_at_once_to_linked_buddies_of_both_and_to_no_others()
    {
        using var carols = SigningKey.Make();
        var (carol, dave) = (carols.Public.Holder, PeerId.Of("dave"u8));
        var room = await Open(Roster.Empty.After(new BuddyPut(Mutual())).After(new BuddyPut(Mutual() with { Peer = carol })).After(new BuddyPut(Mutual() with { Peer = dave })));
        Knows(room, Bob, carol, dave);
        foreach (var peer in new[] { carol, dave }) Links(room, peer);
        Says(room, carol, new BuddyTells(There, [new(BuddyPair.Of(carol, Bob), 1)], []));
        Says(room, dave, new BuddyTells(There, [], []));
        PeerAddress moved = new(PeerAddress.Loopback, 99);
        var record = Record(_bobs, 5, moved);
        room.Tell(new PeerReachable(Bob, new(50), moved, record));
        Says(room, Bob, new BuddyTells(There, [new(BuddyPair.Of(carol, Bob), 1), new(BuddyPair.Of(dave, Bob), 1)], []));

        // Where much else runs, carol's turn may have come before there was anything to tell her.
        _clock.Advance(Settings.GossipInterval);
        var told = await _links.FishForMessage<SendPeerMessage>(static m => m.Manifest == "buddies/locations/1");
        Assert.Equal(carol, told.Peer);
        Assert.True(BuddyCodec.TryRead(told.Manifest, told.Payload.Span, out var message));
        Assert.Equal(record.Body, Assert.Single(Assert.IsType<BuddyLocates>(message).Records).Body);
    }

    [Fact]
    public async Task Bytes_that_are_no_message_end_the_link_and_strangers_are_told_once_that_they_are_none()
    {
        var room = await Open(Roster.Empty.After(new BuddyPut(Mutual())));
        Links(room, Bob);
        room.Tell(new PeerMessagesArrived(new(++_last), Bob, "buddies/presence/1", [Payload.Copy([0xFF, 0xFF])]), _asker.Ref);
        await _asker.ExpectMsg<PeerMessagesTaken>();
        Assert.Equal(Bob, (await _links.FishForMessage<ClosePeerLink>()).Peer);

        var stranger = PeerId.Of("stranger"u8);
        Links(room, stranger);
        for (var i = 0; i < 3; i++) Says(room, stranger, new BuddyTells(There, [], []));
        Assert.Same(BuddyEnds.Instance, await Said(stranger));
        Assert.Equal(1, (await List(room)).Counters["BuddyEndsSent"]);
    }

    [Fact]
    public async Task A_device_that_was_removed_while_we_were_away_is_no_buddy_once_another_device_says_so()
    {
        using var person = SigningKey.Make();
        var phone = PeerId.Of("phone"u8);
        var first = Take(PersonHistory.Of(person.Public.Holder), PersonStatement.First(person.Public, new(Bob, "laptop")), person);
        var both = Take(first, first.Newest!.With(new(phone, "phone")), person);
        var room = await Open(Roster.Empty.After(new BuddyPut(Mutual() with { Person = both })));
        Assert.True((await _access.ExpectMsg<AcquaintancesChanged>()).Acquaintances[phone].IsBuddy);

        var removed = Take(both, both.Newest!.Without(phone), person);
        Links(room, Bob);
        Says(room, Bob, new BuddyTells(There, [], removed.Proof));
        Assert.False((await _access.FishForMessage<AcquaintancesChanged>()).Acquaintances.ContainsKey(phone));
        Assert.Equal(phone, (await _links.FishForMessage<ClosePeerLink>()).Peer);

        // An older statement, by the device that was removed, changes nothing.
        Says(room, phone, new BuddyTells(There, [], both.Proof));
        Assert.Same(BuddyEnds.Instance, await Said(phone));
        Assert.Equal([Bob], Assert.Single((await List(room)).Buddies).Devices.Select(static d => d.Peer));
    }

    [Fact]
    public async Task What_the_user_said_of_himself_is_kept_and_told_after_a_restart()
    {
        var room = await Open(Roster.Empty.After(new BuddyPut(Mutual())));
        _asker.Send(room, new SetPresence(new(1), PresenceState.Away, "lunch"));
        Assert.Equal((PresenceState.Away, "lunch"), await _asker.ExpectMsg<PresenceSet>() is { Presence: var set } ? (set.State, set.Note) : default);
        Assert.Equal(new(PresenceState.Away, "lunch"), _store.Saved.Own);

        var again = await Open(Roster.Empty.After(new BuddyPut(Mutual())) with { Own = _store.Saved.Own });
        Assert.Equal((PresenceState.Away, "lunch", "alice"), (await List(again)).Presence is var now ? (now.State, now.Note, now.Name) : default);
        Knows(again, Bob);
        Links(again, Bob);
        var told = await _links.FishForMessage<SendPeerMessage>(static m => m.Manifest == "buddies/presence/1");
        Assert.True(BuddyCodec.TryRead(told.Manifest, told.Payload.Span, out var message));
        Assert.Equal("lunch", Assert.IsType<BuddyTells>(message).Presence.Note);
    }

    [Fact]
    public async Task Who_is_a_buddy_of_whom_is_known_after_a_restart_before_anybody_says_it_again()
    {
        using var carols = SigningKey.Make();
        var carol = carols.Public.Holder;
        var record = Record(carols, 5, new(PeerAddress.Loopback, 99));
        Assert.True(StatementCodec.TryReadEndpoint(record, out var read));
        var roster = Roster.Empty.After(new BuddyPut(Mutual())).After(new BuddyPut(Mutual() with { Peer = carol }));
        var room = await Open(roster, Settings with { SaveInterval = TimeSpan.FromMilliseconds(1) });
        Knows(room, Bob, carol);
        foreach (var peer in new[] { Bob, carol }) Links(room, peer);
        foreach (var (peer, other) in new[] { (carol, Bob), (Bob, carol) }) Says(room, peer, new BuddyTells(There, [new(BuddyPair.Of(peer, other), 1)], []));
        await Waiting.For(() => Task.FromResult(Beat() && _store.Saved.Circles.Count == 2));

        // Carol is away, and says nothing any more; bob is told where she was seen last although only he has spoken.
        var again = await Open(roster.After(new BuddyPut(Mutual() with { Peer = carol, Location = new(record, read) })) with { Circles = _store.Saved.Circles });
        Knows(again, Bob);
        Links(again, Bob);
        Says(again, Bob, new BuddyTells(There, [new(BuddyPair.Of(carol, Bob), 1)], []));
        var told = await _links.FishForMessage<SendPeerMessage>(static m => m.Manifest == "buddies/locations/1");
        Assert.Equal(Bob, told.Peer);

        // Whoever is no buddy any more is forgotten.
        var third = await Open(Roster.Empty with { Circles = _store.Saved.Circles }, Settings with { SaveInterval = TimeSpan.FromMilliseconds(1) });
        await List(third);
        await Waiting.For(() => Task.FromResult(Beat() && _store.Saved.Circles.IsEmpty));
    }

    [Fact]
    public async Task A_new_statement_of_the_own_person_is_told_while_running_and_an_older_one_is_refused()
    {
        using var person = SigningKey.Make();
        var phone = PeerId.Of("phone"u8);
        var first = Take(PersonHistory.Of(person.Public.Holder), PersonStatement.First(person.Public, new(_own.Public.Holder, "laptop")), person);
        var both = Take(first, first.Newest!.With(new(phone, "phone")), person);
        var removed = Take(both, both.Newest!.Without(phone), person);
        var room = await Open(Roster.Empty.After(new BuddyPut(Mutual())));
        Knows(room, Bob);
        Links(room, Bob);
        foreach (var (shown, devices) in new[] { (both, 2), (removed, 1) })
        {
            _asker.Send(room, new TakePerson(new(++_last), shown));
            Assert.Equal(shown.Newest!.Sequence, (await _asker.ExpectMsg<PersonTaken>()).Sequence);
            Assert.Equal(devices == 2, (await _access.FishForMessage<AcquaintancesChanged>(m => m.Acquaintances.ContainsKey(phone) == (devices == 2))).Acquaintances.ContainsKey(phone));
            _clock.Advance(Settings.PresenceInterval);
            var told = await _links.FishForMessage<SendPeerMessage>(m => m.Manifest == "buddies/presence/1" && BuddyCodec.TryRead(m.Manifest, m.Payload.Span, out var said)
                && said is BuddyTells { Proof: { IsEmpty: false } proof } && StatementCodec.ReadProof(StatementCodec.WriteProof(proof))!.Newest!.Devices.Length == devices);
            Assert.Equal(Bob, told.Peer);
        }

        _asker.Send(room, new TakePerson(new(++_last), both));
        Assert.Contains("an older one is refused", (await _asker.ExpectMsg<BuddyNotChanged>()).Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_ticket_used_twice_or_expired_or_altered_makes_nobody_a_buddy_and_is_counted_and_told_with_a_reason()
    {
        var log = TestProbe.In(_system);
        _system.EventStream.Subscribe(log.Ref, typeof(Akka.Event.Info));
        Payload Of(byte last) => Payload.Copy([.. Secret.Span[..^1], last]);
        Invitation Made(byte last, TimeSpan left, PeerId? by) => new(RosterRules.HashOf(Of(last)), _clock.GetUtcNow() + left, by);
        var roster = Roster.Empty.After(new InvitationMade(Made(1, TimeSpan.FromHours(1), Bob))).After(new InvitationMade(Made(2, -TimeSpan.FromHours(1), by: null))).After(new InvitationMade(Made(3, TimeSpan.FromHours(1), by: null)));
        var room = await Open(roster);
        foreach (var (last, why, reason) in new[] { ((byte)1, TicketRefusal.Used, "used already"), ((byte)2, TicketRefusal.Expired, "has expired"), ((byte)4, TicketRefusal.Unknown, "no such ticket") })
        {
            var mallory = PeerId.Of([last]);
            for (var again = 0; again < 3; again++) Says(room, mallory, new BuddyAccepts(Of(last), "mallory"));
            Assert.Equal(why, Assert.IsType<BuddyRefuses>(await Said(mallory)).Why);
            var told = await log.FishForMessage<Akka.Event.Info>(i => $"{i.Message}".Contains("ticketsRefused", StringComparison.Ordinal));
            Assert.Contains(reason, $"{told.Message}", StringComparison.Ordinal);
        }

        var listed = await List(room);
        Assert.Equal((9L, 0), (listed.Counters["ticketsRefused"], listed.Buddies.Length));
    }

    [Fact]
    public async Task A_forged_statement_of_a_person_and_an_older_one_change_nothing_and_are_counted_and_told_with_a_reason()
    {
        var log = TestProbe.In(_system);
        _system.EventStream.Subscribe(log.Ref, typeof(Akka.Event.Info));
        using var person = SigningKey.Make();
        var (phone, thief) = (PeerId.Of("phone"u8), PeerId.Of("thief"u8));
        var first = Take(PersonHistory.Of(person.Public.Holder), PersonStatement.First(person.Public, new(Bob, "laptop")), person);
        var both = Take(first, first.Newest!.With(new(phone, "phone")), person);
        var third = Take(both, both.Newest!.With(new(thief, "thief")), person);
        ImmutableArray<SignedStatement> forged = [.. both.Proof[..^1], both.Proof[^1] with { Body = third.Proof[^1].Body }];
        var room = await Open(Roster.Empty.After(new BuddyPut(Mutual() with { Person = both })));
        Links(room, Bob);
        Says(room, Bob, new BuddyTells(There, [], forged));
        Assert.Equal(Bob, (await _links.FishForMessage<ClosePeerLink>()).Peer);
        foreach (var (teller, reason) in new[] { (phone, "none of them"), (Bob, "an older one is refused") })
        {
            Links(room, teller);
            for (var again = 0; again < 3; again++) Says(room, teller, new BuddyTells(There, [], first.Proof));
            var told = await log.FishForMessage<Akka.Event.Info>(i => $"{i.Message}".Contains("personsRefused", StringComparison.Ordinal));
            Assert.Contains(reason, $"{told.Message}", StringComparison.Ordinal);
        }

        Says(room, Bob, new BuddyTells(There, [], both.Proof));

        var listed = await List(room);
        Assert.Equal((1L, 6L), (listed.Counters["garbled"], listed.Counters["personsRefused"]));
        Assert.Equal([Bob, phone], Assert.Single(listed.Buddies).Devices.Select(static d => d.Peer));
    }

    /// <summary>Time passes, so that what waits to be saved is.</summary>
    private bool Beat()
    {
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        return true;
    }

    private static PersonHistory Take(PersonHistory history, PersonStatement statement, SigningKey key) => StatementCodec.Take(history, StatementCodec.Sign(statement, key, successor: null))!.Value.Next;

    private static BuddySettings Settings { get; } = PeerSettings.Reference().Buddies with { LookInterval = TimeSpan.FromMilliseconds(50) };

    private Buddy Mutual() => new(Bob, "bob", BuddyConsent.Mutual, IsBlocked: false, _clock.GetUtcNow()) { Addresses = [Home] };

    private Buddy Requested() => Mutual() with { Consent = BuddyConsent.Requested, Secret = Secret, TicketEnds = _clock.GetUtcNow().AddHours(1) };

    private SignedStatement Record(SigningKey key, ulong sequence, PeerAddress at, TimeSpan age = default) =>
        StatementCodec.Sign(new EndpointRecord(key.Public.Holder, sequence, _clock.GetUtcNow() - age, TimeSpan.FromDays(1), [at]), key);

    private async Task<IActorRef> Open(Roster roster, BuddySettings? settings = null)
    {
        _store.Loaded = roster;
        var own = new OwnBuddy(_own.Public.Holder, "alice", [Home], [], Person: null, ImmutableDictionary<PeerId, Acquaintance>.Empty);
        var props = BuddiesActor.For(new(settings ?? Settings, own, _store, _clock, new Random(1), static _ => Secret, _links.Ref, _access.Ref));
        _system.ActorOf(ParentActor.For(props, _peer.Ref));
        await _access.FishForMessage<FollowAccess>();
        return _access.LastSender;
    }

    private async Task<BuddiesListed> List(IActorRef room)
    {
        var asker = TestProbe.In(_system);
        asker.Send(room, new ListBuddies(new(++_last)));
        return await asker.ExpectMsg<BuddiesListed>();
    }

    private void Links(IActorRef room, PeerId peer) => room.Tell(new PeerReachable(peer, new(++_last), Home, Endpoint: null));

    private static void Lost(IActorRef room, PeerId peer, LinkCloseReason why) => room.Tell(new PeerUnreachable(peer, new(1), why));

    private void Says(IActorRef room, PeerId peer, BuddyMessage message)
    {
        var (manifest, payload) = BuddyCodec.Write(message);
        room.Tell(new PeerMessagesArrived(new(++_last), peer, manifest, [payload]));
    }

    private async Task<BuddyMessage> Said(PeerId peer)
    {
        var said = await _links.FishForMessage<SendPeerMessage>(m => m.Peer == peer);
        Assert.True(BuddyCodec.TryRead(said.Manifest, said.Payload.Span, out var message));
        return message;
    }

    private static void Knows(IActorRef room, params PeerId[] buddies) => room.Tell(new AccessChanged(new(
        Resources.StandingRules(lists: true), AccessRules.None, buddies.ToImmutableDictionary(static b => b, static _ => new Acquaintance(null, IsBuddy: true)))));

    private Task<BuddyChanged> Is(PresenceState state) => _peer.FishForMessage<BuddyChanged>(m => m.Buddy.Peer == Bob && m.Buddy.State == state);
}
