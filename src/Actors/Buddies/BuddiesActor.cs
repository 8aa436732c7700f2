using System.Collections.Immutable;
using Akka.Actor;
using Akka.Event;
using PeerActors.Actors.Peer;
using PeerActors.Messages.Access;
using PeerActors.Messages.Buddies;
using PeerActors.Messages.Identity;
using PeerActors.Messages.PeerLinks;
using PeerActors.Messages.Wire.Buddies;

namespace PeerActors.Actors.Buddies;

/// <summary>
/// Who are our buddies, whether they are there, and where. What may be done is decided by <see cref="RosterRules"/>, who is there by <see cref="WatchBook"/>, whom to
/// dial by <see cref="DialPlan"/>, whom to tell what by <see cref="Outbound"/> and <see cref="CircleBook"/>. Consent and blocks hold, and are confirmed, once they are on disk.
/// </summary>
/// <remarks>
/// States: Loading, then Serving, and Saving while one change is on its way to the disk. Meanwhile further changes wait, and so do messages of peers, which their
/// credit bounds; who is linked is noted at once. The parent is told of each entry that changes. A restart loads again and follows the links again.
/// </remarks>
internal sealed partial class BuddiesActor : ReceiveActor, IWithTimers, IWithUnboundedStash
{
    private readonly BuddiesOrder _order;
    private readonly BuddySettings _settings;
    private readonly PeerId _own;
    private readonly RosterRules _rules;
    private readonly WatchBook _watch;
    private readonly DialPlan _dials;
    private readonly CircleBook _circles = new();
    private readonly Outbound _tells;
    private readonly Outbound _locates;
    private readonly HashSet<PeerId> _undecided = [];
    private readonly HashSet<PeerId> _heard = [];
    private readonly HashSet<PeerId> _sentOff = [];
    private readonly HashSet<(PeerId Peer, string What)> _refusals = [];
    private readonly Dictionary<PeerId, string> _problems = [];
    private readonly Dictionary<PeerId, SignedStatement> _endpoints = [];
    private readonly HashSet<IActorRef> _followers = [];
    private readonly SortedDictionary<string, long> _counters = new(StringComparer.Ordinal);
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly CancellationTokenSource _stopping = new();
    private readonly long _start;
    private Roster _roster = Roster.Empty;
    private Presence _presence;
    private PersonHistory? _person;
    private ImmutableDictionary<PeerId, Acquaintance> _ownDevices;
    private AccessPolicy? _policy;
    private TimeSpan _saved;
    private long _lastSent;

    public BuddiesActor(BuddiesOrder order)
    {
        (_order, _settings, _own, _start) = (order, order.Settings, order.Own.Peer, order.Clock.GetTimestamp());
        (_rules, _watch, _dials) = (new(_own, _settings), new(_settings.Lease), new(_settings, order.Dice));
        (_tells, _locates) = (new(_settings.PresenceInterval), new(_settings.GossipInterval));
        (_person, _ownDevices) = (order.Own.Person, order.Own.Acquaintances);
        _presence = new(PresenceState.Online, CleanName(order.Own.Name), "", order.Own.Capabilities);
        Loading();
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <inheritdoc/>
    public IStash Stash { get; set; } = null!;

    /// <summary>Makes the actor.</summary>
    public static Props For(BuddiesOrder order) => Props.Create(() => new BuddiesActor(order));

    /// <inheritdoc/>
    protected override void PreStart() =>
        _ = _order.Store.LoadAsync(_stopping.Token).PipeTo(Self, success: static roster => new RosterLoaded(roster), failure: static cause => new RosterNotLoaded(cause));

    /// <inheritdoc/>
    protected override void PostStop()
    {
        _stopping.Cancel();
        _stopping.Dispose();
    }

    private TimeSpan Now => _order.Clock.GetElapsedTime(_start);

    private DateTimeOffset WallNow => _order.Clock.GetUtcNow();

    private void Loading()
    {
        Receive<RosterLoaded>(m =>
        {
            _roster = m.Roster;
            _circles.Restore(_roster);
            if (_roster.Own is { } own) _presence = _presence with { State = own.State, Note = own.Note };
            foreach (var buddy in _roster.Buddies.Values) Watch(buddy);
            foreach (var manifest in BuddyCodec.Manifests) _order.PeerLinks.Tell(new ReceivePeerMessages(manifest));
            _order.PeerLinks.Tell(FollowPeerReach.Instance);
            _order.Access.Tell(FollowAccess.Instance);
            TellAccess();
            Timers.StartPeriodicTimer(LookTime.Instance, LookTime.Instance, _settings.LookInterval);
            Self.Tell(LookTime.Instance);
            Become(Serving);
            Stash.UnstashAll();
        });
        Receive<RosterNotLoaded>(static m => throw m.Cause as StorageUnavailable ?? new StorageUnavailable($"The buddies could not be loaded: {m.Cause.Message}", m.Cause));
        ReceiveAny(_ => Stash.Stash());
    }

    private void Serving()
    {
        ReceiveAlways();
        Receive<LookTime>(_ =>
        {
            OnLook();
            EndOverdueRequest();
        });
        Receive<IBuddyRequest>(OnRequest);
        Receive<PeerMessagesArrived>(OnMessages);
    }

    /// <summary>What changes consent waits for its turn; nothing else does.</summary>
    private void Saving(RosterChange change, Action done, Action<Exception> failed)
    {
        ReceiveAlways();
        Receive<LookTime>(_ => OnLook());
        Receive<RosterSaved>(_ =>
        {
            Take(change);
            Become(Serving);
            done();
            // Last, so that a link to be closed is closed by us, without a word of any rule.
            if (ChangedEntry(change) is not null) TellAccess();
            Stash.UnstashAll();
        });
        Receive<RosterNotSaved>(m =>
        {
            _log.Warning(m.Cause, "A change of the buddies could not be saved: {0}", m.Cause.Message);
            Become(Serving);
            failed(m.Cause);
            Stash.UnstashAll();
        });
        ReceiveAny(_ => Stash.Stash());
    }

    private void ReceiveAlways()
    {
        Receive<ListBuddies>(m => Sender.Tell(List(m.Request)));
        Receive<FollowBuddies>(OnFollow);
        Receive<FollowerEnded>(m => _followers.Remove(m.Follower));
        Receive<PeerReachable>(OnReachable);
        Receive<PeerUnreachable>(OnUnreachable);
        Receive<PeerNotThere>(m => _watch.OnNotThere(m.Peer, Now));
        Receive<PeerMessageRefused>(_ => Count("refusedByLink"));
        Receive<Gathered>(_ => Flush());
        Receive<AccessChanged>(m =>
        {
            _policy = m.Policy;
            foreach (var peer in _undecided) _tells.Add(peer);
            _undecided.Clear();
            Gather();
        });
        Receive<HeardNotSaved>(m => _log.Warning(m.Cause, "What was heard of buddies could not be saved: {0}", m.Cause.Message));
        Receive<HeardSaved>(static _ => { });
    }

    private void Save(RosterChange change, Action done, Action<Exception> failed)
    {
        // Not cancelled when the room stops: what is on its way to the disk is wholly there or not at all.
        _ = _order.Store.SaveAsync(change, CancellationToken.None).PipeTo(Self, success: static () => RosterSaved.Instance, failure: static cause => new RosterNotSaved(cause));
        Become(() => Saving(change, done, failed));
    }

    /// <summary>A change holds from now on. What was heard while it was being saved is kept.</summary>
    private void Take(RosterChange change)
    {
        var before = _roster;
        _roster = before.After(change);
        if (ChangedEntry(change) is { } peer)
        {
            if (before.Buddies.TryGetValue(peer, out var known) && _roster.Buddies.TryGetValue(peer, out var entry))
                _roster = _roster.After(new BuddyPut(entry with { Location = known.Location ?? entry.Location, LastSeen = known.LastSeen, Person = known.Person ?? entry.Person }));
            foreach (var device in before.Buddies.TryGetValue(peer, out var gone) ? BuddyDevices.Of(gone) : []) _watch.End(device.Peer);
            if (_roster.Buddies.TryGetValue(peer, out var now)) Watch(now);
        }
    }

    private static PeerId? ChangedEntry(RosterChange change) => change switch
    {
        BuddyPut put => put.Buddy.Peer,
        BuddyGone gone => gone.Peer,
        InvitationUsed used => used.Buddy.Peer,
        _ => null,
    };

    private void Watch(Buddy buddy)
    {
        if (!buddy.IsMutual) return;
        foreach (var device in BuddyDevices.Of(buddy)) _watch.Begin(device.Peer, Now);
    }

    private void TellAccess() => _order.Access.Tell(new AcquaintancesChanged(BuddyDevices.Acquaintances(_roster, _ownDevices)));

    private void Count(string what) => _counters[what] = _counters.GetValueOrDefault(what) + 1;

    private static string CleanName(string name)
    {
        var clean = string.Concat(name.Where(static c => !char.IsControl(c)));
        return clean.Length <= Presence.MaxName ? clean : clean[..Presence.MaxName];
    }

    private sealed record RosterLoaded(Roster Roster) : IDeadLetterSuppression;

    private sealed record RosterNotLoaded(Exception Cause) : IDeadLetterSuppression;

    private sealed record RosterNotSaved(Exception Cause) : IDeadLetterSuppression;

    private sealed record HeardNotSaved(Exception Cause) : IDeadLetterSuppression;

    private sealed record FollowerEnded(IActorRef Follower);

    private sealed record RosterSaved : IDeadLetterSuppression
    {
        public static RosterSaved Instance { get; } = new();
    }

    private sealed record HeardSaved : IDeadLetterSuppression
    {
        public static HeardSaved Instance { get; } = new();
    }

    private sealed record LookTime
    {
        public static LookTime Instance { get; } = new();
    }

    private sealed record Gathered
    {
        public static Gathered Instance { get; } = new();
    }
}
