using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace PeerActors.Host.Web;

/// <summary>
/// A client may end its sending once it has asked, and wait for the answer (<c>nc -N</c> does). The server takes that for the end of the connection and
/// answers nothing; here it does so only once nothing can be sent any more. Whoever is really gone shows when the answer is written.
/// </summary>
internal static class HalfClose
{
    /// <summary>Has the server answer on although the client has ended its sending.</summary>
    public static void Tolerate(ConnectionContext connection)
    {
        if (connection.Features.Get<IConnectionSocketFeature>() is not { } connected) return;
        var gone = new CancellationTokenSource();
        connection.ConnectionClosed.Register(() =>
        {
            if (!connected.Socket.Connected) gone.Cancel();
        });
        connection.ConnectionClosed = gone.Token;
    }
}
