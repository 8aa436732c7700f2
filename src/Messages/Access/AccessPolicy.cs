using System.Collections.Frozen;
using System.Collections.Immutable;
using PeerActors.Messages.Identity;

namespace PeerActors.Messages.Access;

/// <summary>
/// Who may do what, ready to be asked by many at once: never changes, and a question allocates nothing. What no rule allows is denied. Of the rules
/// that are about the requester, the verb and the resource, and are not over, one decides: that with the longest prefix, counted in parts; among
/// those, that with the narrowest subject (a peer, a person, a group, the buddies, anyone); and among those a deny beats an allow.
/// </summary>
public sealed class AccessPolicy
{
    private readonly ImmutableArray<AccessRule> _all;

    /// <summary>By prefix, whatever its case; in each place the one that decides comes first.</summary>
    private readonly FrozenDictionary<string, ImmutableArray<AccessRule>> _rules;

    private readonly ImmutableDictionary<PeerId, Acquaintance> _acquaintances;

    /// <summary>Makes rules ready.</summary>
    /// <param name="standing">Those that every peer has.</param>
    /// <param name="rules">Those of its user, and the groups.</param>
    /// <param name="acquaintances">Of whom more is known than a key.</param>
    public AccessPolicy(ImmutableArray<AccessRule> standing, AccessRules rules, ImmutableDictionary<PeerId, Acquaintance> acquaintances)
    {
        (_all, Rules, _acquaintances) = (standing.AddRange(rules.Own), rules, acquaintances);
        _rules = _all.GroupBy(static r => r.Prefix.Text, StringComparer.OrdinalIgnoreCase).ToFrozenDictionary(
            static g => g.Key,
            static g => g.OrderByDescending(static r => r.Subject.Narrowness).ThenBy(static r => r.Allows).ThenBy(static r => r.Number).ToImmutableArray(),
            StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Nobody may anything; what holds until the rules are known.</summary>
    public static AccessPolicy Closed { get; } = new([], AccessRules.None, ImmutableDictionary<PeerId, Acquaintance>.Empty);

    /// <summary>What a new peer has.</summary>
    public static AccessPolicy OfNewPeer { get; } = new(Resources.StandingRules(lists: true), AccessRules.None, ImmutableDictionary<PeerId, Acquaintance>.Empty);

    /// <summary>What the user has said.</summary>
    public AccessRules Rules { get; }

    /// <summary>The rules that every peer has, and then those of its user.</summary>
    public IReadOnlyList<AccessRule> All => _all;

    /// <summary>Who it is that has shown a key, or has shown none.</summary>
    public Requester Who(PeerId? peer)
    {
        if (peer is not { } id) return Requester.Stranger;
        var known = _acquaintances.GetValueOrDefault(id, Acquaintance.None);
        return InGroups(new(id, known.Person, known.IsBuddy, ImmutableHashSet<string>.Empty) { IsBlocked = known.IsBlocked });
    }

    /// <summary>Somebody as a rule names him, to try rules with.</summary>
    public Requester As(AccessSubject subject) => subject switch
    {
        OnePeer one => Who(one.Peer),
        OnePerson one => InGroups(Requester.Stranger with { Person = one.Person, IsBuddy = _acquaintances.Values.Any(a => a.Person == one.Person && a.IsBuddy) }),
        Group group => Requester.Stranger with { Groups = [group.Name] },
        AnyBuddy => Requester.Stranger with { IsBuddy = true },
        _ => Requester.Stranger,
    };

    /// <summary>Decides.</summary>
    /// <param name="who">Who wants something.</param>
    /// <param name="verb">One verb.</param>
    /// <param name="resource">Of what.</param>
    /// <param name="now">Wall time, for rules that are over.</param>
    public AccessVerdict Judge(Requester who, AccessVerbs verb, ResourcePath resource, DateTimeOffset now)
    {
        var decides = Decider(who, verb, resource, now);
        return new(decides is { Allows: true }, decides);
    }

    /// <summary>The same, without saying why.</summary>
    public bool May(Requester who, AccessVerbs verb, ResourcePath resource, DateTimeOffset now) => Decider(who, verb, resource, now) is { Allows: true };

    /// <summary>True when somebody may do this to a resource and to whatever lies below it, so that nothing there need be asked for by itself.</summary>
    public bool OpensAll(Requester who, AccessVerbs verb, ResourcePath below, DateTimeOffset now) =>
        May(who, verb, below, now)
        && !_all.Any(r => !r.Allows && r.Verbs.HasFlag(verb) && !r.IsOver(now) && below.Covers(r.Prefix, StringComparison.OrdinalIgnoreCase) && r.Prefix.Text.Length > below.Text.Length && who.Is(r.Subject));

    /// <summary>True when some rule is about this one that is not about everybody; all others are strangers to the rules.</summary>
    public bool Singles(Requester who) => who.IsBlocked || _all.Any(r => r.Subject is not Anyone && who.Is(r.Subject));

    /// <summary>When the next rule is over that is not over yet; null when none ever will be.</summary>
    public DateTimeOffset? NextEnd(DateTimeOffset now) => _all.Where(r => r.Expires is not null && !r.IsOver(now)).Min(static r => r.Expires);

    private AccessRule? Decider(Requester who, AccessVerbs verb, ResourcePath resource, DateTimeOffset now)
    {
        if (who is { IsBlocked: true, Peer: { } blocked }) return AccessRule.OfBlocked(blocked);
        var lookup = _rules.GetAlternateLookup<ReadOnlySpan<char>>();
        for (var prefix = resource.Text.AsSpan(); ;)
        {
            if (lookup.TryGetValue(prefix, out var here))
            {
                foreach (var rule in here)
                {
                    if (!rule.Verbs.HasFlag(verb) || rule.IsOver(now) || !who.Is(rule.Subject)) continue;
                    if (!rule.Allows || prefix.SequenceEqual(rule.Prefix.Text)) return rule;
                }
            }

            if (prefix.Length == 1) return null;
            prefix = prefix[..Math.Max(1, prefix.LastIndexOf('/'))];
        }
    }

    private Requester InGroups(Requester who) =>
        who with { Groups = [.. Rules.Groups.Where(g => g.Value.Any(who.Is)).Select(static g => g.Key)] };
}

/// <summary>What is known of a peer besides its key.</summary>
/// <param name="Person">Whose device it is, as that person has signed; null when that is not known.</param>
/// <param name="IsBuddy">True when both sides have consented.</param>
public sealed record Acquaintance(PeerId? Person, bool IsBuddy)
{
    /// <summary>True when the user wants nothing to do with it; no rule allows it anything then.</summary>
    public bool IsBlocked { get; init; }

    /// <summary>Nothing is.</summary>
    public static Acquaintance None { get; } = new(Person: null, IsBuddy: false);
}
