using System.CommandLine;
using System.Text.Json;
using PeerActors.Host.Web.Admin;
using PeerActors.Messages.Buddies;
using PeerActors.Messages.Identity;

namespace PeerActors.Host.Commands.Buddies;

/// <summary><c>peer invite</c>: a ticket for somebody who is to be a buddy.</summary>
internal static class InviteCommand
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(30);

    public static Command Create(CommonOptions common, CommandIo io)
    {
        var lifetime = new Option<TimeSpan?>("--for")
        {
            Description = "How long the ticket holds, such as 90m or 12h. Without it: buddies.invitation-lifetime.", HelpName = "TIME",
            CustomParser = static result => CommonOptions.Time(result, Longest, "30 days"),
        };
        var addresses = new Option<PeerAddress[]>("--address")
        {
            Description = "Where this peer can be dialled, when that is not where it listens. May be given up to four times.", HelpName = "HOST:PORT", AllowMultipleArgumentsPerToken = false,
            CustomParser = static result => [.. result.Tokens.Select(token => CommonOptions.Address(result, token, dialable: true))],
        };
        addresses.Validators.Add(static result =>
        {
            if (result.Tokens.Count > InvitationTicket.MaxAddresses) result.AddError($"--address is given {result.Tokens.Count} times; at most {InvitationTicket.MaxAddresses} are allowed.");
        });
        var command = new ExampleCommand(
            "invite", "Make a ticket that makes one peer a buddy. Hand the line to its user by a way that you trust: whoever has it first is let in.",
            "peer invite", "peer invite --for 2h", "peer invite --address 198.51.100.7:6346") { common.Data, lifetime, addresses };
        command.SetAction(async (parsed, stop) =>
        {
            using var client = AdminClient.For(parsed.GetRequiredValue(common.Data));
            var request = new InviteRequest(parsed.GetValue(lifetime)?.TotalSeconds, [.. (parsed.GetValue(addresses) ?? []).Select(static a => a.ToString())]);
            await foreach (var made in client.Stream("invitations", request, AdminJson.Default.InviteRequest, AdminJson.Default.InvitationView, stop))
            {
                if (parsed.GetValue(common.Json)) io.Out.WriteLine(JsonSerializer.Serialize(made, AdminJson.Default.InvitationView));
                else Show(made, io);
            }

            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>The ticket stands alone on the first line, so that it can be cut out by a program.</summary>
    private static void Show(InvitationView made, CommandIo io)
    {
        io.Out.WriteLine(made.Ticket);
        var where = made.Addresses.Count == 0 ? "It names no address, because nobody can dial this peer: it must dial the other one first" : $"It names {string.Join(", ", made.Addresses)}";
        io.Out.WriteLine(Shown.Text($"Good for one use until {made.Expires.UtcDateTime:u}, with: peer accept TICKET. {where}. Then compare the fingerprint in peer whois with its user."));
    }
}
