using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using PeerActors.Actors.Peer;
using PeerActors.Actors.Shares.Pushes;
using PeerActors.Host.Web.Http;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Wire;
using PeerActors.Messages.Wire.Gnutella;

namespace PeerActors.Host.Web.Pushes;

/// <summary>The connections of pushes over TCP: dials and serves, takes in connections that begin with a GIV, asks push proxies.</summary>
internal sealed class PushPort(HttpSettings settings, PortCounters counters) : IPushPort, IDisposable
{
    private const string ProxyPath = "/gnutella/push-proxy";

    /// <summary>Whoever waits for a connection takes it up at once; what nobody takes up for so long is nobody's.</summary>
    private static readonly TimeSpan Untaken = TimeSpan.FromSeconds(10);

    private readonly HttpClient _proxies = new(SharerClient.Handler(connectTimeout: Timeout.InfiniteTimeSpan)) { Timeout = Timeout.InfiniteTimeSpan };
    private volatile Action<Giv, IGivenConnection>? _given;

    /// <summary>What this peer dialled, for the web server.</summary>
    public DialledConnections Dialled { get; } = new();

    public void Listen(Action<Giv, IGivenConnection> given) => _given = given;

    public async Task<bool> AnswerAsync(PeerAddress asker, Giv giv, TimeSpan limit, CancellationToken stopping)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        timeout.CancelAfter(limit);
        try
        {
            await socket.ConnectAsync(asker.ToEndPoint(), timeout.Token);
            await socket.SendAsync(giv.ToBytes(), timeout.Token);
            if (Dialled.TryServe(socket)) return true;
        }
        catch (Exception cause) when (cause is SocketException or OperationCanceledException)
        {
            counters.Add(PortCount.PushesNotDialled);
        }

        socket.Dispose();
        return false;
    }

    public async Task<bool> AskProxyAsync(
        PeerAddress proxy, ServentId sharer, FileIndex file, PeerAddress asker, TimeSpan limit, CancellationToken stopping)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://{proxy}{ProxyPath}?ServerId={Base32Of(sharer)}&file={file}")
        {
            Version = HttpVersion.Version11, VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        request.Headers.TryAddWithoutValidation(QueueHeaders.Node, asker.ToString());
        request.Headers.ConnectionClose = true;
        SharerClient.Introduce(request);
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        timeout.CancelAfter(limit);
        try
        {
            using var response = await _proxies.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, timeout.Token);
            return response.IsSuccessStatusCode;
        }
        catch (Exception cause) when (cause is HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>Takes in a connection that begins with a GIV; the task ends when the connection is over.</summary>
    /// <param name="pipe">Its bytes, the GIV included.</param>
    /// <param name="remote">The far end as seen.</param>
    /// <param name="end">Ends the connection.</param>
    public async Task TakeInAsync(IDuplexPipe pipe, PeerAddress remote, Action end)
    {
        if (_given is not { } given || await ReadAsync(pipe.Input) is not { } giv)
        {
            counters.Add(PortCount.GivsRefused);
            end();
            return;
        }

        var connection = new GivenConnection(pipe, remote, end, Untaken);
        given(giv, connection);
        await connection.Over;
    }

    public void Dispose()
    {
        _proxies.Dispose();
        Dialled.Dispose();
    }

    private async Task<Giv?> ReadAsync(PipeReader input)
    {
        using var limit = new CancellationTokenSource(settings.HeaderTimeout);
        var reader = new GivReader();
        try
        {
            while (true)
            {
                var read = await input.ReadAsync(limit.Token);
                var rest = read.Buffer;
                var answer = reader.Read(ref rest, out var giv, out _);
                input.AdvanceTo(rest.Start, answer == ReadAnswer.NeedMore ? rest.End : rest.Start);
                if (answer != ReadAnswer.NeedMore || read.IsCompleted) return giv;
            }
        }
        catch (Exception cause) when (cause is OperationCanceledException or IOException)
        {
            return null;
        }
    }

    private static string Base32Of(ServentId id)
    {
        Span<byte> bytes = stackalloc byte[ServentId.Bytes];
        id.Write(bytes);
        return Base32.Encode(bytes);
    }
}
