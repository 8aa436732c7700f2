using System.Text.Json.Serialization;
using PeerActors.Messages.Access;

namespace PeerActors.Host.Web.Admin;

/// <summary>Answer of <c>GET /rules</c>: the rules that every peer has, which have no number, and then those of its user.</summary>
internal sealed record RulesView(IReadOnlyList<RuleItem> Rules, IReadOnlyList<GroupItem> Groups, DenialsView Denials);

/// <summary>One rule; <c>Until</c> is null when it never ends.</summary>
internal sealed record RuleItem(long? Rule, string Effect, string Subject, string Verbs, string Resource, DateTimeOffset? Until);

/// <summary>One group.</summary>
internal sealed record GroupItem(string Group, IReadOnlyList<string> Members);

/// <summary>How often each verb was denied, and how many of those denials were only counted.</summary>
internal sealed record DenialsView(IReadOnlyDictionary<string, long> Denied, long Untold);

/// <summary>Body of <c>POST /rules</c>.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record RuleRequest(bool Allow, string Subject, string Verbs, string Resource, DateTimeOffset? Until = null);

/// <summary>Body of <c>POST /rules/revoke</c>.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record RevokeRequest(long Rule);

/// <summary>The rule holds no more.</summary>
internal sealed record RuleRevoked(long Revoked);

/// <summary>Body of <c>POST /groups</c>.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record GroupRequest(string Group, string Subject, bool In);

/// <summary>Body of <c>POST /may</c>.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record MayRequest(string Subject, string Verb, string Resource);

/// <summary>Answer of <c>POST /may</c>; <c>Rule</c> decided, and is null when none says anything.</summary>
internal sealed record MayView(bool May, string Subject, string Verb, string Resource, string Why, RuleItem? Rule);

/// <summary>What the access room says, as the admin endpoint's JSON says it.</summary>
internal static class AccessMapping
{
    public static RulesView View(this AccessRulesTold told) => new(
        [.. told.Policy.All.Select(View)],
        [.. told.Policy.Rules.Groups.Select(static g => new GroupItem(g.Key, [.. g.Value.Select(static m => m.ToString()!).Order(StringComparer.Ordinal)]))],
        told.ViewDenials());

    public static DenialsView ViewDenials(this AccessRulesTold told) =>
        new(told.Denied.ToDictionary(static d => d.Key.Say(), static d => d.Value, StringComparer.Ordinal), told.Untold);

    public static RuleItem View(this AccessRule rule) => new(
        rule.Number == 0 ? null : rule.Number, rule.Allows ? "allow" : "deny", rule.Subject.ToString()!, rule.Verbs.Say(), rule.Prefix.ToString(), rule.Expires);
}
