using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace PeerActors.Benchmarks.Services;

/// <summary>What services are held against: frames of 100 bytes (4 of them the length) over TLS 1.3, written 64 KiB at a time, read and counted, and nothing else.</summary>
internal sealed class RawTls : IDisposable
{
    public const int Frame = 100;
    private const int Flush = 64 * 1024;

    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly X509Certificate2 _certificate;
    private long _frames;

    public RawTls()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var made = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        _certificate = X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(4);
        _ = ServeAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    public long Frames => Volatile.Read(ref _frames);

    public void Dispose()
    {
        _listener.Dispose();
        _certificate.Dispose();
    }

    public static async Task<SslStream> DialAsync(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, port);
        var stream = new SslStream(new NetworkStream(socket, ownsSocket: true), leaveInnerStreamOpen: false, static (_, certificate, _, _) => certificate is not null);
        await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "localhost", EnabledSslProtocols = SslProtocols.Tls13 });
        return stream;
    }

    public static async Task SendAsync(int port, long count)
    {
        await using var stream = await DialAsync(port);
        var writer = PipeWriter.Create(stream, new(minimumBufferSize: Flush, leaveOpen: true));
        for (long sent = 0, waiting = 0; sent < count; sent++)
        {
            var span = writer.GetSpan(Frame);
            BinaryPrimitives.WriteInt32LittleEndian(span, Frame - 4);
            writer.Advance(Frame);
            if ((waiting += Frame) < Flush) continue;
            await writer.FlushAsync();
            waiting = 0;
        }

        await writer.FlushAsync();

        // Closed with something unread, the connection would be reset, and what is still under way be lost.
        await stream.ShutdownAsync();
        var rest = new byte[1];
        while (await stream.ReadAsync(rest) > 0) { }
    }

    /// <summary>One at a time: written, echoed, read.</summary>
    public static async Task PingPongAsync(int port, int count)
    {
        await using var stream = await DialAsync(port);
        var frame = new byte[Frame];
        BinaryPrimitives.WriteInt32LittleEndian(frame, -1);
        for (var i = 0; i < count; i++)
        {
            await stream.WriteAsync(frame);
            await stream.ReadExactlyAsync(frame);
        }
    }

    private async Task ServeAsync()
    {
        while (true) _ = ReadAsync(await _listener.AcceptAsync());
    }

    private async Task ReadAsync(Socket socket)
    {
        socket.NoDelay = true;
        await using var stream = new SslStream(new NetworkStream(socket, ownsSocket: true));
        await stream.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = _certificate, EnabledSslProtocols = SslProtocols.Tls13 });
        var reader = PipeReader.Create(stream, new(bufferSize: Flush, minimumReadSize: 4096));
        while (true)
        {
            var read = await reader.ReadAsync();
            var isEcho = Count(read.Buffer, out var end);
            if (isEcho) await stream.WriteAsync(read.Buffer.Slice(0, end).ToArray());
            reader.AdvanceTo(end, read.Buffer.End);
            if (read.IsCompleted) return;
        }
    }

    private bool Count(ReadOnlySequence<byte> bytes, out SequencePosition end)
    {
        var sequence = new SequenceReader<byte>(bytes);
        var (frames, isEcho) = (0, false);
        while (sequence.TryReadLittleEndian(out int length))
        {
            isEcho = length < 0;
            if (sequence.Remaining < Frame - 4)
            {
                sequence.Rewind(4);
                break;
            }

            sequence.Advance(Frame - 4);
            frames++;
        }

        end = sequence.Position;
        Volatile.Write(ref _frames, _frames + frames);
        return isEcho && frames > 0;
    }
}
