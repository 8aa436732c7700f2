using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using PeerActors.Actors.Peer;
using PeerActors.Host.Composition;
using PeerActors.Host.Tests.Composition;
using PeerActors.Host.Web.Admin;
using PeerActors.Messages.HostCatcher;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Links;
using PeerActors.Messages.Shares;

namespace PeerActors.Host.Tests.Admin;

public sealed class AdminServerTests : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly FakeGateway _gateway = new();
    private readonly HttpClient _http = new();
    private readonly string _token = BearerToken.Make();
    private AdminServer _server = null!;

    public async Task InitializeAsync()
    {
        _server = await AdminServer.StartAsync(_gateway.AsPeer(), At(TestSettings.Loopback(0)), _token, TimeProvider.System);
        _http.BaseAddress = new Uri(_server.Url);
        _http.Timeout = Limit;
        _http.DefaultRequestHeaders.Authorization = new("Bearer", _token);
    }

    public async Task DisposeAsync()
    {
        _http.Dispose();
        await _server.DisposeAsync();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Bearer")]
    [InlineData("Bearer wrong")]
    [InlineData("Basic TOKEN")]
    [InlineData("Bearer TOKENx")]
    public async Task Without_the_token_nothing_is_told_and_nothing_is_done(string? authorization)
    {
        using var stranger = new HttpClient { BaseAddress = _http.BaseAddress };
        if (authorization is not null)
            stranger.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", authorization.Replace("TOKEN", _token, StringComparison.Ordinal));

        foreach (var path in (string[])["status", "links", "hosts", "nowhere"])
            Assert.Equal(HttpStatusCode.Unauthorized, (await stranger.GetAsync(path)).StatusCode);
        using var join = Json("""{"join":"127.0.0.1:1"}""");
        Assert.Equal(HttpStatusCode.Unauthorized, (await stranger.PostAsync("links", join)).StatusCode);
        Assert.Empty(_gateway.Opened);
    }

    [Fact]
    public void Tokens_are_long_and_never_the_same() => Assert.Equal((43, false), (_token.Length, _token == BearerToken.Make()));

    [Fact]
    public async Task Status_tells_who_where_and_all_counters()
    {
        _gateway.LibraryToTell = _gateway.LibraryToTell with { Problems = [new("/x", "unreadable")] };
        _gateway.PeerLinksToTell = _gateway.PeerLinksToTell with
        {
            Peers = [new(PeerActors.Messages.Identity.PeerId.Of("bob"u8), null, null, 0, 3)], Counts = _gateway.PeerLinksToTell.Counts.Add(PeerActors.Messages.PeerLinks.PeerLinkCount.NotUnderstood, 12),
        };

        var status = JsonNode.Parse(await _http.GetStringAsync("status"))!;

        Assert.Equal("0123456789abcdefff23456789abcd00", (string?)status["peer"]);
        Assert.Equal(("alice", "127.0.0.1:6346"), ((string?)status["name"], (string?)status["address"]));
        Assert.Equal(4096, (long?)status["library"]!["bytes"]);
        Assert.Equal("unreadable", (string?)status["library"]!["problems"]![0]!["why"]);
        Assert.Equal((4, 1), ((long?)status["router"]!["received"]!["queryHit"], (long?)status["router"]!["dropped"]!["tooManyHops"]));
        Assert.Equal(9, (long?)status["port"]!["connections"]);
        Assert.Equal((1, 0, 3, 12), ((int?)status["peerLinks"]!["known"], (int?)status["peerLinks"]!["linked"], (long?)status["peerLinks"]!["kept"], (long?)status["peerLinks"]!["counts"]!["notUnderstood"]));
        Assert.Equal((2, 700, 5), ((int?)status["services"]!["exported"], (long?)status["services"]!["kept"], (long?)status["services"]!["counts"]!["notAllowed"]));
        Assert.Equal((3, 32, 2, 6), ((int?)status["uploads"]!["taken"], (int?)status["uploads"]!["slots"], (int?)status["uploads"]!["queued"], (int?)status["uploads"]!["refused"]!["queueFull"]));
        Assert.Equal((2, 1, "127.0.0.1:6350"), ((long?)status["pushes"]!["counts"]!["answered"], (int?)status["pushes"]!["waiting"], (string?)status["pushes"]!["proxies"]![0]));
        Assert.True((double?)status["uptimeSeconds"] > 0);
    }

    [Fact]
    public async Task Links_tell_traffic_and_state()
    {
        _gateway.LinksToTell = _gateway.LinksToTell with
        {
            Links = [new(new(7), TestSettings.Loopback(50000), TestSettings.Loopback(6347), LinkDirection.Inbound, LinkState.Carrying, FakeGateway.Started, Traffic(), null)],
        };

        var link = JsonNode.Parse(await _http.GetStringAsync("links"))!["links"]![0]!;

        Assert.Equal((7, "127.0.0.1:6347", "inbound", "carrying"), ((long)link["link"]!, (string?)link["listening"], (string?)link["direction"], (string?)link["state"]));
        Assert.Equal((1, 2, 3, 4, 5, 6), (
            (int)link["descriptorsIn"]!, (int)link["bytesIn"]!, (int)link["descriptorsOut"]!, (int)link["bytesOut"]!, (int)link["dropped"]!, (int)link["queued"]!));
        Assert.Equal((9, 5), ((int)link["classes"]!["queries"]!["sent"]!, (int)link["classes"]!["queries"]!["dropped"]!));

        static LinkTraffic Traffic() => new(1, 2, 3, 4, 5, 6, 0, 0) { Classes = LinkTraffic.None.Classes.Add(TrafficClass.Queries, new(9, 5, 6)) };
    }

    [Fact]
    public async Task Bans_tell_the_reason_and_the_end()
    {
        _gateway.BansToTell = _gateway.BansToTell with { Bans = [new("10.0.0.9", "more pings than 2 in a second", FakeGateway.Started)], Forgotten = 3 };

        var bans = JsonNode.Parse(await _http.GetStringAsync("bans"))!;

        Assert.Equal(("10.0.0.9", 3), ((string?)bans["bans"]![0]!["host"], (int)bans["forgotten"]!));
        Assert.Equal((FakeGateway.Started, "more pings than 2 in a second"), ((DateTimeOffset)bans["bans"]![0]!["until"]!, (string?)bans["bans"]![0]!["why"]));
    }

    [Fact]
    public async Task A_peer_that_does_not_answer_is_said_to_be_silent()
    {
        _gateway.Failure = new InvalidOperationException("Timeout after 1 s");

        using var response = await _http.GetAsync("hosts");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Contains("peer.ask-timeout", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_that_may_be_dialled_at_any_time_has_no_time_of_next_try()
    {
        _gateway.HostsToTell = _gateway.HostsToTell with
        {
            Hosts =
            [
                new(TestSettings.Loopback(1), HostSource.Pong, FakeGateway.Started, 0, 0, 0, 0, NotBefore: default),
                new(TestSettings.Loopback(2), HostSource.Pong, FakeGateway.Started, 0, 0, 0, 1, NotBefore: FakeGateway.Started),
            ],
        };

        var hosts = JsonNode.Parse(await _http.GetStringAsync("hosts"))!["hosts"]!;

        Assert.Null(hosts[0]!["notBefore"]);
        Assert.Equal(FakeGateway.Started, (DateTimeOffset)hosts[1]!["notBefore"]!);
    }

    [Fact]
    public async Task Joining_dials()
    {
        using var body = Json("""{"join":"127.0.0.1:6350"}""");

        Assert.Equal(HttpStatusCode.Accepted, (await _http.PostAsync("links", body)).StatusCode);

        Assert.Equal(TestSettings.Loopback(6350), Assert.Single(_gateway.Opened));
    }

    [Theory]
    [InlineData("links", """{"join":"127.0.0.1:0"}""")]
    [InlineData("links", """{"join":"example"}""")]
    [InlineData("links", """{"join":null}""")]
    [InlineData("links", "null")]
    [InlineData("links", "{}")]
    [InlineData("links", "{\"join\":")]
    [InlineData("search", """{"words":"a","seconds":1,"max":1,"more":true}""")]
    [InlineData("search", """{"words":"a\u0000b","seconds":1,"max":1}""")]
    [InlineData("search", """{"words":"a","seconds":-1,"max":1}""")]
    [InlineData("search", """{"words":"a urn:sha1:b","seconds":1,"max":1}""")]
    [InlineData("search", """{"words":7,"seconds":1,"max":1}""")]
    [InlineData("search", """["words"]""")]
    [InlineData("search", """{"words":"a","seconds":1e300,"max":1}""")]
    [InlineData("search", """{"words":"a","seconds":1}""")]
    [InlineData("get", "{}")]
    [InlineData("get", """{"hit":1,"url":"http://127.0.0.1/"}""")]
    [InlineData("get", """{"url":"ftp://127.0.0.1/x"}""")]
    [InlineData("get", """{"url":"http://127.0.0.1/x","path":"relative"}""")]
    public async Task A_request_that_makes_no_sense_is_refused_with_a_reason(string path, string body)
    {
        using var content = Json(body);
        using var response = await _http.PostAsync(path, content);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var error = (string?)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["error"] ?? "";
        Assert.NotEmpty(error);
        Assert.DoesNotContain("PeerActors", error, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", error, StringComparison.Ordinal);
        Assert.Empty(_gateway.Opened);
        Assert.Empty(_gateway.Searches);
        Assert.Empty(_gateway.Downloads);
    }

    [Fact]
    public async Task A_body_above_64_KiB_is_refused()
    {
        using var body = Json($$"""{"join":"{{new string('x', 65 * 1024)}}"}""");
        using var response = await _http.PostAsync("links", body);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
    }

    [Fact]
    public async Task Whoever_connects_and_says_nothing_is_let_go()
    {
        using var silent = new System.Net.Sockets.TcpClient();
        await silent.ConnectAsync(_server.Address.ToEndPoint());
        Assert.Equal(0, await silent.GetStream().ReadAsync(new byte[1]).AsTask().WaitAsync(Limit));
    }

    [Fact]
    public async Task What_is_not_there_is_said_to_be_not_there()
    {
        using var response = await _http.GetAsync("leave");

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Contains("GET /leave", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_hit_is_sent_at_once_and_the_end_ends_the_answer()
    {
        using var reader = await Open("search", """{"words":"blue train","seconds":2.5,"max":10}""");
        Assert.Equal((SearchTerms.OfWords("blue train"), TimeSpan.FromSeconds(2.5), 10), Assert.Single(_gateway.Searches));

        _gateway.SearchEvents.Writer.TryWrite(new SearchStarted(new(1), 2));
        Assert.Equal("""{"event":"searchStarted","links":2}""", await Line(reader));
        _gateway.SearchEvents.Writer.TryWrite(FakeGateway.Hit(5, "Bl\u00fce.flac"));
        Assert.Equal(
            """{"event":"hit","hit":5,"peer":"00000000000000ab00000000000000cd","address":"127.0.0.1:7001","index":42,"name":"Bl\u00FCe.flac","size":31457280,"sha1":null,"sha256":null,"hops":2,"speed":1000}""",
            await Line(reader));
        _gateway.SearchEvents.Writer.TryWrite(new SearchFinished(new(1), 1, SearchEnd.TimeOver, null));
        Assert.Equal("""{"event":"searchFinished","hits":1,"end":"timeOver","detail":null}""", await Line(reader));
        Assert.Null(await Line(reader));
    }

    [Fact]
    public async Task A_client_that_goes_away_ends_its_search()
    {
        var reader = await Open("search", """{"words":"a","seconds":600,"max":10}""");
        reader.Dispose();

        await _gateway.Over.Task.WaitAsync(Limit);
    }

    [Fact]
    public async Task A_server_that_stops_ends_running_downloads()
    {
        using var reader = await Open("get", """{"url":"http://127.0.0.1:1/x"}""");

        await _server.DisposeAsync().AsTask().WaitAsync(Limit);

        await _gateway.Over.Task.WaitAsync(Limit);
        await InitializeAsyncAgain();
    }

    [Fact]
    public async Task A_hit_is_fetched_by_content_first_and_then_by_name()
    {
        Assert.True(Sha1Hash.TryParse("PLSTHIPQGSSZTS5FJUPAKUZWUGYQYPFB", out var sha1));
        _gateway.Remembered = FakeGateway.Hit(5, "a b.flac", sha1);

        using var reader = await Open("get", """{"hit":5,"path":"/tmp/out.flac"}""");
        _gateway.DownloadEvents.Writer.TryWrite(new DownloadFailed(new(1), DownloadFailure.Cancelled, "enough"));
        await Line(reader);

        var (target, sources, path) = Assert.Single(_gateway.Downloads);
        Assert.Equal((new DownloadTarget("a b.flac", 31_457_280, sha1, null), "/tmp/out.flac"), (target, path));
        Assert.Equal(
            ["http://127.0.0.1:7001/uri-res/N2R?urn:sha1:PLSTHIPQGSSZTS5FJUPAKUZWUGYQYPFB", "http://127.0.0.1:7001/get/42/a%20b.flac"],
            sources.Select(source => source.Url.AbsoluteUri));
    }

    [Fact]
    public async Task A_hash_is_searched_and_fetched_from_whoever_has_it()
    {
        Assert.True(Sha1Hash.TryParse("PLSTHIPQGSSZTS5FJUPAKUZWUGYQYPFB", out var sha1));
        _gateway.SearchEvents.Writer.TryWrite(FakeGateway.Hit(1, "something else", new Sha1Hash(1, 1, 1)));
        _gateway.SearchEvents.Writer.TryWrite(FakeGateway.Hit(2, "a.flac", sha1));
        _gateway.SearchEvents.Writer.TryWrite(new SearchFinished(new(1), 2, SearchEnd.TimeOver, null));
        _gateway.DownloadEvents.Writer.TryWrite(new DownloadFailed(new(1), DownloadFailure.Cancelled, "enough"));

        using var reader = await Open("get", $$"""{"url":"{{sha1.Urn}}"}""");
        await Line(reader);

        Assert.Equal(sha1, Assert.Single(Assert.Single(_gateway.Searches).Terms.Hashes));
        var download = Assert.Single(_gateway.Downloads);
        Assert.Equal((sha1, 2), (download.Target.Sha1, download.Sources.Length));
    }

    [Fact]
    public async Task A_hash_that_no_neighbour_asks_for_again_is_fetched_from_the_hits_of_earlier_searches()
    {
        Assert.True(Sha1Hash.TryParse("PLSTHIPQGSSZTS5FJUPAKUZWUGYQYPFB", out var sha1));
        _gateway.Remembered = FakeGateway.Hit(5, "a.flac", sha1);
        _gateway.SearchEvents.Writer.TryWrite(new SearchFinished(new(1), 0, SearchEnd.TimeOver, null));
        _gateway.DownloadEvents.Writer.TryWrite(new DownloadFailed(new(1), DownloadFailure.Cancelled, "enough"));

        using var reader = await Open("get", $$"""{"url":"{{sha1.Urn}}"}""");
        await Line(reader);

        Assert.Equal((sha1, "a.flac"), (Assert.Single(_gateway.Downloads).Target.Sha1, _gateway.Downloads.Single().Target.Name));
    }

    [Theory]
    [InlineData("urn:sha1:PLSTHIPQGSSZTS5FJUPAKUZWUGYQYPFB", 404)]
    [InlineData("urn:sha1:PLST", 400)]
    public async Task A_hash_that_nobody_has_or_that_is_none_is_refused(string urn, int status)
    {
        _gateway.SearchEvents.Writer.TryWrite(new SearchFinished(new(1), 0, SearchEnd.TimeOver, null));
        using var body = Json($$"""{"url":"{{urn}}"}""");
        using var response = await _http.PostAsync("get", body);
        Assert.Equal(status, (int)response.StatusCode);
    }

    [Fact]
    public async Task A_place_in_a_queue_and_a_wait_for_a_push_are_told()
    {
        _gateway.Remembered = FakeGateway.Hit(5, "a");
        _gateway.DownloadEvents.Writer.TryWrite(new DownloadProgressed(new(1), 0, 10, new Uri("http://127.0.0.1:1/a")) { QueuePosition = 4 });
        _gateway.DownloadEvents.Writer.TryWrite(new DownloadProgressed(new(1), 0, 10, new Uri("http://127.0.0.1:1/a")) { AwaitsPush = true });
        _gateway.DownloadEvents.Writer.TryWrite(new DownloadFailed(new(1), DownloadFailure.Cancelled, "enough"));
        using var reader = await Open("get", """{"hit":5}""");
        Assert.Equal(4, (int?)JsonNode.Parse((await Line(reader))!)!["queued"]);
        Assert.Equal(true, (bool?)JsonNode.Parse((await Line(reader))!)!["awaitsPush"]);
    }

    [Fact]
    public async Task A_hit_nobody_remembers_is_not_there()
    {
        using var body = Json("""{"hit":6}""");
        using var response = await _http.PostAsync("get", body);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Contains("searches.remembered-hits", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_listens_on_loopback_only_and_says_when_the_port_is_taken()
    {
        var outside = await Assert.ThrowsAsync<StartFailed>(() => AdminServer.StartAsync(_gateway.AsPeer(), At(new(0, 0)), _token, TimeProvider.System));
        var taken = await Assert.ThrowsAsync<StartFailed>(() => AdminServer.StartAsync(_gateway.AsPeer(), At(_server.Address), _token, TimeProvider.System));

        Assert.Contains("http.admin-listen is 0.0.0.0:0", outside.Message, StringComparison.Ordinal);
        Assert.Contains($"{_server.Address} (http.admin-listen)", taken.Message, StringComparison.Ordinal);
    }

    private async Task<StreamReader> Open(string path, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = Json(body) };
        var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return new StreamReader(await response.Content.ReadAsStreamAsync());
    }

    private static async Task<string?> Line(StreamReader reader) => await reader.ReadLineAsync().WaitAsync(Limit);

    private static StringContent Json(string body) => new(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));

    private async Task InitializeAsyncAgain() =>
        _server = await AdminServer.StartAsync(_gateway.AsPeer(), At(TestSettings.Loopback(0)), _token, TimeProvider.System);

    private static HttpSettings At(PeerAddress listen) => PeerSettings.Reference().Http with { AdminListen = listen };
}
