using System.Collections.Immutable;
using PeerActors.Messages.Access;
using PeerActors.Messages.Identity;

namespace PeerActors.Messages.Tests.Access;

public sealed class AccessPolicyTests
{
    private static readonly DateTimeOffset Now = MadePolicies.Now;
    private static readonly PeerId Alice = PeerId.Of("alice"u8);
    private static readonly PeerId Bob = PeerId.Of("bob"u8);
    private static readonly PeerId Ann = PeerId.Of("ann"u8);

    /// <summary>Every verb on everything a peer has: a stranger is allowed exactly these.</summary>
    [Fact]
    public void A_stranger_may_find_list_and_fetch_what_is_public_and_be_a_neighbour_and_nothing_else()
    {
        string[] resources =
        [
            "/", "/shares", "/shares/public", "/shares/public/Music/a.mp3", "/shares/public/..secret", "/shares/publicity", "/shares/Public/Music", "/shares/private/Music", "/shares/partial/a.mp3",
            "/links", "/links/peer", "/links/push", "/links/proxy", "/services/chat", "/events/requests", "/presence", "/spaces/1", "/rules", "/config",
        ];
        var allowed =
            from resource in resources
            from verb in AccessVerbText.Each
            where AccessPolicy.OfNewPeer.May(Requester.Stranger, verb, ResourcePath.Of(resource), Now)
            select $"{verb.Say()} {resource}";
        Assert.Equal(
            [
                "read /shares/public", "list /shares/public", "search /shares/public",
                "read /shares/public/Music/a.mp3", "list /shares/public/Music/a.mp3", "search /shares/public/Music/a.mp3",
                "read /shares/public/..secret", "list /shares/public/..secret", "search /shares/public/..secret",
                "read /shares/partial/a.mp3", "invoke /links", "invoke /links/peer", "invoke /links/push", "invoke /links/proxy",
            ],
            allowed);
    }

    [Fact]
    public void Without_listing_in_the_configuration_strangers_may_not_list()
    {
        var policy = new AccessPolicy(Resources.StandingRules(lists: false), AccessRules.None, ImmutableDictionary<PeerId, Acquaintance>.Empty);
        Assert.Equal((false, true), (policy.May(Requester.Stranger, AccessVerbs.List, ResourcePath.Of("/shares/public"), Now), policy.May(Requester.Stranger, AccessVerbs.Search, ResourcePath.Of("/shares/public"), Now)));
    }

    [Fact]
    public void Nobody_may_anything_while_the_rules_are_not_known() => Assert.All(
        AccessVerbText.Each, static verb => Assert.False(AccessPolicy.Closed.May(AccessPolicy.Closed.Who(Alice), verb, ResourcePath.Root, Now)));

    [Theory]
    [InlineData("anyone", "deny anyone read /shares/public/Music")]
    [InlineData("peer:ALICE", "allow peer read /shares/public/Music")]
    [InlineData("peer:BOB", "deny anyone read /shares/public/Music")]
    public void A_narrower_subject_decides_where_prefixes_are_equal(string subject, string rule)
    {
        var policy = Policy("deny anyone read /shares/public/Music", $"allow peer:{Alice} read /shares/public/Music");
        var verdict = policy.Judge(policy.As(Subject(subject)), AccessVerbs.Read, ResourcePath.Of("/shares/public/Music/a"), Now);
        Assert.Equal(rule, $"{verdict.Rule}".Replace($"peer:{Alice}", "peer", StringComparison.Ordinal));
    }

    [Fact]
    public void A_longer_prefix_decides_before_a_narrower_subject()
    {
        var policy = Policy($"allow peer:{Alice} read /shares/public", "deny anyone read /shares/public/Music");
        Assert.False(policy.May(policy.Who(Alice), AccessVerbs.Read, ResourcePath.Of("/shares/public/Music/a"), Now));
    }

    [Fact]
    public void A_deny_beats_an_allow_of_the_same_length_and_subject()
    {
        var policy = Policy("deny anyone read /a", "allow anyone read /a");
        Assert.Equal((false, 1L), (policy.Judge(Requester.Stranger, AccessVerbs.Read, ResourcePath.Of("/a/b"), Now).May, policy.Judge(Requester.Stranger, AccessVerbs.Read, ResourcePath.Of("/a/b"), Now).Rule!.Number));
    }

    [Fact]
    public void A_deny_strikes_in_any_case_and_an_allow_opens_what_it_names_exactly()
    {
        var policy = Policy("deny anyone read /shares/public/private", "allow anyone read /services/Chat");
        Assert.False(policy.May(Requester.Stranger, AccessVerbs.Read, ResourcePath.Of("/shares/public/PRIVATE/a"), Now));
        Assert.False(policy.May(Requester.Stranger, AccessVerbs.Read, ResourcePath.Of("/services/chat"), Now));
        Assert.True(policy.May(Requester.Stranger, AccessVerbs.Read, ResourcePath.Of("/services/Chat"), Now));
        Assert.False(policy.OpensAll(Requester.Stranger, AccessVerbs.Read, ResourcePath.Of("/shares/public"), Now));
    }

    [Fact]
    public void A_group_holds_its_peers_and_the_devices_of_its_persons()
    {
        var rules = Rules("allow group:band read /a").After(new MemberCame("band", new OnePeer(Alice))).After(new MemberCame("band", new OnePerson(Ann)));
        var policy = new AccessPolicy([], rules, ImmutableDictionary<PeerId, Acquaintance>.Empty.Add(Bob, new(Ann, IsBuddy: false)));
        Assert.Equal([true, true, false], ((PeerId?[])[Alice, Bob, null]).Select(peer => policy.May(policy.Who(peer), AccessVerbs.Read, ResourcePath.Of("/a"), Now)));
        var without = new AccessPolicy([], rules.After(new MemberWent("band", new OnePerson(Ann))).After(new MemberWent("band", new OnePeer(Alice))), ImmutableDictionary<PeerId, Acquaintance>.Empty);
        Assert.Empty(without.Rules.Groups);
        Assert.False(without.May(without.Who(Alice), AccessVerbs.Read, ResourcePath.Of("/a"), Now));
    }

    [Fact]
    public void Any_buddy_is_whoever_has_consented()
    {
        var policy = new AccessPolicy([], Rules("allow buddies subscribe /presence"), ImmutableDictionary<PeerId, Acquaintance>.Empty.Add(Alice, new(Ann, IsBuddy: true)).Add(Bob, new(null, IsBuddy: false)));
        Assert.Equal((true, false), (policy.May(policy.Who(Alice), AccessVerbs.Subscribe, ResourcePath.Of("/presence"), Now), policy.May(policy.Who(Bob), AccessVerbs.Subscribe, ResourcePath.Of("/presence"), Now)));
        Assert.True(policy.May(policy.As(new OnePerson(Ann)), AccessVerbs.Subscribe, ResourcePath.Of("/presence"), Now));
    }

    [Fact]
    public void A_rule_ends_at_its_moment_and_the_next_end_is_known()
    {
        var policy = new AccessPolicy([], Rules("allow anyone read /a", "allow anyone read /b").After(new RuleMade(Rule("allow anyone read /c", 3) with { Expires = Now.AddHours(1) })), ImmutableDictionary<PeerId, Acquaintance>.Empty);
        var resource = ResourcePath.Of("/c");
        Assert.Equal(
            [true, false], ((double[])[3599.999, 3600]).Select(seconds => policy.May(Requester.Stranger, AccessVerbs.Read, resource, Now.AddSeconds(seconds))));
        Assert.Equal((Now.AddHours(1), null), (policy.NextEnd(Now), policy.NextEnd(Now.AddHours(1))));
    }

    [Fact]
    public void A_number_is_not_given_twice_and_a_change_made_twice_is_made_once()
    {
        var rules = Rules("allow anyone read /a", "allow anyone read /b").After(new RulesEnded([2]));
        Assert.Equal((1, 2L), (rules.Own.Length, rules.LastNumber));
        Assert.Equal(rules.After(new RuleMade(Rule("deny anyone read /c", 3))).Own.AsEnumerable(), rules.After(new RuleMade(Rule("deny anyone read /c", 3))).After(new RuleMade(Rule("deny anyone read /c", 3))).Own);
    }

    [Theory]
    [InlineData("anyone")]
    [InlineData("buddies")]
    [InlineData("group:band-2")]
    public void A_subject_is_read_as_it_is_written(string text) => Assert.Equal(text, $"{Subject(text)}");

    [Theory]
    [InlineData("")]
    [InlineData("Anyone")]
    [InlineData("group:")]
    [InlineData("group:Band")]
    [InlineData("group:a b")]
    [InlineData("peer:abc")]
    [InlineData("someone")]
    [InlineData("anyone:x")]
    public void What_is_no_subject_is_refused(string text) => Assert.False(AccessSubject.TryParse(text, out _));

    [Theory]
    [InlineData("read,search", "read,search", true)]
    [InlineData("search,read", "read,search", true)]
    [InlineData("all", "read,write,list,search,subscribe,publish,invoke,annotate,admin", true)]
    [InlineData("Read", "", false)]
    [InlineData("read,", "", false)]
    [InlineData("none", "", false)]
    [InlineData("", "", false)]
    public void Verbs_are_read_as_they_are_written(string text, string said, bool isRead) =>
        Assert.Equal((isRead, isRead ? said : ""), (AccessVerbText.TryParse(text, out var verbs), isRead ? verbs.Say() : ""));

    private static AccessPolicy Policy(params string[] rules) => new([], Rules(rules), ImmutableDictionary<PeerId, Acquaintance>.Empty);

    private static AccessRules Rules(params string[] rules) =>
        rules.Select(static (text, i) => Rule(text, i + 1)).Aggregate(AccessRules.None, static (all, rule) => all.After(new RuleMade(rule)));

    private static AccessRule Rule(string text, long number)
    {
        var words = text.Split(' ');
        Assert.True(AccessVerbText.TryParse(words[2], out var verbs));
        return new(number, words[0] == "allow", Subject(words[1]), verbs, ResourcePath.Of(words[3]), Expires: null);
    }

    private static AccessSubject Subject(string text) =>
        AccessSubject.TryParse(text.Replace("ALICE", $"{Alice}", StringComparison.Ordinal).Replace("BOB", $"{Bob}", StringComparison.Ordinal), out var subject) ? subject : throw new FormatException(text);
}
