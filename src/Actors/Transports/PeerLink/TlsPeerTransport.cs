using System.IO.Pipelines;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Akka.Actor;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Links;

namespace PeerActors.Actors.Transports.PeerLink;

/// <summary>
/// Peer links over TLS, whose listener belongs to somebody else: the web front owns the one public port and hands over each connection that begins with a
/// TLS handshake. Those that turn out to speak HTTP behind it are given back, together with the key that they have shown.
/// </summary>
/// <param name="certificate">Shows this peer's key; with its private half.</param>
/// <param name="handshakeTimeout">Longest handshake of who dials us (<c>peer-link.handshake-timeout</c>).</param>
/// <param name="maxHandshakes">Handshakes of who dials us at once (<c>peer-link.max-handshakes</c>); each costs us a signature.</param>
/// <param name="clock">Wall time.</param>
public sealed class TlsPeerTransport(X509Certificate2 certificate, TimeSpan handshakeTimeout, int maxHandshakes, TimeProvider clock) : IPeerTransport
{
    private const int BufferBytes = 32 * 1024;

    private readonly PeerTls _tls = new(certificate, clock);
    private volatile IActorRef? _acceptor;
    private int _handshakes;

    /// <inheritdoc/>
    public void Listen(IActorRef acceptor) => _acceptor = acceptor;

    /// <inheritdoc/>
    public void StopListening() => _acceptor = null;

    /// <inheritdoc/>
    public void Dial(PeerAddress remote, PeerId expected, TimeSpan limit, IActorRef to) => _ = DialAsync(remote, expected, limit, to);

    /// <summary>Dials a peer to ask it over HTTP, and shows it our key.</summary>
    /// <exception cref="IOException">Nobody answers there, or not this peer.</exception>
    public async Task<Stream> DialWebAsync(PeerAddress remote, PeerId expected, CancellationToken stopping)
    {
        try
        {
            return await ConnectAsync(remote, stream => _tls.DialWebAsync(stream, expected, stopping), stopping);
        }
        catch (PeerRefusedException refused)
        {
            throw new IOException(Refusal(remote, refused), refused);
        }
    }

    /// <summary>Takes a connection over; its handshake is still unread in it.</summary>
    /// <param name="pipe">The connection.</param>
    /// <param name="remote">The far end as seen.</param>
    /// <param name="end">Ends the connection, after what was written if that leaves soon.</param>
    /// <param name="web">Carries HTTP; its task ends with the last answer.</param>
    /// <returns>Completes when the link is over, or was refused; the caller then closes the connection.</returns>
    public async Task AcceptAsync(IDuplexPipe pipe, PeerAddress remote, Action end, SecureWeb web)
    {
        if (_acceptor is not { } acceptor) return;
        if (await ShakeAsync(pipe, remote, acceptor) is not { } accepted) return;
        await using (accepted.Stream)
        {
            var plain = Piped(accepted.Stream);
            if (accepted is { IsWeb: false, Peer: { } peer })
            {
                var wire = new PipeWire(plain, remote, end);
                acceptor.Tell(new PeerWireAccepted(wire, peer));
                await wire.Over;
            }
            else
            {
                await web(plain, accepted.Peer);
                await SayGoodbyeAsync(accepted.Stream);
            }
        }
    }

    /// <summary>Without it the last answer could have been cut, for all that the far side knows (RFC 8446, section 6.1).</summary>
    private static async Task SayGoodbyeAsync(SslStream stream)
    {
        try
        {
            await stream.ShutdownAsync();
        }
        catch (Exception gone) when (gone is IOException or InvalidOperationException or OperationCanceledException)
        {
            // Whoever has left needs no goodbye.
            return;
        }
    }

    private async Task<AcceptedTls?> ShakeAsync(IDuplexPipe pipe, PeerAddress remote, IActorRef acceptor)
    {
        using var limit = new CancellationTokenSource(handshakeTimeout, clock);
        try
        {
            if (Interlocked.Increment(ref _handshakes) > maxHandshakes)
                throw new PeerRefusedException(LinkCloseReason.TooManyLinks, $"{maxHandshakes} handshakes are under way, no more are allowed (peer-link.max-handshakes)");
            return await _tls.AcceptAsync(new DuplexStream(pipe), limit.Token);
        }
        catch (PeerRefusedException refused)
        {
            acceptor.Tell(new PeerRefused(remote, refused.Reason, refused.Message));
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            acceptor.Tell(new PeerRefused(remote, LinkCloseReason.HandshakeFailed, $"no whole TLS handshake within {handshakeTimeout.TotalSeconds:0.###} s (peer-link.handshake-timeout)"));
        }
        catch (Exception broken) when (broken is IOException or OperationCanceledException or InvalidOperationException)
        {
            acceptor.Tell(new PeerRefused(remote, LinkCloseReason.HandshakeFailed, $"the connection ended in the TLS handshake: {broken.GetBaseException().Message}"));
        }
        finally
        {
            Interlocked.Decrement(ref _handshakes);
        }

        return null;
    }

    private async Task DialAsync(PeerAddress remote, PeerId expected, TimeSpan limit, IActorRef to)
    {
        using var timeout = new CancellationTokenSource(limit, clock);
        try
        {
            var stream = await ConnectAsync(remote, inner => _tls.DialAsync(inner, expected, timeout.Token), timeout.Token);
            to.Tell(new PeerWireOpened(new PipeWire(Piped(stream), remote, stream.Dispose)));
        }
        catch (Exception failure)
        {
            to.Tell(Failed(failure, remote, limit));
        }
    }

    /// <summary>Connects and shakes hands; what comes to nothing is closed.</summary>
    private static async Task<SslStream> ConnectAsync(PeerAddress remote, Func<Stream, Task<SslStream>> shake, CancellationToken limit)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(remote.ToEndPoint(), limit);
            return await shake(new NetworkStream(socket, ownsSocket: true));
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static string Refusal(PeerAddress remote, PeerRefusedException refused) => $"who answers at {remote} is refused: {refused.Message}";

    private static WireFailed Failed(Exception failure, PeerAddress remote, TimeSpan limit) => failure switch
    {
        PeerRefusedException refused => new(refused.Reason, Refusal(remote, refused)),
        OperationCanceledException => new(LinkCloseReason.DialFailed, $"no connection to {remote} within {limit.TotalSeconds:0.###} s (peer-link.dial-timeout)"),
        SocketException { SocketErrorCode: SocketError.ConnectionRefused } => new(LinkCloseReason.NobodyThere, $"nobody listens at {remote}: {failure.Message}"),
        SocketException => new(LinkCloseReason.DialFailed, $"no connection to {remote}: {failure.Message}"),
        IOException => new(LinkCloseReason.HandshakeFailed, $"{remote} ended the connection in the TLS handshake: {failure.GetBaseException().Message}"),
        _ => new(LinkCloseReason.Failed, failure.ToString()),
    };

    private static StreamPipes Piped(SslStream stream) => new(
        PipeReader.Create(stream, new(bufferSize: BufferBytes, leaveOpen: true)), PipeWriter.Create(stream, new(minimumBufferSize: BufferBytes, leaveOpen: true)));

    private sealed record StreamPipes(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}

/// <summary>Carries HTTP that came over TLS.</summary>
/// <param name="pipe">What is said, decrypted.</param>
/// <param name="peer">Whose key the client has shown; null for none.</param>
public delegate Task SecureWeb(IDuplexPipe pipe, PeerId? peer);
