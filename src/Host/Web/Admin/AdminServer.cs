using Microsoft.AspNetCore.Server.Kestrel.Core;
using PeerActors.Actors.Peer;
using PeerActors.Host.Composition;
using PeerActors.Messages.Identity;

namespace PeerActors.Host.Web.Admin;

/// <summary>The loopback endpoint through which the command line commands a peer.</summary>
internal sealed class AdminServer : IAsyncDisposable
{
    /// <summary>Programs on this machine write a request at once. Whoever connects and says nothing, or says it slowly, would keep
    /// the commands of others out (<c>http.admin-max-connections</c>), and no token is needed for that.</summary>
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(2);

    private readonly WebApplication _web;
    private readonly CancellationTokenSource _ending;

    private AdminServer(WebApplication web, CancellationTokenSource ending, PeerAddress address) => (_web, _ending, Address) = (web, ending, address);

    /// <summary>Where it listens, with the real port.</summary>
    public PeerAddress Address { get; }

    /// <summary>The same as the start of a URL.</summary>
    public string Url => $"http://{Address}/";

    /// <exception cref="StartFailed">The address is not on loopback, or taken.</exception>
    public static async Task<AdminServer> StartAsync(RunningPeer peer, HttpSettings settings, string token, TimeProvider clock)
    {
        var listen = settings.AdminListen;
        if (!listen.IsLoopback)
            throw new StartFailed($"http.admin-listen is {listen}; only loopback is allowed, because whoever reaches it may try tokens.");
        var ending = new CancellationTokenSource();
        var web = Build(settings);
        var endpoints = new AdminEndpoints(peer, clock, ending.Token);
        web.Use(next => new AdminGuard(token, next).Handle);
        web.UseRouting();
        endpoints.Map(web);
        try
        {
            await web.StartAsync();
        }
        catch (IOException taken)
        {
            await web.DisposeAsync();
            ending.Dispose();
            throw new StartFailed($"The admin endpoint cannot listen on {listen} (http.admin-listen): {taken.Message} Port 0 picks a free one.", taken);
        }

        return new(web, ending, listen with { Port = BareWeb.PortOf(web) });
    }

    /// <summary>Ends running searches and downloads, then stops.</summary>
    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _web.StopAsync();
        await _web.DisposeAsync();
        _ending.Dispose();
    }

    private static WebApplication Build(HttpSettings settings)
    {
        var builder = BareWeb.Builder(kestrel =>
        {
            Limit(kestrel, settings);
            kestrel.Listen(settings.AdminListen.ToEndPoint(), options => options.Protocols = HttpProtocols.Http1);
        });
        builder.Services.AddRoutingCore();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(5));
        return builder.Build();
    }

    internal static void Limit(KestrelServerOptions kestrel, HttpSettings settings)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = settings.AdminMaxRequest;
        kestrel.Limits.MaxConcurrentConnections = settings.AdminMaxConnections;
        kestrel.Limits.RequestHeadersTimeout = LongestSilence;
        // Holds before the first byte as well.
        kestrel.Limits.KeepAliveTimeout = LongestSilence;
    }
}
