using System.Collections.Immutable;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Akka.Actor;
using PeerActors.Actors.Peer;
using PeerActors.Actors.Remoting;
using PeerActors.Messages.Access;
using PeerActors.Messages.Buddies;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Links;
using PeerActors.Messages.Remoting;
using PeerActors.Messages.Shares;
using PeerActors.TestKit.Processes;

namespace PeerActors.TestKit.Stages;

/// <summary>A real <c>peer up --json</c>, commanded through its admin endpoint as the command line does.</summary>
internal sealed class ProgramPeer(ScenarioPeer peer, string folder, PeerSettings settings, string program, bool isKeyed) : IStagePeer
{
    private PeerProgram? _program;
    private HttpClient? _admin;
    private PeerAddress? _address;
    private int _offered;
    private int _downloads;

    /// <inheritdoc/>
    public ServentId Id { get; private set; }

    /// <inheritdoc/>
    public PeerAddress Address => _address ?? throw new InvalidOperationException($"{peer.Name} was not up yet, so it has no address.");

    /// <inheritdoc/>
    public bool IsUp => _program is not null;

    /// <inheritdoc/>
    public IPeerGateway Gateway => throw new NotSupportedException("A peer in a process of its own has no gateway here; say Needs.Gateways.");

    /// <inheritdoc/>
    public ICanTell Actor(string path) => throw new NotSupportedException("A peer in a process of its own has no actors here.");

    private string Data => Path.Combine(folder, peer.Name);

    private string Shared => Directory.CreateDirectory(Path.Combine(folder, $"{peer.Name}-share")).FullName;

    private HttpClient Admin => _admin ?? throw new InvalidOperationException($"{peer.Name} is not up.");

    /// <inheritdoc/>
    public Task<int> Offered() => Task.FromResult(_offered);

    /// <inheritdoc/>
    public async Task Start()
    {
        var listen = _address?.ToString() ?? "127.0.0.1:0";
        _program = PeerProgram.Start(folder, Settings(), ["up", "--data", Data, "--name", peer.Name, "--listen", listen, "--share", Shared, "--json"], heard: Hear, program: program);
        var up = await _program.WaitFor("up");
        (Id, _address) = (Peer(up.String("peer")), Parse(up.String("address")));
        using var access = System.Text.Json.JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(Data, "admin.json")));
        _admin = new() { BaseAddress = new(up.String("admin")), Timeout = Timeout.InfiniteTimeSpan };
        _admin.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", access.RootElement.GetProperty("token").GetString());
        if (isKeyed) Key = ReadKey((await List())["peer"].GetString());
    }

    /// <inheritdoc/>
    public async Task Crash()
    {
        if (_program is not null) await _program.Kill();
        await DisposeAsync();
    }

    /// <inheritdoc/>
    public async Task Leave()
    {
        if (_program is not null)
        {
            _program.AskToEnd();
            await _program.End();
        }

        await DisposeAsync();
    }

    /// <inheritdoc/>
    public void Share(string name, long bytes)
    {
        var path = Path.Combine(Shared, name);
        using var file = File.Create(path);
        foreach (var block in VirtualShareDisk.ContentOf(path, bytes)) file.Write(block.Span);
    }

    /// <inheritdoc/>
    public async Task OpenLink(PeerAddress remote)
    {
        using var answer = await Admin.PostAsJsonAsync("links", new { join = remote.ToString() });
        answer.EnsureSuccessStatusCode();
    }

    /// <inheritdoc/>
    public async Task<ImmutableArray<SearchHit>> Search(string words, TimeSpan limit, int expect)
    {
        var hits = ImmutableArray.CreateBuilder<SearchHit>();
        foreach (var line in await Ask("search", new { words, seconds = limit.TotalSeconds, max = expect }))
        {
            if (line.Event == "hit") hits.Add(HitOf(line));
            if (line.Event == "searchFinished" && line.String("end") == "refused") throw new InvalidOperationException(line.String("detail"));
        }

        return hits.DrainToImmutable();
    }

    /// <inheritdoc/>
    public async Task<IDownloadEvent> Download(SearchHit hit)
    {
        var path = Path.Combine(folder, $"{peer.Name}-fetched-{++_downloads}");
        var last = (await Ask("get", new { hit = hit.Hit.Value, path }))[^1];
        if (last.Event != "finished") return new DownloadFailed(default, Enum.Parse<DownloadFailure>(last.String("failure"), ignoreCase: true), last.String("detail"));
        return new DownloadFinished(
            default, last.String("path"), last.Number("bytes"), last.Number("resumedFrom"), Sha1(last.String("sha1")), Sha256(last.String("sha256")),
            last["verified"].EnumerateArray().Aggregate(VerifiedHashes.None, static (all, one) => all | Enum.Parse<VerifiedHashes>(one.GetString()!, ignoreCase: true)));
    }

    /// <inheritdoc/>
    public PeerId Key { get; private set; }

    /// <inheritdoc/>
    public PeerAddress KeyAddress => Address;

    /// <inheritdoc/>
    public PersonHistory? Person
    {
        get => throw new NotSupportedException("The devices of a person of programs are not known here.");
        set => throw new NotSupportedException("The devices of a person of programs are not known here.");
    }

    /// <inheritdoc/>
    public Task OpenPeerLink(PeerId peer, PeerAddress remote) => Ask("peers", new { peer = peer.ToString(), address = remote.ToString() });

    /// <inheritdoc/>
    public async Task<string> Invite() => Assert(await Ask("invitations", new { })).String("ticket");

    /// <inheritdoc/>
    public Task Accept(string ticket) => Ask("buddies/accept", new { ticket, seconds = 0 });

    /// <inheritdoc/>
    public async Task<ImmutableArray<BuddyView>> Buddies() => [.. (await List())["buddies"].EnumerateArray().Select(Viewed)];

    /// <inheritdoc/>
    public Task Say(PresenceState state, string note) => Ask("presence", new { state = state.ToString(), note });

    /// <inheritdoc/>
    public Task Block(PeerId peer) => Ask("buddies/block", new { peer = peer.ToString() });

    /// <inheritdoc/>
    public Task Add(AccessRule rule) => throw new NotSupportedException("A program is given rules by its commands.");

    /// <inheritdoc/>
    public IActorRef Export(ServiceContract contract, Props actor) => throw new NotSupportedException("A peer in a process of its own has no actors here.");

    /// <inheritdoc/>
    public RemoteService Find(PeerId peer, ServiceContract contract) => throw new NotSupportedException("A peer in a process of its own has no actors here.");

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _admin?.Dispose();
        if (_program is not null) await _program.DisposeAsync();
        (_admin, _program, _offered) = (null, null, 0);
    }

    private async Task<OutputLine> List() => OutputLine.Read(await Admin.GetStringAsync("buddies"));

    private static OutputLine Assert(IReadOnlyList<OutputLine> lines) => lines.Count == 1 ? lines[0] : throw new FormatException($"One line was expected, not {lines.Count}.");

    private static BuddyView Viewed(System.Text.Json.JsonElement buddy) => new(
        ReadKey(buddy.GetProperty("peer").GetString()), buddy.GetProperty("name").GetString() ?? "", Enum.Parse<BuddyConsent>(buddy.GetProperty("consent").GetString() ?? "", ignoreCase: true),
        buddy.GetProperty("blocked").GetBoolean(), Enum.Parse<PresenceState>(buddy.GetProperty("state").GetString() ?? "", ignoreCase: true))
    {
        Note = buddy.GetProperty("note").GetString() ?? "", Addresses = buddy.TryGetProperty("addresses", out var addresses) ? [.. addresses.EnumerateArray().Select(static a => Parse(a.GetString() ?? ""))] : [],
        Problem = buddy.GetProperty("problem").GetString() ?? "",
    };

    private static PeerId ReadKey(string? text) => PeerId.TryParse(text, out var id) ? id : throw new FormatException($"\"{text}\" is not the id of a peer.");

    private async Task<IReadOnlyList<OutputLine>> Ask(string path, object question)
    {
        using var answer = await Admin.PostAsJsonAsync(path, question);
        var text = await answer.Content.ReadAsStringAsync();
        if (!answer.IsSuccessStatusCode) throw new InvalidOperationException($"{peer.Name} refused {path}: {text}");
        return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(OutputLine.Read)];
    }

    private void Hear(string text)
    {
        var line = OutputLine.Read(text);
        if (line.Event == "libraryReady") _offered = (int)line.Number("files");
        if (line.Event == "buddy") peer.Saw(Viewed(line.Json));
        if (line.Event == "linkOpened")
        {
            peer.Links.Add(new LinkOpened(
                new(line.Number("link")), Parse(line.String("remote")), DirectionOf(line), TimeSpan.FromMilliseconds(line["greetingMilliseconds"].GetDouble()), NeighbourTraits.Legacy));
        }

        if (line.Event == "linkClosed")
        {
            peer.Links.Add(new LinkClosed(
                new(line.Number("link")), Parse(line.String("remote")), DirectionOf(line), Enum.Parse<LinkCloseReason>(line.String("reason"), ignoreCase: true),
                line.String("detail"), line["carried"].GetBoolean()));
        }
    }

    private Dictionary<string, string> Settings() => new(StringComparer.Ordinal)
    {
        ["PEER_LINKS_DIAL_DISCOVERED"] = settings.Links.DialDiscovered ? "true" : "false",
        ["PEER_LINKS_MAINTAIN_INTERVAL"] = Written(settings.Links.MaintainInterval),
        ["PEER_LINKS_BYE_TIMEOUT"] = Written(settings.Links.ByeTimeout),
        ["PEER_LINKS_MAX_PER_ADDRESS"] = settings.Links.MaxPerAddress.ToString(CultureInfo.InvariantCulture),
        ["PEER_HOSTS_BACKOFF_FIRST"] = Written(settings.Hosts.BackoffFirst),
        ["PEER_HOSTS_BACKOFF_MAX"] = Written(settings.Hosts.BackoffMax),
        ["PEER_SHARES_SETTLE_TIME"] = Written(settings.Shares.SettleTime),
    };

    private static string Written(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0}ms");

    private static LinkDirection DirectionOf(OutputLine line) => Enum.Parse<LinkDirection>(line.String("direction"), ignoreCase: true);

    private static PeerAddress Parse(string text) =>
        PeerAddress.TryParse(text, out var address) ? address : throw new FormatException($"\"{text}\" is not an address.");

    private static ServentId Peer(string text) => ServentId.TryParse(text, out var id) ? id : throw new FormatException($"\"{text}\" is not a servent GUID.");

    private static Sha1Hash Sha1(string text) => Sha1Hash.TryParse(text, out var hash) ? hash : throw new FormatException($"\"{text}\" is not a SHA-1.");

    private static Sha256Hash Sha256(string text) => Sha256Hash.TryParse(text, out var hash) ? hash : throw new FormatException($"\"{text}\" is not a SHA-256.");

    private static SearchHit HitOf(OutputLine line) => new(
        default, new(line.Number("hit")), Peer(line.String("peer")), Parse(line.String("address")), new((uint)line.Number("index")), line.String("name"),
        line.Number("size"), line["sha1"].GetString() is { } sha1 ? Sha1(sha1) : null,
        line["sha256"].GetString() is { } sha256 ? Sha256(sha256) : null, (int)line.Number("hops"), (uint)line.Number("speed"));
}
