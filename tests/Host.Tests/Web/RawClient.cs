using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace PeerActors.Host.Tests.Web;

/// <summary>A client that sends exactly the bytes it is told to.</summary>
internal sealed class RawClient : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    /// <param name="to">Where to.</param>
    /// <param name="receiveBuffer">Bytes that the system takes for a client that does not read.</param>
    public static async Task<RawClient> Connect(IPEndPoint to, int? receiveBuffer = null)
    {
        var client = new RawClient();
        if (receiveBuffer is { } bytes) client._socket.ReceiveBufferSize = bytes;
        await client._socket.ConnectAsync(to);
        return client;
    }

    public Task Send(string latin1) => Send(Encoding.Latin1.GetBytes(latin1));

    public async Task Send(byte[] bytes) => await _socket.SendAsync(bytes);

    /// <summary>Sends to a far end that may have closed.</summary>
    public async Task SendUnlessClosed(byte[] bytes)
    {
        try
        {
            await Send(bytes);
        }
        catch (SocketException closed) when (closed.SocketErrorCode is SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.Shutdown)
        {
            // Then nobody takes it.
        }
    }

    /// <summary>One byte per send.</summary>
    public async Task Dribble(string latin1)
    {
        foreach (var b in Encoding.Latin1.GetBytes(latin1)) await Send([b]);
    }

    /// <summary>No more is sent.</summary>
    public void EndSending() => _socket.Shutdown(SocketShutdown.Send);

    /// <summary>All until the far end closes, in order or not.</summary>
    public async Task<byte[]> ReadToEnd()
    {
        using var limit = new CancellationTokenSource(Limit);
        using var all = new MemoryStream();
        var buffer = new byte[64 * 1024];
        try
        {
            while (await _socket.ReceiveAsync(buffer, limit.Token) is var read and > 0) all.Write(buffer, 0, read);
        }
        catch (SocketException reset) when (reset.SocketErrorCode is SocketError.ConnectionReset or SocketError.ConnectionAborted)
        {
            // A reset is as much of an end as an orderly one.
        }

        return all.ToArray();
    }

    public async Task<string> ReadTextToEnd() => Encoding.Latin1.GetString(await ReadToEnd());

    /// <summary>One answer: its head, and the body that its length announces.</summary>
    public async Task<RawAnswer> ReadAnswer(bool hasBody = true)
    {
        var head = new StringBuilder();
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal)) head.Append((char)(await ReadExactly(1))[0]);
        var lines = head.ToString().TrimEnd().Split("\r\n");
        var headers = lines[1..].Select(static line => line.Split(": ", 2)).ToDictionary(static parts => parts[0], static parts => parts[1], StringComparer.OrdinalIgnoreCase);
        var length = hasBody ? int.Parse(headers["Content-Length"], CultureInfo.InvariantCulture) : 0;
        return new(int.Parse(lines[0].Split(' ')[1], CultureInfo.InvariantCulture), headers, await ReadExactly(length));
    }

    public async Task<byte[]> ReadExactly(int count)
    {
        using var limit = new CancellationTokenSource(Limit);
        var bytes = new byte[count];
        for (var at = 0; at < count;)
        {
            var read = await _socket.ReceiveAsync(bytes.AsMemory(at), limit.Token);
            if (read == 0) throw new EndOfStreamException($"The far end closed after {at} of {count} bytes.");
            at += read;
        }

        return bytes;
    }

    public void Dispose() => _socket.Dispose();
}

internal sealed record RawAnswer(int Status, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public string Text => Encoding.UTF8.GetString(Body);
}
