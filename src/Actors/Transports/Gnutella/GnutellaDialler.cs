using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Links;

namespace PeerActors.Actors.Transports.Gnutella;

/// <summary>Makes TCP connections to servents.</summary>
internal static class GnutellaDialler
{
    /// <summary>Dials and tells one <see cref="WireOpened"/> or <see cref="WireFailed"/>.</summary>
    public static async Task DialAsync(PeerAddress remote, TimeSpan limit, IActorRef to)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        using var timeout = new CancellationTokenSource(limit);
        try
        {
            await socket.ConnectAsync(remote.ToEndPoint(), timeout.Token);
            var pipe = new SocketPipe(socket);
            to.Tell(new WireOpened(new PipeWire(pipe, remote, pipe.Close)));
        }
        catch (OperationCanceledException)
        {
            socket.Dispose();
            to.Tell(new WireFailed(LinkCloseReason.DialFailed, $"no connection to {remote} within {limit.TotalSeconds:0.###} s (links.dial-timeout)"));
        }
        catch (SocketException failure)
        {
            socket.Dispose();
            to.Tell(new WireFailed(LinkCloseReason.DialFailed, $"no connection to {remote}: {failure.Message}"));
        }
    }

    /// <summary>The far end of an accepted socket; null when it is gone already or is not IPv4.</summary>
    public static PeerAddress? RemoteOf(Socket socket)
    {
        try
        {
            return socket.RemoteEndPoint is IPEndPoint end ? PeerAddress.From(end) : null;
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException or FormatException)
        {
            return null;
        }
    }
}
