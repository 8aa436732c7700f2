using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;

namespace PeerActors.Host.Web.Pushes;

/// <summary>
/// Connections that this peer dialled in answer to a push, as a listener of the web server: what comes here is served by the same code, and held to
/// the same limits, as what the public port accepts.
/// </summary>
internal sealed class DialledConnections : IConnectionListenerFactory, IConnectionListenerFactorySelector, IDisposable
{
    /// <summary>Connections that wait for the server to take them; it takes them at once, so this only bounds what a fault could gather.</summary>
    private const int MostWaiting = 64;

    private readonly SocketConnectionContextFactory _contexts = new(new SocketConnectionFactoryOptions(), NullLogger.Instance);
    private readonly Channel<ConnectionContext> _waiting = Channel.CreateBounded<ConnectionContext>(MostWaiting);

    /// <summary>Stands for this listener where a server asks for an address.</summary>
    public static EndPoint EndPoint { get; } = new Dialled();

    public bool CanBind(EndPoint endpoint) => endpoint is Dialled;

    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult<IConnectionListener>(new Listener(_waiting));

    /// <summary>Hands a connected socket to the server; false when the server is closed or busy, and then the caller disposes of the socket.</summary>
    public bool TryServe(Socket socket)
    {
        if (_waiting.Reader.Completion.IsCompleted || _waiting.Reader.Count >= MostWaiting) return false;
        var context = _contexts.Create(socket);
        if (_waiting.Writer.TryWrite(context)) return true;
        context.Abort();
        return false;
    }

    public void Dispose() => _contexts.Dispose();

    private sealed class Listener(Channel<ConnectionContext> waiting) : IConnectionListener
    {
        public EndPoint EndPoint => DialledConnections.EndPoint;

        public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default) =>
            await waiting.Reader.WaitToReadAsync(cancellationToken) && waiting.Reader.TryRead(out var connection) ? connection : null;

        public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
        {
            waiting.Writer.TryComplete();
            return ValueTask.CompletedTask;
        }

        public async ValueTask DisposeAsync()
        {
            waiting.Writer.TryComplete();
            while (waiting.Reader.TryRead(out var unserved)) await unserved.DisposeAsync();
        }
    }

    private sealed class Dialled : EndPoint
    {
        public override string ToString() => "dialled:0";
    }
}
