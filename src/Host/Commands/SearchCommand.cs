using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text;
using System.Text.Json;
using PeerActors.Host.Web.Admin;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Shares;

namespace PeerActors.Host.Commands;

/// <summary><c>peer search</c></summary>
internal static class SearchCommand
{
    /// <summary>The upper ends of the settings' ranges in reference.conf: what no peer allows is wrong usage.</summary>
    public const int MostHits = 1_000_000;

    private const int MostWordBytes = 4 * 1024;


    private static readonly TimeSpan Longest = TimeSpan.FromHours(24);

    public static Command Create(CommonOptions common, CommandIo io)
    {
        var words = new Argument<string[]>("WORDS") { Description = "A file is found when its name holds all of them. urn:sha1:... finds a file by its content, whatever its name.", Arity = ArgumentArity.OneOrMore };
        var duration = new Option<TimeSpan>("--for")
        {
            Description = "How long to wait for hits: seconds, or a number with a unit (30s, 2m, 1h); at most searches.max-duration.", HelpName = "TIME",
            DefaultValueFactory = _ => TimeSpan.FromSeconds(10), CustomParser = static result => CommonOptions.Time(result, Longest, "searches.max-duration"),
        };
        var wanted = new Option<int>("--hits", "--max")
        {
            Description = "How many are wanted: the search ends when it has them; at most searches.max-hits.", HelpName = "N",
            DefaultValueFactory = _ => 100, CustomParser = static result => CommonOptions.Positive(result, MostHits, "searches.max-hits"),
        };
        words.Validators.Add(RefuseNothing);
        words.Validators.Add(RefuseTooLong);
        words.Validators.Add(RefuseBadHash);
        var command = new ExampleCommand(
            "search", "Search the network through the running peer. Hits are numbered for peer get.",
            "peer search blue train", "peer search --for 30s --hits 5 coltrane flac", "peer search urn:sha1:PLSTHIPQGSSZTS5FJUPAKUZWUGYQYPFB",
            "peer search blue train --json") { words, duration, wanted, common.Data };
        command.SetAction((parsed, stop) => Run(
            parsed.GetRequiredValue(common.Data), new(string.Join(' ', parsed.GetRequiredValue(words)), parsed.GetValue(duration).TotalSeconds, parsed.GetValue(wanted)),
            parsed.GetValue(common.Json), io, stop));
        return command;
    }

    private static void RefuseNothing(ArgumentResult words)
    {
        if (words.Tokens.Count > 0 && words.Tokens.All(static token => string.IsNullOrWhiteSpace(token.Value)))
            words.AddError($"WORDS is empty; at least one word of a file's name, or {Sha1Hash.UrnPrefix}HASH, is expected.");
    }

    private static void RefuseTooLong(ArgumentResult words)
    {
        var bytes = Encoding.UTF8.GetByteCount(string.Join(' ', words.Tokens.Select(static token => token.Value)));
        if (bytes > MostWordBytes)
            words.AddError($"The words have {bytes:N0} bytes; at most {MostWordBytes:N0} are possible, and at most searches.max-words-length of the peer (240 unless set).");
    }

    private static void RefuseBadHash(ArgumentResult words)
    {
        if (!SearchTerms.TryRead(string.Join(' ', words.Tokens.Select(static token => token.Value)), out _, out var problem)) words.AddError(problem!);
    }

    private static async Task<int> Run(string folder, SearchRequest request, bool json, CommandIo io, CancellationToken stop)
    {
        using var client = AdminClient.For(folder);
        await foreach (var line in client.Stream("search", request, AdminJson.Default.SearchRequest, AdminJson.Default.SearchLine, stop))
        {
            if (json) io.Out.WriteLine(JsonSerializer.Serialize(line, AdminJson.Default.SearchLine));
            else Show(line, request, io);
            if (line is SearchFinishedLine finished) return Judge(finished);
        }

        throw new CommandFailed("The peer ended before the search did.");
    }

    /// <summary>A search without hits is no failure; one that was not made is.</summary>
    private static int Judge(SearchFinishedLine finished) => finished.End switch
    {
        "refused" => throw new CommandFailed($"The search was refused: {finished.Detail}"),
        "noLinks" => throw new CommandFailed("Nobody was asked: the peer has no neighbour. Name one with peer up --join HOST:PORT; peer links shows them."),
        _ => ExitCode.Done,
    };

    private static void Show(SearchLine line, SearchRequest request, CommandIo io)
    {
        switch (line)
        {
            case SearchStartedLine started:
                io.Out.WriteLine($"Asking {Shown.Count(started.Links, "neighbour")}.");
                break;
            case HitLine hit:
                HitView.Show(hit, io);
                break;
            case SearchFinishedLine { End: "refused" or "noLinks" }:
                break;
            case SearchFinishedLine finished:
                io.Out.WriteLine($"{(finished.Hits == 0 ? "No hits" : Shown.Count(finished.Hits, "hit"))}: {Why(finished, request)}.");
                break;
        }
    }

    private static string Why(SearchFinishedLine finished, SearchRequest request) => finished.End switch
    {
        "timeOver" => $"the time is over (--for {Shown.Duration(TimeSpan.FromSeconds(request.Seconds))})",
        "enoughHits" => $"as many as were wanted (--hits {request.Max})",
        _ => Shown.Words(finished.End) + (finished.Detail is { } detail ? $"; {Shown.Text(detail)}" : ""),
    };
}
