using System.Net;
using System.Net.Sockets;
using System.Text;
using PeerActors.Messages.Identity;

namespace PeerActors.Interop.Gnutella;

/// <summary>A connection of a test, which sends the bytes that it is told to and keeps all that comes.</summary>
internal sealed class Wire(Socket socket) : IDisposable
{
    private readonly byte[] _buffer = new byte[64 * 1024];
    private readonly MemoryStream _all = new();

    /// <summary>When a test gives up; generous, for a busy machine.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(60);

    /// <summary>All that has come.</summary>
    public byte[] Received => _all.ToArray();

    /// <summary>Dials.</summary>
    public static async Task<Wire> To(PeerAddress address)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(address.ToEndPoint());
        return new(socket);
    }

    public async Task Send(byte[] bytes) => await socket.SendAsync(bytes);

    public void EndSending() => socket.Shutdown(SocketShutdown.Send);

    /// <summary>Reads until something holds of all that has come, or the far side closes.</summary>
    /// <returns>True when it holds.</returns>
    public async Task<bool> ReadUntil(Func<byte[], bool> holds)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!holds(Received))
        {
            var read = await ReadSome(patience.Token);
            if (read == 0) return holds(Received);
            _all.Write(_buffer, 0, read);
        }

        return true;
    }

    /// <summary>Reads until the far side closes.</summary>
    public async Task<byte[]> ReadToEnd()
    {
        await ReadUntil(static _ => false);
        return Received;
    }

    /// <summary>Reads an HTTP answer and its body; the answer must name its length or the connection end with it.</summary>
    public async Task<HttpAnswer> ReadHttp()
    {
        await ReadUntil(static bytes => HttpAnswer.Read(bytes) is { IsWhole: true });
        return HttpAnswer.Read(Received) ?? throw new InvalidDataException($"No HTTP answer: {Encoding.Latin1.GetString(Received)}");
    }

    public void Dispose()
    {
        socket.Dispose();
        _all.Dispose();
    }

    private async Task<int> ReadSome(CancellationToken patience)
    {
        try
        {
            return await socket.ReceiveAsync(_buffer, patience);
        }
        catch (SocketException reset) when (reset.SocketErrorCode is SocketError.ConnectionReset or SocketError.ConnectionAborted)
        {
            return 0;
        }
    }
}

/// <summary>A port of a test's own, where the peer dials.</summary>
internal sealed class Port : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public Port()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
    }

    public PeerAddress Address => PeerAddress.From((IPEndPoint)_listener.LocalEndPoint!);

    public async Task<Wire> Accept() => new(await _listener.AcceptAsync().WaitAsync(Wire.Patience));

    public void Dispose() => _listener.Dispose();
}
