using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;
using PeerActors.Messages.Identity;

namespace PeerActors.Host.Web;

/// <summary>The key that a client has shown in TLS, which has it asked for as the peer that it is; without TLS, and without a key, it is anyone.</summary>
internal static class ShownKey
{
    /// <summary>Notes that a connection is secure, and whose it is.</summary>
    public static void Tell(ConnectionContext connection, PeerId? peer)
    {
        connection.Features.Set(new Shown(peer));
        connection.Features.Set<ITlsConnectionFeature>(new Secured());
    }

    /// <summary>Whose key the connection of a request has shown; null for none.</summary>
    public static PeerId? Asker(this HttpContext http) => http.Features.Get<Shown>()?.Peer;

    private sealed record Shown(PeerId? Peer);

    /// <summary>Has the server call the scheme https. The certificate was judged in the handshake; nobody behind it needs it.</summary>
    private sealed class Secured : ITlsConnectionFeature
    {
        public X509Certificate2? ClientCertificate { get; set; }

        public Task<X509Certificate2?> GetClientCertificateAsync(CancellationToken cancellationToken) => Task.FromResult(ClientCertificate);
    }
}
