using System.CommandLine;
using PeerActors.Host.Commands.Access;
using PeerActors.Host.Web.Admin;
using PeerActors.Messages.Identity;

namespace PeerActors.Host.Commands.Buddies;

/// <summary><c>peer block</c> and <c>peer forget</c>.</summary>
internal static class EndingCommands
{
    public static Command Block(CommonOptions common, CommandIo io)
    {
        var buddy = BuddyArgument.Create();
        var command = new ExampleCommand(
            "block", "Let a peer have nothing of this one any more, not even a link; any peer, by its whole id. peer forget ends a block.", "peer block bob", "peer block ABCDEFG-…") { common.Data, buddy };
        command.SetAction(async (parsed, stop) => await RuleCommands.Send(
            common, io, parsed, "buddies/block", new(await Id(common, parsed, parsed.GetRequiredValue(buddy), stop)), AdminJson.Default.BuddyRequest, AdminJson.Default.BuddyItem,
            static done => $"Peer {done.Peer} is blocked.", stop));
        return command;
    }

    public static Command Forget(CommonOptions common, CommandIo io)
    {
        var buddy = BuddyArgument.Create();
        var command = new ExampleCommand("forget", "Be no buddy of somebody any more, and forget all about him, a block included.", "peer forget bob") { common.Data, buddy };
        command.SetAction(async (parsed, stop) => await RuleCommands.Send(
            common, io, parsed, "buddies/forget", new(await Id(common, parsed, parsed.GetRequiredValue(buddy), stop)), AdminJson.Default.BuddyRequest, AdminJson.Default.BuddyItem,
            static done => $"Peer {done.Peer} is forgotten.", stop));
        return command;
    }

    private static async Task<string> Id(CommonOptions common, ParseResult parsed, string text, CancellationToken stop)
    {
        if (PeerId.TryParse(text, out var id)) return id.ToString();
        using var client = AdminClient.For(parsed.GetRequiredValue(common.Data));
        return BuddyArgument.Find(await client.Get("buddies", AdminJson.Default.BuddiesView, stop), text).Peer;
    }
}
