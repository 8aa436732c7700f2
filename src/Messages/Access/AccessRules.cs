using System.Collections.Immutable;

namespace PeerActors.Messages.Access;

/// <summary>What the user of a peer has said of who may do what: a value.</summary>
/// <param name="Own">In the order in which they were made; a number is never given twice.</param>
/// <param name="Groups">Who is in which group; members are peers and persons. A group is there as long as it has a member.</param>
/// <param name="LastNumber">Of the newest rule there ever was.</param>
public sealed record AccessRules(ImmutableArray<AccessRule> Own, ImmutableSortedDictionary<string, ImmutableHashSet<AccessSubject>> Groups, long LastNumber)
{
    /// <summary>Of a user who has said nothing yet.</summary>
    public static AccessRules None { get; } = new([], ImmutableSortedDictionary.Create<string, ImmutableHashSet<AccessSubject>>(StringComparer.Ordinal), LastNumber: 0);

    /// <summary>Members of all groups.</summary>
    public int Members => Groups.Values.Sum(static g => g.Count);

    /// <summary>With one change made. To make it twice changes nothing more.</summary>
    public AccessRules After(AccessChange change) => change switch
    {
        RuleMade made => this with
        {
            Own = Own.RemoveAll(r => r.Number == made.Rule.Number).Add(made.Rule), LastNumber = Math.Max(LastNumber, made.Rule.Number),
        },
        RulesEnded ended => this with { Own = Own.RemoveAll(r => ended.Numbers.Contains(r.Number)) },
        MemberCame came => this with { Groups = Groups.SetItem(came.Group, Groups.GetValueOrDefault(came.Group, []).Add(came.Member)) },
        MemberWent went => WithoutMember(went),
        _ => this,
    };

    private AccessRules WithoutMember(MemberWent went)
    {
        var left = Groups.GetValueOrDefault(went.Group, []).Remove(went.Member);
        return this with { Groups = left.IsEmpty ? Groups.Remove(went.Group) : Groups.SetItem(went.Group, left) };
    }
}

/// <summary>One change of <see cref="AccessRules"/>; on disk it is there wholly or not at all.</summary>
public abstract record AccessChange
{
    private protected AccessChange() { }
}

/// <summary>A rule holds from now on.</summary>
public sealed record RuleMade(AccessRule Rule) : AccessChange;

/// <summary>Rules were revoked, or are over.</summary>
public sealed record RulesEnded(ImmutableArray<long> Numbers) : AccessChange;

/// <summary>A group has a member more.</summary>
public sealed record MemberCame(string Group, AccessSubject Member) : AccessChange;

/// <summary>A group has a member less.</summary>
public sealed record MemberWent(string Group, AccessSubject Member) : AccessChange;
