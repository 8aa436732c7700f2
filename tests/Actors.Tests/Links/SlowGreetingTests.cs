using Akka.Actor;
using PeerActors.Messages.Links;
using PeerActors.TestKit;

namespace PeerActors.Actors.Tests.Links;

/// <summary>Many who connect and say nothing, and one who means it, through a whole peer.</summary>
public sealed class SlowGreetingTests : IAsyncLifetime
{
    private readonly ActorSystem _system = ActorSystem.Create("slow", "akka { loggers = [], stdout-loglevel = OFF }");

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _system.Terminate();

    [Fact]
    public async Task Whoever_connects_and_says_nothing_keeps_nobody_out_and_is_counted_when_it_gives_way()
    {
        await using var net = await Scenario.Start(new ScenarioOptions { Settings = static s => Narrow(ScenarioOptions.Quick(s)) }, "alice");
        var alice = net["alice"];
        for (var i = 0; i < 5; i++) await new ScriptedServent(net.Network.Host(), TestProbe.In(_system)).Dial(alice.Address);
        var servent = new ScriptedServent(net.Network.Host(), TestProbe.In(_system));
        await servent.Dial(alice.Address);
        await servent.Say("GNUTELLA CONNECT/0.6", "X-Ultrapeer: True");
        Assert.True((await servent.Hear()).Line.IsAccepted);
        await servent.Say("GNUTELLA/0.6 200 OK");
        await alice.Links.WaitFor(static e => e is LinkOpened);
        var closed = (LinkClosed)await alice.Links.WaitFor(static e => e is LinkClosed);
        Assert.Equal(LinkCloseReason.TooManyGreetings, closed.Reason);
        Assert.Contains("links.max-greetings", closed.Detail, StringComparison.Ordinal);
        Assert.Equal(2, (await alice.Gateway.Links()).Closed[LinkCloseReason.TooManyGreetings]);
    }

    private static Actors.Peer.PeerSettings Narrow(Actors.Peer.PeerSettings settings) =>
        settings with { Links = settings.Links with { Max = 2, MaxLeaves = 0, MaxGreetings = 4 } };
}
