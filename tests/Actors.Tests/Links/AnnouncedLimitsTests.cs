using Akka.Actor;
using PeerActors.Actors.Peer;
using PeerActors.Messages.Links;
using PeerActors.Messages.Router;
using PeerActors.Messages.Wire.Gnutella;
using PeerActors.TestKit;

namespace PeerActors.Actors.Tests.Links;

/// <summary>What a whole peer says of itself in its greeting.</summary>
public sealed class AnnouncedLimitsTests : IAsyncLifetime
{
    private readonly ActorSystem _system = ActorSystem.Create("limits", "akka { loggers = [], stdout-loglevel = OFF }");

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _system.Terminate();

    [Fact]
    public async Task The_TTL_is_the_lower_of_both_limits() => Assert.Equal(3, (await Announced(static s => s with { Router = s.Router with { MaxTtl = 3, MaxTtlModern = 4 } })).MaxTtl());

    [Fact]
    public async Task As_an_ultrapeer_has_it_by_default_leaves_of_today_take_its_degree() => Assert.InRange((await Announced(static s => s)).Degree() ?? 0, 16, 100);

    [Fact]
    public async Task Whom_nobody_can_dial_names_no_address() => Assert.Null((await Announced(static s => s with { Firewalled = true })).ListenIp());

    [Theory]
    [InlineData(PeerMode.Ultrapeer, false)]
    [InlineData(PeerMode.Leaf, false)]
    [InlineData(PeerMode.Leaf, true)]
    public async Task Pongs_say_what_the_peer_was_told_to_be_as_the_greeting_does(PeerMode mode, bool firewalled)
    {
        await using var net = await Scenario.Start(new ScenarioOptions { Settings = s => ScenarioOptions.Quick(s) with { Mode = mode, Firewalled = firewalled } }, "alice");
        var servent = new ScriptedServent(net.Network.Host(), TestProbe.In(_system));
        await servent.Dial(net["alice"].Address);
        await servent.Say("GNUTELLA CONNECT/0.6", "X-Ultrapeer: True", "X-Degree: 32", "GGEP: 0.5", "Pong-Caching: 0.1");
        await servent.Hear();
        await servent.Say("GNUTELLA/0.6 200 OK");

        var ping = Ping.Create(new(7, 7), 1, new() { WantsHosts = true });
        await servent.Say(ping);
        Pong pong;
        do pong = await servent.Hear<Pong>();
        while (pong.Id != ping.Id);

        Assert.Equal(mode == PeerMode.Ultrapeer, pong.ReadExtensions().Ultrapeer is not null);
        Assert.Equal(firewalled, pong.Address.Port == 0);
    }

    private async Task<HeaderFields> Announced(Func<PeerSettings, PeerSettings> change)
    {
        await using var net = await Scenario.Start(new ScenarioOptions { Settings = s => change(ScenarioOptions.Quick(s)) }, "alice");
        var servent = new ScriptedServent(net.Network.Host(), TestProbe.In(_system));
        await servent.Dial(net["alice"].Address);
        await servent.Say("GNUTELLA CONNECT/0.6");
        return (await servent.Hear()).Headers;
    }
}
