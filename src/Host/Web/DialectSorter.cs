using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Connections;
using PeerActors.Actors.Peer;
using PeerActors.Actors.Transports.PeerLink;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Wire;

namespace PeerActors.Host.Web;

/// <summary>Carries one Gnutella connection; the task ends when the link is over, and then the connection ends.</summary>
/// <param name="pipe">Its bytes, the greeting included.</param>
/// <param name="remote">The far end as seen.</param>
/// <param name="end">Ends the connection, whether or not the far side takes what was written last.</param>
internal delegate Task GnutellaHandler(IDuplexPipe pipe, PeerAddress remote, Action end);

/// <summary>Carries one connection that begins with a GIV, like <see cref="GnutellaHandler"/>.</summary>
internal delegate Task GivHandler(IDuplexPipe pipe, PeerAddress remote, Action end);

/// <summary>Carries one connection that begins with a TLS handshake; the task ends when the link is over, or was refused, and then the connection ends.</summary>
/// <param name="pipe">Its bytes, the handshake included.</param>
/// <param name="remote">The far end as seen.</param>
/// <param name="end">Ends the connection, whether or not the far side takes what was written last.</param>
/// <param name="web">Called when it is HTTP that comes behind the handshake.</param>
internal delegate Task PeerLinkHandler(IDuplexPipe pipe, PeerAddress remote, Action end, SecureWeb web);

/// <summary>Stands before HTTP on the public port: looks at the first bytes, takes none, and passes the connection on to who speaks that.</summary>
internal sealed class DialectSorter(HttpSettings settings, GnutellaHandler gnutella, GivHandler? giv, PortCounters counters, PeerLinkHandler? peerLinks = null)
{
    /// <summary>Longest time for what was written last to leave, once a connection is ended.</summary>
    private static readonly TimeSpan LastBytes = TimeSpan.FromSeconds(1);

    private readonly OpenPlaces _places = new(settings.MaxConnections, settings.MaxPerAddress);

    /// <summary>The connection middleware; a connection ends when this returns.</summary>
    public Task SortAsync(ConnectionContext connection, ConnectionDelegate http) => InPlaceAsync(connection, () => CarryAsync(connection, http));

    /// <summary>The same for a connection that this peer dialled because it was pushed: nothing but HTTP may come on it.</summary>
    public Task SortDialledAsync(ConnectionContext connection, ConnectionDelegate http) => InPlaceAsync(connection, () => CarryDialledAsync(connection, http));

    private async Task InPlaceAsync(ConnectionContext connection, Func<Task> carry)
    {
        var from = ((IPEndPoint)connection.RemoteEndPoint!).Address;
        if (_places.Take(from) is { } refusal)
        {
            counters.Add(refusal);
            return;
        }

        try
        {
            await carry();
        }
        finally
        {
            _places.GiveBack(from);
        }
    }

    private async Task CarryAsync(ConnectionContext connection, ConnectionDelegate http)
    {
        switch (await TellAsync(connection))
        {
            case Dialect.Http:
                await ServeAsync(connection, PortCount.Http, http);
                break;
            case Dialect.Gnutella:
                counters.Add(PortCount.Gnutella);
                await CarryAsync(connection, gnutella);
                break;
            case Dialect.Tls when peerLinks is not null:
                counters.Add(PortCount.Tls);
                await CarryAsync(connection, (pipe, remote, end) => peerLinks(pipe, remote, end, (plain, peer) => CarryWebAsync(connection, plain, peer, http)));
                break;
            case Dialect.Giv when giv is not null:
                counters.Add(PortCount.Giv);
                await giv(connection.Transport, PeerAddress.From((IPEndPoint)connection.RemoteEndPoint!), () => EndSoon(connection));
                break;
            case not Dialect.NeedMore:
                counters.Add(PortCount.ClosedUnknown);
                break;
        }
    }

    private Task CarryWebAsync(ConnectionContext connection, IDuplexPipe plain, PeerId? peer, ConnectionDelegate http)
    {
        connection.Transport = plain;
        ShownKey.Tell(connection, peer);
        return ServeAsync(connection, PortCount.SecureHttp, http);
    }

    private Task ServeAsync(ConnectionContext connection, PortCount how, ConnectionDelegate http)
    {
        counters.Add(how);
        HalfClose.Tolerate(connection);
        return http(connection);
    }

    private async Task CarryDialledAsync(ConnectionContext connection, ConnectionDelegate http)
    {
        switch (await TellAsync(connection))
        {
            case Dialect.Http:
                await ServeAsync(connection, PortCount.Pushed, http);
                break;
            case not Dialect.NeedMore:
                counters.Add(PortCount.ClosedUnknown);
                break;
        }
    }

    /// <summary>A failure in there is ours; it ends this connection and no other.</summary>
    private async Task CarryAsync(ConnectionContext connection, GnutellaHandler link)
    {
        try
        {
            await link(connection.Transport, PeerAddress.From((IPEndPoint)connection.RemoteEndPoint!), () => EndSoon(connection));
        }
        catch (Exception)
        {
            counters.Add(PortCount.GnutellaFailed);
            throw;
        }
    }

    /// <summary>To break the connection at once would throw away what it took a moment ago: a Bye, or a refusal.</summary>
    private static void EndSoon(ConnectionContext connection) => new CancellationTokenSource(LastBytes).Token.Register(connection.Abort);

    /// <summary>What it is; <see cref="Dialect.NeedMore"/> when that stays open, which is counted here.</summary>
    private async Task<Dialect> TellAsync(ConnectionContext connection)
    {
        // That the far side ends is read like its bytes, behind them; the server's own signal for it would overtake them.
        using var limit = new CancellationTokenSource(settings.FirstBytesTimeout);
        var input = connection.Transport.Input;
        try
        {
            while (true)
            {
                var read = await input.ReadAsync(limit.Token);
                var dialect = FirstBytes.Tell(read.Buffer);
                input.AdvanceTo(read.Buffer.Start, dialect == Dialect.NeedMore ? read.Buffer.End : read.Buffer.Start);
                if (dialect != Dialect.NeedMore) return dialect;
                if (!read.IsCompleted) continue;
                counters.Add(PortCount.LeftEarly);
                return Dialect.NeedMore;
            }
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            counters.Add(PortCount.ClosedSilent);
            return Dialect.NeedMore;
        }
        catch (Exception cause) when (cause is OperationCanceledException or IOException)
        {
            counters.Add(PortCount.LeftEarly);
            return Dialect.NeedMore;
        }
    }
}
