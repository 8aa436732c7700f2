using PeerActors.Actors.Peer;
using PeerActors.Actors.Remoting;
using PeerActors.Host.Composition;
using PeerActors.Host.Tests.Commands;
using PeerActors.Host.Tests.Composition;
using PeerActors.Messages.Access;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Links;
using PeerActors.Messages.Shares;
using PeerActors.TestKit;

namespace PeerActors.Host.Tests.Web.Hostile;

/// <summary>A peer as deployed, on a loopback port, in this process.</summary>
internal sealed class LivePeer : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly CancellationTokenSource _over = new();
    private DataFolder _data = null!;
    private IPeerHost _host = null!;
    private Task _recording = Task.CompletedTask;

    private LivePeer() { }

    public IPeerGateway Gateway => _host.Peer.Gateway;

    public PeerAddress Address => _host.Peer.Address;

    public PeerId Id => _data.Identity.Id;

    /// <summary>As the admin endpoint is given it.</summary>
    public RunningPeer Peer => _host.Peer;

    /// <summary>Its services.</summary>
    public PeerServices Services => ((PeerHost)_host).System.Services;

    /// <summary>Ends only when the peer does.</summary>
    public Task Completion => _host.Completion;

    /// <summary>Links that opened and closed.</summary>
    public Recorder<ILinkEvent> Links { get; } = new();

    /// <summary>Warnings and errors.</summary>
    public LineWriter Log { get; } = new();

    /// <summary>What the public port counted.</summary>
    public long Port(string counter) => _host.Peer.PortCounters()[counter];

    /// <summary>Starts a peer that dials nobody of its own accord: what strangers say of addresses must not be followed.</summary>
    public static async Task<LivePeer> Start(Func<PeerSettings, PeerSettings> change, params string[] shared)
    {
        var peer = new LivePeer();
        var share = Directory.CreateDirectory(peer._folder["shared"]).FullName;
        foreach (var name in shared)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(share, name))!);
            await File.WriteAllTextAsync(Path.Combine(share, name), name);
        }

        var settings = TestSettings.Default with { Listen = TestSettings.Loopback(0), Shares = TestSettings.Default.Shares with { Folders = [share] } };
        settings = settings with { Links = settings.Links with { DialDiscovered = false }, Router = settings.Router with { SameQueryWindow = TimeSpan.Zero } };
        peer._data = DataFolder.Open(peer._folder["data"]);
        peer._host = await PeerHost.StartAsync(new(peer._data, change(settings)), peer.Log, CancellationToken.None);
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        peer._recording = peer.Record(shared.Length, ready);
        await ready.Task.WaitAsync(TestProbe.Patience);
        return peer;
    }

    /// <summary>Says who may do what: <c>deny anyone read /shares/public</c>.</summary>
    public async Task Rule(string rule)
    {
        var words = rule.Split(' ');
        Assert.True(AccessSubject.TryParse(words[1], out var subject) & AccessVerbText.TryParse(words[2], out var verbs));
        Assert.IsType<AccessRulesTold>(await Gateway.Access(r => new AddAccessRule(r, new(0, words[0] == "allow", subject!, verbs, ResourcePath.Of(words[3]), Expires: null))));
    }

    /// <summary>How often a verb was denied.</summary>
    public async Task<long> Denied(AccessVerbs verb) => ((AccessRulesTold)await Gateway.Access(static r => new GetAccessRules(r))).Denied.GetValueOrDefault(verb);

    /// <summary>Waits until a link is closed for a reason, and holds the count against it: on a busy machine another may be closed for that reason too.</summary>
    public async Task<LinkClosed> Closes(LinkCloseReason reason, int count = 1)
    {
        var closed = (LinkClosed)await Links.WaitFor(e => e is LinkClosed c && c.Reason == reason, limit: Patience);
        Assert.True((await Gateway.Links()).Closed[reason] >= count);
        return closed;
    }

    /// <summary>The hits of a search, which ends when so many came.</summary>
    public async Task<SearchHit[]> Search(string words, int expect = 1)
    {
        var hits = new List<SearchHit>();
        await foreach (var told in Gateway.Search(words, Patience, expect))
            if (told is SearchHit hit) hits.Add(hit);
        return [.. hits];
    }

    /// <summary>How fetching a hit ends; what is fetched goes with the peer.</summary>
    public async Task<IDownloadEvent> Fetch(SearchHit hit)
    {
        DownloadSource source = new(new Uri($"http://{hit.Address}/get/{hit.Index}/{Uri.EscapeDataString(hit.Name)}"));
        IDownloadEvent last = null!;
        using var patience = new CancellationTokenSource(Patience);
        await foreach (var told in Gateway.Download(new(hit.Name, hit.Size, hit.Sha1, hit.Sha256), [source], _folder[hit.Name], patience.Token)) last = told;
        return last;
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        await _over.CancelAsync();
        await _recording;
        _data.Dispose();
        _over.Dispose();
        _folder.Dispose();
    }

    /// <summary>When a test gives up; generous, for a busy machine.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(60);

    private async Task Record(int files, TaskCompletionSource ready)
    {
        try
        {
            if (files == 0) ready.TrySetResult();
            await foreach (var e in _host.Events(_over.Token))
            {
                if (e is LinkHappened link) Links.Add(link.Event);
                if (e is LibraryReady library && library.Files == files) ready.TrySetResult();
            }
        }
        catch (OperationCanceledException) when (_over.IsCancellationRequested)
        {
            // The test is over.
        }
    }
}
