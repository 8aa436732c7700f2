using System.Net;
using System.Net.Sockets;
using PeerActors.Host.Composition;
using PeerActors.Host.Tests.Composition;

namespace PeerActors.Host.Tests.Commands;

public sealed class HungUpTests
{
    [Fact]
    public async Task A_peer_that_hangs_up_is_not_said_to_be_gone_and_the_setting_is_named()
    {
        using var scratch = new ScratchFolder();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Directory.CreateDirectory(scratch.In("data"));
        AdminFile.Write(scratch.In("data"), new($"http://{listener.LocalEndpoint}/", "token", Environment.ProcessId));
        var hangingUp = HangUp(listener);

        await using var run = await CommandRun.ToEnd(["status", "--data", scratch.In("data")]);

        Assert.Equal(1, await run.Exit);
        Assert.Contains("closed the connection without an answer", run.Error.All, StringComparison.Ordinal);
        Assert.Contains("http.admin-max-connections", run.Error.All, StringComparison.Ordinal);
        Assert.DoesNotContain("peer up", run.Error.All, StringComparison.Ordinal);
        listener.Stop();
        await hangingUp;
    }

    /// <summary>As the server does with connections beyond its bound, as often as the client tries.</summary>
    private static async Task HangUp(TcpListener listener)
    {
        try
        {
            while (true) (await listener.AcceptTcpClientAsync()).Dispose();
        }
        catch (Exception over) when (over is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }
}
