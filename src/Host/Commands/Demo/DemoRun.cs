using System.Security.Cryptography;
using PeerActors.Actors.Peer;
using PeerActors.Host.Composition;
using PeerActors.Host.Web.Admin;
using PeerActors.Host.Web.Http;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Links;
using PeerActors.Messages.Shares;

namespace PeerActors.Host.Commands.Demo;

/// <summary>One run of <c>peer demo</c>: five peers up, in a line, a search, a download, a comparison, a table.</summary>
internal sealed class DemoRun(Seams seams, CommandIo io, DemoView view)
{
    private static readonly string[] Names = ["alice", "bob", "carol", "dave", "erin"];

    /// <summary>Folders are hashed and links made in well under a second; a large <c>--share</c> takes longer.</summary>
    private static readonly TimeSpan LongestSetup = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan LongestSearch = TimeSpan.FromSeconds(15);

    public async Task<int> RunAsync(DemoOptions options, CancellationToken stop)
    {
        var folder = Directory.CreateTempSubdirectory("peer-demo-").FullName;
        var line = new List<DemoPeer>();
        try
        {
            await OpenLine(line, folder, options, stop);
            var hit = await Search(line, options, stop);
            var file = await Fetch(line, hit, Path.Combine(folder, "fetched", CleanName.Of(hit.Name)), stop);
            var source = await Compare(line, hit, file, stop);
            view.Table(await Task.WhenAll(line.Select(p => Describe(p, stop))));
            view.Done(file, source, options.Keep);
            if (options.Keep) await Keep(line, stop);
            foreach (var peer in line) await peer.LeaveAsync(LongestSearch);
            return ExitCode.Done;
        }
        finally
        {
            foreach (var peer in Enumerable.Reverse(line)) await peer.DisposeAsync();
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task OpenLine(List<DemoPeer> line, string folder, DemoOptions options, CancellationToken stop)
    {
        for (var i = 0; i < Names.Length; i++)
        {
            var share = i == Names.Length - 1 && options.Share is { } given ? given : Path.Combine(folder, "shares", Names[i]);
            if (share != options.Share) DemoFiles.Make(share, i);
            var up = new UpOptions
            {
                Data = Path.Combine(folder, Names[i]), Name = Names[i], Listen = new(PeerAddress.Loopback, 0), Share = [share],
                Join = i == 0 ? [] : [line[i - 1].Running.Address],
            };
            line.Add(await DemoPeer.StartAsync(seams, up, io, stop));
            view.Up(line[i].Running, share);
        }

        await Task.WhenAll([.. line.Select(static p => p.Shared), .. line.Skip(1).Select(static p => p.Linked)]).WaitAsync(LongestSetup, stop);
        view.Linked(line);
    }

    private async Task<SearchHit> Search(List<DemoPeer> line, DemoOptions options, CancellationToken stop)
    {
        var words = options.Words ?? (options.Share is { } share ? WordsFrom(share) : "blue train take");
        view.Searching(words);
        SearchHit? farthest = null;
        await foreach (var e in line[0].Running.Gateway.Search(words, LongestSearch, wanted: 1000, stop))
        {
            if (e is not SearchHit hit) continue;
            view.Hit((HitLine)hit.Line());
            if (farthest is null || hit.HopsTravelled > farthest.HopsTravelled) farthest = hit;
            if (hit.Peer == line[^1].Running.Peer) return hit;
        }

        return farthest ?? throw new CommandFailed($"Nobody has a file whose name holds \"{words}\". Choose other words with --words.");
    }

    /// <summary>The words of the first file there, so that the search finds at least that one.</summary>
    private static string WordsFrom(string share)
    {
        var name = Directory.EnumerateFiles(share, "*", new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true })
            .Select(static path => Path.GetFileName(path)).FirstOrDefault(static name => !name.StartsWith('.') && name.Any(char.IsLetterOrDigit));
        return name ?? throw new CommandFailed($"{share} has no file to search for.");
    }

    private async Task<FinishedLine> Fetch(List<DemoPeer> line, SearchHit hit, string path, CancellationToken stop)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var plan = DownloadPlan.From([hit]);
        var last = await view.Download(Lines(line[0].Running.Gateway.Download(plan.Target, plan.Sources, path, stop)));
        return last switch
        {
            FinishedLine finished => finished,
            FailedLine failed => throw new CommandFailed($"The download failed ({Shown.Words(failed.Failure)}): {failed.Detail}"),
            _ => throw new CommandFailed("The download ended without a word."),
        };
    }

    private static async IAsyncEnumerable<DownloadLine> Lines(IAsyncEnumerable<IDownloadEvent> events)
    {
        await foreach (var e in events) yield return e.Line();
    }

    /// <summary>Reads both files anew: the demo believes nobody, not even the download.</summary>
    private static async Task<string> Compare(List<DemoPeer> line, SearchHit hit, FinishedLine file, CancellationToken stop)
    {
        var sharer = line.Single(p => p.Running.Peer == hit.Peer).Running;
        var original = await sharer.Gateway.FindFile(hit.Index, hit.Name, stopping: stop) ?? throw new CommandFailed($"{sharer.Name} does not offer {hit.Name} any more.");
        var (there, here) = (await HashOf(original.Path, stop), await HashOf(file.Path, stop));
        if (there != here) throw new CommandFailed($"The file at {sharer.Name} has SHA-256 {there}, the fetched one {here}.");
        return sharer.Name;
    }

    private static async Task<Sha256Hash> HashOf(string path, CancellationToken stop)
    {
        await using var file = File.OpenRead(path);
        return Sha256Hash.Read(await SHA256.HashDataAsync(file, stop));
    }

    private static async Task<DemoPeerLine> Describe(DemoPeer peer, CancellationToken stop)
    {
        var gateway = peer.Running.Gateway;
        var (links, hosts, library) = (await gateway.Links(stop), await gateway.Hosts(stop), await gateway.Library(stop));
        long Sum(Func<LinkTraffic, long> what) => links.Links.Sum(l => what(l.Traffic));
        return new(
            peer.Running.Name, peer.Running.Address.ToString(), links.Links.Length, hosts.Hosts.Length, library.Files, Sum(static t => t.DescriptorsIn),
            Sum(static t => t.BytesIn), Sum(static t => t.DescriptorsOut), Sum(static t => t.BytesOut), library.QueriesLookedUp,
            peer.Running.PortCounters().GetValueOrDefault("bytesServed"));
    }

    private async Task Keep(List<DemoPeer> line, CancellationToken stop)
    {
        view.Keeping(line);
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using (stop.Register(stopped.SetResult)) await stopped.Task;
    }
}
