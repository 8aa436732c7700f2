using System.Net;
using System.Net.Sockets;
using System.Text;
using PeerActors.Actors.Peer;

namespace PeerActors.Interop.Curl;

/// <summary>A peer that sends one file at a time, slowly.</summary>
public sealed class BusyPeer : SharingPeer
{
    protected override PeerSettings Adjust(PeerSettings settings) => settings with { Uploads = settings.Uploads with { Slots = 1, MaxRate = 20_000 } };
}

/// <summary>What curl gets while somebody else is being served.</summary>
public class QueueTests(BusyPeer peer) : IClassFixture<BusyPeer>
{
    [Fact]
    public async Task While_the_slot_is_taken_a_file_is_queued_for_and_a_small_file_and_a_head_are_not()
    {
        using var served = new TcpClient();
        await served.ConnectAsync(IPEndPoint.Parse(peer.Address));
        await served.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"GET {new Uri(peer.Url()).PathAndQuery} HTTP/1.1\r\nHost: x\r\n\r\n"));
        await served.GetStream().ReadExactlyAsync(new byte[1000]);

        var (status, headers) = (await CurlRun.Of("--include", "--header", "X-Queue: 1.0", peer.Url())).Head;
        Assert.Equal(("HTTP/1.1 503 Service Unavailable", "45"), (status, headers["Retry-After"]));
        Assert.Matches("^position=1; length=1; lifetime=120; ID=[0-9a-f]{32}$", headers["X-Queued"]);
        var other = await CurlRun.Of("--interface", "127.0.0.2", "--include", "--header", "X-Queue: 0.1", peer.Url());
        Assert.Equal("position=2,length=2,limit=1,pollMin=45,pollMax=120", other.Head.Headers["X-Queue"]);
        Assert.Equal(peer.OtherBytes, (await CurlRun.Of(peer.Url(SharingPeer.Other))).Bytes);
        Assert.Equal("HTTP/1.1 200 OK", (await CurlRun.Of("--head", peer.Url())).Head.Status);
        var uploads = await peer.Uploads();
        Assert.Equal((1, 1, 2), (uploads.Slots, uploads.Taken, uploads.Queued));
    }
}
