using System.CommandLine;
using System.Text.Json;
using PeerActors.Host.Web.Admin;
using PeerActors.Messages.Access;

namespace PeerActors.Host.Commands.Access;

/// <summary><c>peer may</c>: would somebody be allowed to, and which rule decides.</summary>
internal static class MayCommand
{
    public static Command Create(CommonOptions common, CommandIo io)
    {
        var (subject, verb, resource) = (AccessArguments.Subject(), AccessArguments.Verbs(), AccessArguments.Resource());
        var command = new ExampleCommand(
            "may", "Tell whether somebody may do something, and which rule decides. Exit codes: 0 allowed, 1 denied (or no peer runs), 2 wrong usage.",
            "peer may anyone read /shares/public/Music/a.flac", "peer may ABCDEFG-… invoke /links/peer") { common.Data, subject, verb, resource };
        verb.Validators.Add(result =>
        {
            if (result.Tokens is [var one] && AccessVerbText.TryParse(one.Value, out var verbs) && !AccessVerbText.Each.Contains(verbs))
                result.AddError($"VERB is \"{one.Value}\"; one verb is expected, because each is decided for itself.");
        });
        command.SetAction(async (parsed, stop) =>
        {
            using var client = AdminClient.For(parsed.GetRequiredValue(common.Data));
            var request = new MayRequest($"{parsed.GetRequiredValue(subject)}", parsed.GetValue(verb).Say(), $"{parsed.GetRequiredValue(resource)}");
            var may = false;
            await foreach (var answer in client.Stream("may", request, AdminJson.Default.MayRequest, AdminJson.Default.MayView, stop))
            {
                may = answer.May;
                io.Out.WriteLine(parsed.GetValue(common.Json)
                    ? JsonSerializer.Serialize(answer, AdminJson.Default.MayView)
                    : Shown.Text($"{(may ? "Allowed" : "Denied")}: {answer.Why}"));
            }

            return may ? ExitCode.Done : ExitCode.Failed;
        });
        return command;
    }
}
