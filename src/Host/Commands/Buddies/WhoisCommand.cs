using System.CommandLine;
using System.Text.Json;
using PeerActors.Host.Web.Admin;

namespace PeerActors.Host.Commands.Buddies;

/// <summary><c>peer whois</c>: all that is known of a buddy, also while it is not there.</summary>
internal static class WhoisCommand
{
    public static Command Create(CommonOptions common, CommandIo io)
    {
        var buddy = BuddyArgument.Create();
        var command = new ExampleCommand("whois", "Show all that is known of a buddy, and the fingerprint to compare with its user.", "peer whois bob", "peer whois ABCDEFG --json") { common.Data, buddy };
        command.SetAction(async (parsed, stop) =>
        {
            using var client = AdminClient.For(parsed.GetRequiredValue(common.Data));
            var found = BuddyArgument.Find(await client.Get("buddies", AdminJson.Default.BuddiesView, stop), parsed.GetRequiredValue(buddy));
            if (parsed.GetValue(common.Json)) io.Out.WriteLine(JsonSerializer.Serialize(found, AdminJson.Default.BuddyItem));
            else Show(found, io);
            return ExitCode.Done;
        });
        return command;
    }

    private static void Show(BuddyItem buddy, CommandIo io)
    {
        var listing = new Listing("", "");
        listing.Add("name", buddy.Name.Length > 0 ? buddy.Name : "-");
        listing.Add("state", BuddiesCommand.State(buddy));
        listing.Add("consent", buddy.Consent);
        if (buddy.Problem.Length > 0) listing.Add("because", buddy.Problem);
        if (buddy.Note.Length > 0) listing.Add("note", buddy.Note);
        listing.Add("last seen", buddy.LastSeen is { } seen ? $"{seen.UtcDateTime:u}" : "-");
        listing.Add("since", $"{buddy.Since.UtcDateTime:u}");
        listing.Add("peer", buddy.Peer);
        listing.Add("fingerprint", buddy.Fingerprint);
        if (buddy.Person is { } person) listing.Add("person", person);
        foreach (var device in buddy.Devices) listing.Add("device", $"{device.Peer}  {device.Name}  {device.State}");
        foreach (var address in buddy.Addresses) listing.Add("address", address);
        if (buddy.Capabilities.Count > 0) listing.Add("can", string.Join(", ", buddy.Capabilities));
        listing.WriteTo(io);
    }
}
