using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using PeerActors.Actors.Transports.PeerLink;
using PeerActors.Messages.Identity;

namespace PeerActors.TestKit.Services;

/// <summary>A port on loopback that hands what connects to peer links over TLS, in the place of the web front.</summary>
internal sealed class LoopbackTls : IAsyncDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly List<Socket> _accepted = [];
    private readonly TlsPeerTransport _transport;
    private readonly Task _accepting;

    public LoopbackTls(TlsPeerTransport transport, ushort port)
    {
        _transport = transport;
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, port));
        _listener.Listen(64);
        Address = new(PeerAddress.Loopback, (ushort)((IPEndPoint)_listener.LocalEndPoint!).Port);
        _accepting = AcceptAsync();
    }

    public PeerAddress Address { get; }

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        Cut();
        await _accepting;
    }

    /// <summary>Bytes that the connections that are open have received, as the kernel counts them; 0 where it does not say.</summary>
    public long BytesReceived
    {
        get
        {
            lock (_accepted) return _accepted.Sum(BytesOf);
        }
    }

    /// <summary>Linux: tcp_info.tcpi_bytes_received of TCP_INFO.</summary>
    private static long BytesOf(Socket socket)
    {
        const int Tcp = 6;
        const int TcpInfo = 11;
        const int BytesReceivedAt = 128;
        if (!OperatingSystem.IsLinux()) return 0;
        Span<byte> info = stackalloc byte[256];
        var length = socket.GetRawSocketOption(Tcp, TcpInfo, info);
        return length < BytesReceivedAt + sizeof(long) ? 0 : BitConverter.ToInt64(info[BytesReceivedAt..]);
    }

    /// <summary>Cuts every connection that was accepted, as a network does.</summary>
    public void Cut()
    {
        lock (_accepted)
        {
            foreach (var socket in _accepted) socket.Dispose();
            _accepted.Clear();
        }
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = ServeAsync(await _listener.AcceptAsync());
        }
        catch (Exception closed) when (closed is SocketException or ObjectDisposedException)
        {
            // Disposed: that is how it ends.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        lock (_accepted) _accepted.Add(socket);
        socket.NoDelay = true;
        await using var stream = new NetworkStream(socket, ownsSocket: true);
        var remote = (IPEndPoint)socket.RemoteEndPoint!;
        var pipe = new Pipes(
            PipeReader.Create(stream, new(bufferSize: 64 * 1024, leaveOpen: true)), PipeWriter.Create(stream, new(minimumBufferSize: 64 * 1024, leaveOpen: true)));
        await _transport.AcceptAsync(pipe, new(PeerAddress.Loopback, (ushort)remote.Port), socket.Dispose, static (_, _) => Task.CompletedTask);
        lock (_accepted) _accepted.Remove(socket);
    }

    private sealed record Pipes(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
