using System.CommandLine;
using System.Text.Json;
using PeerActors.Host.Web.Admin;

namespace PeerActors.Host.Commands.Buddies;

/// <summary><c>peer buddies</c>: who they are and whether they are there.</summary>
internal static class BuddiesCommand
{
    public static Command Create(CommonOptions common, CommandIo io)
    {
        var watch = new Option<bool>("--watch") { Description = "Go on, and tell each change, until Ctrl+C: a table on a terminal, lines elsewhere." };
        var command = new ExampleCommand(
            "buddies", "List buddies and whether they are there: online, away, busy, offline, or unknown when this peer cannot tell. With --json, one line per buddy.",
            "peer buddies", "peer buddies --watch --json") { common.Data, watch };
        command.SetAction(async (parsed, stop) =>
        {
            using var client = AdminClient.For(parsed.GetRequiredValue(common.Data));
            var isJson = parsed.GetValue(common.Json);
            if (parsed.GetValue(watch))
            {
                var changes = client.Stream("buddies/follow", new FollowRequest(), AdminJson.Default.FollowRequest, AdminJson.Default.BuddyItem, stop);
                if (!isJson && io.Terminal is { } terminal)
                {
                    await BuddyBoard.ShowAsync(terminal, changes);
                    return ExitCode.Done;
                }

                await foreach (var buddy in changes)
                {
                    io.Out.WriteLine(isJson ? JsonSerializer.Serialize(buddy, AdminJson.Default.BuddyItem) : Shown.Text(Line(buddy)));
                    io.Out.Flush();
                }

                return ExitCode.Done;
            }

            var buddies = await client.Get("buddies", AdminJson.Default.BuddiesView, stop);
            if (!isJson) Show(buddies, io);
            else foreach (var buddy in buddies.Buddies) io.Out.WriteLine(JsonSerializer.Serialize(buddy, AdminJson.Default.BuddyItem));
            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>How somebody is, in a word.</summary>
    public static string State(BuddyItem buddy) => buddy switch
    {
        { Forgotten: true } => "forgotten",
        { Blocked: true } => "blocked",
        { Consent: "requested" } => "asked",
        { Consent: "none" } => "no buddy",
        _ => buddy.State,
    };

    private static string Line(BuddyItem buddy) =>
        $"{(buddy.Name.Length > 0 ? buddy.Name : buddy.Peer)}: {State(buddy)}{(buddy.Note.Length > 0 ? $", {buddy.Note}" : "")}{(buddy.Problem.Length > 0 ? $", {buddy.Problem}" : "")}";

    private static void Show(BuddiesView buddies, CommandIo io)
    {
        if (buddies.Buddies.Count == 0)
        {
            io.Out.WriteLine($"No buddies; {Shown.Count(buddies.OpenInvitations, "open invitation")}. Invite somebody with peer invite, or accept a ticket with peer accept.");
            return;
        }

        Listing(buddies.Buddies).WriteTo(io);
    }

    /// <summary>A row for each.</summary>
    public static Listing Listing(IEnumerable<BuddyItem> buddies)
    {
        var listing = new Listing("name", "state", "last seen", "note", "peer");
        foreach (var buddy in buddies)
            listing.Add(buddy.Name.Length > 0 ? buddy.Name : "-", State(buddy), buddy.LastSeen is { } seen ? $"{seen.UtcDateTime:u}" : "-", buddy.Note + buddy.Problem, buddy.Peer);
        return listing;
    }
}
