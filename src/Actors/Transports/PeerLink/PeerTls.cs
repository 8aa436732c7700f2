using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Links;

namespace PeerActors.Actors.Transports.PeerLink;

/// <summary>
/// TLS as peers speak it: 1.3 only, ALPN <c>peeractors/1</c>, a certificate of a peer on both sides, and no authority, list or address of anybody else
/// asked. On the same port HTTP over TLS is answered (ALPN <c>http/1.1</c>, or none); there whoever asks may show the certificate of a peer, and need not.
/// </summary>
internal sealed class PeerTls(X509Certificate2 certificate, TimeProvider clock)
{
    public static readonly SslApplicationProtocol Protocol = new("peeractors/1");

    private readonly SslStreamCertificateContext _shown = SslStreamCertificateContext.Create(certificate, additionalCertificates: null, offline: true);

    /// <summary>Shakes hands with whoever dialled us.</summary>
    /// <exception cref="PeerRefusedException">It showed no sound certificate where it must, or speaks another protocol.</exception>
    public async Task<AcceptedTls> AcceptAsync(Stream inner, CancellationToken limit)
    {
        var seen = new Seen(clock, expected: null, mayShowNone: true);
        var stream = new SslStream(inner, leaveInnerStreamOpen: false);
        await ShakeAsync(stream, seen, tls => tls.AuthenticateAsServerAsync(
            new SslServerAuthenticationOptions
            {
                ServerCertificateContext = _shown, ClientCertificateRequired = true, EnabledSslProtocols = SslProtocols.Tls13,
                ApplicationProtocols = [Protocol, SslApplicationProtocol.Http11],
                CertificateRevocationCheckMode = X509RevocationMode.NoCheck, CertificateChainPolicy = Nobody(), AllowTlsResume = false, AllowRenegotiation = false,
                RemoteCertificateValidationCallback = seen.Judge,
            },
            limit));
        if (stream.NegotiatedApplicationProtocol != Protocol) return new(stream, seen.Peer, IsWeb: true);
        if (seen.Peer is { } peer) return new(stream, peer, IsWeb: false);
        await stream.DisposeAsync();
        throw new PeerRefusedException(LinkCloseReason.WrongKey, "it shows no certificate");
    }

    /// <summary>Shakes hands with the peer that we dialled.</summary>
    /// <exception cref="PeerRefusedException">Somebody else is there, or something else.</exception>
    public Task<SslStream> DialAsync(Stream inner, PeerId expected, CancellationToken limit) => DialAsync(inner, expected, Protocol, limit);

    /// <summary>The same, to ask it over HTTP.</summary>
    /// <exception cref="PeerRefusedException">Somebody else is there, or something else.</exception>
    public Task<SslStream> DialWebAsync(Stream inner, PeerId expected, CancellationToken limit) => DialAsync(inner, expected, SslApplicationProtocol.Http11, limit);

    private async Task<SslStream> DialAsync(Stream inner, PeerId expected, SslApplicationProtocol protocol, CancellationToken limit)
    {
        var seen = new Seen(clock, expected, mayShowNone: false);
        var stream = new SslStream(inner, leaveInnerStreamOpen: false);
        await ShakeAsync(stream, seen, tls => tls.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions
            {
                TargetHost = "", ClientCertificateContext = _shown, EnabledSslProtocols = SslProtocols.Tls13, ApplicationProtocols = [protocol],
                CertificateRevocationCheckMode = X509RevocationMode.NoCheck, CertificateChainPolicy = Nobody(), AllowTlsResume = false, AllowRenegotiation = false,
                RemoteCertificateValidationCallback = seen.Judge,
            },
            limit));
        if (stream.NegotiatedApplicationProtocol == protocol) return stream;
        await stream.DisposeAsync();
        throw new PeerRefusedException(LinkCloseReason.HandshakeFailed, $"it does not speak {protocol} (ALPN)");
    }

    private static async Task ShakeAsync(SslStream stream, Seen seen, Func<SslStream, Task> shake)
    {
        try
        {
            await shake(stream);
        }
        catch (AuthenticationException failure)
        {
            await stream.DisposeAsync();
            throw seen.Problem ?? new PeerRefusedException(LinkCloseReason.HandshakeFailed, $"TLS 1.3 did not come about: {failure.GetBaseException().Message}");
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }

    /// <summary>Without this the framework would fetch issuers from wherever a certificate says.</summary>
    private static X509ChainPolicy Nobody() => new()
    {
        DisableCertificateDownloads = true, RevocationMode = X509RevocationMode.NoCheck, TrustMode = X509ChainTrustMode.CustomRootTrust,
    };

    /// <summary>What one handshake has shown.</summary>
    private sealed class Seen(TimeProvider clock, PeerId? expected, bool mayShowNone)
    {
        public PeerId? Peer { get; private set; }

        public PeerRefusedException? Problem { get; private set; }

        public bool Judge(object sender, X509Certificate? shown, X509Chain? chain, SslPolicyErrors errors)
        {
            if (shown is null && mayShowNone) return true;
            if (!PeerCertificate.TryJudge(shown as X509Certificate2, clock.GetUtcNow(), out var key, out var problem))
            {
                Problem = new(LinkCloseReason.WrongKey, problem);
                return false;
            }

            Peer = key.Holder;
            if (expected is { } peer && peer != Peer) Problem = new(LinkCloseReason.WrongKey, $"it is peer {Peer}; {peer} was dialled");
            return Problem is null;
        }
    }
}

/// <summary>The far side is not whom a peer link may be made with.</summary>
internal sealed class PeerRefusedException(LinkCloseReason reason, string detail) : Exception(detail)
{
    public LinkCloseReason Reason { get; } = reason;
}

/// <summary>Who has dialled, behind a handshake.</summary>
/// <param name="Stream">What it says.</param>
/// <param name="Peer">Whose key it has shown; null for none, which only the web has.</param>
/// <param name="IsWeb">True when it speaks HTTP.</param>
internal sealed record AcceptedTls(SslStream Stream, PeerId? Peer, bool IsWeb);
