using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace PeerActors.Host.Web;

/// <summary>What the public port and the admin endpoint have in common: a web server that takes nothing from its surroundings.</summary>
internal static class BareWeb
{
    /// <summary>An empty builder: nothing comes from appsettings files or ASPNETCORE_ variables.</summary>
    public static WebApplicationBuilder Builder(Action<KestrelServerOptions> kestrel)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Services.AddSingleton<IHostLifetime, LifetimeOfTheCaller>();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel);
        return builder;
    }

    /// <summary>The port of its first end point, once it is started.</summary>
    public static ushort PortOf(WebApplication web)
    {
        var bound = web.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First();
        return checked((ushort)BindingAddress.Parse(bound).Port);
    }

    /// <summary>Signals belong to the program; the usual lifetime would take them and stop the server by itself.</summary>
    private sealed class LifetimeOfTheCaller : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
