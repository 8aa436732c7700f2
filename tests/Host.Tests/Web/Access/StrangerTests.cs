using System.Net;
using PeerActors.Actors.Peer;
using PeerActors.Host.Tests.Web.Hostile;
using PeerActors.Messages.Access;
using PeerActors.Messages.Links;
using PeerActors.Messages.Shares;
using PeerActors.TestKit;

namespace PeerActors.Host.Tests.Web.Access;

/// <summary>What somebody gets at the public port of a peer, one folder of which is denied to strangers.</summary>
public sealed class StrangerTests : IAsyncLifetime
{
    private const string Open = "blue train.txt";
    private const string Hidden = "private/blue monk.txt";

    private static readonly string[] Methods =
        ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND", "PROPPATCH", "MKCOL", "COPY", "MOVE", "LOCK", "UNLOCK", "SEARCH", "SUBSCRIBE", "REPORT"];

    private LivePeer _bob = null!;
    private SharedFile _open = null!;
    private SharedFile _hidden = null!;

    public async Task InitializeAsync()
    {
        _bob = await LivePeer.Start(static s => s with { Browse = s.Browse with { Interval = TimeSpan.Zero } }, Open, Hidden);
        _open = (await _bob.Gateway.FindFile(default, "blue train.txt"))!;
        _hidden = (await _bob.Gateway.FindFile(default, "blue monk.txt"))!;
        await _bob.Rule("deny anyone all /shares/public/shared/private");
    }

    public async Task DisposeAsync() => await _bob.DisposeAsync();

    [Fact]
    public async Task Over_HTTP_a_stranger_reads_and_lists_what_is_public_and_no_method_does_anything_else()
    {
        string[] targets =
        [
            "/", $"/get/{_open.Index}/blue%20train.txt", $"/uri-res/N2R?{_open.Sha1.Urn}", $"/get/{_hidden.Index}/blue%20monk.txt", $"/uri-res/N2R?{_hidden.Sha1.Urn}",
            $"/get/{_open.Index}/blue%20monk.txt", $"/get/{_hidden.Index}/../private/blue%20monk.txt", "/shares/public/shared/private/blue%20monk.txt", "/rules", "/status", "/admin.json", "/get/1/admin.json", "/services/chat", "/events",
        ];
        using var http = new HttpClient();
        var answered = new List<string>();
        foreach (var method in Methods)
        {
            foreach (var target in targets)
            {
                using var request = new HttpRequestMessage(new(method), $"http://{_bob.Address}{target}");
                using var answer = await http.SendAsync(request);
                Assert.DoesNotContain("monk", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
                if (answer.IsSuccessStatusCode) answered.Add($"{method} {target}");
                else Assert.Contains(answer.StatusCode, new[] { HttpStatusCode.NotFound, HttpStatusCode.MethodNotAllowed });
            }
        }

        Assert.Equal((string[])[.. targets[..3].Select(static t => $"GET {t}"), .. targets[..3].Select(static t => $"HEAD {t}")], answered);
        Assert.True(await _bob.Denied(AccessVerbs.Read) > 0);
    }

    [Fact]
    public async Task A_servent_finds_what_is_public_and_a_peer_that_a_rule_names_finds_the_rest()
    {
        await using var carol = await LivePeer.Start(static s => s);
        await using var alice = await LivePeer.Start(static s => s);
        await _bob.Rule($"allow peer:{alice.Id} search /shares/public/shared/private");
        carol.Gateway.OpenLink(_bob.Address);
        await carol.Links.WaitFor(static e => e is LinkOpened, limit: TestProbe.Patience);
        alice.Gateway.OpenPeerLink(_bob.Id, _bob.Address);
        await alice.Links.WaitFor(static e => e is LinkOpened, limit: TestProbe.Patience);

        Assert.Equal(["blue monk.txt", "blue train.txt"], (await alice.Search("blue", expect: 2)).Select(static h => h.Name).Order(StringComparer.Ordinal));
        Assert.Equal("blue train.txt", Assert.Single(await Found(carol, "blue")));
        Assert.Empty(await Found(carol, "monk"));
    }

    [Fact]
    public async Task What_a_peer_may_read_it_fetches_with_its_key_and_others_do_not()
    {
        await using var carol = await LivePeer.Start(static s => s);
        await using var alice = await LivePeer.Start(static s => s);
        await _bob.Rule($"allow peer:{alice.Id} search,read,list /shares/public/shared/private");
        alice.Gateway.OpenPeerLink(_bob.Id, _bob.Address);
        await alice.Links.WaitFor(static e => e is LinkOpened, limit: TestProbe.Patience);
        var hit = Assert.Single(await alice.Search("monk"));

        Assert.Equal(_hidden.Size, Assert.IsType<DownloadFinished>(await alice.Fetch(hit)).Bytes);
        Assert.Equal(1, _bob.Port("secureHttp"));
        Assert.Equal(DownloadFailure.NotThere, Assert.IsType<DownloadFailed>(await carol.Fetch(hit)).Failure);
        Assert.Equal(1, _bob.Port("secureHttp"));
    }

    [Fact]
    public async Task What_may_not_be_listed_is_listed_to_nobody()
    {
        await _bob.Rule("deny anyone list /shares/public");
        using var http = new HttpClient();
        Assert.Equal(HttpStatusCode.Forbidden, (await http.GetAsync($"http://{_bob.Address}/")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync($"http://{_bob.Address}/get/{_open.Index}/blue%20train.txt")).StatusCode);
        Assert.Equal(1, await _bob.Denied(AccessVerbs.List));
    }

    [Fact]
    public async Task A_peer_that_may_hold_no_link_is_closed_after_its_handshake()
    {
        await using var alice = await LivePeer.Start(static s => s);
        await _bob.Rule($"deny peer:{alice.Id} invoke /links/peer");
        alice.Gateway.OpenPeerLink(_bob.Id, _bob.Address);
        await Waiting.For(async () => (await _bob.Gateway.PeerLinks()).Closed.GetValueOrDefault(LinkCloseReason.Denied) > 0);
        Assert.True(await _bob.Denied(AccessVerbs.Invoke) > 0);
    }

    [Fact]
    public async Task A_push_is_passed_on_for_nobody_who_may_not_have_it()
    {
        await _bob.Rule("deny anyone invoke /links/proxy");
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://{_bob.Address}/gnet/push-proxy?guid=fb8d31021d6a4bf520ea13fae302b12d");
        request.Headers.Add("X-Node", "127.0.0.1:7000");
        using var http = new HttpClient();
        Assert.Equal(HttpStatusCode.Gone, (await http.SendAsync(request)).StatusCode);
        Assert.Equal(1, await _bob.Denied(AccessVerbs.Invoke));
    }

    private static async Task<List<string>> Found(LivePeer peer, string words)
    {
        var found = new List<string>();
        await foreach (var told in peer.Gateway.Search(words, TimeSpan.FromSeconds(2), 10))
            if (told is SearchHit hit) found.Add(hit.Name);
        return found;
    }
}
