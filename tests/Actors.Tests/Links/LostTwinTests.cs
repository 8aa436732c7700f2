using Akka.Actor;
using PeerActors.Messages.Links;
using PeerActors.TestKit;

namespace PeerActors.Actors.Tests.Links;

/// <summary>A servent that lost its link without a word, and dials anew.</summary>
public sealed class LostTwinTests : IAsyncLifetime
{
    private const string Guid = "GUID: 000000000000000000000000000000aa";

    private readonly ActorSystem _system = ActorSystem.Create("twin", "akka { loggers = [], stdout-loglevel = OFF }");

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _system.Terminate();

    [Fact]
    public async Task It_is_refused_while_the_old_link_lives_and_takes_its_place_once_that_is_quiet()
    {
        await using var net = await Scenario.Start(new ScenarioOptions { Settings = static s => Impatient(ScenarioOptions.Quick(s)) }, "alice");
        var (alice, host) = (net["alice"], net.Network.Host());
        var lost = new ScriptedServent(host, TestProbe.In(_system));
        Assert.True((await Greet(lost)).Line.IsAccepted);
        await lost.Say("GNUTELLA/0.6 200 OK");
        await alice.Links.WaitFor(static e => e is LinkOpened);
        Assert.Equal("GNUTELLA/0.6 409 Already connected to this GUID", (await Greet(new(host, TestProbe.In(_system)))).FirstLine);
        await net.Eventually(async () => (await Greet(new(host, TestProbe.In(_system)))).Line.IsAccepted, TestProbe.Patience);
        await alice.Links.WaitFor(static e => e is LinkClosed { Reason: LinkCloseReason.Duplicate, Carried: true });

        async Task<Messages.Wire.Gnutella.GreetingBlock> Greet(ScriptedServent servent)
        {
            await servent.Dial(alice.Address);
            await servent.Say("GNUTELLA CONNECT/0.6", "X-Ultrapeer: True", Guid);
            var answer = await servent.Hear();
            if (!answer.Line.IsAccepted) servent.Close();
            return answer;
        }
    }

    private static Actors.Peer.PeerSettings Impatient(Actors.Peer.PeerSettings settings) =>
        settings with { Links = settings.Links with { PingInterval = TimeSpan.FromMilliseconds(500) } };
}
