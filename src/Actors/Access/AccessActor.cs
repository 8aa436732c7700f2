using System.Collections.Immutable;
using Akka.Actor;
using Akka.Event;
using PeerActors.Actors.Peer;
using PeerActors.Messages.Access;
using PeerActors.Messages.Identity;

namespace PeerActors.Actors.Access;

/// <summary>
/// Who may do what. Decisions are those of <see cref="AccessPolicy"/>; here rules are changed and kept, denials counted and told, and whoever decides often is
/// given the policy itself, so that nobody waits for this room. A change holds, and is confirmed, once it is on disk.
/// </summary>
/// <remarks>
/// States: Loading, then Deciding, and Saving while one change is on its way to the disk; further ones wait behind it. The parent is told the first policy,
/// which it waits for before it opens anything, and each denial that may be told.
/// </remarks>
internal sealed class AccessActor : ReceiveActor, IWithTimers, IWithUnboundedStash
{
    private const string EndTimer = "rule-ends";

    /// <summary>Rules may end in years; a timer does not wait so long.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    private readonly AccessSettings _settings;
    private readonly ImmutableArray<AccessRule> _standing;
    private readonly IAccessStore _store;
    private readonly TimeProvider _clock;
    private readonly DenialLog _denials;
    private readonly HashSet<IActorRef> _followers = [];
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly CancellationTokenSource _stopping = new();
    private ImmutableDictionary<PeerId, Acquaintance> _acquaintances;

    public AccessActor(AccessSettings settings, ImmutableArray<AccessRule> standing, ImmutableDictionary<PeerId, Acquaintance> acquaintances, IAccessStore store, TimeProvider clock)
    {
        (_settings, _standing, _acquaintances, _store, _clock) = (settings, standing, acquaintances, store, clock);
        _denials = new(settings.MaxTold, clock);
        Loading();
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <inheritdoc/>
    public IStash Stash { get; set; } = null!;

    /// <summary>Makes the actor.</summary>
    /// <param name="settings">Bounds.</param>
    /// <param name="standing">The rules that every peer has.</param>
    /// <param name="acquaintances">Of whom more is known than a key, at the start.</param>
    /// <param name="store">Keeps the user's rules.</param>
    /// <param name="clock">Wall time, for rules that end, and the monotonic clock.</param>
    public static Props For(
        AccessSettings settings, ImmutableArray<AccessRule> standing, ImmutableDictionary<PeerId, Acquaintance> acquaintances, IAccessStore store, TimeProvider clock) =>
        Props.Create(() => new AccessActor(settings, standing, acquaintances, store, clock));

    /// <inheritdoc/>
    protected override void PreStart() =>
        _ = _store.LoadAsync(_stopping.Token).PipeTo(Self, success: static rules => new RulesLoaded(rules), failure: static cause => new RulesNotLoaded(cause));

    /// <inheritdoc/>
    protected override void PostStop()
    {
        _stopping.Cancel();
        _stopping.Dispose();
    }

    private void Loading()
    {
        Receive<RulesLoaded>(m =>
        {
            Decide(m.Rules);
            Stash.UnstashAll();
        });
        Receive<RulesNotLoaded>(static m => throw m.Cause as StorageUnavailable ?? new StorageUnavailable($"The access rules could not be loaded: {m.Cause.Message}", m.Cause));
        ReceiveAny(_ => Stash.Stash());
    }

    private AccessPolicy PolicyOf(AccessRules rules) => new(_standing, rules, _acquaintances);

    /// <summary>These rules hold from now on; who decides by them is told before who asked for the change.</summary>
    private void Decide(AccessRules rules)
    {
        var policy = PolicyOf(rules);
        var changed = new AccessChanged(policy);
        Context.Parent.Tell(changed);
        foreach (var follower in _followers) follower.Tell(changed);
        if (policy.NextEnd(_clock.GetUtcNow()) is { } end)
        {
            var wait = end - _clock.GetUtcNow();
            Timers.StartSingleTimer(EndTimer, RuleEnds.Instance, wait < TimeSpan.Zero ? TimeSpan.Zero : wait < LongestWait ? wait : LongestWait);
        }
        else
        {
            Timers.Cancel(EndTimer);
        }

        Become(() => Deciding(policy));
        ForgetOver(rules);
    }

    private void Deciding(AccessPolicy policy)
    {
        Answering(policy);
        Receive<AddAccessRule>(m => Change(policy.Rules, m.Request, ProblemOf(policy.Rules, m.Rule), new RuleMade(m.Rule with { Number = policy.Rules.LastNumber + 1 })));
        Receive<RevokeAccessRule>(m => Change(policy.Rules, m.Request, ProblemOf(policy.Rules, m.Number), new RulesEnded([m.Number])));
        Receive<ChangeAccessGroup>(m => Change(policy.Rules, m.Request, ProblemOf(policy.Rules, m), m.IsIn ? new MemberCame(m.Group, m.Member) : new MemberWent(m.Group, m.Member)));
        Receive<RuleEnds>(_ => Decide(policy.Rules));
        Receive<AcquaintancesChanged>(m =>
        {
            _acquaintances = m.Acquaintances;
            Decide(policy.Rules);
        });
    }

    private void Answering(AccessPolicy policy)
    {
        Receive<AskAccess>(m =>
        {
            var verdict = policy.Judge(policy.Who(m.Asker), m.Verb, m.Resource, _clock.GetUtcNow());
            Sender.Tell(new AccessJudged(m.Request, verdict));
            if (!verdict.May) Note(new(m.Asker, m.Verb, m.Resource, verdict));
        });
        Receive<AccessDenied>(Note);
        Receive<TryAccess>(m => Sender.Tell(new AccessJudged(m.Request, policy.Judge(policy.As(m.Subject), m.Verb, m.Resource, _clock.GetUtcNow()))));
        Receive<GetAccessRules>(m => Sender.Tell(Told(m.Request, policy)));
        Receive<FollowAccess>(_ =>
        {
            if (_followers.Add(Sender)) Context.WatchWith(Sender, new FollowerEnded(Sender));
            Sender.Tell(new AccessChanged(policy));
        });
        Receive<FollowerEnded>(m => _followers.Remove(m.Follower));
    }

    private AccessRulesTold Told(RequestId request, AccessPolicy policy) => new(request, policy, _denials.Denied, _denials.Untold);

    private void Note(AccessDenied denied)
    {
        if (!_denials.Note(denied.Verb)) return;
        _log.Info("Denied {0} to {1} {2}: {3}.", denied.Who, denied.Verb.Say(), denied.Resource, denied.Verdict.Why);
        Context.Parent.Tell(denied);
    }

    private string? ProblemOf(AccessRules rules, AccessRule rule) =>
        rule.IsOver(_clock.GetUtcNow()) ? $"the rule ends at {rule.Expires?.UtcDateTime:u}, which is over"
        : rules.Own.Length < _settings.MaxRules ? null
        : $"there are {rules.Own.Length:N0} rules, no more are allowed (access.max-rules); revoke some";

    private static string? ProblemOf(AccessRules rules, long number) =>
        rules.Own.Any(r => r.Number == number) ? null : $"there is no rule {number}" + (number == 0 ? "; what every peer has is overruled by a rule of your own" : "");

    private string? ProblemOf(AccessRules rules, ChangeAccessGroup m)
    {
        if (m.Member is not (OnePeer or OnePerson)) return $"{m.Member} cannot be in a group; peers and persons can";
        var isMember = rules.Groups.TryGetValue(m.Group, out var members) && members.Contains(m.Member);
        if (!m.IsIn) return isMember ? null : $"{m.Member} is not in group {m.Group}";
        return isMember || rules.Members < _settings.MaxMembers ? null : $"all groups together have {rules.Members:N0} members, no more are allowed (access.max-members)";
    }

    /// <summary>Rules that are over hold no more in any case; here they are also forgotten, so that they count no more.</summary>
    private void ForgetOver(AccessRules rules)
    {
        var now = _clock.GetUtcNow();
        var over = rules.Own.Where(r => r.IsOver(now)).Select(static r => r.Number).ToImmutableArray();
        if (!over.IsEmpty) Save(rules, new RulesEnded(over), static _ => { }, static _ => { });
    }

    private void Change(AccessRules rules, RequestId request, string? problem, AccessChange change)
    {
        var asker = Sender;
        if (problem is not null) asker.Tell(new AccessNotChanged(request, $"Nothing was changed: {problem}."));
        else Save(rules, change, changed => asker.Tell(Told(request, PolicyOf(changed))), cause => asker.Tell(new AccessNotChanged(request, $"Nothing was changed: {cause.Message}")));
    }

    private void Save(AccessRules rules, AccessChange change, Action<AccessRules> done, Action<Exception> failed)
    {
        // Not cancelled when the room stops: what is on its way to the disk is wholly there or not at all.
        _ = _store.SaveAsync(change, CancellationToken.None).PipeTo(Self, success: static () => RulesSaved.Instance, failure: static cause => new RulesNotSaved(cause));
        Become(() => Saving(PolicyOf(rules), rules.After(change), done, failed));
    }

    /// <summary>Further changes wait; decisions do not.</summary>
    private void Saving(AccessPolicy policy, AccessRules changed, Action<AccessRules> done, Action<Exception> failed)
    {
        Answering(policy);
        Receive<RulesSaved>(_ =>
        {
            Decide(changed);
            done(changed);
            Stash.UnstashAll();
        });
        Receive<RulesNotSaved>(m =>
        {
            _log.Warning(m.Cause, "The access rules could not be saved: {0}", m.Cause.Message);
            failed(m.Cause);
            Become(() => Deciding(policy));
            Stash.UnstashAll();
        });
        ReceiveAny(_ => Stash.Stash());
    }

    private sealed record RulesLoaded(AccessRules Rules) : IDeadLetterSuppression;

    private sealed record RulesNotLoaded(Exception Cause) : IDeadLetterSuppression;

    private sealed record RulesNotSaved(Exception Cause) : IDeadLetterSuppression;

    private sealed record FollowerEnded(IActorRef Follower);

    private sealed record RulesSaved : IDeadLetterSuppression
    {
        public static RulesSaved Instance { get; } = new();
    }

    private sealed record RuleEnds
    {
        public static RuleEnds Instance { get; } = new();
    }
}
