using PeerActors.Host.Composition;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Shares;

namespace PeerActors.Host.Web.Admin;

/// <summary>What the admin endpoint answers; <paramref name="ending"/> ends streams when the server stops.</summary>
internal sealed class AdminEndpoints(RunningPeer peer, TimeProvider clock, CancellationToken ending)
{
    /// <summary>Hits of content come in a second or two, or not at all.</summary>
    private static readonly TimeSpan LongestSearchByHash = TimeSpan.FromSeconds(10);

    private const int EnoughSources = 5;

    private const double LongestSeconds = 7 * 24 * 3600;

    private readonly AccessEndpoints _access = new(peer.Gateway);
    private readonly BuddyEndpoints _buddies = new(peer.Gateway, clock, peer.ReadPerson, ending);

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/status", Status);
        routes.MapGet("/links", Links);
        routes.MapGet("/bans", Bans);
        routes.MapGet("/hosts", Hosts);
        routes.MapPost("/links", Join);
        routes.MapGet("/peers", Peers);
        routes.MapPost("/peers", Dial);
        _access.Map(routes);
        _buddies.Map(routes);
        routes.MapPost("/search", Search);
        routes.MapPost("/browse", Browse);
        routes.MapPost("/get", Get);
        routes.Map("{**path}", NotThere);
    }

    private async Task Status(HttpContext http)
    {
        var stopping = http.RequestAborted;
        var (links, hosts) = (peer.Gateway.Links(stopping), peer.Gateway.Hosts(stopping));
        var (library, router) = (peer.Gateway.Library(stopping), peer.Gateway.Router(stopping));
        var (uploads, pushes, access) = (peer.Gateway.Uploads(stopping), peer.Gateway.Pushes(stopping), _access.Rules(stopping));
        var peerLinks = peer.Gateway.PeerLinks(stopping);
        await Task.WhenAll(links, hosts, library, router, uploads, pushes, access, peerLinks);
        var known = await hosts;
        var status = new StatusView(
            peer.Peer.ToString(), peer.Name, peer.Address.ToString(), peer.Started, (clock.GetUtcNow() - peer.Started).TotalSeconds,
            (await links).Totals(), new(known.Hosts.Length, known.Forgotten, known.Crowded), (await library).View(), (await router).View(),
            (await uploads).View(peer.UploadRate()), (await pushes).View(), (await access).ViewDenials(), (await peerLinks).Totals(), peer.Services().View(), peer.PortCounters());
        await http.Write(StatusCodes.Status200OK, status, AdminJson.Default.StatusView);
    }

    private async Task Links(HttpContext http) =>
        await http.Write(StatusCodes.Status200OK, (await peer.Gateway.Links(http.RequestAborted)).View(), AdminJson.Default.LinksView);

    private async Task Bans(HttpContext http) =>
        await http.Write(StatusCodes.Status200OK, (await peer.Gateway.Bans(http.RequestAborted)).View(), AdminJson.Default.BansView);

    private async Task Hosts(HttpContext http) =>
        await http.Write(StatusCodes.Status200OK, (await peer.Gateway.Hosts(http.RequestAborted)).View(), AdminJson.Default.HostsView);

    private async Task Join(HttpContext http)
    {
        var request = await http.Read(AdminJson.Default.JoinRequest);
        var remote = Named.Address("join", request.Join);
        peer.Gateway.OpenLink(remote);
        await http.Write(StatusCodes.Status202Accepted, new JoinAccepted(remote.ToString()), AdminJson.Default.JoinAccepted);
    }

    private async Task Peers(HttpContext http) =>
        await http.Write(StatusCodes.Status200OK, (await peer.Gateway.PeerLinks(http.RequestAborted)).View(), AdminJson.Default.PeersView);

    private async Task Dial(HttpContext http)
    {
        var request = await http.Read(AdminJson.Default.DialRequest);
        var id = Named.Peer("peer", request.Peer);
        var remote = Named.Address("address", request.Address);
        peer.Gateway.OpenPeerLink(id, remote);
        await http.Write(StatusCodes.Status202Accepted, new DialAccepted(id.ToString(), remote.ToString()), AdminJson.Default.DialAccepted);
    }

    private async Task Search(HttpContext http)
    {
        var request = await http.Read(AdminJson.Default.SearchRequest);
        if (!(request.Seconds > 0 && request.Seconds <= LongestSeconds))
            throw new BadAdminRequest($"seconds is {request.Seconds}; more than 0 is expected, and at most searches.max-duration.");
        if (request.Words.Contains('\0', StringComparison.Ordinal))
            throw new BadAdminRequest("words hold a NUL, which ends the text of a query on the wire; words without it are expected.");
        if (!SearchTerms.TryRead(request.Words, out var terms, out var problem)) throw new BadAdminRequest($"words: {problem}");
        var duration = TimeSpan.FromSeconds(request.Seconds);
        await http.WriteLines(
            stopping => peer.Gateway.Search(terms, duration, request.Max, stopping).Select(told => told.Line()), AdminJson.Default.SearchLine, ending);
    }

    private async Task Browse(HttpContext http)
    {
        var request = await http.Read(AdminJson.Default.BrowseRequest);
        var host = Named.Address("host", request.Host);
        await http.WriteLines(stopping => peer.Gateway.BrowseHost(host, request.Max, stopping).Select(told => told.Line()), AdminJson.Default.SearchLine, ending);
    }

    private async Task Get(HttpContext http)
    {
        var request = await http.Read(AdminJson.Default.GetRequest);
        if (request.Path is { } path && !Path.IsPathFullyQualified(path))
            throw new BadAdminRequest($"path is \"{path}\"; an absolute path is expected, or none for the download folder (downloads.folder).");
        var plan = await Plan(request, http.RequestAborted);
        await http.WriteLines(
            stopping => peer.Gateway.Download(plan.Target, plan.Sources, request.Path, stopping).Select(told => told.Line()), AdminJson.Default.DownloadLine, ending);
    }

    private async Task<DownloadPlan> Plan(GetRequest request, CancellationToken stopping) => request switch
    {
        { Hit: { } number, Url: null } => DownloadPlan.From(await Recall(number, stopping)),
        { Hit: null, Url: { } urn } when urn.StartsWith(Sha1Hash.UrnPrefix, StringComparison.OrdinalIgnoreCase) => await Found(urn, stopping),
        { Hit: null, Url: { } url } => DownloadPlan.From(url),
        _ => throw new BadAdminRequest("Either hit or url is expected, and not both."),
    };

    private async Task<HitRecalled> Recall(long number, CancellationToken stopping)
    {
        var recalled = await peer.Gateway.RecallHit(new(number), stopping);
        return recalled.Hit is not null ? recalled : throw new BadAdminRequest(
            $"Hit {number} is not known: no search of this run told it, or so many came since that it was forgotten (searches.remembered-hits). "
            + "Search again.", StatusCodes.Status404NotFound);
    }

    /// <summary>
    /// Searches by content, and fetches from whoever has it; behind those come the hits of earlier searches, because servents pass a question that they
    /// have passed in the last half hour to nobody.
    /// </summary>
    private async Task<DownloadPlan> Found(string urn, CancellationToken stopping)
    {
        if (!Sha1Hash.TryParse(urn, out var sha1))
            throw new BadAdminRequest($"\"{urn}\" is no hash: {Sha1Hash.UrnPrefix} is followed by 32 characters of base32 or 40 hexadecimal digits.");
        var hits = new List<SearchHit>();
        await foreach (var told in peer.Gateway.Search(new SearchTerms("", [sha1]), LongestSearchByHash, EnoughSources, stopping))
        {
            if (told is SearchHit hit && hit.Sha1 == sha1) hits.Add(hit);
            if (told is SearchFinished { End: SearchEnd.NoLinks or SearchEnd.Refused } refused) throw new BadAdminRequest($"{urn} was not searched: {refused.Detail}");
        }

        var remembered = await peer.Gateway.RecallHits(sha1, stopping);
        hits.AddRange(remembered.Hits.Where(known => hits.TrueForAll(found => found.Peer != known.Peer)));
        return hits.Count > 0 ? DownloadPlan.From(hits) : throw new BadAdminRequest(
            $"Nobody told of {sha1.Urn} within {LongestSearchByHash.TotalSeconds:0} s. Try again later, or search by words.", StatusCodes.Status404NotFound);
    }

    private static Task NotThere(HttpContext http) =>
        AdminGuard.Refuse(http, StatusCodes.Status404NotFound, $"There is no {http.Request.Method} {http.Request.Path} here.");
}
