using System.Collections.Immutable;
using PeerActors.Messages.Identity;

namespace PeerActors.Messages.Access;

/// <summary>Who may, or may not, do what to which resources, and until when.</summary>
/// <param name="Number">By which it is revoked; 0 for a rule that every peer has.</param>
/// <param name="Allows">False to deny.</param>
/// <param name="Subject">Who.</param>
/// <param name="Verbs">What.</param>
/// <param name="Prefix">To what, and all below it. To allow it must be named exactly; a deny also strikes what differs from it in case only, because some disks
/// take the two for one.</param>
/// <param name="Expires">From when on it holds no more; null for ever.</param>
public sealed record AccessRule(long Number, bool Allows, AccessSubject Subject, AccessVerbs Verbs, ResourcePath Prefix, DateTimeOffset? Expires)
{
    /// <summary>What decides over somebody whom the user has blocked, before all rules.</summary>
    public static AccessRule OfBlocked(PeerId peer) =>
        new(0, Allows: false, new OnePeer(peer), AccessVerbText.Each.Aggregate(AccessVerbs.None, static (all, verb) => all | verb), ResourcePath.Of("/"), Expires: null) { IsBlock = true };

    /// <summary>True for a block, which is no rule that could be revoked: the user ends it with <c>peer forget</c>.</summary>
    public bool IsBlock { get; init; }

    /// <summary>True from the moment on at which it holds no more.</summary>
    public bool IsOver(DateTimeOffset now) => Expires <= now;

    /// <inheritdoc/>
    public override string ToString() => $"{(Allows ? "allow" : "deny")} {Subject} {Verbs.Say()} {Prefix}{(Expires is { } expires ? $" until {expires.UtcDateTime:u}" : "")}";
}

/// <summary>Somebody who wants something, as far as is known who it is.</summary>
/// <param name="Peer">Its key, where a link has shown it.</param>
/// <param name="Person">Whose device it is.</param>
/// <param name="IsBuddy">Whether it is a buddy's.</param>
/// <param name="Groups">The groups of ours that it is in.</param>
public sealed record Requester(PeerId? Peer, PeerId? Person, bool IsBuddy, ImmutableHashSet<string> Groups)
{
    /// <summary>Whether the user wants nothing to do with it.</summary>
    public bool IsBlocked { get; init; }

    /// <summary>Somebody of whom nothing is known: every request over plain HTTP, every query of the overlay.</summary>
    public static Requester Stranger { get; } = new(Peer: null, Person: null, IsBuddy: false, ImmutableHashSet<string>.Empty);

    /// <summary>Whether a rule about that subject is about this one.</summary>
    public bool Is(AccessSubject subject) => subject switch
    {
        Anyone => true,
        AnyBuddy => IsBuddy,
        Group group => Groups.Contains(group.Name),
        OnePerson one => Person == one.Person,
        OnePeer one => Peer == one.Peer,
        _ => false,
    };
}

/// <summary>Whether somebody may.</summary>
/// <param name="May">True when he may.</param>
/// <param name="Rule">The rule that decided; null when none says anything, and then he may not.</param>
public sealed record AccessVerdict(bool May, AccessRule? Rule)
{
    /// <summary>In words.</summary>
    public string Why => Rule is null ? "no rule allows it" : Rule.IsBlock ? "it is blocked (peer block)" : Rule.Number == 0 ? $"every peer has the rule: {Rule}" : $"rule {Rule.Number}: {Rule}";
}
