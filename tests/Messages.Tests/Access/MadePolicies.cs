using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using PeerActors.Messages.Access;
using PeerActors.Messages.Identity;

namespace PeerActors.Messages.Tests.Access;

/// <summary>Rules and questions that FsCheck makes, of few names, so that they often meet.</summary>
internal static class MadePolicies
{
    public static readonly DateTimeOffset Now = new(2026, 11, 25, 12, 0, 0, TimeSpan.Zero);

    private static readonly PeerId[] Peers = [PeerId.Of("alice"u8), PeerId.Of("bob"u8), PeerId.Of("carol"u8)];
    private static readonly PeerId[] Persons = [PeerId.Of("ann"u8), PeerId.Of("ben"u8)];
    private static readonly string[] Groups = ["band", "family"];

    private static readonly Gen<AccessVerbs> Verb = Gen.Elements<AccessVerbs>(AccessVerbs.Read, AccessVerbs.Search, AccessVerbs.Admin);

    private static readonly Gen<ResourcePath> Resource =
        Gen.Elements("a", "A", "ab", "b", "ä").ArrayOf().Select(static parts => ResourcePath.TryOf(parts.Take(4), out var made) ? made : ResourcePath.Root);

    private static readonly Gen<AccessSubject> Subject = Gen.OneOf<AccessSubject>(
        Gen.Constant<AccessSubject>(Anyone.Instance), Gen.Constant<AccessSubject>(AnyBuddy.Instance), Gen.Elements(Groups).Select(static AccessSubject (name) => new Group(name)), Member);

    private static Gen<AccessSubject> Member => Gen.OneOf(
        Gen.Elements(Peers).Select(static AccessSubject (peer) => new OnePeer(peer)), Gen.Elements(Persons).Select(static AccessSubject (person) => new OnePerson(person)));

    public static Gen<AccessRule> Rule =>
        from allows in Gen.Elements(true, false)
        from subject in Subject
        from verbs in Verb.Two()
        from prefix in Resource
        from hours in Gen.Elements<int?>(null, null, -1, 0, 1)
        select new AccessRule(1, allows, subject, verbs.Item1 | verbs.Item2, prefix, hours is { } h ? Now.AddHours(h) : null);

    /// <summary>A policy, and a question to it.</summary>
    public static Gen<(AccessPolicy Policy, Question Question)> Asked =>
        from rules in Rule.ArrayOf()
        from members in Gen.Zip(Gen.Elements(Groups), Member).ArrayOf()
        from persons in Gen.Elements<PeerId?>(null, Persons[0], Persons[1]).Three()
        from buddies in Gen.Elements(true, false).Three()
        from peer in Gen.Elements<PeerId?>(null, Peers[0], Peers[1], Peers[2])
        from verb in Verb
        from resource in Resource
        select (Of(rules, members, [new(persons.Item1, buddies.Item1), new(persons.Item2, buddies.Item2), new(persons.Item3, buddies.Item3)]), new Question(peer, verb, resource));

    /// <summary>The same groups and acquaintances, and other rules.</summary>
    public static AccessPolicy With(this AccessPolicy policy, IEnumerable<AccessRule> rules)
    {
        var numbered = rules.Select(static (r, i) => r with { Number = i + 1 }).ToImmutableArray();
        return new([], policy.Rules with { Own = numbered }, Peers.ToImmutableDictionary(static p => p, p => new Acquaintance(policy.Who(p).Person, policy.Who(p).IsBuddy)));
    }

    private static AccessPolicy Of(AccessRule[] rules, (string Group, AccessSubject Member)[] members, Acquaintance[] known)
    {
        var all = members.Aggregate(AccessRules.None, static (all, m) => all.After(new MemberCame(m.Group, m.Member)));
        return new AccessPolicy([], all, Peers.Zip(known).ToImmutableDictionary(static k => k.First, static k => k.Second)).With(rules);
    }
}

/// <summary>May this peer do that?</summary>
internal sealed record Question(PeerId? Peer, AccessVerbs Verb, ResourcePath Resource)
{
    public AccessVerdict To(AccessPolicy policy) => policy.Judge(policy.Who(Peer), Verb, Resource, MadePolicies.Now);
}
