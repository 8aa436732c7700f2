using System.CommandLine;
using System.Text.Json;
using PeerActors.Host.Web.Admin;
using PeerActors.Messages.Identity;

namespace PeerActors.Host.Commands;

/// <summary><c>peer browse</c></summary>
internal static class BrowseCommand
{
    public static Command Create(CommonOptions common, CommandIo io)
    {
        var host = new Argument<PeerAddress>("HOST:PORT")
        {
            Description = "Whose files to list, as peer search or peer links shows it.",
            CustomParser = static result => CommonOptions.Address(result, result.Tokens[0], dialable: true),
        };
        var wanted = new Option<int>("--hits", "--max")
        {
            Description = "How many files are wanted at most; at most searches.max-hits.", HelpName = "N",
            DefaultValueFactory = _ => 1000, CustomParser = static result => CommonOptions.Positive(result, SearchCommand.MostHits, "searches.max-hits"),
        };
        var command = new ExampleCommand(
            "browse", "List the files that a host shares. They are numbered for peer get, as hits are.",
            "peer browse 127.0.0.1:6346", "peer browse 127.0.0.1:6346 --hits 20 --json") { host, wanted, common.Data };
        command.SetAction((parsed, stop) => Run(
            parsed.GetRequiredValue(common.Data), new(parsed.GetRequiredValue(host).ToString(), parsed.GetValue(wanted)), parsed.GetValue(common.Json), io, stop));
        return command;
    }

    private static async Task<int> Run(string folder, BrowseRequest request, bool json, CommandIo io, CancellationToken stop)
    {
        using var client = AdminClient.For(folder);
        await foreach (var line in client.Stream("browse", request, AdminJson.Default.BrowseRequest, AdminJson.Default.SearchLine, stop))
        {
            if (json) io.Out.WriteLine(JsonSerializer.Serialize(line, AdminJson.Default.SearchLine));
            else if (line is HitLine hit) HitView.Show(hit, io);
            if (line is SearchFinishedLine finished) return Judge(finished, request, json, io);
        }

        throw new CommandFailed("The peer ended before the list did.");
    }

    /// <summary>A host that shares nothing is no failure; one that does not tell, or breaks off, is.</summary>
    private static int Judge(SearchFinishedLine finished, BrowseRequest request, bool json, CommandIo io)
    {
        if (finished.End is "refused" or "notTold" or "timeOver" or "stopped")
            throw new CommandFailed($"The list is not whole, {Shown.Count(finished.Hits, "file")} told: {finished.Detail ?? "it took longer than searches.max-duration."}");
        if (!json)
            io.Out.WriteLine($"{Shown.Count(finished.Hits, "file")}: {(finished.End == "enoughHits" ? $"as many as were wanted (--hits {request.Max})" : $"all that {request.Host} lists")}.");
        return ExitCode.Done;
    }
}
