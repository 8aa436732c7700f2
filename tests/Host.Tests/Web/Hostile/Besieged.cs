using PeerActors.Actors.Peer;
using PeerActors.Messages.Links;

namespace PeerActors.Host.Tests.Web.Hostile;

/// <summary>A peer under attack with a healthy neighbour, which must not notice.</summary>
internal sealed class Besieged : IAsyncDisposable
{
    private readonly LivePeer _neighbour;
    private readonly LinkOpened _link;

    private Besieged(LivePeer peer, LivePeer neighbour, LinkOpened link) => (Peer, _neighbour, _link) = (peer, neighbour, link);

    /// <summary>The peer under attack. It offers "common N.txt", N from 1 to 60.</summary>
    public LivePeer Peer { get; }

    /// <summary>Starts both.</summary>
    /// <param name="change">Settings of the peer under attack.</param>
    public static async Task<Besieged> Start(Func<PeerSettings, PeerSettings>? change = null)
    {
        var peer = await LivePeer.Start(s => change is null ? Roomy(s) : change(Roomy(s)), [.. Enumerable.Range(1, 60).Select(static n => $"common {n}.txt")]);
        var neighbour = await LivePeer.Start(static s => s, "healthy.txt");
        neighbour.Gateway.OpenLink(peer.Address);
        var link = (LinkOpened)await peer.Links.WaitFor(static e => e is LinkOpened, limit: LivePeer.Patience);
        await neighbour.Links.WaitFor(static e => e is LinkOpened, limit: LivePeer.Patience);
        return new(peer, neighbour, link);
    }

    /// <summary>The neighbour's link has carried all the time and still does, both ways; nothing was logged; both peers run.</summary>
    public async Task IsUnharmed()
    {
        await StillAnswers();
        Assert.Equal("common 7.txt", Assert.Single(await _neighbour.Search("common 7")).Name);
        Assert.DoesNotContain(Peer.Links.SoFar.Concat(_neighbour.Links.SoFar), e => e is LinkClosed { Carried: true } closed && closed.Link == _link.Link && closed.Remote == _link.Remote);
        Assert.Contains((await Peer.Gateway.Links()).Links, link => link.Link == _link.Link && link.State == LinkState.Carrying);
        Assert.Single((await _neighbour.Gateway.Links()).Links);
        Assert.Equal(("", ""), (Peer.Log.All, _neighbour.Log.All));
        Assert.False(Peer.Completion.IsCompleted || _neighbour.Completion.IsCompleted);
    }

    /// <summary>Forgets what happened to the links of others, which the test had kept.</summary>
    public void ForgetStrangers() => Peer.Links.Forget(e => e.Link != _link.Link);

    /// <summary>A search over the healthy link finds what is there.</summary>
    public async Task StillAnswers() => Assert.Equal("healthy.txt", Assert.Single(await Peer.Search("healthy")).Name);

    public async ValueTask DisposeAsync()
    {
        await _neighbour.DisposeAsync();
        await Peer.DisposeAsync();
    }

    /// <summary>Room for many attackers from one address, and little waiting for those that are being closed.</summary>
    private static PeerSettings Roomy(PeerSettings settings) => settings with
    {
        Links = settings.Links with { Max = 1000, MaxPerAddress = 1000, ByeTimeout = TimeSpan.FromMilliseconds(300) },
        Http = settings.Http with { MaxPerAddress = settings.Http.MaxConnections },
    };
}
