using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using PeerActors.Actors.Peer;
using PeerActors.Host.Composition;
using PeerActors.Host.Web.Http;
using PeerActors.Host.Web.Pushes;
using PeerActors.Messages.Identity;

namespace PeerActors.Host.Web;

/// <summary>The peer's one public port: neighbours and file requests come here alike.</summary>
internal sealed class PublicPort : IAsyncDisposable
{
    /// <summary>A connection is let go when it takes less than <c>http.min-rate</c> after so long.</summary>
    private static readonly TimeSpan RateGrace = TimeSpan.FromSeconds(5);

    private readonly WebApplication _web;
    private readonly ReservedPort? _reserved;

    private PublicPort(WebApplication web, PeerAddress address, ReservedPort? reserved) => (_web, Address, _reserved) = (web, address, reserved);

    /// <summary>Where it listens, with the port that was picked.</summary>
    public PeerAddress Address { get; }

    /// <summary>Opens the port.</summary>
    /// <param name="listen">Port 0 picks one.</param>
    /// <param name="settings">Bounds and limits.</param>
    /// <param name="gnutella">Carries neighbours.</param>
    /// <param name="front">What is served.</param>
    /// <param name="stopping">Gives up.</param>
    /// <param name="pushes">Connections of pushes; null for a port that knows none.</param>
    /// <param name="peerLinks">Carries peers that begin with TLS; null for a port that knows none.</param>
    /// <exception cref="StartFailed">The address cannot be listened on.</exception>
    public static async Task<PublicPort> OpenAsync(
        PeerAddress listen, HttpSettings settings, GnutellaHandler gnutella, WebFront front, CancellationToken stopping,
        PushDoors? pushes = null, PeerLinkHandler? peerLinks = null)
    {
        var sorter = new DialectSorter(settings, gnutella, pushes is null ? null : pushes.Port.TakeInAsync, front.Counters, peerLinks);
        var reserved = pushes is { IsFirewalled: true } ? ReservedPort.Hold(listen) : null;
        var builder = BareWeb.Builder(kestrel =>
        {
            Limit(kestrel, settings);
            if (reserved is null) kestrel.Listen(listen.ToEndPoint(), endPoint => Sort(endPoint, sorter.SortAsync));
            if (pushes is not null) kestrel.Listen(DialledConnections.EndPoint, endPoint => Sort(endPoint, sorter.SortDialledAsync));
        });
        if (pushes is not null) builder.Services.AddSingleton<IConnectionListenerFactory>(pushes.Port.Dialled);
        var web = builder.Build();
        // gtk-gnutella fetches nothing from a sharer that does not say what it is.
        web.Use(next => http =>
        {
            http.Response.Headers.Server = SharerClient.Agent;
            return next(http);
        });
        if (pushes is not null) web.Use(next => http => PushProxyRequest.Is(http.Request) ? pushes.Proxy.ServeAsync(http) : next(http));
        web.Run(new FileServing(front).ServeAsync);
        try
        {
            await web.StartAsync(stopping);
        }
        catch (Exception cause) when (cause is IOException or SocketException)
        {
            await web.DisposeAsync();
            throw new StartFailed(Describe(listen, cause), cause);
        }

        return new PublicPort(web, reserved?.Address ?? listen with { Port = BareWeb.PortOf(web) }, reserved);
    }

    /// <summary>Takes no more connections, waits for answers under way, and ends the rest when the limit is over.</summary>
    public async Task CloseAsync(TimeSpan limit)
    {
        using var over = new CancellationTokenSource(limit);
        await _web.StopAsync(over.Token);
    }

    /// <summary>Closes at once.</summary>
    public async ValueTask DisposeAsync()
    {
        await CloseAsync(TimeSpan.Zero);
        await _web.DisposeAsync();
        _reserved?.Dispose();
    }

    private static void Sort(ListenOptions endPoint, Func<ConnectionContext, ConnectionDelegate, Task> sort)
    {
        endPoint.Protocols = HttpProtocols.Http1;
        endPoint.Use(next => connection => sort(connection, next));
    }

    internal static void Limit(KestrelServerOptions kestrel, HttpSettings settings)
    {
        var rate = settings.MinRate > 0 ? new MinDataRate(settings.MinRate, RateGrace) : null;
        kestrel.AddServerHeader = false;
        kestrel.Limits.RequestHeadersTimeout = settings.HeaderTimeout;
        // Between two requests on one connection a client is about to send a head, so the same limit holds.
        kestrel.Limits.KeepAliveTimeout = settings.HeaderTimeout;
        kestrel.Limits.MinResponseDataRate = rate;
        kestrel.Limits.MinRequestBodyDataRate = rate;
        // Nothing is uploaded here.
        kestrel.Limits.MaxRequestBodySize = 0;
    }

    internal static string Describe(PeerAddress address, Exception cause)
    {
        var socket = cause as SocketException ?? cause.InnerException as SocketException ?? cause.InnerException?.InnerException as SocketException;
        var why = socket?.SocketErrorCode switch
        {
            SocketError.AddressAlreadyInUse => "another program uses that port",
            SocketError.AddressNotAvailable => "this machine does not have that address",
            SocketError.AccessDenied => "the system does not permit that port; those below 1024 need a privilege",
            _ => cause.Message,
        };
        return $"The peer cannot listen on {address}: {why}. Choose another with --listen HOST:PORT or the setting peer.listen; port 0 picks a free one. The peer does not start.";
    }
}

/// <summary>How pushes come to the public port and leave it.</summary>
/// <param name="Port">Their connections.</param>
/// <param name="Proxy">Passes them on for others.</param>
/// <param name="IsFirewalled">True when nothing is listened on (<c>peer.firewalled</c>): what is served is what this peer dialled.</param>
internal sealed record PushDoors(PushPort Port, PushProxyServing Proxy, bool IsFirewalled);
