using System.CommandLine;

namespace PeerActors.Host.Commands.Demo;

/// <summary><c>peer demo</c></summary>
internal static class DemoCommand
{
    public static Command Create(CommonOptions common, CommandIo io, Seams seams)
    {
        var share = new Option<string?>("--share")
        {
            Description = "Folder that the last of the five offers; otherwise files are made for it.", HelpName = "DIR", CustomParser = ExistingFolder,
        };
        var words = new Option<string?>("--words")
        {
            Description = "What to search for; otherwise the name of the first file that the last one offers.", HelpName = "WORDS", CustomParser = CommonOptions.NonEmpty,
        };
        var keep = new Option<bool>("--keep") { Description = "Leave the peers running until SIGINT or SIGTERM, for other commands to talk to." };
        var command = new ExampleCommand(
            "demo", "Five peers in this process, in a line on loopback: the first searches, and fetches a file from the last, four hops away.",
            "peer demo", "peer demo --share ~/Music --words \"blue train\"", "peer demo --keep")
        {
            share, words, keep,
        };
        command.SetAction((parsed, stop) => new DemoRun(seams, io, parsed.GetValue(common.Json) ? new DemoJson(io) : new DemoSentences(io))
            .RunAsync(new(parsed.GetValue(share), parsed.GetValue(words), parsed.GetValue(keep)), stop));
        return command;
    }

    private static string? ExistingFolder(System.CommandLine.Parsing.ArgumentResult result)
    {
        var path = Path.GetFullPath(CommonOptions.NonEmpty(result));
        if (!Directory.Exists(path)) result.AddError($"--share: there is no folder {path}.");
        return path;
    }
}

/// <summary>What the user said on the command line of <c>peer demo</c>.</summary>
internal sealed record DemoOptions(string? Share, string? Words, bool Keep);
