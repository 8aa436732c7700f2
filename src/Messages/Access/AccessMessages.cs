using System.Collections.Immutable;
using PeerActors.Messages.Identity;

namespace PeerActors.Messages.Access;

/// <summary>Something that the access room is asked; an <see cref="IAccessAnswer"/> answers.</summary>
public interface IAccessRequest
{
    /// <summary>Repeated by the answer.</summary>
    RequestId Request { get; }
}

/// <summary>What the access room answers.</summary>
public interface IAccessAnswer
{
    /// <summary>Of the question.</summary>
    RequestId Request { get; }
}

/// <summary>May somebody who asks for something? <see cref="AccessJudged"/> answers; a denial is counted and told.</summary>
/// <param name="Request">Repeated by the answer.</param>
/// <param name="Asker">Who asks; null when no key was shown.</param>
/// <param name="Verb">One verb.</param>
/// <param name="Resource">Of what.</param>
public sealed record AskAccess(RequestId Request, PeerId? Asker, AccessVerbs Verb, ResourcePath Resource) : IAccessRequest;

/// <summary>Would somebody be allowed to? <see cref="AccessJudged"/> answers, and nothing else comes of it.</summary>
/// <param name="Request">Repeated by the answer.</param>
/// <param name="Subject">Somebody.</param>
/// <param name="Verb">One verb.</param>
/// <param name="Resource">Of what.</param>
public sealed record TryAccess(RequestId Request, AccessSubject Subject, AccessVerbs Verb, ResourcePath Resource) : IAccessRequest;

/// <summary>The decision.</summary>
public sealed record AccessJudged(RequestId Request, AccessVerdict Verdict) : IAccessAnswer;

/// <summary>Keep a rule. <see cref="AccessRulesTold"/> answers once it is on disk and holds, or <see cref="AccessNotChanged"/>.</summary>
/// <param name="Request">Repeated by the answer.</param>
/// <param name="Rule">The room gives it a number.</param>
public sealed record AddAccessRule(RequestId Request, AccessRule Rule) : IAccessRequest;

/// <summary>Forget a rule; answered as <see cref="AddAccessRule"/>.</summary>
public sealed record RevokeAccessRule(RequestId Request, long Number) : IAccessRequest;

/// <summary>Take somebody into a group, or out of it; answered as <see cref="AddAccessRule"/>.</summary>
public sealed record ChangeAccessGroup(RequestId Request, string Group, AccessSubject Member, bool IsIn) : IAccessRequest;

/// <summary>Asks for the rules; <see cref="AccessRulesTold"/> answers.</summary>
public sealed record GetAccessRules(RequestId Request) : IAccessRequest;

/// <summary>The rules as they stand.</summary>
/// <param name="Request">Of the question.</param>
/// <param name="Policy">With all rules.</param>
/// <param name="Denied">How often each verb was denied since the start.</param>
/// <param name="Untold">Of those, how many were only counted (<c>access.max-told</c>).</param>
public sealed record AccessRulesTold(RequestId Request, AccessPolicy Policy, ImmutableSortedDictionary<AccessVerbs, long> Denied, long Untold) : IAccessAnswer;

/// <summary>Nothing was changed.</summary>
/// <param name="Request">Of the order.</param>
/// <param name="Why">What was seen and what is allowed.</param>
public sealed record AccessNotChanged(RequestId Request, string Why) : IAccessAnswer;

/// <summary>The sender decides often: tell it <see cref="AccessChanged"/> now, and whenever the rules are others.</summary>
public sealed record FollowAccess
{
    private FollowAccess() { }

    /// <summary>It says nothing more.</summary>
    public static FollowAccess Instance { get; } = new();
}

/// <summary>This holds from now on.</summary>
public sealed record AccessChanged(AccessPolicy Policy);

/// <summary>Of these peers more is known than a key; it takes the place of what was known before.</summary>
public sealed record AcquaintancesChanged(ImmutableDictionary<PeerId, Acquaintance> Acquaintances);

/// <summary>Somebody was denied something.</summary>
/// <param name="Asker">Who; null when no key was shown.</param>
/// <param name="Verb">What he wanted to do.</param>
/// <param name="Resource">To what.</param>
/// <param name="Verdict">With the rule that denied.</param>
public sealed record AccessDenied(PeerId? Asker, AccessVerbs Verb, ResourcePath Resource, AccessVerdict Verdict)
{
    /// <summary>Who, as rules name him.</summary>
    public string Who => Asker is { } peer ? $"peer:{peer}" : "anyone";
}
