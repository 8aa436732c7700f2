using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using PeerActors.Host.Web.Admin;
using PeerActors.Messages.Access;

namespace PeerActors.Host.Commands.Access;

/// <summary><c>peer allow</c>, <c>peer deny</c>, <c>peer revoke</c> and <c>peer rules</c>.</summary>
internal static class RuleCommands
{
    public static Command Allow(CommonOptions common, CommandIo io) => Rule(
        common, io, isAllowed: true, "allow", "Allow somebody something, from now on.",
        "peer allow group:band read,search /shares/public/Music/demos", "peer allow anyone list /shares/public --until 12h");

    public static Command Deny(CommonOptions common, CommandIo io) => Rule(
        common, io, isAllowed: false, "deny", "Deny somebody something. The rule with the longest path decides, then the one about the fewest, and then a deny.",
        "peer deny anyone all /shares/public/Music/private", "peer deny ABCDEFG-… invoke /links/peer");

    public static Command Revoke(CommonOptions common, CommandIo io)
    {
        var number = new Argument<long>("NUMBER") { Description = "Of the rule, as peer rules shows it." };
        var command = new ExampleCommand("revoke", "Take a rule back.", "peer revoke 3") { common.Data, number };
        command.SetAction((parsed, stop) => Send(
            common, io, parsed, "rules/revoke", new(parsed.GetValue(number)), AdminJson.Default.RevokeRequest, AdminJson.Default.RuleRevoked, static done => $"Rule {done.Revoked} holds no more.", stop));
        return command;
    }

    public static Command Rules(CommonOptions common, CommandIo io)
    {
        var command = new ExampleCommand("rules", "List who may do what. With --json, one line per rule.", "peer rules") { common.Data };
        command.SetAction(async (parsed, stop) =>
        {
            using var client = AdminClient.For(parsed.GetRequiredValue(common.Data));
            var rules = await client.Get("rules", AdminJson.Default.RulesView, stop);
            if (parsed.GetValue(common.Json))
            {
                foreach (var rule in rules.Rules) io.Out.WriteLine(JsonSerializer.Serialize(rule, AdminJson.Default.RuleItem));
                return ExitCode.Done;
            }

            var listing = new Listing("rule", "", "who", "what", "of what", "until");
            foreach (var rule in rules.Rules)
                listing.Add(rule.Rule?.ToString(CultureInfo.InvariantCulture) ?? "-", rule.Effect, rule.Subject, rule.Verbs, rule.Resource, rule.Until is { } until ? $"{until.UtcDateTime:u}" : "");
            listing.WriteTo(io);
            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>Has the peer do something that one line answers.</summary>
    internal static async Task<int> Send<TBody, TLine>(
        CommonOptions common, CommandIo io, ParseResult parsed, string path, TBody body, JsonTypeInfo<TBody> bodyType, JsonTypeInfo<TLine> lineType, Func<TLine, string> say, CancellationToken stop)
        where TLine : class
    {
        using var client = AdminClient.For(parsed.GetRequiredValue(common.Data));
        await foreach (var line in client.Stream(path, body, bodyType, lineType, stop))
            io.Out.WriteLine(parsed.GetValue(common.Json) ? JsonSerializer.Serialize(line, lineType) : Shown.Text(say(line)));
        return ExitCode.Done;
    }

    private static ExampleCommand Rule(CommonOptions common, CommandIo io, bool isAllowed, string name, string description, params string[] examples)
    {
        var (subject, verbs, resource, until) = (AccessArguments.Subject(), AccessArguments.Verbs(), AccessArguments.Resource(), AccessArguments.Until(io.Clock));
        var command = new ExampleCommand(name, description, examples) { common.Data, subject, verbs, resource, until };
        command.SetAction((parsed, stop) =>
        {
            var request = new RuleRequest(
                isAllowed, $"{parsed.GetRequiredValue(subject)}", parsed.GetValue(verbs).Say(), $"{parsed.GetRequiredValue(resource)}", parsed.GetValue(until));
            return Send(common, io, parsed, "rules", request, AdminJson.Default.RuleRequest, AdminJson.Default.RuleItem, Sentence, stop);
        });
        return command;
    }

    internal static string Sentence(RuleItem rule) =>
        $"{(rule.Rule is { } number ? $"Rule {number}" : "Every peer")}: {rule.Effect} {rule.Subject} {rule.Verbs} {rule.Resource}{(rule.Until is { } until ? $" until {until.UtcDateTime:u}" : "")}";
}
