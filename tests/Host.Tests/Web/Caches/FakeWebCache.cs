using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using PeerActors.Host.Web;

namespace PeerActors.Host.Tests.Web.Caches;

/// <summary>A web cache on loopback that does whatever the test tells it to.</summary>
internal sealed class FakeWebCache : IAsyncDisposable
{
    private readonly WebApplication _web;

    private FakeWebCache(WebApplication web) => _web = web;

    public Uri Url { get; private set; } = null!;

    /// <summary>What was asked, path and query.</summary>
    public ConcurrentQueue<string> Asked { get; } = new();

    public static async Task<FakeWebCache> Start(RequestDelegate answer)
    {
        var cache = new FakeWebCache(BareWeb.Builder(kestrel => kestrel.Listen(IPAddress.Loopback, 0)).Build());
        cache._web.Run(async http =>
        {
            cache.Asked.Enqueue(http.Request.Path + http.Request.QueryString);
            await answer(http);
        });
        await cache._web.StartAsync();
        cache.Url = new($"http://127.0.0.1:{BareWeb.PortOf(cache._web)}/gwc");
        return cache;
    }

    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        await _web.StopAsync(patience.Token);
        await _web.DisposeAsync();
    }
}
