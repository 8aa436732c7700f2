using System.CommandLine;
using System.Text.Json;
using PeerActors.Host.Web.Admin;
using PeerActors.Messages.Buddies;

namespace PeerActors.Host.Commands.Buddies;

/// <summary><c>peer accept</c>: become a buddy of who made a ticket.</summary>
internal static class AcceptCommand
{
    private static readonly TimeSpan Longest = TimeSpan.FromHours(24);
    private static readonly TimeSpan Usual = TimeSpan.FromSeconds(15);

    public static Command Create(CommonOptions common, CommandIo io)
    {
        var ticket = new Argument<InvitationTicket>("TICKET")
        {
            Description = "The line that peer invite printed on the other side.",
            CustomParser = static result =>
            {
                if (!InvitationTicket.TryParse(result.Tokens[^1].Value, out var read, out var problem)) result.AddError($"TICKET cannot be accepted: {problem}. Copy the line again, whole.");
                return read!;
            },
        };
        var wait = new Option<TimeSpan>("--for")
        {
            Description = "How long to wait for the other side to confirm. The peer goes on asking after that, until the ticket is over.", HelpName = "TIME", DefaultValueFactory = static _ => Usual,
            CustomParser = static result => CommonOptions.Time(result, Longest, "24 hours"),
        };
        var command = new ExampleCommand(
            "accept", "Accept an invitation, and wait until the other side has confirmed it.", "peer accept ticket1-…", "peer accept ticket1-… --for 60s") { common.Data, ticket, wait };
        command.SetAction(async (parsed, stop) =>
        {
            using var client = AdminClient.For(parsed.GetRequiredValue(common.Data));
            BuddyItem? last = null;
            var request = new AcceptRequest(parsed.GetRequiredValue(ticket).ToString(), parsed.GetValue(wait).TotalSeconds);
            await foreach (var told in client.Stream("buddies/accept", request, AdminJson.Default.AcceptRequest, AdminJson.Default.BuddyItem, stop))
            {
                last = told;
                io.Out.WriteLine(parsed.GetValue(common.Json) ? JsonSerializer.Serialize(told, AdminJson.Default.BuddyItem) : Shown.Text(Say(told)));
            }

            if (last is not { Consent: "requested" }) return last is { Consent: "mutual" } ? ExitCode.Done : ExitCode.Failed;
            if (!parsed.GetValue(common.Json)) io.Out.WriteLine("It has not confirmed yet. The peer goes on asking until the ticket is over; peer buddies shows what came of it.");
            return ExitCode.Done;
        });
        return command;
    }

    private static string Say(BuddyItem told) => told switch
    {
        { Consent: "mutual" } => $"{Name(told)} is a buddy now. Compare this fingerprint with its user, by voice or face to face: {told.Fingerprint}",
        { Consent: "requested" } => $"Asking {Name(told)} at {(told.Addresses.Count > 0 ? string.Join(", ", told.Addresses) : "no known address")}.",
        _ => $"{Name(told)} is no buddy: {told.Problem}.",
    };

    private static string Name(BuddyItem told) => told.Name.Length > 0 ? $"{told.Name} ({told.Peer})" : $"Peer {told.Peer}";
}
