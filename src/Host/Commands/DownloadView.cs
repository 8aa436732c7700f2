using PeerActors.Host.Web.Admin;
using Spectre.Console;

namespace PeerActors.Host.Commands;

/// <summary>A download as people watch it: a bar on a terminal, elsewhere a line per second at most.</summary>
internal static class DownloadView
{
    private static readonly TimeSpan LinePace = TimeSpan.FromSeconds(1);

    /// <summary>Shows progress and returns the last line; null when the peer told nothing.</summary>
    public static Task<DownloadLine?> Show(IAsyncEnumerable<DownloadLine> lines, CommandIo io) =>
        io.Terminal is { } terminal ? ShowBar(lines, terminal) : ShowLines(lines, io);

    public static void Tell(FinishedLine finished, CommandIo io)
    {
        var listing = new Listing("", "");
        listing.Add("file", finished.Path);
        listing.Add("size", $"{finished.Bytes} bytes ({Shown.Bytes(finished.Bytes)})");
        if (finished.ResumedFrom > 0) listing.Add("resumed", $"{finished.ResumedFrom} bytes were there from an earlier try");
        AddHash("sha1", finished.Sha1);
        AddHash("sha256", finished.Sha256);
        listing.WriteTo(io);

        void AddHash(string name, string hash) => listing.Add(
            name, $"{hash} ({(finished.Verified.Contains(name) ? "verified" : "not verified: nobody had stated it")})");
    }

    private static async Task<DownloadLine?> ShowLines(IAsyncEnumerable<DownloadLine> lines, CommandIo io)
    {
        DownloadLine? last = null;
        string? source = null;
        long? shown = null;
        await foreach (var line in lines)
        {
            last = line;
            if (line is not ProgressLine progress) continue;
            if (progress.Source != source) io.Out.WriteLine($"Fetching {Shown.Text(source = progress.Source)}");
            if (Waiting(progress) is { } waiting)
            {
                io.Out.WriteLine(waiting);
                continue;
            }

            if (shown is { } before && io.Clock.GetElapsedTime(before) < LinePace) continue;
            shown = io.Clock.GetTimestamp();
            io.Out.WriteLine(Fraction(progress));
        }

        return last;
    }

    /// <summary>For what a download waits; null while it does not.</summary>
    private static string? Waiting(ProgressLine progress) => progress switch
    {
        { AwaitsPush: true } => "Waiting for the sharer to dial: it was pushed",
        { Queued: > 0 and var position } => $"Waiting in the sharer's queue: number {position}",
        { Queued: not null } => "Waiting in the sharer's queue; it does not tell at which place",
        _ => null,
    };

    private static string Fraction(ProgressLine progress) => progress.Total is > 0 and var total
        ? $"{Shown.Bytes(progress.Bytes)} of {Shown.Bytes(total)} ({100.0 * progress.Bytes / total:0} %)"
        : Shown.Bytes(progress.Bytes);

    private static async Task<DownloadLine?> ShowBar(IAsyncEnumerable<DownloadLine> lines, IAnsiConsole terminal)
    {
        DownloadLine? last = null;
        var bar = terminal.Progress().Columns(
            new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new DownloadedColumn(), new TransferSpeedColumn());
        await bar.StartAsync(async progress =>
        {
            var task = progress.AddTask("fetching", maxValue: 1);
            task.IsIndeterminate = true;
            await foreach (var line in lines)
            {
                last = line;
                if (line is ProgressLine told) task.Description = Waiting(told) ?? "fetching";
                if (line is ProgressLine { Total: > 0 and var total } at) task.IsIndeterminate(false).MaxValue(total).Value(at.Bytes);
                if (line is FinishedLine finished) task.IsIndeterminate(false).MaxValue(Math.Max(finished.Bytes, 1)).Value(Math.Max(finished.Bytes, 1));
            }
        });
        return last;
    }
}
