using System.CommandLine;
using PeerActors.Host.Commands.Access;
using PeerActors.Host.Web.Admin;
using PeerActors.Messages.Buddies;

namespace PeerActors.Host.Commands.Buddies;

/// <summary><c>peer online</c>, <c>peer away</c> and <c>peer busy</c>: how this peer's user is.</summary>
internal static class PresenceCommands
{
    public static IEnumerable<Command> Create(CommonOptions common, CommandIo io) =>
    [
        Create(common, io, "online", "Tell buddies that you are there.", "peer online"),
        Create(common, io, "away", "Tell buddies that you are away, until peer online or the end of the peer.", "peer away", "peer away --note \"back at three\""),
        Create(common, io, "busy", "Tell buddies that you do not want to be disturbed, until peer online or the end of the peer.", "peer busy --note rehearsal"),
    ];

    private static ExampleCommand Create(CommonOptions common, CommandIo io, string state, string description, params string[] examples)
    {
        var note = new Option<string>("--note")
        {
            Description = $"What buddies read beside it, at most {Presence.MaxNote} characters.", HelpName = "TEXT", DefaultValueFactory = static _ => "",
            CustomParser = static result =>
            {
                var text = CommonOptions.NonEmpty(result);
                if (!Presence.IsText(text, Presence.MaxNote)) result.AddError($"--note has {text.Length} characters; at most {Presence.MaxNote} are allowed, and no control characters.");
                return text;
            },
        };
        var command = new ExampleCommand(state, description, examples) { common.Data, note };
        command.SetAction((parsed, stop) => RuleCommands.Send(
            common, io, parsed, "presence", new(state, parsed.GetValue(note) ?? ""), AdminJson.Default.PresenceRequest, AdminJson.Default.PresenceView,
            static set => $"Buddies are told that {set.Name} is {set.State}{(set.Note.Length > 0 ? $": {set.Note}" : "")}.", stop));
        return command;
    }
}
