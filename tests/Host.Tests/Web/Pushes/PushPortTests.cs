using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Channels;
using PeerActors.Actors.Peer;
using PeerActors.Actors.Shares;
using PeerActors.Actors.Shares.Pushes;
using PeerActors.Host.Tests.Web.Http;
using PeerActors.Host.Web;
using PeerActors.Host.Web.Http;
using PeerActors.Host.Web.Pushes;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Router;
using PeerActors.Messages.Shares;
using PeerActors.Messages.Wire.Gnutella;

namespace PeerActors.Host.Tests.Web.Pushes;

/// <summary>Pushes over real sockets: the sharer dials and serves, the asker is dialled and asks, the proxy passes on.</summary>
public sealed class PushPortTests : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private static readonly ServentId Sharer = new(0xfb8d31021d6a4bf5, 0x20ea13fae302b12d);
    private static readonly PeerAddress Loopback = new(PeerAddress.Loopback, 0);

    private readonly TemporaryFolder _folder = new();
    private readonly PortCounters _counters = new();
    private readonly FakeFiles _files = new();
    private readonly Channel<(Giv Giv, IGivenConnection Connection)> _given = Channel.CreateUnbounded<(Giv, IGivenConnection)>();
    private readonly List<(ServentId Sharer, FileIndex File, PeerAddress Asker)> _passed = [];
    private PushSending _sending = PushSending.ToNeighbour;
    private PushPort _pushes = null!;
    private PublicPort _port = null!;

    public Task InitializeAsync() => Open(firewalled: false);

    public async Task DisposeAsync()
    {
        await _port.DisposeAsync();
        _pushes.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_sharer_that_was_pushed_dials_says_giv_and_serves_on_that_connection()
    {
        var file = Share("blue train.txt", 3000);
        using var asker = new TcpListener(IPAddress.Loopback, 0);
        asker.Start();
        Assert.True(await Answer(PeerAddress.From((IPEndPoint)asker.LocalEndpoint)));
        using var client = await asker.AcceptTcpClientAsync();
        var stream = client.GetStream();
        var giv = new byte[45];
        await stream.ReadExactlyAsync(giv);
        Assert.Equal($"GIV 6:{Sharer}/file\n\n", Encoding.ASCII.GetString(giv));

        foreach (var target in (string[])["/get/0/blue%20train.txt", $"/uri-res/N2R?{file.Sha1.Urn}"])
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"GET {target} HTTP/1.1\r\nHost: x\r\n\r\n"));
            var answer = await ReadAnswer(stream);
            Assert.StartsWith("HTTP/1.1 200", answer.Head, StringComparison.Ordinal);
            Assert.Contains("\r\nServer: PeerActors/", answer.Head, StringComparison.Ordinal);
            Assert.Equal(file.Bytes, answer.Body);
        }

        Assert.Equal(1, _counters[PortCount.Pushed]);
    }

    [Fact]
    public async Task Nothing_but_http_may_come_on_a_connection_that_we_dialled()
    {
        using var asker = new TcpListener(IPAddress.Loopback, 0);
        asker.Start();
        Assert.True(await Answer(PeerAddress.From((IPEndPoint)asker.LocalEndpoint)));
        using var client = await asker.AcceptTcpClientAsync();
        var stream = client.GetStream();
        await stream.ReadExactlyAsync(new byte[45]);
        await stream.WriteAsync("GNUTELLA CONNECT/0.6\r\n\r\n"u8.ToArray());
        Assert.Equal(0, await stream.ReadAsync(new byte[1]));
        Assert.Equal((1, 0), (_counters[PortCount.ClosedUnknown], _counters[PortCount.Gnutella]));
    }

    [Fact]
    public async Task A_connection_that_the_closed_server_does_not_take_is_not_said_to_be_served()
    {
        using var dialled = new DialledConnections();
        await using var listener = await dialled.BindAsync(DialledConnections.EndPoint);
        using var asker = new TcpListener(IPAddress.Loopback, 0);
        asker.Start();
        Assert.True(dialled.TryServe(await Connected()));
        await listener.UnbindAsync();
        using var late = await Connected();
        Assert.False(dialled.TryServe(late));

        async Task<Socket> Connected()
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(asker.LocalEndpoint);
            return socket;
        }
    }

    [Fact]
    public void A_given_connection_that_nobody_took_holds_nothing_once_it_is_closed()
    {
        var closed = Closed();
        GC.Collect();
        Assert.False(closed.IsAlive);

        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
        static WeakReference Closed()
        {
            var pipe = new System.IO.Pipelines.Pipe();
            var connection = new GivenConnection(new Duplex(pipe), Loopback, () => { }, TimeSpan.FromMinutes(10));
            connection.Close();
            return new(connection);
        }
    }

    [Fact]
    public async Task An_asker_that_nobody_answers_for_is_said_to_be_unreachable()
    {
        using var held = ReservedPort.Hold(Loopback);
        Assert.False(await Answer(held.Address));
        Assert.Equal(1, _counters[PortCount.PushesNotDialled]);
    }

    [Fact]
    public async Task A_giv_is_taken_in_and_the_file_fetched_on_its_connection()
    {
        var file = new TestFile(200_000);
        using var sharer = await RawClient.Connect(_port.Address.ToEndPoint());
        await sharer.Dribble($"GIV 9:{Sharer}/file\n\n");
        var (giv, connection) = await _given.Reader.ReadAsync().AsTask().WaitAsync(Limit);
        Assert.Equal((Sharer, new FileIndex(9)), (giv.Sharer, giv.File));

        var fetching = Fetch(connection, file);
        var head = await ReadHead(sharer);
        Assert.StartsWith($"GET /uri-res/N2R?{file.Sha1.Urn} HTTP/1.1\r\n", head, StringComparison.Ordinal);
        await sharer.Send($"HTTP/1.1 200 OK\r\nContent-Length: {file.Bytes.Length}\r\n\r\n");
        await sharer.Send(file.Bytes);
        Assert.Equal(VerifiedHashes.Sha1, Assert.IsType<Fetched>(await fetching).Verified);
        Assert.Empty(await sharer.ReadToEnd());
    }

    [Fact]
    public async Task A_place_in_the_queue_is_kept_on_the_same_connection_until_the_sharer_serves()
    {
        var file = new TestFile(2000);
        using var sharer = await RawClient.Connect(_port.Address.ToEndPoint());
        await sharer.Send($"GIV 9:{Sharer}/file\n\n");
        var (_, connection) = await _given.Reader.ReadAsync().AsTask().WaitAsync(Limit);
        var progress = Channel.CreateUnbounded<FetchProgress>();
        var fetching = Fetch(connection, file, progress);

        var first = await ReadHead(sharer);
        Assert.Contains("X-Queue: 1.0\r\n", first, StringComparison.Ordinal);
        await sharer.Send("HTTP/1.1 503 Queued\r\nX-Queued: ID=0123456789abcdef0123456789abcdef; position=2; lifetime=60\r\nRetry-After: 1\r\nContent-Length: 4\r\n\r\nbusy");
        var second = await ReadHead(sharer);
        Assert.Contains("X-Queued: position=2; ID=0123456789abcdef0123456789abcdef\r\n", second, StringComparison.Ordinal);
        await sharer.Send($"HTTP/1.1 200 OK\r\nContent-Length: {file.Bytes.Length}\r\n\r\n");
        await sharer.Send(file.Bytes);
        Assert.IsType<Fetched>(await fetching);
        Assert.Equal(2, (await progress.Reader.ReadAsync()).QueuePosition);
    }

    [Theory]
    [InlineData("GIV 9:zz/file\n\n")]
    [InlineData("GIV 9:fb8d31021d6a4bf520ea13fae302b12d/file\nmore")]
    public async Task What_only_begins_like_a_giv_is_closed_and_counted(string bytes)
    {
        using var client = await RawClient.Connect(_port.Address.ToEndPoint());
        await client.Send(bytes);
        Assert.Empty(await client.ReadToEnd());
        Assert.Equal(1, _counters[PortCount.GivsRefused]);
    }

    [Fact]
    public async Task A_firewalled_port_refuses_everybody_and_still_serves_what_it_dialled()
    {
        await _port.DisposeAsync();
        _pushes.Dispose();
        await Open(firewalled: true);
        var file = Share("a.txt", 100);
        var refused = await Assert.ThrowsAsync<SocketException>(() => RawClient.Connect(_port.Address.ToEndPoint()));
        Assert.Equal(SocketError.ConnectionRefused, refused.SocketErrorCode);

        using var asker = new TcpListener(IPAddress.Loopback, 0);
        asker.Start();
        Assert.True(await Answer(PeerAddress.From((IPEndPoint)asker.LocalEndpoint)));
        using var client = await asker.AcceptTcpClientAsync();
        var stream = client.GetStream();
        await stream.ReadExactlyAsync(new byte[45]);
        await stream.WriteAsync("GET /get/1/a.txt HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray());
        Assert.Equal(file.Bytes, (await ReadAnswer(stream)).Body);
    }

    [Theory]
    [InlineData(PushSending.ToNeighbour, 202)]
    [InlineData(PushSending.AlongHits, 203)]
    [InlineData(PushSending.NoRoute, 410)]
    [InlineData(PushSending.RouteLost, 410)]
    public async Task A_push_proxy_passes_a_push_on_and_says_how_that_went(PushSending sending, int status)
    {
        _sending = sending;
        var asker = new PeerAddress(PeerAddress.Loopback, 7777);
        Assert.Equal(sending is PushSending.ToNeighbour or PushSending.AlongHits, await _pushes.AskProxyAsync(_port.Address, Sharer, new(5), asker, Limit, CancellationToken.None));
        Assert.Equal((Sharer, new FileIndex(5), asker), Assert.Single(_passed));
        Assert.Equal(status, await Proxy($"guid={Sharer}", "127.0.0.1:7777"));
    }

    [Theory]
    [InlineData("ServerId=7OGTCAQ5NJF7KIHKCP5OGAVRFU", "127.0.0.1:7777", 202)]
    [InlineData("serverid=7ogtcaq5njf7kihkcp5ogavrfu", "127.0.0.1:7777", 202)]
    [InlineData("ServerId=7OGTCAQ5NJF7KIHKCP5OGAVRF", "127.0.0.1:7777", 400)]
    [InlineData("guid=fb8d", "127.0.0.1:7777", 400)]
    [InlineData("", "127.0.0.1:7777", 400)]
    [InlineData("ServerId=7OGTCAQ5NJF7KIHKCP5OGAVRFU", "", 400)]
    [InlineData("ServerId=7OGTCAQ5NJF7KIHKCP5OGAVRFU", "198.51.100.1:80", 400)]
    public async Task A_push_is_passed_on_only_for_a_servent_that_is_named_to_an_asker_that_names_itself(string query, string node, int status)
    {
        Assert.Equal(status, await Proxy(query, node));
        Assert.Equal(status == 202 ? [Sharer] : [], _passed.Select(static p => p.Sharer));
    }

    [Fact]
    public async Task Pushes_passed_on_are_bounded_per_minute()
    {
        for (var i = 0; i < 3; i++) Assert.Equal(202, await Proxy($"guid={Sharer}", "127.0.0.1:7777"));
        Assert.Equal(503, await Proxy($"guid={Sharer}", "127.0.0.1:7777"));
        Assert.Equal((3, 3, 1), (_passed.Count, (int)_counters[PortCount.PushesPassed], (int)_counters[PortCount.PushesNotPassed]));
    }

    private sealed class Duplex(System.IO.Pipelines.Pipe pipe) : System.IO.Pipelines.IDuplexPipe
    {
        public System.IO.Pipelines.PipeReader Input => pipe.Reader;

        public System.IO.Pipelines.PipeWriter Output => pipe.Writer;
    }

    private async Task Open(bool firewalled)
    {
        _pushes = new PushPort(OpenPort.Settings, _counters);
        _pushes.Listen((giv, connection) => _given.Writer.TryWrite((giv, connection)));
        var proxy = new PushProxyServing(PeerSettings.Reference().Pushes with { MaxPassedPerMinute = 3 }, TimeProvider.System, _counters);
        proxy.Open((_, sharer, file, asker, _) =>
        {
            _passed.Add((sharer, file, asker));
            return Task.FromResult(_sending);
        });
        _port = await PublicPort.OpenAsync(
            Loopback, OpenPort.Settings, static (_, _, _) => Task.CompletedTask, OpenPort.Front(_files, _counters), CancellationToken.None, new PushDoors(_pushes, proxy, firewalled));
    }

    private TestFile Share(string name, int length)
    {
        var file = new TestFile(length);
        _files.Add(file.WriteTo(_folder[name]));
        return file;
    }

    private Task<bool> Answer(PeerAddress asker) => _pushes.AnswerAsync(asker, new Giv(new(6), Sharer, Giv.AnyName), Limit, CancellationToken.None);

    private async Task<FetchOutcome> Fetch(IGivenConnection connection, TestFile file, Channel<FetchProgress>? progress = null)
    {
        var fetcher = new HttpFetcher(PeerSettings.Reference().Downloads with { Folder = _folder.Path, ConnectTimeout = Limit, StallTimeout = Limit }, TimeProvider.System);
        var source = new DownloadSource(new Uri($"http://10.1.1.1:6346/uri-res/N2R?{file.Sha1.Urn}"));
        return await fetcher.FetchAsync(
            new FetchOrder(new DownloadTarget("got.bin", file.Bytes.Length, file.Sha1, null), source, null) { Connection = connection },
            how => progress?.Writer.TryWrite(how), CancellationToken.None);
    }

    private async Task<int> Proxy(string query, string node)
    {
        using var client = await RawClient.Connect(_port.Address.ToEndPoint());
        await client.Send($"GET /gnutella/push-proxy?{query} HTTP/1.1\r\nHost: x\r\n{(node.Length > 0 ? $"X-Node: {node}\r\n" : "")}Connection: close\r\n\r\n");
        return (await client.ReadAnswer()).Status;
    }

    private static async Task<string> ReadHead(RawClient client)
    {
        var head = new StringBuilder();
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal)) head.Append((char)(await client.ReadExactly(1))[0]);
        return head.ToString();
    }

    private static async Task<(string Head, byte[] Body)> ReadAnswer(NetworkStream stream)
    {
        using var limit = new CancellationTokenSource(Limit);
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            await stream.ReadExactlyAsync(one, limit.Token);
            head.Append((char)one[0]);
        }

        var length = head.ToString().Split("\r\n").Single(static line => line.StartsWith("Content-Length: ", StringComparison.Ordinal))[16..];
        var body = new byte[int.Parse(length, System.Globalization.CultureInfo.InvariantCulture)];
        await stream.ReadExactlyAsync(body, limit.Token);
        return (head.ToString(), body);
    }
}
