using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Text.Json;
using PeerActors.Host.Web.Admin;
using PeerActors.Messages.Identity;

namespace PeerActors.Host.Commands;

/// <summary><c>peer get</c></summary>
internal static class GetCommand
{
    public static Command Create(CommonOptions common, CommandIo io)
    {
        var what = new Argument<GetRequest>("HIT-OR-URL") { Description = "Number of a hit that peer search told, urn:sha1:HASH, or an http URL.", CustomParser = HitOrUrl };
        var path = new Option<string?>("--out")
        {
            Description = "Where to put the file. Otherwise the peer's download folder (downloads.folder) takes it.", HelpName = "PATH",
            CustomParser = FilePath,
        };
        var command = new ExampleCommand(
            "get", "Fetch a file through the running peer, and verify it. What an earlier try left is not fetched again.",
            "peer get 3", "peer get urn:sha1:PLSTHIPQGSSZTS5FJUPAKUZWUGYQYPFB", "peer get 3 --out ~/Music/blue-train.flac", "peer get http://127.0.0.1:6347/uri-res/N2R?urn:sha1:PLSTHIPQGSSZTS5FJUPAKUZWUGYQYPFB")
        {
            what, path, common.Data,
        };
        command.SetAction((parsed, stop) => Run(
            parsed.GetRequiredValue(common.Data), parsed.GetRequiredValue(what) with { Path = parsed.GetValue(path) }, parsed.GetValue(common.Json), io, stop));
        return command;
    }

    private static async Task<int> Run(string folder, GetRequest request, bool json, CommandIo io, CancellationToken stop)
    {
        using var client = AdminClient.For(folder);
        var lines = client.Stream("get", request, AdminJson.Default.GetRequest, AdminJson.Default.DownloadLine, stop);
        var last = json ? await Copy(lines, io) : await DownloadView.Show(lines, io);
        switch (last)
        {
            case FinishedLine finished:
                if (!json) DownloadView.Tell(finished, io);
                return ExitCode.Done;
            case FailedLine failed:
                throw new CommandFailed($"The download failed ({Shown.Words(failed.Failure)}): {failed.Detail}");
            default:
                throw new CommandFailed("The peer ended before the download did; what has arrived is kept for another try.");
        }
    }

    private static async Task<DownloadLine?> Copy(IAsyncEnumerable<DownloadLine> lines, CommandIo io)
    {
        DownloadLine? last = null;
        await foreach (var line in lines) io.Out.WriteLine(JsonSerializer.Serialize(last = line, AdminJson.Default.DownloadLine));
        return last;
    }

    private static GetRequest HitOrUrl(ArgumentResult result)
    {
        var text = result.Tokens[^1].Value;
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var hit) && hit > 0) return new(Hit: hit);
        if (!IsUrl(text) && !IsUrn(text))
            result.AddError($"\"{text}\" is neither the number of a hit nor a hash nor a URL; a number from 1 on that peer search told, urn:sha1:HASH, or http://HOST:PORT/PATH, is expected.");
        return new(Url: text);
    }

    private static bool IsUrl(string text) => Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme == Uri.UriSchemeHttp && url.Host.Length > 0;

    private static bool IsUrn(string text) => text.StartsWith(Sha1Hash.UrnPrefix, StringComparison.OrdinalIgnoreCase) && Sha1Hash.TryParse(text, out _);

    /// <summary>Made absolute here, because the peer has another working folder.</summary>
    private static string? FilePath(ArgumentResult result)
    {
        var text = CommonOptions.NonEmpty(result);
        if (string.IsNullOrWhiteSpace(text)) return null;
        var path = Path.GetFullPath(text);
        if (Directory.Exists(path) || Path.EndsInDirectorySeparator(text)) result.AddError($"--out is \"{text}\", a folder; the path of a file is expected.");
        return path;
    }
}
