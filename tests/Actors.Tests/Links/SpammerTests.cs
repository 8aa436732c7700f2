using Akka.Actor;
using PeerActors.Actors.Peer;
using PeerActors.Actors.Transports;
using PeerActors.Actors.Transports.InProcess;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Links;
using PeerActors.Messages.Router;
using PeerActors.Messages.Wire.Gnutella;
using PeerActors.TestKit;

namespace PeerActors.Actors.Tests.Links;

/// <summary>From the flood over one link to the refusal of the next, through a whole peer.</summary>
public sealed class SpammerTests : IAsyncLifetime
{
    private readonly ActorSystem _system = ActorSystem.Create("spammer", "akka { loggers = [], stdout-loglevel = OFF }");

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _system.Terminate();

    [Fact]
    public async Task A_spammer_is_closed_and_barred_and_told_so_when_it_comes_back()
    {
        await using var net = await Scenario.Start(new ScenarioOptions { Settings = Strict }, "alice");
        var alice = net["alice"];
        var (spammer, probe) = (net.Network.Host(), TestProbe.In(_system));

        var wire = await Dial(spammer, alice.Address, probe);
        Assert.Equal(GreetingBlock.Ok04, await Greeted(wire, probe));
        wire.Send([.. Enumerable.Range(1, 20).Select(static i => (Descriptor)new Ping(new(7, (ulong)i), 1, 0))], DescriptorWriter.Instance, probe.Ref);
        var closed = (LinkClosed)await alice.Links.WaitFor(static e => e is LinkClosed);
        Assert.Equal(LinkCloseReason.Spam, closed.Reason);

        var bans = await alice.Gateway.Bans();
        Assert.Equal((spammer.Address.Host, closed.Detail), Assert.Single(bans.Bans) is var ban ? (ban.Host, ban.Why) : default);

        var again = await Dial(spammer, alice.Address, probe);
        var answer = await Greeted(again, probe);
        Assert.Matches("^GNUTELLA 403 Banned for [0-9]+ s: more pings than 2 in a second", answer.FirstLine);
        Assert.Equal(GreetingBlock.Ok04, await Greeted(await Dial(net.Network.Host(), alice.Address, probe), probe));
    }

    private static async Task<IWire> Dial(InProcessTransport from, PeerAddress to, TestProbe probe)
    {
        from.Dial(to, TestProbe.Patience, probe.Ref);
        return (await probe.FishForMessage<WireOpened>()).Wire;
    }

    private static async Task<GreetingBlock> Greeted(IWire wire, TestProbe probe)
    {
        wire.Send([GreetingBlock.Connect04], GreetingWriter.Instance, probe.Ref);
        await probe.FishForMessage<WireSent>();
        wire.Receive(new GreetingReader(4096), 1, probe.Ref);
        return (await probe.FishForMessage<WireReceived<GreetingBlock>>()).Messages[0];
    }

    private static PeerSettings Strict(PeerSettings settings)
    {
        var quick = ScenarioOptions.Quick(settings);
        return quick with { Router = quick.Router with { Conduct = quick.Router.Conduct with { MaxPings = 2, Burst = TimeSpan.FromSeconds(2) } } };
    }
}
