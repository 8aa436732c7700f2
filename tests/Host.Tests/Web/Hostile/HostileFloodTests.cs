using PeerActors.Messages.Links;
using PeerActors.Messages.Router;
using PeerActors.TestKit;

namespace PeerActors.Host.Tests.Web.Hostile;

/// <summary>Whoever sends too much or reads too little harms himself at most.</summary>
public sealed class HostileFloodTests
{
    [Fact]
    public async Task A_flood_of_pings_is_routed_and_the_neighbour_is_heard_all_the_while()
    {
        const int Pings = 50_000;
        await using var scene = await Besieged.Start();
        using var client = await Servent.Link(scene.Peer.Address);
        var flood = Flood(client, Pings, static id => Servent.Ping(id, ttl: 7));
        var answer = client.ReadPong(Pings);
        while (!flood.IsCompleted) await scene.StillAnswers();
        await flood;

        // A pong may have been dropped with the flood; one that is asked for alone comes.
        await client.Send(Servent.Ping(Pings, ttl: 1));
        await answer;
        Assert.True((await scene.Peer.Gateway.Router()).Received["Ping"] > Pings, "every ping of the flood was read");
        await scene.IsUnharmed();
    }

    [Fact]
    public async Task A_servent_that_never_reads_is_closed_as_too_slow_and_the_neighbour_is_heard_all_the_while()
    {
        await using var scene = await Besieged.Start(static s => s with { Links = s.Links with { WriteTimeout = TimeSpan.FromSeconds(1) } });
        using var client = await Servent.Link(scene.Peer.Address, receiveBuffer: 4096);
        var closing = scene.Peer.Links.WaitFor(static e => e is LinkClosed { Reason: LinkCloseReason.RemoteTooSlow }, limit: LivePeer.Patience);
        var flood = Flood(client, 5000, static id => Servent.Query(id, "common"));
        while (!closing.IsCompleted) await scene.StillAnswers();
        Assert.Contains("links.write-timeout", (await scene.Peer.Closes(LinkCloseReason.RemoteTooSlow)).Detail, StringComparison.Ordinal);
        await flood;
        await scene.IsUnharmed();
    }

    private static async Task Flood(RawClient client, int count, Func<ulong, byte[]> make)
    {
        for (var first = 0; first < count; first += 100)
            await client.SendUnlessClosed([.. Enumerable.Range(first, 100).SelectMany(n => make((ulong)n))]);
    }
}
