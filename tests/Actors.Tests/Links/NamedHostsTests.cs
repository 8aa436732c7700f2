using Akka.Actor;
using PeerActors.Messages.HostCatcher;
using PeerActors.Messages.Links;
using PeerActors.Messages.Peer;
using PeerActors.TestKit;

namespace PeerActors.Actors.Tests.Links;

/// <summary>Which of the hosts that greetings name are believed, through a whole peer.</summary>
public sealed class NamedHostsTests : IAsyncLifetime
{
    private readonly ActorSystem _system = ActorSystem.Create("named", "akka { loggers = [], stdout-loglevel = OFF }");

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _system.Terminate();

    [Fact]
    public async Task One_greeting_cannot_fill_the_host_list_with_one_address_at_all_its_ports()
    {
        await using var net = await Scenario.Start("alice");
        var (alice, servent) = (net["alice"], Servent(net));
        await servent.Dial(alice.Address);
        await servent.Say("GNUTELLA CONNECT/0.6", "X-Ultrapeer: True", "X-Try: " + string.Join(", ", Enumerable.Range(1000, 64).Select(static p => $"192.0.2.7:{p}")));
        Assert.True((await servent.Hear()).Line.IsAccepted);
        await servent.Say("GNUTELLA/0.6 200 OK");
        await alice.Links.WaitFor(static e => e is LinkOpened);
        var known = await alice.Gateway.Hosts();
        Assert.Equal((3, 61), (known.Hosts.Count(static h => h.Address.Host == "192.0.2.7"), known.Crowded));
    }

    [Fact]
    public async Task Whoever_is_refused_is_not_believed_and_whoever_is_given_a_place_is()
    {
        await using var net = await Scenario.Start(new ScenarioOptions { Settings = static s => ScenarioOptions.Quick(s) with { Mode = PeerMode.Leaf } }, "alice");
        var (alice, leaf, ultrapeer) = (net["alice"], Servent(net), Servent(net));
        await leaf.Dial(alice.Address);
        await leaf.Say("GNUTELLA CONNECT/0.6", "X-Ultrapeer: False", "X-Try-Ultrapeers: 192.0.2.7:1");
        Assert.Equal(403, (await leaf.Hear()).Line.Code);
        await ultrapeer.Dial(alice.Address);
        await ultrapeer.Say("GNUTELLA CONNECT/0.6", "X-Ultrapeer: True", "X-Try-Ultrapeers: 192.0.2.8:1");
        Assert.True((await ultrapeer.Hear()).Line.IsAccepted);
        await ultrapeer.Say("GNUTELLA/0.6 200 OK", "X-Try: 192.0.2.9:1");
        await alice.Links.WaitFor(static e => e is LinkOpened);
        Assert.Equal(["192.0.2.8:1", "192.0.2.9:1"], (await alice.Gateway.Hosts()).Hosts.Where(static h => h.Source == HostSource.Try).Select(static h => $"{h.Address}").Order());
    }

    [Fact]
    public async Task Whom_we_dialled_is_believed_when_it_refuses_us_but_not_in_what_is_nearer_to_us_than_itself()
    {
        await using var net = await Scenario.Start("alice");
        var (alice, servent) = (net["alice"], Servent(net));
        await servent.Listen();
        alice.Gateway.OpenLink(servent.Address);
        await servent.Accept();
        await servent.Hear();
        await servent.Say("GNUTELLA/0.6 503 Full", "X-Try: 192.0.2.7:1, 127.0.0.1:22");
        await alice.Links.WaitFor(static e => e is LinkClosed { Reason: LinkCloseReason.RefusedByRemote });
        Assert.Equal(["192.0.2.7:1"], (await alice.Gateway.Hosts()).Hosts.Where(static h => h.Source == HostSource.Try).Select(static h => $"{h.Address}"));
    }

    private ScriptedServent Servent(Scenario net) => new(net.Network.Host(), TestProbe.In(_system));
}
