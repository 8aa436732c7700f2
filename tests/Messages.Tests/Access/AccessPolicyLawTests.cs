using FsCheck;
using FsCheck.Fluent;
using PeerActors.Messages.Access;
using PeerActors.Messages.Tests.Wire;

namespace PeerActors.Messages.Tests.Access;

/// <summary>What holds for any rules; FsCheck prints the seed of a failure.</summary>
public sealed class AccessPolicyLawTests
{
    private static readonly Arbitrary<(AccessPolicy Policy, Question Question)> Asked = MadePolicies.Asked.ToArbitrary();
    private static readonly Arbitrary<((AccessPolicy Policy, Question Question) Asked, AccessRule Rule)> AskedAndRule = Gen.Zip(MadePolicies.Asked, MadePolicies.Rule).ToArbitrary();

    private static Config Many => Config.QuickThrowOnFailure.WithMaxTest(FuzzRun.Rounds(0.01)).WithEndSize(20);

    [Fact]
    public void A_deny_more_never_allows_more() => Prop.ForAll(AskedAndRule, static made =>
    {
        var (policy, question) = made.Asked;
        var stricter = policy.With([.. policy.Rules.Own, made.Rule with { Allows = false }]);
        Assert.False(question.To(stricter).May && !question.To(policy).May);
    }).Check(Many);

    [Fact]
    public void An_allow_more_never_allows_less() => Prop.ForAll(AskedAndRule, static made =>
    {
        var (policy, question) = made.Asked;
        var wider = policy.With([.. policy.Rules.Own, made.Rule with { Allows = true }]);
        if (question.To(policy).May) Assert.True(question.To(wider).May);
    }).Check(Many);

    [Fact]
    public void The_order_of_rules_does_not_matter() => Prop.ForAll(Asked, static made =>
    {
        var (policy, question) = made;
        Assert.Equal(question.To(policy).May, question.To(policy.With(policy.Rules.Own.Reverse())).May);
        Assert.Equal(question.To(policy).May, question.To(policy.With(policy.Rules.Own.OrderBy(static r => r.ToString(), StringComparer.Ordinal))).May);
    }).Check(Many);

    [Fact]
    public void A_rule_that_is_over_is_as_absent() => Prop.ForAll(Asked, static made =>
    {
        var (policy, question) = made;
        Assert.Equal(question.To(policy).May, question.To(policy.With(policy.Rules.Own.Where(static r => !(r.Expires <= MadePolicies.Now)))).May);
    }).Check(Many);

    /// <summary>The definition, word by word, beside the one that is fast.</summary>
    [Fact]
    public void The_longest_prefix_decides_then_the_narrowest_subject_and_then_a_deny() => Prop.ForAll(Asked, static made =>
    {
        var (policy, question) = made;
        var who = policy.Who(question.Peer);
        var decides = policy.Rules.Own
            .Where(r => r.Verbs.HasFlag(question.Verb) && !r.IsOver(MadePolicies.Now) && who.Is(r.Subject))
            .Where(r => r.Prefix.Covers(question.Resource, r.Allows ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase))
            .OrderByDescending(static r => r.Prefix.Text == "/" ? 0 : r.Prefix.Text.Count(static c => c == '/')).ThenByDescending(static r => r.Subject.Narrowness).ThenBy(static r => r.Allows).FirstOrDefault();
        Assert.Equal(decides?.Allows ?? false, question.To(policy).May);
    }).Check(Many);

    [Fact]
    public void Where_everything_is_open_nothing_below_is_denied() => Prop.ForAll(Asked, static made =>
    {
        var (policy, question) = made;
        var who = policy.Who(question.Peer);
        for (var above = question.Resource; ; above = ResourcePath.Of(above.Text.LastIndexOf('/') is > 0 and var slash ? above.Text[..slash] : "/"))
        {
            if (policy.OpensAll(who, question.Verb, above, MadePolicies.Now)) Assert.True(question.To(policy).May);
            if (above == ResourcePath.Root) break;
        }
    }).Check(Many);

    [Fact]
    public void Who_is_singled_out_by_no_rule_is_a_stranger() => Prop.ForAll(Asked, static made =>
    {
        var (policy, question) = made;
        if (policy.Singles(policy.Who(question.Peer))) return;
        Assert.Equal((question with { Peer = null }).To(policy).May, question.To(policy).May);
    }).Check(Many);

    [Fact]
    public void Allowed_and_denied_are_both_tried()
    {
        var all = MadePolicies.Asked.Sample(2000, 20).Select(static a => a.Question.To(a.Policy)).ToList();
        Assert.InRange(all.Count(static v => v.May), 100, 1900);
        Assert.Contains(all, static v => v is { May: false, Rule: not null });
    }
}
