using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using PeerActors.Host.Tests.Web.Hostile;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Links;
using PeerActors.TestKit;

namespace PeerActors.Host.Tests.Web.Secure;

/// <summary>Two peers as deployed, each with its key, on their one public port each.</summary>
public sealed class SecurePeersTests
{
    [Fact]
    public async Task A_search_crosses_a_peer_link_and_the_port_still_serves_files_and_servents()
    {
        await using var alice = await LivePeer.Start(static s => s);
        await using var bob = await LivePeer.Start(static s => s, "blue train.txt");
        alice.Gateway.OpenPeerLink(bob.Id, bob.Address);
        await Opened(alice);
        await Opened(bob);

        var hits = await alice.Search("blue train");

        Assert.Equal("blue train.txt", Assert.Single(hits).Name);
        Assert.Equal((bob.Id, 0L), (Assert.Single((await alice.Gateway.PeerLinks()).Peers).Peer, alice.Port("gnutellaFailed")));
        using var http = new HttpClient();
        Assert.Equal("blue train.txt", await http.GetStringAsync($"http://{bob.Address}/get/{hits[0].Index}/blue%20train.txt"));
    }

    [Fact]
    public async Task Another_peer_at_the_address_is_refused()
    {
        await using var alice = await LivePeer.Start(static s => s);
        await using var bob = await LivePeer.Start(static s => s);
        alice.Gateway.OpenPeerLink(PeerId.Of("somebody else"u8), bob.Address);

        var closed = (LinkClosed)await alice.Links.WaitFor(static e => e is LinkClosed, limit: TestProbe.Patience);

        Assert.Equal(LinkCloseReason.WrongKey, closed.Reason);
        Assert.Contains(bob.Id.ToString(), closed.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stranger_with_TLS_and_no_key_gets_nothing_and_is_counted()
    {
        await using var bob = await LivePeer.Start(static s => s, "blue train.txt");
        using var client = new TcpClient();
        await client.ConnectAsync(bob.Address.ToEndPoint());
        await using var tls = new SslStream(client.GetStream(), leaveInnerStreamOpen: false, static (_, certificate, _, _) => certificate is not null);

        await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "", ApplicationProtocols = [new("peeractors/1")], EnabledSslProtocols = SslProtocols.Tls13 });
            await tls.ReadExactlyAsync(new byte[1]);
        });

        Assert.Equal(1, bob.Port("tls"));
        await AwaitClosed(bob, LinkCloseReason.WrongKey);
    }

    private static Task<ILinkEvent> Opened(LivePeer peer) => peer.Links.WaitFor(static e => e is LinkOpened, limit: TestProbe.Patience);

    /// <summary>A refusal is no event of a link; what counts it is asked until it has.</summary>
    private static Task AwaitClosed(LivePeer peer, LinkCloseReason reason) =>
        Waiting.For(async () => (await peer.Gateway.PeerLinks()).Closed.ContainsKey(reason));
}
