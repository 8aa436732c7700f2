using PeerActors.Host.Web;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Shares;
using PeerActors.Messages.Wire.Gnutella;

namespace PeerActors.Host.Tests.Web.Http;

/// <summary>Slots, places in the queue, and what servents tell each other of others.</summary>
public sealed class UploadGateTests : IAsyncLifetime
{
    private static readonly QueuePlace Second = new(2, 5, 4, TimeSpan.FromSeconds(44.2), TimeSpan.FromSeconds(119.9), new(0xab, 0xcd));

    private OpenPort _port = null!;
    private RawClient _client = null!;

    public async Task InitializeAsync()
    {
        _port = await OpenPort.Start();
        _port.Share("a.bin", 1000);
        _client = await _port.Connect();
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _port.DisposeAsync();
    }

    [Theory]
    [InlineData("X-Queue: 0.1\r\n", "X-Queue", "position=2,length=5,limit=4,pollMin=45,pollMax=119")]
    [InlineData("X-Queue: 1.0\r\n", "X-Queued", "position=2; length=5; lifetime=119; ID=00000000000000ab00000000000000cd")]
    [InlineData("X-Queue: 1.1\r\n", "X-Queued", "position=2; length=5; lifetime=119; ID=00000000000000ab00000000000000cd")]
    [InlineData("", "Retry-After", "45")]
    public async Task A_queued_asker_hears_its_place_in_the_form_that_it_reads(string asks, string header, string value)
    {
        _port.Files.Slots = static ask => new UploadQueued(ask.Request, Second);
        var answer = await Get(asks);
        Assert.Equal((503, "45", "close", value), (answer.Status, answer.Headers["Retry-After"], answer.Headers["Connection"], answer.Headers[header]));
        Assert.Contains("position 2 of 5", answer.Text, StringComparison.Ordinal);
        Assert.False(answer.Headers.ContainsKey("ETag"));
        Assert.Equal((1, 0), (_port.Counters[PortCount.UploadsQueued], _port.Counters[PortCount.FilesServed]));
        Assert.Empty(_port.Files.Ended);
    }

    [Theory, InlineData(UploadRefusal.QueueFull, 503), InlineData(UploadRefusal.TooManyFromAddress, 503), InlineData(UploadRefusal.PolledTooOften, 429)]
    public async Task A_refused_asker_hears_when_to_come_back(UploadRefusal why, int status)
    {
        _port.Files.Slots = ask => new UploadRefused(ask.Request, why, TimeSpan.FromSeconds(45));
        var answer = await Get("X-Queue: 1.0\r\n");
        Assert.Equal((status, "45", false), (answer.Status, answer.Headers["Retry-After"], answer.Headers.ContainsKey("X-Queued")));
        Assert.Equal(1, _port.Counters[PortCount.UploadsRefused]);
    }

    [Fact]
    public async Task The_room_is_told_who_asks_for_what()
    {
        AskUpload? seen = null;
        _port.Files.Slots = ask => new UploadGranted((seen = ask).Request);
        Assert.Equal(200, (await Get("X-Queue: 1.0\r\nX-Queued: position=2; ID=00000000000000AB00000000000000cd\r\nX-Node: 127.0.0.1:7001\r\n")).Status);
        Assert.Equal(TransferAsker.Of(PeerAddress.Loopback, new PeerAddress(PeerAddress.Loopback, 7001)), seen!.Asker);
        Assert.Equal((Second.Ticket, 1000L), (seen.Ticket, seen.Size));
        await Get("X-Node: 10.1.1.1:7001\r\n");
        Assert.Null(seen.Asker.Listening);
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("Range: bytes=0-99\r\n", true)]
    [InlineData("Range: bytes=900-\r\n", false)]
    [InlineData("Range: bytes=900-,0-1\r\n", true)]
    public async Task A_slot_is_given_back_once_and_kept_when_more_will_be_wanted(string range, bool willWantMore)
    {
        await Get(range);
        await Get("");
        Assert.Equal((1, willWantMore), _port.Files.Ended.First() is var first ? (first.Upload.Value, first.WillWantMore) : default);
    }

    [Fact]
    public async Task A_slot_comes_back_when_the_client_leaves()
    {
        FakeFiles files;
        await using (var port = await OpenPort.Start())
        {
            files = port.Files;
            port.Share("big.bin", 64 << 20);
            using var client = await port.Connect();
            await client.Send("GET /get/1/big.bin HTTP/1.1\r\nHost: x\r\n\r\n");
            await client.ReadExactly(1000);
        }

        // A port that has closed has no request under way.
        Assert.Single(files.Ended);
    }

    [Theory, InlineData("HEAD /get/1/a.bin"), InlineData("GET /get/1/other.bin"), InlineData("GET /")]
    public async Task What_sends_no_file_takes_no_slot(string request)
    {
        _port.Files.Slots = static _ => throw new InvalidOperationException("Nobody should have asked.");
        await _client.Send($"{request} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        Assert.DoesNotContain(" 50", (await _client.ReadTextToEnd()).Split("\r\n")[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Alternates_are_taken_from_a_servent_and_told_to_it()
    {
        _port.Files.Alternates = [new(0x0808_0808, 6346), new(0x0909_0909, 7)];
        var answer = await Get("X-Alt: 1.2.3.4:5, 5.6.7.8\r\nX-Alt: 9.9.9.9:9\r\nX-NAlt: 4.4.4.4:4\r\n");
        Assert.Equal("8.8.8.8:6346, 9.9.9.9:7", answer.Headers["X-Alt"]);
        Assert.Equal("browse/1.0, queue/1.0", answer.Headers["X-Features"]);
        var told = Assert.Single(_port.Files.Told);
        Assert.Equal("1.2.3.4:5 5.6.7.8:6346 9.9.9.9:9", string.Join(' ', told.Heard));
        Assert.Equal("4.4.4.4:4", string.Join(' ', told.Gone));
    }

    [Fact]
    public async Task A_queued_servent_is_told_of_others_too_and_a_browser_never()
    {
        _port.Files.Alternates = [new(0x0808_0808, 6346)];
        Assert.False((await Get("User-Agent: Mozilla/5.0\r\n")).Headers.ContainsKey("X-Alt"));
        Assert.Empty(_port.Files.Told);
        _port.Files.Slots = static ask => new UploadQueued(ask.Request, Second);
        Assert.Equal("8.8.8.8:6346", (await Get("X-Queue: 1.0\r\n")).Headers["X-Alt"]);
    }

    private async Task<RawAnswer> Get(string headers)
    {
        await _client.Send($"GET /get/1/a.bin HTTP/1.1\r\nHost: x\r\n{headers}\r\n");
        return await _client.ReadAnswer();
    }
}
