using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace PeerActors.Host.Tests.Web.Http;

/// <summary>A sharer that answers each connection by the next line of a script, byte for byte, truthful or not.</summary>
internal sealed class ScriptedSharer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _closing = new();
    private readonly ConcurrentQueue<Func<NetworkStream, CancellationToken, Task>> _script = new();
    private readonly ConcurrentQueue<string> _heads = new();
    private readonly Task _serving;

    public ScriptedSharer()
    {
        _listener.Start();
        _serving = ServeAsync();
    }

    /// <summary>Completes when the script holds a connection open and waits.</summary>
    public TaskCompletionSource Waits { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when whoever was answered by <see cref="ThenOpen"/> has closed the connection.</summary>
    public TaskCompletionSource HungUp { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Uri Url => new($"http://{_listener.LocalEndpoint}/get/1/file.bin");

    /// <summary>Request heads, in order.</summary>
    public IReadOnlyList<string> Heads => [.. _heads];

    /// <summary>Answers with a head and some bytes, and closes.</summary>
    public ScriptedSharer Then(string head, byte[]? body = null) => Then(async (stream, stopping) => await WriteAsync(stream, head, body, stopping));

    /// <summary>Answers with a head and some bytes, and leaves the connection open for another request.</summary>
    public ScriptedSharer ThenOpen(string head, byte[] body) => Then(async (stream, stopping) =>
    {
        await WriteAsync(stream, head, body, stopping);
        if (await stream.ReadAsync(new byte[1], stopping) == 0) HungUp.TrySetResult();
    });

    /// <summary>Answers with a head and some bytes, and then is silent.</summary>
    public ScriptedSharer ThenSilent(string? head = null, byte[]? body = null) => Then(async (stream, stopping) =>
    {
        if (head is not null) await WriteAsync(stream, head, body, stopping);
        Waits.TrySetResult();
        var closed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registered = stopping.Register(closed.SetResult);
        await closed.Task;
    });

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        _listener.Dispose();
        await _serving;
        _closing.Dispose();
    }

    private ScriptedSharer Then(Func<NetworkStream, CancellationToken, Task> line)
    {
        _script.Enqueue(line);
        return this;
    }

    private async Task ServeAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true) connections.Add(AnswerAsync(await _listener.AcceptTcpClientAsync(_closing.Token)));
        }
        catch (Exception cause) when (_closing.IsCancellationRequested && cause is OperationCanceledException or InvalidOperationException or SocketException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        using var owned = client;
        var stream = client.GetStream();
        try
        {
            var head = new StringBuilder();
            var one = new byte[1];
            while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await stream.ReadAsync(one, _closing.Token) > 0) head.Append((char)one[0]);
            _heads.Enqueue(head.ToString());
            if (_script.TryDequeue(out var line)) await line(stream, _closing.Token);
            client.Client.Shutdown(SocketShutdown.Send);
            while (await stream.ReadAsync(one, _closing.Token) > 0) { }
        }
        catch (Exception cause) when (cause is IOException or SocketException or OperationCanceledException)
        {
            // The fetcher hangs up on liars; that is its right.
        }
    }

    private static async Task WriteAsync(NetworkStream stream, string head, byte[]? body, CancellationToken stopping)
    {
        await stream.WriteAsync(Encoding.Latin1.GetBytes(head.ReplaceLineEndings("\r\n").TrimEnd() + "\r\n\r\n"), stopping);
        if (body is not null) await stream.WriteAsync(body, stopping);
    }
}
