using System.Net;
using System.Net.Sockets;

namespace PeerActors.Scenarios.Processes;

/// <summary>Akka.Remote takes 300 connections that say nothing, and knows no limit; ours are counted for each address.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public class IdleConnectionsTests
{
    private const int Idle = 300;
    private const int PerAddress = 100;

    [Fact]
    public async Task Of_300_idle_connections_of_one_address_100_are_held_for_a_while_and_all_are_counted()
    {
        await using var peers = new PeerProcesses();
        peers.Settings["PEER_HTTP_FIRST_BYTES_TIMEOUT"] = "5s";
        var bob = await peers.Up("bob");
        var at = IPEndPoint.Parse(bob.Address);
        var before = await Counted(bob);
        var sockets = new List<Socket>();
        try
        {
            for (var i = 0; i < Idle; i++) sockets.Add(await Connect(at, IPAddress.Loopback));
            await Until(bob, before, "closedTooManyFromAddress", Idle - PerAddress);

            // Whoever comes from elsewhere meanwhile is served.
            using var other = await Connect(at, IPAddress.Parse("127.0.0.2"));
            await other.SendAsync("GET / HTTP/1.0\r\n\r\n"u8.ToArray());
            Assert.Contains("200", await FirstLine(other), StringComparison.Ordinal);

            await Until(bob, before, "closedSilent", PerAddress);
            Assert.Equal(Idle - PerAddress, (await Counted(bob))["closedTooManyFromAddress"] - before["closedTooManyFromAddress"]);
            foreach (var socket in sockets) Assert.Equal(0, await Read(socket));
        }
        finally
        {
            foreach (var socket in sockets) socket.Dispose();
        }
    }

    private static Task Until(PeerProcess peer, IReadOnlyDictionary<string, long> before, string counter, long count) =>
        TestKit.Waiting.For(async () => (await Counted(peer))[counter] - before[counter] == count, TimeSpan.FromMinutes(1));

    private static async Task<IReadOnlyDictionary<string, long>> Counted(PeerProcess peer) =>
        (await peer.Status())["port"].EnumerateObject().ToDictionary(static p => p.Name, static p => p.Value.GetInt64(), StringComparer.Ordinal);

    private static async Task<Socket> Connect(IPEndPoint to, IPAddress from)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(from, 0));
        await socket.ConnectAsync(to);
        return socket;
    }

    /// <summary>0 when the far side has ended the connection, by a reset too.</summary>
    private static async Task<int> Read(Socket socket)
    {
        try
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
            return await socket.ReceiveAsync(new byte[1], patience.Token);
        }
        catch (SocketException reset) when (reset.SocketErrorCode == SocketError.ConnectionReset)
        {
            return 0;
        }
    }

    private static async Task<string> FirstLine(Socket socket)
    {
        var bytes = new byte[64];
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var count = await socket.ReceiveAsync(bytes, patience.Token);
        return System.Text.Encoding.ASCII.GetString(bytes, 0, count);
    }
}
