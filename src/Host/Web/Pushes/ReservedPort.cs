using System.Net;
using System.Net.Sockets;
using PeerActors.Host.Composition;
using PeerActors.Messages.Identity;

namespace PeerActors.Host.Web.Pushes;

/// <summary>
/// A port that is held and not listened on: whoever dials it is refused by the system. A firewalled peer holds one, because servents tell peers of one
/// IP address apart by their ports.
/// </summary>
internal sealed class ReservedPort : IDisposable
{
    private readonly Socket _socket;

    private ReservedPort(Socket socket) => _socket = socket;

    /// <summary>The address held, with the port that was picked.</summary>
    public PeerAddress Address => PeerAddress.From((IPEndPoint)_socket.LocalEndPoint!);

    /// <exception cref="StartFailed">It is taken.</exception>
    public static ReservedPort Hold(PeerAddress at)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(at.ToEndPoint());
            return new(socket);
        }
        catch (SocketException cause)
        {
            socket.Dispose();
            throw new StartFailed(PublicPort.Describe(at, cause), cause);
        }
    }

    public void Dispose() => _socket.Dispose();
}
