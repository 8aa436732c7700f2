using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using PeerActors.Benchmarks.Router;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Router;
using PeerActors.Messages.Wire.Gnutella;

namespace PeerActors.Benchmarks.Loopback;

/// <summary>One link of the load program: a plain socket, a thread that reads and counts, and answers pings as a neighbour must.</summary>
internal sealed class LoadLink
{
    private static readonly PeerAddress Somewhere = new(0x0A01_0100, 6346);

    private readonly Socket _socket;
    private readonly int _number;
    private readonly Lock _sending = new();
    private readonly ManualResetEventSlim _reads = new(initialState: true);
    private long _queries;
    private long _pongs;

    private LoadLink(Socket socket, int number) => (_socket, _number) = (socket, number);

    public long Queries => Volatile.Read(ref _queries);

    public long Pongs => Volatile.Read(ref _pongs);

    /// <summary>While false, nothing is read from the socket: a neighbour that has stalled.</summary>
    public bool Reads
    {
        set
        {
            if (value) _reads.Set();
            else _reads.Reset();
        }
    }

    /// <summary>Dials and greets as an ultrapeer of 0.6 does, or in 0.4.</summary>
    public static LoadLink Open(int port, int number, bool modern)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Connect(IPAddress.Loopback, port);
        socket.Send(Encoding.ASCII.GetBytes(modern ? "GNUTELLA CONNECT/0.6\r\nUser-Agent: load\r\nX-Ultrapeer: True\r\nPong-Caching: 0.1\r\nGGEP: 0.5\r\n\r\n" : "GNUTELLA CONNECT/0.4\n\n"));
        var answer = ReadBlock(socket);
        if (!answer.Contains(modern ? "200" : "OK", StringComparison.Ordinal)) throw new InvalidOperationException($"The peer answered: {answer}");
        if (modern) socket.Send("GNUTELLA/0.6 200 OK\r\n\r\n"u8);
        var link = new LoadLink(socket, number);
        new Thread(link.ReadAll) { IsBackground = true }.Start();
        return link;
    }

    public void Send(ReadOnlySpan<byte> bytes)
    {
        lock (_sending)
            while (bytes.Length > 0) bytes = bytes[_socket.Send(bytes)..];
    }

    private static string ReadBlock(Socket socket)
    {
        var text = new StringBuilder();
        var one = new byte[1];
        while (!(text.Length > 2 && text.ToString() is var so && (so.EndsWith("\r\n\r\n", StringComparison.Ordinal) || so.EndsWith("\n\n", StringComparison.Ordinal))))
        {
            if (socket.Receive(one) == 0) throw new InvalidOperationException($"The peer closed after: {text}");
            text.Append((char)one[0]);
        }

        return text.ToString();
    }

    private void ReadAll()
    {
        var buffer = new byte[256 * 1024];
        var filled = 0;
        while (true)
        {
            _reads.Wait();
            var read = _socket.Receive(buffer.AsSpan(filled));
            if (read == 0) return;
            filled += read;
            var at = Count(buffer.AsSpan(0, filled));
            buffer.AsSpan(at, filled - at).CopyTo(buffer);
            filled -= at;
        }
    }

    private int Count(ReadOnlySpan<byte> bytes)
    {
        var (at, queries, pongs) = (0, 0, 0);
        while (bytes.Length - at >= DescriptorReader.HeaderBytes)
        {
            var whole = DescriptorReader.HeaderBytes + (int)BinaryPrimitives.ReadUInt32LittleEndian(bytes[(at + 19)..]);
            if (bytes.Length - at < whole) break;
            switch ((DescriptorKind)bytes[at + 16])
            {
                case DescriptorKind.Query: queries++; break;
                case DescriptorKind.Pong: pongs++; break;
                case DescriptorKind.Ping: Answer(DescriptorId.Read(bytes[at..])); break;
            }

            at += whole;
        }

        Volatile.Write(ref _queries, _queries + queries);
        Volatile.Write(ref _pongs, _pongs + pongs);
        return at;
    }

    private void Answer(DescriptorId ping)
    {
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        DescriptorWriter.Instance.Write(Pong.Create(ping, 1, new(Somewhere.Ip + (uint)_number, Somewhere.Port), 1, 8), output);
        Send(output.WrittenSpan);
    }
}
