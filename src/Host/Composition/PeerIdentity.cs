using System.Security.Cryptography.X509Certificates;
using PeerActors.Messages.Identity;

namespace PeerActors.Host.Composition;

/// <summary>The key of a peer, and the certificate that shows it to others.</summary>
/// <param name="key">Signs for the peer; disposed with this.</param>
/// <param name="certificate">Self-signed with that key, with its private half; disposed with this.</param>
internal sealed class PeerIdentity(SigningKey key, X509Certificate2 certificate) : IDisposable
{
    /// <summary>Who the peer is.</summary>
    public PeerId Id => key.Public.Holder;

    public SigningKey Key => key;

    public X509Certificate2 Certificate => certificate;

    public void Dispose()
    {
        certificate.Dispose();
        key.Dispose();
    }
}
