using PeerActors.Actors.Remoting;
using PeerActors.Messages.HostCatcher;
using PeerActors.Messages.Links;
using PeerActors.Messages.PeerLinks;
using PeerActors.Messages.Router;
using PeerActors.Messages.Shares;

namespace PeerActors.Host.Web.Admin;

/// <summary>What rooms say, as the admin endpoint's JSON says it.</summary>
internal static class AdminMapping
{
    public static LinkTotals Totals(this LinksListed links) => new(
        links.Links.Count(link => link.State == LinkState.Carrying),
        links.Links.Count(link => link.State is LinkState.Dialling or LinkState.Greeting),
        links.Links.Count(link => link.State == LinkState.Closing),
        links.Opened,
        Counters(links.Closed));

    public static LinksView View(this LinksListed links) => new([.. links.Links.Select(View)], links.Opened, Counters(links.Closed));

    public static PeersView View(this PeerLinksListed peers) => new(
        [.. peers.Peers.Select(static p => new PeerItem(p.Peer.ToString(), p.Link?.Value, p.Remote?.ToString(), p.Version, p.Kept))], Counters(peers.Closed), peers.Dropped);

    public static PeerLinkTotals Totals(this PeerLinksListed peers) => new(
        peers.Peers.Length, peers.Peers.Count(static p => p.Link is not null), peers.Peers.Sum(static p => (long)p.Kept), Counters(peers.Counts), Counters(peers.Closed));

    public static ServicesView View(this ServicesStatus services) => new(services.Exported, services.Peers, services.Waiting, services.Kept, services.Remembered, Counters(services.Counts));

    public static HostsView View(this HostsListed hosts) => new(
        [.. hosts.Hosts.Select(View)], hosts.Forgotten, [.. hosts.Caches.Select(View)]);

    public static LibraryView View(this LibraryStatus library) => new(
        library.Files, library.Bytes, library.WaitingToHash, library.BytesToHash, library.HashedFiles, library.RememberedFiles,
        library.QueriesLookedUp, library.QueriesMatched, [.. library.Problems.Select(problem => new ProblemView(problem.Path, problem.Why))]);

    public static UploadsView View(this UploadsStatus uploads, long bytesPerSecond) => new(
        uploads.Slots, uploads.Taken, uploads.Queued, bytesPerSecond, uploads.Granted, uploads.EverQueued, uploads.Lost, Counters(uploads.Refused));

    public static RouterView View(this RouterStatus router) => new(
        Counters(router.Received), router.Forwarded, Counters(router.Dropped), router.Routes, router.RoutesForgottenEarly, View(router.Queries));

    private static QueryRoutingView View(QueryRoutingStatus queries) => new(
        queries.TablesHeld, queries.TablesTaken, queries.TablesSent, queries.LeafSent, queries.LeafSpared, queries.LastHopSent, queries.LastHopSpared,
        queries.HeldBack, queries.DynamicRunning, queries.DynamicStarted, queries.DynamicSatisfied, queries.DynamicSent, queries.Probes);

    public static PushView View(this PushStatus pushes) =>
        new(Counters(pushes.Counts), pushes.Waiting, [.. pushes.Proxies.Select(static proxy => proxy.ToString())]);

    public static SearchLine Line(this ISearchEvent told) => told switch
    {
        SearchStarted started => new SearchStartedLine(started.Links),
        SearchHit hit => new HitLine(
            hit.Hit.Value, hit.Peer.ToString(), hit.Address.ToString(), hit.Index.Value, hit.Name, hit.Size, hit.Sha1?.ToString(), hit.Sha256?.ToString(),
            hit.HopsTravelled, hit.KilobitsPerSecond) { MustPush = hit.MustPush },
        SearchFinished finished => new SearchFinishedLine(finished.HitCount, AdminJson.Name(finished.End), finished.Detail),
        _ => throw new ArgumentOutOfRangeException(nameof(told), told, "A search tells nothing else."),
    };

    public static DownloadLine Line(this IDownloadEvent told) => told switch
    {
        DownloadProgressed progressed => new ProgressLine(progressed.Bytes, progressed.Total, progressed.Source.AbsoluteUri)
        {
            Queued = progressed.QueuePosition, AwaitsPush = progressed.AwaitsPush,
        },
        DownloadFinished finished => new FinishedLine(
            finished.Path, finished.Bytes, finished.ResumedFrom, finished.Sha1.ToString(), finished.Sha256.ToString(),
            [.. Enum.GetValues<VerifiedHashes>().Where(hash => hash != VerifiedHashes.None && finished.Verified.HasFlag(hash)).Select(AdminJson.Name)]),
        DownloadFailed failed => new FailedLine(AdminJson.Name(failed.Failure), failed.Detail),
        _ => throw new ArgumentOutOfRangeException(nameof(told), told, "A download tells nothing else."),
    };

    private static LinkItem View(LinkView link) => new(
        link.Link.Value, link.Remote.ToString(), link.Listening?.ToString(), AdminJson.Name(link.Direction), AdminJson.Name(link.State), link.Since,
        link.Traffic.DescriptorsIn, link.Traffic.BytesIn, link.Traffic.DescriptorsOut, link.Traffic.BytesOut, link.Traffic.Dropped, link.Traffic.Queued,
        link.Traffic.DeflatedIn, link.Traffic.DeflatedOut, link.Traits?.View(), link.Traffic.Classes.View());

    private static TraitsView View(this NeighbourTraits traits) => new(
        traits.Dialect switch { LinkDialect.Gnutella04 => "0.4", LinkDialect.PeerLink => "peer link", _ => "0.6" }, AdminJson.Name(traits.Mode), AdminJson.Name(traits.OwnMode), traits.Agent, traits.MaxTtl,
        traits.Degree, traits.DeflatesIn, traits.DeflatesOut, traits.NeedsUltrapeers);

    private static HostItem View(KnownHost host) => new(
        host.Address.ToString(), AdminJson.Name(host.FirstSource), AdminJson.Name(host.Source), host.Heard, host.Files, host.Kilobytes, host.Successes,
        host.Failures, host.FailuresInAll, host.LastTrial is { } last ? new(AdminJson.Name(last.Outcome), last.Words, last.At) : null,
        host.NotBefore == default ? null : host.NotBefore, host.Mode is { } mode ? AdminJson.Name(mode) : null);

    private static CacheItem View(KnownCache cache) => new(
        cache.Url.AbsoluteUri, cache.Asked, cache.Hosts, cache.Failures, cache.Words, cache.NotBefore == DateTimeOffset.MinValue ? null : cache.NotBefore);

    private static Dictionary<string, long> Counters<T>(IReadOnlyDictionary<T, long> counters)
        where T : notnull => counters.ToDictionary(counter => AdminJson.Name($"{counter.Key}"), counter => counter.Value, StringComparer.Ordinal);
}
