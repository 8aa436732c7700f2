using PeerActors.Messages.Links;
using PeerActors.TestKit;

namespace PeerActors.Host.Tests.Web.Hostile;

/// <summary>How many links there may be, and with whom.</summary>
public sealed class LinkLimitTests
{
    /// <summary>On one machine an address is no host; that other addresses have their share only is tried in the links' own tests.</summary>
    [Fact]
    public async Task Loopback_gets_more_links_than_one_address_does()
    {
        await using var scene = await Besieged.Start(static s => s with { Links = s.Links with { MaxPerAddress = 1 } });
        using var second = await Servent.Link(scene.Peer.Address);
        using var third = await Servent.Link(scene.Peer.Address);
        await scene.IsUnharmed();
    }

    [Fact]
    public async Task A_full_peer_refuses_whoever_comes_next_and_says_why()
    {
        await using var scene = await Besieged.Start(static s => s with { Links = s.Links with { Max = 2 } });
        using var second = await Servent.Link(scene.Peer.Address);
        Assert.Equal("GNUTELLA 503 Too many links, at most 2\n\n", await Refusal(scene));
        await scene.Peer.Closes(LinkCloseReason.TooManyLinks);
        await scene.IsUnharmed();
    }

    [Fact]
    public async Task Whoever_is_refused_and_stays_is_closed_all_the_same()
    {
        await using var scene = await Besieged.Start(static s => s with { Links = s.Links with { Max = 1 } });
        using var client = await RawClient.Connect(scene.Peer.Address.ToEndPoint());
        await client.Send(Servent.Greeting);
        Assert.StartsWith("GNUTELLA 503 ", await client.ReadTextToEnd(), StringComparison.Ordinal);
        await scene.Peer.Closes(LinkCloseReason.TooManyLinks);
        await scene.IsUnharmed();
    }

    [Fact]
    public async Task A_peer_does_not_dial_its_own_address()
    {
        await using var scene = await Besieged.Start();
        scene.Peer.Gateway.OpenLink(scene.Peer.Address);
        await scene.IsUnharmed();
        Assert.Single((await scene.Peer.Gateway.Links()).Links);
        Assert.Empty((await scene.Peer.Gateway.Links()).Closed);
    }

    [Fact]
    public async Task A_peer_that_dials_itself_under_another_address_notices_and_ends_both_ends()
    {
        // TEST-NET-1 (RFC 5737): what it advertises is not where it is dialled here.
        await using var scene = await Besieged.Start(static s => s with { Advertise = new(0xC000_0201, 6346) });
        scene.Peer.Gateway.OpenLink(scene.Peer.Address);
        var self = (LinkClosed)await scene.Peer.Links.WaitFor(static e => e is LinkClosed { Reason: LinkCloseReason.Self }, limit: LivePeer.Patience);
        Assert.False(self.Carried);
        await scene.IsUnharmed();
        await scene.Peer.Links.WaitFor(e => e is LinkClosed closed && closed.Link != self.Link, limit: LivePeer.Patience);
        Assert.Single((await scene.Peer.Gateway.Links()).Links);
    }

    private static async Task<string> Refusal(Besieged scene)
    {
        using var client = await RawClient.Connect(scene.Peer.Address.ToEndPoint());
        await client.Send(Servent.Greeting);
        client.EndSending();
        return await client.ReadTextToEnd();
    }
}
