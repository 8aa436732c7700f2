using Microsoft.AspNetCore.Server.Kestrel.Core;
using PeerActors.Host.Composition;
using PeerActors.Host.Web;
using PeerActors.Messages.Identity;

namespace PeerActors.Host.Tests.Web;

public sealed class PublicPortTests
{
    private const string Greeting = "GNUTELLA CONNECT/0.4\n\n";

    [Fact]
    public async Task A_gnutella_greeting_reaches_its_handler_from_the_first_byte_and_the_connection_ends_with_it()
    {
        await using var port = await OpenPort.Start();
        using var client = await port.Connect();
        await client.Send(Greeting);
        Assert.Equal("heard " + Greeting, await client.ReadTextToEnd());
        Assert.Equal(1, port.Counters[PortCount.Gnutella]);
    }

    [Fact]
    public async Task The_same_port_answers_http_more_than_once_on_a_connection()
    {
        await using var port = await OpenPort.Start();
        var file = port.Share("a.bin", 1000);
        using var client = await port.Connect();
        for (var request = 0; request < 3; request++)
        {
            await client.Send("GET /get/1/a.bin HTTP/1.1\r\nHost: whatever\r\n\r\n");
            Assert.Equal(file.Bytes, (await client.ReadAnswer()).Body);
        }

        Assert.Equal(1, port.Counters[PortCount.Http]);
        Assert.Equal(3, port.Counters[PortCount.FilesServed]);
        Assert.Equal(3000, port.Counters[PortCount.BytesServed]);
    }

    [Fact]
    public async Task Bytes_that_dribble_in_are_told_apart_all_the_same()
    {
        await using var port = await OpenPort.Start();
        port.Share("a.bin", 10);
        using var servent = await port.Connect();
        await servent.Dribble(Greeting);
        Assert.Equal("heard " + Greeting, await servent.ReadTextToEnd());
        using var browser = await port.Connect();
        await browser.Dribble("GET /get/1/a.bin HTTP/1.1\r\nHost: x\r\n\r\n");
        Assert.Equal(200, (await browser.ReadAnswer()).Status);
    }

    [Theory]
    [InlineData("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03")]
    [InlineData("hello there, how are you")]
    [InlineData("\0\0\0\0")]
    [InlineData("ABCDEFGHIJKLMNOPQRSTUVWXYZ")]
    [InlineData(" GET / HTTP/1.1\r\n\r\n")]
    public async Task What_is_no_greeting_is_closed_and_counted(string bytes)
    {
        await using var port = await OpenPort.Start();
        using var client = await port.Connect();
        await client.Send(bytes);
        Assert.Empty(await client.ReadToEnd());
        Assert.Equal(1, port.Counters[PortCount.ClosedUnknown]);
    }

    [Theory, InlineData(""), InlineData("GNUTEL"), InlineData("GET")]
    public async Task A_client_that_does_not_say_what_it_is_is_closed_and_counted(string bytes)
    {
        await using var port = await OpenPort.Start(OpenPort.Settings with { FirstBytesTimeout = TimeSpan.FromMilliseconds(100) });
        using var client = await port.Connect();
        await client.Send(bytes);
        Assert.Empty(await client.ReadToEnd());
        Assert.Equal(1, port.Counters[PortCount.ClosedSilent]);
    }

    [Fact]
    public async Task A_client_that_leaves_before_it_is_clear_what_it_is_is_counted()
    {
        await using var port = await OpenPort.Start();
        using var client = await port.Connect();
        await client.Send("GNUT");
        client.EndSending();
        Assert.Empty(await client.ReadToEnd());
        Assert.Equal(1, port.Counters[PortCount.LeftEarly]);
    }

    [Theory, InlineData("/get/1/a.bin", 200), InlineData("/get/1/b.bin", 404), InlineData("/", 200)]
    public async Task A_client_that_ends_its_sending_once_it_has_asked_is_answered(string target, int status)
    {
        await using var port = await OpenPort.Start();
        var file = port.Share("a.bin", 8_000_000);
        using var client = await port.Connect();
        await client.Send($"GET {target} HTTP/1.1\r\nHost: x\r\n\r\n");
        client.EndSending();
        var answer = await client.ReadToEnd();
        Assert.StartsWith($"HTTP/1.1 {status} ", System.Text.Encoding.ASCII.GetString(answer, 0, 20), StringComparison.Ordinal);
        if (target == "/get/1/a.bin") Assert.Equal(file.Bytes, answer[^8_000_000..]);
    }

    [Fact]
    public async Task A_client_that_goes_away_while_it_is_answered_is_no_longer_sent_the_file()
    {
        await using var port = await OpenPort.Start();
        port.Share("a.bin", 64_000_000);
        var client = await RawClient.Connect(port.Port.Address.ToEndPoint(), receiveBuffer: 4096);
        await client.Send("GET /get/1/a.bin HTTP/1.1\r\nHost: x\r\n\r\n");
        await client.ReadExactly(1000);
        client.EndSending();
        client.Dispose();
        while (port.Counters[PortCount.FilesNotTaken] == 0) await Task.Yield();
        Assert.Equal(0, port.Counters[PortCount.FilesServed]);
    }

    [Theory, InlineData(1, 500, nameof(PortCount.ClosedFull)), InlineData(500, 1, nameof(PortCount.ClosedTooManyFromAddress))]
    public async Task Connections_beyond_a_bound_are_closed_and_counted_and_the_others_go_on(int max, int maxPerAddress, string counter)
    {
        await using var port = await OpenPort.Start(OpenPort.Settings with { MaxConnections = max, MaxPerAddress = maxPerAddress });
        port.Share("a.bin", 10);
        using var first = await port.Connect();
        await first.Send("GET /get/1/a.bin HTTP/1.1\r\nHost: x\r\n\r\n");
        await first.ReadAnswer();

        using var second = await port.Connect();
        Assert.Empty(await second.ReadToEnd());
        Assert.Equal(1, port.Counters[Enum.Parse<PortCount>(counter)]);
        await first.Send("GET /get/1/a.bin HTTP/1.1\r\nHost: x\r\n\r\n");
        Assert.Equal(200, (await first.ReadAnswer()).Status);
    }

    [Fact]
    public async Task A_gnutella_handler_that_fails_ends_its_own_connection_only()
    {
        await using var port = await OpenPort.Start(gnutella: (_, _, _) => throw new InvalidOperationException("bug"));
        port.Share("a.bin", 10);
        using var servent = await port.Connect();
        await servent.Send(Greeting);
        Assert.Empty(await servent.ReadToEnd());
        Assert.Equal(1, port.Counters[PortCount.GnutellaFailed]);
        using var browser = await port.Connect();
        await browser.Send("GET /get/1/a.bin HTTP/1.1\r\nHost: x\r\n\r\n");
        Assert.Equal(200, (await browser.ReadAnswer()).Status);
    }

    [Fact]
    public async Task A_gnutella_handler_can_end_its_connection()
    {
        await using var port = await OpenPort.Start(gnutella: async (pipe, _, end) =>
        {
            end();
            pipe.Input.AdvanceTo((await pipe.Input.ReadAsync()).Buffer.End);
            await pipe.Input.ReadAsync();
        });
        using var servent = await port.Connect();
        await servent.Send(Greeting);
        Assert.Empty(await servent.ReadToEnd());
    }

    [Fact]
    public async Task Closing_the_port_ends_a_gnutella_connection_that_does_not_end_by_itself()
    {
        var began = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var port = await OpenPort.Start(gnutella: async (pipe, _, _) =>
        {
            began.SetResult();
            pipe.Input.AdvanceTo((await pipe.Input.ReadAsync()).Buffer.End);
            await pipe.Input.ReadAsync();
        });
        using var servent = await port.Connect();
        await servent.Send(Greeting);
        await began.Task;
        await port.Port.CloseAsync(TimeSpan.FromMilliseconds(1));
        Assert.Empty(await servent.ReadToEnd());
    }

    [Fact]
    public async Task A_request_head_that_does_not_end_is_given_up()
    {
        await using var port = await OpenPort.Start(OpenPort.Settings with { HeaderTimeout = TimeSpan.FromMilliseconds(100) });
        using var client = await port.Connect();
        await client.Send("GET /get/1/a.bin HTTP/1.1\r\nHo");
        Assert.StartsWith("HTTP/1.1 408 ", await client.ReadTextToEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public void Limits_of_the_settings_are_those_of_the_server()
    {
        var kestrel = new KestrelServerOptions();
        PublicPort.Limit(kestrel, OpenPort.Settings with { MinRate = 999, HeaderTimeout = TimeSpan.FromSeconds(7) });
        Assert.Equal((999, TimeSpan.FromSeconds(7)), (kestrel.Limits.MinResponseDataRate!.BytesPerSecond, kestrel.Limits.RequestHeadersTimeout));
        PublicPort.Limit(kestrel, OpenPort.Settings with { MinRate = 0 });
        Assert.Null(kestrel.Limits.MinResponseDataRate);
    }

    [Fact]
    public async Task A_busy_port_is_an_error_that_names_the_address_and_the_setting()
    {
        await using var port = await OpenPort.Start();
        var error = await Assert.ThrowsAsync<StartFailed>(() => Open(port.Port.Address));
        Assert.Contains($"{port.Port.Address}", error.Message, StringComparison.Ordinal);
        Assert.Contains("another program uses that port", error.Message, StringComparison.Ordinal);
        Assert.Contains("--listen", error.Message, StringComparison.Ordinal);
        Assert.Contains("peer.listen", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_that_is_not_ours_is_an_error_that_says_so()
    {
        // TEST-NET-1 (RFC 5737) belongs to nobody.
        var error = await Assert.ThrowsAsync<StartFailed>(() => Open(new PeerAddress(0xC000_0201, 0)));
        Assert.Contains("192.0.2.1:0: this machine does not have that address", error.Message, StringComparison.Ordinal);
    }

    private static Task<PublicPort> Open(PeerAddress at) => PublicPort.OpenAsync(
        at, OpenPort.Settings, (_, _, _) => Task.CompletedTask, OpenPort.Front(new FakeFiles(), new PortCounters()), CancellationToken.None);
}
