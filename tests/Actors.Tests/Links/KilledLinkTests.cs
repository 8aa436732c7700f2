using Akka.Actor;
using Akka.Configuration;
using PeerActors.Actors.Peer;
using PeerActors.Actors.Transports.InProcess;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Links;
using PeerActors.Messages.Peer;
using PeerActors.Messages.Shares;
using PeerActors.TestKit;

namespace PeerActors.Actors.Tests.Links;

/// <summary>A hub whose actors can be reached, between three ordinary peers.</summary>
public sealed class KilledLinkTests : IAsyncDisposable
{
    private readonly ActorSystem _system = ActorSystem.Create("hub", ConfigurationFactory.ParseString("akka { loggers = [], stdout-loglevel = OFF }"));
    private readonly InProcessNetwork _network = new();
    private readonly Dictionary<PeerAddress, (PeerSystem Peer, Recorder<ILinkEvent> Links)> _neighbours = [];

    [Fact]
    public async Task Killing_a_connection_actor_ends_its_link_alone_and_the_link_is_made_again()
    {
        var told = TestProbe.In(_system);
        var hub = _system.ActorOf(PeerActor.For(Settings(), Environment("hub", _network.Host()), told.Ref), "peer");
        await told.ExpectMsg<PeerUp>();
        foreach (var name in (string[])["bob", "carol", "dave"]) hub.Tell(new OpenLink(await Start(name)));
        var links = new List<LinkOpened>();
        while (links.Count < 3) links.Add(await told.FishForMessage<LinkOpened>());
        var doomed = links[0];
        var neighbour = _neighbours[doomed.Remote].Links;
        await neighbour.WaitFor(static e => e is LinkOpened);
        var before = neighbour.SoFar.Count;

        _system.ActorSelection($"/user/peer/links/link-{doomed.Link.Value}").Tell(Kill.Instance);

        var closed = await told.FishForMessage<LinkClosed>();
        Assert.Equal((doomed.Link, LinkCloseReason.Failed, true), (closed.Link, closed.Reason, closed.Carried));
        var again = await told.FishForMessage<LinkOpened>();
        Assert.Equal(doomed.Remote, again.Remote);
        await neighbour.WaitFor(static e => e is LinkOpened, before);
        told.Send(hub, new ListLinks(new(1)));
        var listed = await told.FishForMessage<LinksListed>();
        Assert.Equal([.. links[1..].Select(static l => l.Link).OrderBy(static l => l.Value), again.Link], listed.Links.Select(static l => l.Link));
        Assert.All(listed.Links, static l => Assert.Equal(LinkState.Carrying, l.State));
        Assert.Equal(1, listed.Closed[LinkCloseReason.Failed]);
        foreach (var (asker, _) in _neighbours.Values) Assert.Equal(2, await Found(asker));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (peer, _) in _neighbours.Values) await peer.DisposeAsync();
        await _system.Terminate();
    }

    /// <summary>How many of the two others answer a search.</summary>
    private static async Task<int> Found(PeerSystem asker)
    {
        var hits = 0;
        await foreach (var e in asker.Gateway.Search("common", TestProbe.Patience, wanted: 2))
            if (e is SearchHit) hits++;
        return hits;
    }

    private async Task<PeerAddress> Start(string name)
    {
        var disk = new VirtualShareDisk(TimeProvider.System);
        disk.Put($"common {name}.txt", 1000);
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var host = _network.Host();
        var links = new Recorder<ILinkEvent>();
        var listener = new PeerListener { OnLink = links.Add, OnLibrary = e => _ = e.Files == 1 && ready.TrySetResult() };
        _neighbours.Add(host.Address, (await PeerSystem.StartAsync(Settings(), Environment(name, host) with { ShareDisk = disk }, listener), links));
        await ready.Task.WaitAsync(TestProbe.Patience);
        return host.Address;
    }

    private static PeerSettings Settings() => ScenarioOptions.Quick(PeerSettings.Reference());

    private static PeerEnvironment Environment(string name, InProcessTransport transport) => new()
    {
        Servent = ServentId.Roll(new Random(name[0])),
        Name = name,
        Clock = TimeProvider.System,
        Dice = room => new Random(room.Length + name[0]),
        Transport = transport,
        HostStore = new MemoryHostStore(),
        HashStore = new MemoryHashStore(),
        ShareDisk = new VirtualShareDisk(TimeProvider.System),
        Fetcher = new NoFetcher(),
    };
}
