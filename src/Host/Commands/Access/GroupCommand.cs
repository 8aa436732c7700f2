using System.CommandLine;
using System.Text.Json;
using PeerActors.Host.Web.Admin;
using PeerActors.Messages.Access;

namespace PeerActors.Host.Commands.Access;

/// <summary><c>peer group</c>: peers and persons under one name, for rules.</summary>
internal static class GroupCommand
{
    public static Command Create(CommonOptions common, CommandIo io)
    {
        var command = new ExampleCommand(
            "group", "List groups, for rules about group:NAME. With --json, one line per group.", "peer group", "peer group add band ABCDEFG-…", "peer group remove band ABCDEFG-…") { common.Data };
        command.SetAction(async (parsed, stop) =>
        {
            using var client = AdminClient.For(parsed.GetRequiredValue(common.Data));
            var groups = (await client.Get("rules", AdminJson.Default.RulesView, stop)).Groups;
            if (!parsed.GetValue(common.Json)) Show(groups, io);
            else foreach (var group in groups) io.Out.WriteLine(JsonSerializer.Serialize(group, AdminJson.Default.GroupItem));
            return ExitCode.Done;
        });
        command.Add(Change(common, io, isIn: true, "add", "Take a peer or a person into a group, which is made with its first member."));
        command.Add(Change(common, io, isIn: false, "remove", "Take a peer or a person out of a group, which ends with its last member."));
        return command;
    }

    private static ExampleCommand Change(CommonOptions common, CommandIo io, bool isIn, string name, string description)
    {
        var group = new Argument<string>("NAME")
        {
            Description = "Of the group: lower-case letters, digits and hyphens.",
            CustomParser = static result =>
            {
                var text = result.Tokens[^1].Value;
                if (!AccessSubject.IsGroupName(text)) result.AddError($"NAME is \"{text}\"; 1 to {AccessSubject.MaxName} lower-case letters, digits and hyphens are expected.");
                return text;
            },
        };
        var subject = AccessArguments.Subject();
        var command = new ExampleCommand(name, description, $"peer group {name} band ABCDEFG-…") { common.Data, group, subject };
        command.SetAction((parsed, stop) => RuleCommands.Send(
            common, io, parsed, "groups", new(parsed.GetRequiredValue(group), $"{parsed.GetRequiredValue(subject)}", isIn), AdminJson.Default.GroupRequest, AdminJson.Default.GroupItem,
            static g => $"Group {g.Group}: {Shown.Count(g.Members.Count, "member")}.", stop));
        return command;
    }

    private static void Show(IReadOnlyList<GroupItem> groups, CommandIo io)
    {
        if (groups.Count == 0)
        {
            io.Out.WriteLine("There are no groups.");
            return;
        }

        var listing = new Listing("group", "member");
        foreach (var group in groups)
            foreach (var member in group.Members) listing.Add(group.Group, member);
        listing.WriteTo(io);
    }
}
