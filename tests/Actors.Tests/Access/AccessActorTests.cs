using System.Collections.Immutable;
using Akka.Actor;
using Akka.Configuration;
using PeerActors.Actors.Access;
using PeerActors.Messages.Access;
using PeerActors.Messages.Identity;
using PeerActors.TestKit;

namespace PeerActors.Actors.Tests.Access;

public sealed class AccessActorTests : IAsyncLifetime
{
    private static readonly PeerId Alice = PeerId.Of("alice"u8);
    private static readonly ResourcePath Music = ResourcePath.Of("/shares/public/Music");

    private readonly ActorSystem _system = ActorSystem.Create("access", ConfigurationFactory.ParseString("akka { loggers = [], stdout-loglevel = OFF }"));
    private readonly ManualClock _clock = new();
    private readonly SlowStore _store = new();
    private readonly TestProbe _peer;
    private readonly TestProbe _asker;
    private long _last;

    public AccessActorTests() => (_peer, _asker) = (TestProbe.In(_system), TestProbe.In(_system));

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _system.Terminate();

    [Fact]
    public async Task The_peer_is_told_the_rules_when_they_are_loaded_and_not_before()
    {
        var room = Start();
        _asker.Send(room, new GetAccessRules(new(1)));
        _asker.ExpectNoMsg();
        _store.Load(AccessRules.None.After(new RuleMade(Deny(7))));
        Assert.Equal(7, (await _peer.ExpectMsg<AccessChanged>()).Policy.Rules.LastNumber);
        Assert.Equal(7, Assert.Single((await _asker.ExpectMsg<AccessRulesTold>()).Policy.Rules.Own).Number);
    }

    [Fact]
    public async Task A_rule_holds_and_is_confirmed_once_it_is_on_disk_and_those_who_decide_know_before_the_asker_does()
    {
        var room = await Open();
        var follower = TestProbe.In(_system);
        follower.Send(room, FollowAccess.Instance);
        await follower.ExpectMsg<AccessChanged>();

        _asker.Send(room, new AddAccessRule(new(1), Deny(0)));
        var saving = await _store.NextSave();
        Assert.True(await May(room));
        saving.Done.SetResult();

        var told = await _asker.ExpectMsg<AccessRulesTold>();
        Assert.Equal((1L, 1L), (told.Request.Value, Assert.Single(told.Policy.Rules.Own).Number));
        Assert.Same(told.Policy.Rules, (await follower.ExpectMsg<AccessChanged>()).Policy.Rules);
        Assert.False(await May(room));
    }

    [Fact]
    public async Task Changes_wait_behind_one_another_and_decisions_do_not()
    {
        var room = await Open();
        for (var i = 1; i <= 3; i++) _asker.Send(room, new AddAccessRule(new(i), Deny(0)));
        for (var i = 1; i <= 3; i++)
        {
            var saving = await _store.NextSave();
            await May(room);
            Assert.Equal(i, Assert.IsType<RuleMade>(saving.Change).Rule.Number);
            saving.Done.SetResult();
            Assert.Equal(i, (await _asker.ExpectMsg<AccessRulesTold>()).Request.Value);
        }
    }

    [Fact]
    public async Task What_cannot_be_kept_does_not_hold_and_is_refused_with_the_cause()
    {
        var room = await Open();
        _asker.Send(room, new AddAccessRule(new(1), Deny(0)));
        (await _store.NextSave()).Done.SetException(new IOException("the disk is full"));
        Assert.Contains("the disk is full", (await _asker.ExpectMsg<AccessNotChanged>()).Why, StringComparison.Ordinal);
        Assert.True(await May(room));

        _asker.Send(room, new AddAccessRule(new(2), Deny(0)));
        (await _store.NextSave()).Done.SetResult();
        Assert.Equal(1, (await _asker.ExpectMsg<AccessRulesTold>()).Policy.Rules.LastNumber);
    }

    [Fact]
    public async Task Rules_that_cannot_be_loaded_end_the_room_and_open_nothing()
    {
        var room = Start(attempts: 1);
        var watcher = TestProbe.In(_system);
        _ = _system.ActorOf(WatcherActor.For(room, watcher.Ref));
        _store.FailToLoad(new IOException("the disk is gone"));
        await watcher.ExpectMsg<string>();
        _peer.ExpectNoMsg();
    }

    [Fact]
    public async Task A_rule_ends_at_its_moment_and_is_forgotten()
    {
        var room = await Open(AccessRules.None.After(new RuleMade(Deny(1) with { Expires = _clock.GetUtcNow().AddMilliseconds(50) })));
        Assert.False(await May(room));
        _clock.Advance(TimeSpan.FromMilliseconds(50));
        Assert.True(await May(room));
        Assert.Equal(1, Assert.Single(Assert.IsType<RulesEnded>((await _store.NextSave()).Change).Numbers));
    }

    [Fact]
    public async Task A_rule_that_is_over_already_is_refused_and_so_is_one_too_many()
    {
        var room = await Open(settings: Settings with { MaxRules = 1 });
        Assert.Contains("which is over", await Refused(room, r => new AddAccessRule(r, Deny(0) with { Expires = _clock.GetUtcNow() })), StringComparison.Ordinal);
        Assert.Contains("there is no rule 1", await Refused(room, static r => new RevokeAccessRule(r, 1)), StringComparison.Ordinal);
        Assert.Contains("overruled", await Refused(room, static r => new RevokeAccessRule(r, 0)), StringComparison.Ordinal);
        await Changed(room, static r => new AddAccessRule(r, Deny(0)));
        Assert.Contains("access.max-rules", await Refused(room, static r => new AddAccessRule(r, Deny(0))), StringComparison.Ordinal);
        Assert.Empty((await Changed(room, static r => new RevokeAccessRule(r, 1))).Policy.Rules.Own);
        Assert.Equal(2, Assert.Single((await Changed(room, static r => new AddAccessRule(r, Deny(0)))).Policy.Rules.Own).Number);
    }

    [Fact]
    public async Task Groups_change_within_their_bound()
    {
        var room = await Open(settings: Settings with { MaxMembers = 1 });
        Assert.Contains("cannot be in a group", await Refused(room, static r => new ChangeAccessGroup(r, "band", Anyone.Instance, IsIn: true)), StringComparison.Ordinal);
        Assert.Equal(1, (await Changed(room, static r => new ChangeAccessGroup(r, "band", new OnePeer(Alice), IsIn: true))).Policy.Rules.Members);
        Assert.Contains("access.max-members", await Refused(room, static r => new ChangeAccessGroup(r, "other", new OnePeer(Alice), IsIn: true)), StringComparison.Ordinal);
        Assert.Contains("is not in group other", await Refused(room, static r => new ChangeAccessGroup(r, "other", new OnePeer(Alice), IsIn: false)), StringComparison.Ordinal);
        Assert.Empty((await Changed(room, static r => new ChangeAccessGroup(r, "band", new OnePeer(Alice), IsIn: false))).Policy.Rules.Groups);
    }

    [Fact]
    public async Task Denials_are_told_with_the_rule_that_denied_and_beyond_so_many_a_minute_only_counted()
    {
        var room = await Open(AccessRules.None.After(new RuleMade(Deny(1))), Settings with { MaxTold = 2 });
        for (var i = 0; i < 5; i++) _asker.Send(room, new AskAccess(new(i), Alice, AccessVerbs.Read, Music));
        for (var i = 0; i < 5; i++) Assert.False((await _asker.ExpectMsg<AccessJudged>()).Verdict.May);
        for (var i = 0; i < 2; i++)
        {
            var denied = await _peer.ExpectMsg<AccessDenied>();
            Assert.Equal(($"peer:{Alice}", 1L), (denied.Who, denied.Verdict.Rule!.Number));
        }

        var told = await Told(room);
        Assert.Equal((5L, 3L), (told.Denied[AccessVerbs.Read], told.Untold));
        _clock.Advance(TimeSpan.FromMinutes(1));
        _asker.Send(room, new AskAccess(new(9), null, AccessVerbs.Read, Music));
        Assert.Equal("anyone", (await _peer.ExpectMsg<AccessDenied>()).Who);
    }

    [Fact]
    public async Task A_trial_tells_nobody_and_counts_nothing()
    {
        var room = await Open(AccessRules.None.After(new RuleMade(Deny(1))));
        _asker.Send(room, new TryAccess(new(1), Anyone.Instance, AccessVerbs.Read, Music));
        Assert.Equal(1, (await _asker.ExpectMsg<AccessJudged>()).Verdict.Rule!.Number);
        Assert.Empty((await Told(room)).Denied);
        _peer.ExpectNoMsg();
    }

    [Fact]
    public async Task What_is_learned_of_peers_changes_what_they_may()
    {
        var person = PeerId.Of("ann"u8);
        var room = await Open(AccessRules.None.After(new RuleMade(new(1, Allows: true, new OnePerson(person), AccessVerbs.Write, Music, null))));
        Assert.False(await May(room, AccessVerbs.Write));
        room.Tell(new AcquaintancesChanged(ImmutableDictionary<PeerId, Acquaintance>.Empty.Add(Alice, new(person, IsBuddy: false))));
        Assert.True(await May(room, AccessVerbs.Write));
    }

    private static AccessSettings Settings { get; } = new() { MaxRules = 100, MaxMembers = 100, MaxTold = 100 };

    private static AccessRule Deny(long number) => new(number, Allows: false, Anyone.Instance, AccessVerbs.Read, Music, Expires: null);

    private IActorRef Start(AccessSettings? settings = null, int attempts = 3)
    {
        var props = AccessActor.For(settings ?? Settings, Resources.StandingRules(lists: true), ImmutableDictionary<PeerId, Acquaintance>.Empty, _store, _clock);
        return _system.ActorOf(PeerStandInActor.For(props, _peer.Ref, attempts));
    }

    private async Task<IActorRef> Open(AccessRules? rules = null, AccessSettings? settings = null)
    {
        var room = Start(settings);
        _store.Load(rules ?? AccessRules.None);
        await _peer.ExpectMsg<AccessChanged>();
        return room;
    }

    private async Task<bool> May(IActorRef room, AccessVerbs verb = AccessVerbs.Read)
    {
        var asker = TestProbe.In(_system);
        asker.Send(room, new TryAccess(new(++_last), new OnePeer(Alice), verb, Music));
        return (await asker.ExpectMsg<AccessJudged>()).Verdict.May;
    }

    private async Task<AccessRulesTold> Told(IActorRef room)
    {
        var asker = TestProbe.In(_system);
        asker.Send(room, new GetAccessRules(new(++_last)));
        return await asker.ExpectMsg<AccessRulesTold>();
    }

    private async Task<AccessRulesTold> Changed(IActorRef room, Func<RequestId, IAccessRequest> change)
    {
        var asker = TestProbe.In(_system);
        asker.Send(room, change(new(++_last)));
        (await _store.NextSave()).Done.SetResult();
        return await asker.ExpectMsg<AccessRulesTold>();
    }

    private async Task<string> Refused(IActorRef room, Func<RequestId, IAccessRequest> change)
    {
        var asker = TestProbe.In(_system);
        asker.Send(room, change(new(++_last)));
        return (await asker.ExpectMsg<AccessNotChanged>()).Why;
    }

    /// <summary>Loads and saves when the test says so.</summary>
    private sealed class SlowStore : IAccessStore
    {
        private readonly TaskCompletionSource<AccessRules> _load = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly System.Threading.Channels.Channel<(AccessChange Change, TaskCompletionSource Done)> _saves =
            System.Threading.Channels.Channel.CreateUnbounded<(AccessChange, TaskCompletionSource)>();

        public void Load(AccessRules rules) => _load.SetResult(rules);

        public void FailToLoad(Exception cause) => _load.SetException(cause);

        public async Task<(AccessChange Change, TaskCompletionSource Done)> NextSave() => await _saves.Reader.ReadAsync().AsTask().WaitAsync(TestProbe.Patience);

        public Task<AccessRules> LoadAsync(CancellationToken stopping) => _load.Task;

        public Task SaveAsync(AccessChange change, CancellationToken stopping)
        {
            var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _saves.Writer.TryWrite((change, done));
            return done.Task;
        }
    }

    private sealed class WatcherActor : UntypedActor
    {
        private readonly IActorRef _probe;

        public WatcherActor(IActorRef watched, IActorRef probe)
        {
            _probe = probe;
            Context.WatchWith(watched, "it has ended");
        }

        public static Props For(IActorRef watched, IActorRef probe) => Props.Create(() => new WatcherActor(watched, probe));

        protected override void OnReceive(object message) => _probe.Tell(message);
    }

    /// <summary>Above the room, as the peer is.</summary>
    private sealed class PeerStandInActor : UntypedActor
    {
        private readonly IActorRef _probe;
        private readonly IActorRef _room;
        private readonly int _attempts;

        public PeerStandInActor(Props room, IActorRef probe, int attempts)
        {
            (_probe, _attempts) = (probe, attempts);
            _room = Context.ActorOf(room);
            Context.Watch(_room);
        }

        public static Props For(Props room, IActorRef probe, int attempts) => Props.Create(() => new PeerStandInActor(room, probe, attempts));

        protected override SupervisorStrategy SupervisorStrategy() =>
            new OneForOneStrategy(_attempts, TimeSpan.FromMinutes(1), static failure => failure is PeerActors.Actors.Peer.StorageUnavailable ? Directive.Restart : Directive.Escalate);

        protected override void OnReceive(object message)
        {
            if (message is AccessChanged or AccessDenied) _probe.Tell(message);
            else if (message is Terminated) Context.Stop(Self);
            else _room.Forward(message);
        }
    }
}
