using System.CommandLine;
using System.Text.Json;
using PeerActors.Host.Web.Admin;

namespace PeerActors.Host.Commands;

/// <summary><c>peer status</c></summary>
internal static class StatusCommand
{
    public static Command Create(CommonOptions common, CommandIo io)
    {
        var command = new ExampleCommand(
            "status", "Show how the running peer is doing.", "peer status", "peer status --data ~/peer --json") { common.Data };
        command.SetAction(async (parsed, stop) =>
        {
            using var client = AdminClient.For(parsed.GetRequiredValue(common.Data));
            var status = await client.Get("status", AdminJson.Default.StatusView, stop);
            if (parsed.GetValue(common.Json)) io.Out.WriteLine(JsonSerializer.Serialize(status, AdminJson.Default.StatusView));
            else Show(status, io);
            return ExitCode.Done;
        });
        return command;
    }

    private static void Show(StatusView status, CommandIo io)
    {
        var listing = new Listing("", "");
        listing.Add("peer", status.Peer);
        listing.Add("name", status.Name);
        listing.Add("address", status.Address);
        listing.Add("up for", Shown.Duration(TimeSpan.FromSeconds(status.UptimeSeconds)));
        listing.Add("links", $"{status.Links.Carrying} carrying, {status.Links.Opening} opening, {status.Links.Closing} closing, {status.Links.Opened:N0} opened so far");
        listing.Add("links closed", Shown.Counters(status.Links.Closed));
        listing.Add("hosts", $"{status.Hosts.Known:N0} known, {status.Hosts.Forgotten:N0} forgotten, {status.Hosts.Crowded:N0} beyond their address's share");
        AddLibrary(listing, status.Library);
        AddUploads(listing, status.Uploads);
        AddRouter(listing, status.Router);
        listing.Add("pushes", Shown.Counters(status.Pushes.Counts) + (status.Pushes.Waiting > 0 ? $"; {Shown.Count(status.Pushes.Waiting, "download")} waiting" : ""));
        listing.Add("push proxies", status.Pushes.Proxies.Count == 0 ? "none" : string.Join(", ", status.Pushes.Proxies));
        listing.Add("denied", Shown.Counters(status.Access.Denied) + (status.Access.Untold > 0 ? $"; {status.Access.Untold:N0} of them only counted" : ""));
        AddPeerLinks(listing, status.PeerLinks);
        listing.Add("services", $"{status.Services.Exported:N0} exported, {Shown.Count(status.Services.Peers, "peer")}, {Shown.Bytes(status.Services.Waiting)} waiting, {Shown.Bytes(status.Services.Kept)} kept");
        listing.Add("messages", Shown.Counters(status.Services.Counts));
        listing.Add("port", Shown.Counters(status.Port));
        listing.WriteTo(io);
        if (status.Library.Problems.Count == 0) return;
        var problems = new Listing("cannot be shared", "why");
        foreach (var problem in status.Library.Problems) problems.Add(problem.Path, problem.Why);
        problems.WriteTo(io);
    }

    private static void AddPeerLinks(Listing listing, PeerLinkTotals links)
    {
        listing.Add("peer links", $"{links.Linked:N0} of {Shown.Count(links.Known, "peer")} linked, {Shown.Count(links.Kept, "message")} kept; {Shown.Counters(links.Counts)}");
        listing.Add("peers closed", Shown.Counters(links.Closed));
    }

    private static void AddLibrary(Listing listing, LibraryView library)
    {
        listing.Add("library", $"{Shown.Count(library.Files, "file")}, {Shown.Bytes(library.Bytes)}");
        listing.Add("hashing", library.WaitingToHash == 0
            ? $"done ({library.HashedFiles:N0} hashed, {library.RememberedFiles:N0} remembered)"
            : $"{Shown.Count(library.WaitingToHash, "file")} to go, {Shown.Bytes(library.BytesToHash)}");
        listing.Add("queries", $"{library.QueriesLookedUp:N0} looked up, {library.QueriesMatched:N0} matched");
    }

    private static void AddUploads(Listing listing, UploadsView uploads)
    {
        listing.Add("uploads", $"{uploads.Taken:N0} of {Shown.Count(uploads.Slots, "slot")} taken, {uploads.Queued:N0} waiting, {Shown.Bytes(uploads.BytesPerSecond)}/s");
        listing.Add("upload slots", $"{uploads.Granted:N0} given, {uploads.EverQueued:N0} queued, {uploads.Lost:N0} lost their place; refused: {Shown.Counters(uploads.Refused)}");
    }

    private static void AddRouter(Listing listing, RouterView router)
    {
        listing.Add("received", Shown.Counters(router.Received));
        listing.Add("forwarded", $"{router.Forwarded:N0}");
        listing.Add("dropped", Shown.Counters(router.Dropped));
        listing.Add("routes", $"{router.Routes:N0} remembered, {router.RoutesForgottenEarly:N0} forgotten early");
        AddQueries(listing, router.Queries);
    }

    private static void AddQueries(Listing listing, QueryRoutingView queries)
    {
        listing.Add("tables", $"{queries.TablesHeld:N0} held, {queries.TablesTaken:N0} taken, {queries.TablesSent:N0} sent");
        listing.Add("to leaves", $"{Shown.Count(queries.LeafSent, "query", "queries")} sent, {queries.LeafSpared:N0} spared");
        listing.Add("last hops", $"{Shown.Count(queries.LastHopSent, "query", "queries")} sent, {queries.LastHopSpared:N0} spared, {queries.HeldBack:N0} held back");
        listing.Add("dynamic", $"{queries.DynamicRunning:N0} running, {queries.DynamicStarted:N0} started, {queries.DynamicSatisfied:N0} with enough hits; {queries.DynamicSent:N0} asked, {queries.Probes:N0} of them probes");
    }
}
