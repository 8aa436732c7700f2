using System.IO.Pipelines;
using System.Net.Sockets;

namespace PeerActors.Actors.Transports.Gnutella;

/// <summary>A connected socket as a pair of pipes.</summary>
internal sealed class SocketPipe : IDuplexPipe
{
    private readonly NetworkStream _stream;

    public SocketPipe(Socket socket)
    {
        socket.NoDelay = true;
        _stream = new(socket, ownsSocket: true);
        Input = PipeReader.Create(_stream, new(bufferSize: 16 * 1024, leaveOpen: true));
        Output = PipeWriter.Create(_stream, new(leaveOpen: true));
    }

    public PipeReader Input { get; }

    public PipeWriter Output { get; }

    public void Close() => _stream.Dispose();
}
