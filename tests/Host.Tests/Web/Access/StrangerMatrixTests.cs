using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Akka.Actor;
using Akka.Configuration;
using PeerActors.Actors.Peer;
using PeerActors.Actors.Transports.PeerLink;
using PeerActors.Host.Tests.Composition;
using PeerActors.Host.Tests.Web.Hostile;
using PeerActors.Host.Web.Admin;
using PeerActors.Messages.Access;
using PeerActors.Messages.Buddies;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Links;
using PeerActors.Messages.PeerLinks;
using PeerActors.Messages.Remoting;
using PeerActors.Messages.Router;
using PeerActors.Messages.Shares;
using PeerActors.Messages.Wire.Buddies;
using PeerActors.Messages.Wire.Statements;
using PeerActors.TestKit;
using PeerActors.TestKit.Services;

namespace PeerActors.Host.Tests.Web.Access;

/// <summary>A stranger tries every verb on every kind of resource over every surface of a peer, and gets what is public and nothing else.</summary>
public sealed class StrangerMatrixTests : IAsyncLifetime
{
    private static readonly Kind[] Kinds =
    [
        new("public file", "/shares/public/shared/blue train.txt", "train"),
        new("hidden file", "/shares/public/shared/private/blue monk.txt", "monk"),
        new("presence", "/presence", "presence"),
        new("service", "/services/chat", "chat"),
        new("rules", "/rules", "rules"),
        new("roster", "/buddies", "buddies"),
        new("events", "/events", "events"),
        new("notes", "/notes/today", "today"),
        new("everything", "/", "everything"),
    ];

    private static readonly ServiceContract[] Services = [.. Kinds.Where(static k => ServiceName.IsSound(k.Word)).Select(static k => new ServiceContract(k.Word, MessageCodec.Bytes("verb", 1)))];

    private readonly ActorSystem _system = ActorSystem.Create("around", ConfigurationFactory.ParseString("akka { loggers = [], stdout-loglevel = OFF }"));
    private readonly List<string> _got = [];
    private readonly TestProbe _chat;
    private LivePeer _bob = null!;
    private KeyedPeer _alice = null!;
    private KeyedPeer _mallory = null!;
    private SharedFile[] _files = [];

    public StrangerMatrixTests() => _chat = TestProbe.In(_system);

    public async Task InitializeAsync()
    {
        _bob = await LivePeer.Start(static s => s with { Browse = s.Browse with { Interval = TimeSpan.Zero } }, "blue train.txt", "private/blue monk.txt");
        _files = [(await _bob.Gateway.FindFile(default, "blue train.txt"))!, (await _bob.Gateway.FindFile(default, "blue monk.txt"))!];
        await _bob.Rule("deny anyone all /shares/public/shared/private");
        _bob.Services.Export(Services.Single(static s => s.Service == "chat"), _chat.Ref);

        // Bob has a buddy, so that there is something to be told.
        _alice = await KeyedPeer.StartAsync("alice");
        var ticket = Assert.IsType<InvitationGiven>(await _bob.Gateway.Buddies(static r => new Invite(r, Lifetime: null, []))).Ticket;
        await _alice.System.Gateway.Buddies(r => new AcceptInvitation(r, ticket));
        await Waiting.For(async () => (await Roster()).Any(static b => b.State == PresenceState.Online), LivePeer.Patience);

        _mallory = await KeyedPeer.StartAsync("mallory");
        _mallory.System.Gateway.OpenPeerLink(_bob.Id, _bob.Address);
        await _mallory.Linked();
    }

    public async Task DisposeAsync()
    {
        await _mallory.DisposeAsync();
        await _alice.DisposeAsync();
        await _bob.DisposeAsync();
        await _system.Terminate();
    }

    [Fact]
    public async Task The_rules_let_a_stranger_find_fetch_and_list_what_is_public_and_be_a_neighbour()
    {
        Kind[] more = [new("partial files", "/shares/partial/x", ""), new("links", "/links", ""), new("a peer link", "/links/peer", ""), new("a push", "/links/push", ""), new("a push for others", "/links/proxy", "")];
        foreach (var asker in (PeerId?[])[null, _mallory.Id])
            foreach (var kind in Kinds.Concat(more))
                foreach (var verb in AccessVerbText.Each)
                    if (((AccessJudged)await _bob.Gateway.Access(r => new AskAccess(r, asker, verb, ResourcePath.Of(kind.Path)))).Verdict.May) Got(asker is null ? "anybody" : "a peer", verb, kind);
        string[] may =
        [
            "may read public file", "may list public file", "may search public file", "may read partial files", "may invoke links", "may invoke a peer link", "may invoke a push", "may invoke a push for others",
        ];
        Assert.Equal([.. may.Select(static m => $"anybody {m[4..]}"), .. may.Select(static m => $"a peer {m[4..]}")], _got);
    }

    [Fact]
    public async Task Every_surface_gives_a_stranger_what_is_public_and_nothing_else()
    {
        using var plain = new HttpClient { BaseAddress = new($"http://{_bob.Address}") };
        await OverHttp("http", plain);
        using var certificate = CertificateOf(_mallory.Key);
        var transport = new TlsPeerTransport(certificate, TestProbe.Patience, 1, TimeProvider.System);
        using var handler = new SocketsHttpHandler { ConnectCallback = async (_, stopping) => await transport.DialWebAsync(_bob.Address, _bob.Id, stopping) };
        using var secure = new HttpClient(handler) { BaseAddress = plain.BaseAddress };
        await OverHttp("https", secure);

        await using var servent = await LivePeer.Start(static s => s);
        servent.Gateway.OpenLink(_bob.Address);
        await servent.Links.WaitFor(static e => e is LinkOpened, limit: TestProbe.Patience);
        await OverSearch("overlay", servent.Gateway);
        await OverSearch("peer link", _mallory.System.Gateway);
        await OverBrowse();
        await OverServices(LivePeer.Patience);
        await OverBuddies();
        await OverAdmin();

        Assert.Equal(
            [
                "http read public file", "http list public file", "https read public file", "https list public file", "overlay search public file", "peer link search public file", "browse list public file",
            ], _got);
        Assert.Equal(_alice.Id, Assert.Single(await Roster()).Peer);
        Assert.Single(((AccessRulesTold)await _bob.Gateway.Access(static r => new GetAccessRules(r))).Policy.Rules.Own);
        Assert.True(await _bob.Denied(AccessVerbs.Read) > 0 && await _bob.Denied(AccessVerbs.Invoke) > 0);

        // What was tried is what a rule would have let through.
        await _bob.Rule($"allow peer:{_mallory.Id} all /services/chat");
        await _bob.Rule($"allow peer:{_mallory.Id} all /shares/public/shared/private");
        _got.Clear();
        await Waiting.For(async () => (await secure.GetAsync($"/get/{_files[1].Index}/{Uri.EscapeDataString(_files[1].Name)}")).IsSuccessStatusCode, LivePeer.Patience);
        await OverServices(TimeSpan.FromSeconds(1));
        await OverSearch("peer link", _mallory.System.Gateway);
        Assert.Contains("service invoke service", _got);
        Assert.Contains("peer link search hidden file", _got);
    }

    /// <summary>Each verb by the method of HTTP or WebDAV that comes nearest to it, at the path of the resource and wherever files are served.</summary>
    private async Task OverHttp(string surface, HttpClient http)
    {
        foreach (var kind in Kinds)
        {
            foreach (var verb in AccessVerbText.Each)
            {
                var places = verb == AccessVerbs.List ? (string[])["/"] : [kind.Path == "/" ? "/shares" : Uri.EscapeDataString(kind.Path).Replace("%2F", "/", StringComparison.Ordinal), .. Files(kind)];
                foreach (var place in places)
                {
                    using var request = new HttpRequestMessage(new(MethodOf(verb)), place);
                    if (verb is AccessVerbs.Write or AccessVerbs.Publish or AccessVerbs.Annotate) request.Content = new StringContent("<x/>", Encoding.UTF8, "application/xml");
                    request.Headers.ConnectionClose = true;
                    using var answer = await http.SendAsync(request);
                    var said = await answer.Content.ReadAsStringAsync();
                    if (answer.IsSuccessStatusCode && (verb != AccessVerbs.List || said.Contains(kind.Word, StringComparison.Ordinal))) Got(surface, verb, kind);
                }
            }
        }

        string[] Files(Kind kind) => [.. _files.Where(f => f.Name.Contains(kind.Word, StringComparison.Ordinal)).SelectMany(static f => (string[])[$"/get/{f.Index}/{Uri.EscapeDataString(f.Name)}", $"/uri-res/N2R?{f.Sha1.Urn}"])];
    }

    /// <summary>A query carries no verb but to search.</summary>
    private async Task OverSearch(string surface, IPeerGateway searcher)
    {
        // What is public comes, so that what does not come has had its time.
        if (await Finds(Kinds[0], LivePeer.Patience)) Got(surface, AccessVerbs.Search, Kinds[0]);
        var found = await Task.WhenAll(Kinds[1..].Select(kind => Finds(kind, TimeSpan.FromSeconds(2))));
        foreach (var (kind, isFound) in Kinds[1..].Zip(found))
            if (isFound) Got(surface, AccessVerbs.Search, kind);

        async Task<bool> Finds(Kind kind, TimeSpan limit)
        {
            await foreach (var told in searcher.Search(SearchTerms.OfWords(kind.Word), limit, 1))
                if (told is SearchHit) return true;
            return false;
        }
    }

    private async Task OverBrowse()
    {
        await using var browser = await LivePeer.Start(static s => s);
        await foreach (var told in browser.Gateway.BrowseHost(_bob.Address, 100))
            foreach (var kind in Kinds)
                if (told is SearchHit hit && hit.Name.Contains(kind.Word, StringComparison.Ordinal)) Got("browse", AccessVerbs.List, kind);
    }

    /// <summary>A call carries no verb but to invoke; each verb is tried as a message, once as it is and once as a promise.</summary>
    private async Task OverServices(TimeSpan patience)
    {
        foreach (var contract in Services)
        {
            var service = _mallory.Services.Find(_bob.Id, contract);
            foreach (var verb in AccessVerbText.Each)
            {
                service.Tell(Payload.Own(Encoding.ASCII.GetBytes(verb.Say())), ActorRefs.NoSender);
                service.Reliably().Tell(Payload.Own(Encoding.ASCII.GetBytes(verb.Say())), ActorRefs.NoSender);
            }

            var asker = TestProbe.In(_system);
            asker.Send(service, Payload.Own([1]));
            if (await asker.TryExpectMsg<object>(patience) is not Status.Failure { Cause: ServiceRefusedException } answer) Got("asking", AccessVerbs.Invoke, Kinds.Single(k => k.Word == contract.Service));
            else Assert.Contains(contract.Service, answer.Cause.Message, StringComparison.Ordinal);
        }

        while (await _chat.TryExpectMsg<object>(TimeSpan.FromMilliseconds(100)) is { } heard) Got("service", heard is Payload ? AccessVerbs.Invoke : AccessVerbs.Admin, Kinds.Single(static k => k.Word == "chat"));
    }

    /// <summary>Everything that buddies say to each other, from one who is none.</summary>
    private async Task OverBuddies()
    {
        var (probe, links) = (TestProbe.In(_system), _mallory.System.Actor(RoomNames.PeerLinks));
        foreach (var manifest in BuddyCodec.Manifests) probe.Send(links, new ReceivePeerMessages(manifest));
        using var key = SigningKey.FromPem(_mallory.Key);
        var here = StatementCodec.Sign(new EndpointRecord(_mallory.Id, 1, DateTimeOffset.UnixEpoch, TimeSpan.FromHours(1), [_mallory.Address]), key);
        BuddyMessage[] messages =
        [
            new BuddyAccepts(Payload.Own(new byte[InvitationTicket.SecretBytes]), "mallory"), new BuddyConfirms("mallory"), new BuddyRefuses(TicketRefusal.Used),
            new BuddyTells(new(PresenceState.Online, "mallory", "", []), [new(BuddyPair.Of(_bob.Id, _alice.Id), 0), new(BuddyPair.Of(_mallory.Id, _alice.Id), 0)], []), new BuddyLocates([here]), BuddyEnds.Instance,
        ];
        var request = 0L;
        foreach (var (manifest, payload) in messages.Select(BuddyCodec.Write)) probe.Send(links, new SendPeerMessage(new(++request), _bob.Id, UrgencyClass.Urgent, manifest, payload, Reliable: false));
        var answers = new List<string>();
        while (answers.Count < 2 || await probe.TryExpectMsg<object>(TimeSpan.FromSeconds(1)) is not null)
        {
            if (answers.Count >= 2) Assert.Fail($"more than two answers: {string.Join(", ", answers)}");
            var arrived = await probe.FishForMessage<PeerMessagesArrived>();
            probe.Reply(new PeerMessagesTaken(arrived.Delivery));
            foreach (var payload in arrived.Payloads)
            {
                Assert.True(BuddyCodec.TryRead(arrived.Manifest, payload.Span, out var answer));
                answers.Add(answer!.GetType().Name);
            }
        }

        // No: his ticket is none, and he is no buddy. Nobody else is spoken of.
        Assert.Equal([nameof(BuddyEnds), nameof(BuddyRefuses)], answers.Order(StringComparer.Ordinal));
    }

    /// <summary>The commands of the peer's own user, without the token.</summary>
    private async Task OverAdmin()
    {
        await using var server = await AdminServer.StartAsync(_bob.Peer, TestSettings.Default.Http with { AdminListen = TestSettings.Loopback(0) }, BearerToken.Make(), TimeProvider.System);
        using var http = new HttpClient { BaseAddress = new(server.Url) };
        string[] paths = ["status", "links", "bans", "hosts", "peers", "rules", "rules/revoke", "groups", "may", "buddies", "buddies/follow", "buddies/accept", "buddies/block", "buddies/forget", "invitations", "presence", "search", "browse", "get"];
        foreach (var path in paths)
        {
            foreach (var verb in AccessVerbText.Each)
            {
                using var request = new HttpRequestMessage(new(MethodOf(verb)), path);
                request.Headers.Authorization = verb == AccessVerbs.Admin ? new("Bearer", "guessed") : null;
                using var answer = await http.SendAsync(request);
                Assert.Equal((path, verb, HttpStatusCode.Unauthorized), (path, verb, answer.StatusCode));
            }
        }
    }

    private static string MethodOf(AccessVerbs verb) => verb switch
    {
        AccessVerbs.Read or AccessVerbs.List => "GET",
        AccessVerbs.Write => "PUT",
        AccessVerbs.Search => "SEARCH",
        AccessVerbs.Subscribe => "SUBSCRIBE",
        AccessVerbs.Publish => "POST",
        AccessVerbs.Invoke => "POST",
        AccessVerbs.Annotate => "PROPPATCH",
        _ => "DELETE",
    };

    private void Got(string surface, AccessVerbs verb, Kind kind)
    {
        var what = $"{surface} {verb.Say()} {kind.Name}";
        if (!_got.Contains(what)) _got.Add(what);
    }

    private async Task<IReadOnlyList<BuddyView>> Roster() => ((BuddiesListed)await _bob.Gateway.Buddies(static r => new ListBuddies(r))).Buddies;

    private static X509Certificate2 CertificateOf(string pem)
    {
        using var key = ECDsa.Create();
        key.ImportFromPem(pem);
        var now = TimeProvider.System.GetUtcNow();
        return new CertificateRequest("CN=mallory", key, HashAlgorithmName.SHA256).CreateSelfSigned(now.AddDays(-1), now.AddDays(30));
    }

    /// <param name="Name">For people.</param>
    /// <param name="Path">As rules name it.</param>
    /// <param name="Word">By which it is found.</param>
    private sealed record Kind(string Name, string Path, string Word);
}
