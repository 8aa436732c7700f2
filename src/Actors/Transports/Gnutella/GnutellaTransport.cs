using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using PeerActors.Messages.Identity;

namespace PeerActors.Actors.Transports.Gnutella;

/// <summary>TCP with a listener of its own: for a peer embedded in a program without the web front.</summary>
public sealed class GnutellaTransport : ITransport, IDisposable
{
    private const int Backlog = 128;
    private Socket? _listener;

    /// <inheritdoc/>
    public void Listen(PeerAddress at, IActorRef acceptor)
    {
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            listener.Bind(at.ToEndPoint());
            listener.Listen(Backlog);
        }
        catch (SocketException failure)
        {
            listener.Dispose();
            acceptor.Tell(new ListeningFailed(at, failure.Message));
            return;
        }

        _listener = listener;
        acceptor.Tell(new ListeningStarted(PeerAddress.From((IPEndPoint)listener.LocalEndPoint!)));
        _ = AcceptAllAsync(listener, at, acceptor);
    }

    /// <inheritdoc/>
    public void Dial(PeerAddress remote, TimeSpan limit, IActorRef to) => _ = GnutellaDialler.DialAsync(remote, limit, to);

    /// <inheritdoc/>
    public void StopListening() => _listener?.Dispose();

    /// <inheritdoc/>
    public void Dispose() => StopListening();

    private static async Task AcceptAllAsync(Socket listener, PeerAddress at, IActorRef acceptor)
    {
        while (true)
        {
            try
            {
                var socket = await listener.AcceptAsync();
                if (GnutellaDialler.RemoteOf(socket) is not { } remote)
                {
                    socket.Dispose();
                    continue;
                }

                var pipe = new SocketPipe(socket);
                acceptor.Tell(new WireAccepted(new PipeWire(pipe, remote, pipe.Close)));
            }
            catch (SocketException failure) when (failure.SocketErrorCode is SocketError.ConnectionReset or SocketError.ConnectionAborted)
            {
                // Whoever connected was gone before we looked; the next one is waiting.
                continue;
            }
            catch (ObjectDisposedException)
            {
                return;
            }
            catch (SocketException failure)
            {
                if (failure.SocketErrorCode != SocketError.OperationAborted) acceptor.Tell(new ListeningFailed(at, failure.Message));
                return;
            }
        }
    }
}
