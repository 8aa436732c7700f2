using System.Buffers;
using System.IO.Pipelines;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Akka.Actor;
using Akka.Configuration;
using PeerActors.Actors.Transports;
using PeerActors.Actors.Transports.PeerLink;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Links;
using PeerActors.Messages.PeerLinks;
using PeerActors.Messages.Wire.PeerLink;
using PeerActors.TestKit;

namespace PeerActors.Actors.Tests.Transports.PeerLink;

/// <summary>Real handshakes, over pipes in this process.</summary>
public sealed class TlsPeerTransportTests : IAsyncLifetime
{
    private static readonly PeerAddress Somewhere = new(PeerAddress.Loopback, 9);
    private static readonly DateTimeOffset Now = DateTimeOffset.UtcNow;
    private readonly ActorSystem _system = ActorSystem.Create("tls", ConfigurationFactory.ParseString("akka { loggers = [], stdout-loglevel = OFF }"));
    private readonly X509Certificate2 _own = PeerLike();
    private readonly TestProbe _acceptor;
    private readonly TlsPeerTransport _transport;

    public TlsPeerTransportTests()
    {
        _acceptor = TestProbe.In(_system);
        _transport = new(_own, TimeSpan.FromSeconds(10), 2, TimeProvider.System);
        _transport.Listen(_acceptor.Ref);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _system.Terminate();
        _own.Dispose();
    }

    [Fact]
    public async Task Each_side_learns_the_key_of_the_other_and_frames_cross()
    {
        using var theirs = PeerLike();
        var (near, far) = Pair();
        _ = _transport.AcceptAsync(far, Somewhere, static () => { }, NoWeb);

        await using var tls = await new PeerTls(theirs, TimeProvider.System).DialAsync(new DuplexStream(near), IdOf(_own), CancellationToken.None);

        var accepted = await _acceptor.ExpectMsg<PeerWireAccepted>();
        Assert.Equal((IdOf(theirs), Somewhere), (accepted.Peer, accepted.Wire.Remote));
        accepted.Wire.Send<PeerFrame>([BeatFrame.Instance], FrameWriter.Instance, _acceptor.Ref);
        await _acceptor.ExpectMsg<WireSent>();
        var frame = new byte[3];
        await tls.ReadExactlyAsync(frame);
        Assert.Equal([2, 0x12, 0], frame);
        Assert.Equal((SslProtocols.Tls13, PeerTls.Protocol), (tls.SslProtocol, tls.NegotiatedApplicationProtocol));
    }

    [Fact]
    public async Task Another_key_than_the_one_dialled_is_refused_by_the_dialler_and_noted_by_who_answers()
    {
        using var theirs = PeerLike();
        var (near, far) = Pair();
        var over = _transport.AcceptAsync(far, Somewhere, static () => { }, NoWeb);

        var refused = await Assert.ThrowsAsync<PeerRefusedException>(() => new PeerTls(theirs, TimeProvider.System).DialAsync(new DuplexStream(near), IdOf(theirs), CancellationToken.None));

        Assert.Equal(LinkCloseReason.WrongKey, refused.Reason);
        Assert.Contains(IdOf(_own).ToString(), refused.Message, StringComparison.Ordinal);
        await near.Output.CompleteAsync();

        // In TLS 1.3 the side that was dialled may be done with its handshake before the dialler has looked at its key.
        if (await _acceptor.ExpectMsg<object>() is PeerWireAccepted accepted)
        {
            accepted.Wire.Receive(new FrameReader(1024), 1, _acceptor.Ref);
            await _acceptor.ExpectMsg<WireFailed>();
            accepted.Wire.Close();
        }

        await over.WaitAsync(TestProbe.Patience);
    }

    public static TheoryData<string, string> BadCertificates => new()
    {
        { "none", "no certificate" }, { "expired", "was valid until" }, { "not yet", "valid from" }, { "RSA", "P-256" }, { "P-384", "P-256" }, { "signed by another", "not signed with its own key" },
    };

    [Theory, MemberData(nameof(BadCertificates))]
    public async Task A_certificate_that_is_not_one_of_a_peer_is_refused_with_the_reason(string what, string told)
    {
        using var certificate = what == "none" ? null : Bad(what);
        var (near, far) = Pair();
        var over = _transport.AcceptAsync(far, Somewhere, static () => { }, NoWeb);
        await using var tls = new SslStream(new DuplexStream(near));
        await Attempt(tls, Options(certificate));
        await near.Output.CompleteAsync();
        await over;

        var refused = await _acceptor.ExpectMsg<PeerRefused>();
        Assert.Equal((LinkCloseReason.WrongKey, Somewhere), (refused.Reason, refused.Remote));
        Assert.Contains(told, refused.Detail, StringComparison.Ordinal);
    }

    public static TheoryData<string> OtherSpeakers => ["TLS 1.2", "another protocol", "HTTP", "Gnutella", "half a handshake", "zeros"];

    [Theory, MemberData(nameof(OtherSpeakers))]
    public async Task Who_does_not_speak_as_a_peer_does_is_refused(string what)
    {
        using var certificate = PeerLike();
        var (near, far) = Pair();
        var over = _transport.AcceptAsync(far, Somewhere, static () => { }, NoWeb);
        await using var tls = new SslStream(new DuplexStream(near));
        var options = Options(certificate);
        if (what == "TLS 1.2") options.EnabledSslProtocols = SslProtocols.Tls12;
        if (what == "another protocol") options.ApplicationProtocols = [SslApplicationProtocol.Http2];
        if (what is "TLS 1.2" or "another protocol") await Attempt(tls, options);
        else await near.Output.WriteAsync(Bytes(what));
        await near.Output.CompleteAsync();
        await over;

        Assert.Equal(LinkCloseReason.HandshakeFailed, (await _acceptor.ExpectMsg<PeerRefused>()).Reason);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task HTTP_over_TLS_is_given_back_with_the_key_that_was_shown_if_any(bool showsKey, bool saysProtocol)
    {
        using var certificate = showsKey ? PeerLike() : null;
        var (near, far) = Pair();
        PeerId? shown = null;
        var over = _transport.AcceptAsync(far, Somewhere, static () => { }, async (pipe, peer) =>
        {
            shown = peer;
            var asked = await pipe.Input.ReadAsync();
            await pipe.Output.WriteAsync(BuffersExtensions.ToArray(asked.Buffer));
        });
        await using var tls = new SslStream(new DuplexStream(near));
        var options = Options(certificate);
        options.ApplicationProtocols = saysProtocol ? [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11] : null;
        await tls.AuthenticateAsClientAsync(options);
        await tls.WriteAsync("GET / HTTP/1.1"u8.ToArray());
        await tls.FlushAsync();
        using var echo = new StreamReader(tls);

        // That the answer has an end, and was not cut, is said before the connection goes.
        Assert.Equal("GET / HTTP/1.1", await echo.ReadToEndAsync().WaitAsync(TestProbe.Patience));
        await over.WaitAsync(TestProbe.Patience);
        Assert.Equal(certificate is null ? null : IdOf(certificate), shown);
        _acceptor.ExpectNoMsg();
    }

    [Fact]
    public async Task HTTP_over_TLS_with_a_certificate_that_is_none_of_a_peer_is_refused()
    {
        using var certificate = Bad("RSA");
        var (near, far) = Pair();
        var over = _transport.AcceptAsync(far, Somewhere, static () => { }, NoWeb);
        await using var tls = new SslStream(new DuplexStream(near));
        var options = Options(certificate);
        options.ApplicationProtocols = [SslApplicationProtocol.Http11];
        await Attempt(tls, options);
        await near.Output.CompleteAsync();
        await over;

        Assert.Equal(LinkCloseReason.WrongKey, (await _acceptor.ExpectMsg<PeerRefused>()).Reason);
    }

    [Fact]
    public async Task A_handshake_that_comes_to_no_end_is_given_up_and_no_more_run_at_once_than_allowed()
    {
        var slow = new TlsPeerTransport(_own, TimeSpan.FromMilliseconds(500), 2, TimeProvider.System);
        slow.Listen(_acceptor.Ref);
        var all = Enumerable.Range(0, 3).Select(_ => slow.AcceptAsync(Pair().Far, Somewhere, static () => { }, NoWeb)).ToArray();

        await _acceptor.ExpectMsg<PeerRefused>(static m => m.Reason == LinkCloseReason.TooManyLinks && m.Detail.Contains("peer-link.max-handshakes", StringComparison.Ordinal));
        for (var i = 0; i < 2; i++) await _acceptor.ExpectMsg<PeerRefused>(static m => m.Detail.Contains("peer-link.handshake-timeout", StringComparison.Ordinal));
        await Task.WhenAll(all);
    }

    [Fact]
    public async Task After_listening_has_stopped_nobody_is_answered()
    {
        _transport.StopListening();

        await _transport.AcceptAsync(Pair().Far, Somewhere, static () => { }, NoWeb);

        _acceptor.ExpectNoMsg();
    }

    [Fact]
    public async Task Nobody_at_an_address_is_told_once()
    {
        using var listener = new System.Net.Sockets.Socket(System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp);
        listener.Bind(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0));
        var free = PeerAddress.From((System.Net.IPEndPoint)listener.LocalEndPoint!);

        _transport.Dial(free, IdOf(_own), TestProbe.Patience, _acceptor.Ref);

        await _acceptor.ExpectMsg<WireFailed>(static m => m.Reason == LinkCloseReason.NobodyThere);
    }

    private static Task NoWeb(IDuplexPipe pipe, PeerId? peer) => throw new InvalidOperationException("No HTTP was to come.");

    private static byte[] Bytes(string what) => what switch
    {
        "HTTP" => "GET / HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray(),
        "Gnutella" => "GNUTELLA CONNECT/0.6\r\n\r\n"u8.ToArray(),
        "half a handshake" => [0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00],
        _ => new byte[500],
    };

    private static SslClientAuthenticationOptions Options(X509Certificate2? certificate) => new()
    {
        TargetHost = "", EnabledSslProtocols = SslProtocols.Tls13, ApplicationProtocols = [PeerTls.Protocol], RemoteCertificateValidationCallback = static (_, certificate, _, _) => certificate is not null,
        ClientCertificateContext = certificate is null ? null : SslStreamCertificateContext.Create(certificate, null, offline: true),
    };

    /// <summary>Whether the client notices its refusal in the handshake or behind it depends on the version of TLS.</summary>
    private static async Task Attempt(SslStream tls, SslClientAuthenticationOptions options)
    {
        try
        {
            await tls.AuthenticateAsClientAsync(options);
        }
        catch (Exception refused) when (refused is AuthenticationException or IOException)
        {
            Assert.NotEmpty(refused.Message);
        }
    }

    private static PeerId IdOf(X509Certificate2 certificate) => PeerId.Of(certificate.PublicKey.ExportSubjectPublicKeyInfo());

    private static X509Certificate2 PeerLike()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new CertificateRequest("CN=peer", key, HashAlgorithmName.SHA256).CreateSelfSigned(Now.AddDays(-1), Now.AddDays(1));
    }

    private static X509Certificate2 Bad(string what)
    {
        if (what == "RSA")
        {
            using var rsa = RSA.Create(2048);
            return new CertificateRequest("CN=peer", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(Now.AddDays(-1), Now.AddDays(1));
        }

        using var key = ECDsa.Create(what == "P-384" ? ECCurve.NamedCurves.nistP384 : ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=peer", key, HashAlgorithmName.SHA256);
        switch (what)
        {
            case "expired":
                return request.CreateSelfSigned(Now.AddDays(-2), Now.AddDays(-1));
            case "not yet":
                return request.CreateSelfSigned(Now.AddDays(1), Now.AddDays(2));
            case "signed by another":
                using (var other = ECDsa.Create(ECCurve.NamedCurves.nistP256))
                using (var signed = request.Create(request.SubjectName, X509SignatureGenerator.CreateForECDsa(other), Now.AddDays(-1), Now.AddDays(1), [1, 2, 3]))
                    return signed.CopyWithPrivateKey(key);
            default:
                return request.CreateSelfSigned(Now.AddDays(-1), Now.AddDays(1));
        }
    }

    private static (Ends Near, Ends Far) Pair()
    {
        var (there, back) = (new Pipe(), new Pipe());
        return (new(back.Reader, there.Writer), new(there.Reader, back.Writer));
    }

    private sealed record Ends(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
