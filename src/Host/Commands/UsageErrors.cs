using System.CommandLine;
using System.CommandLine.Parsing;

namespace PeerActors.Host.Commands;

/// <summary>What is wrong with a command line, in words. Pure.</summary>
internal static class UsageErrors
{
    /// <summary>One sentence for each; a command that is missing or unknown is answered with those that there are.</summary>
    public static IEnumerable<string> Of(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        var (lacksCommand, others) = (false, new List<string>());
        foreach (var error in parsed.Errors)
        {
            if (IsAboutCommands(error, parsed)) lacksCommand = true;
            else if (!others.Contains(error.Message)) others.Add(error.Message);
        }

        if (!lacksCommand) return others;
        var known = string.Join(", ", command.Subcommands.Where(static c => !c.Hidden).Select(static c => c.Name));
        var said = parsed.UnmatchedTokens is [var first, ..] ? $"\"{first}\" is no command" : "A command is missing";
        return [$"{said}; one of these is expected: {known}.", .. others];
    }

    /// <summary>The parser says of an unknown command both that one is missing and that the word is unknown; of an unknown option only the latter helps.</summary>
    private static bool IsAboutCommands(ParseError error, ParseResult parsed) =>
        error.SymbolResult is CommandResult { Command.Subcommands.Count: > 0 } && !(parsed.UnmatchedTokens is [var first, ..] && first.StartsWith('-'));
}
