using System.Collections.Immutable;
using PeerActors.Actors.Peer;
using PeerActors.Actors.Shares;
using PeerActors.Host.Web.Http;
using PeerActors.Messages.Shares;

namespace PeerActors.Host.Tests.Web.Http;

/// <summary>Files that are still being fetched.</summary>
public sealed class PartialServingTests : IAsyncLifetime
{
    private readonly TestFile _file = new(1000);
    private readonly PartialShares _partials = new();
    private OpenPort _port = null!;
    private RawClient _client = null!;

    public async Task InitializeAsync()
    {
        _port = await OpenPort.Start(front: front => front with { Partials = _partials });
        _client = await _port.Connect();
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _port.DisposeAsync();
    }

    [Theory]
    [InlineData("bytes=0-", 0, 300)]
    [InlineData("bytes=100-199", 100, 100)]
    [InlineData("bytes=250-999", 250, 50)]
    [InlineData("bytes=700-", 700, 100)]
    public async Task What_is_there_of_a_range_is_sent_and_what_there_is_is_told(string range, int from, int count)
    {
        using var offered = _partials.Offer(_file.Sha1, new("a.bin", 1000, new Arrived(_file.Bytes)));
        var answer = await Ask("GET", range);
        Assert.Equal((206, $"bytes {from}-{from + count - 1}/1000"), (answer.Status, answer.Headers["Content-Range"]));
        Assert.Equal("bytes 0-299,700-799", answer.Headers["X-Available-Ranges"]);
        Assert.Equal(_file.Sha1.Urn, answer.Headers["X-Gnutella-Content-URN"]);
        Assert.Equal(_file.Bytes[from..(from + count)], answer.Body);
    }

    [Theory, InlineData("bytes=300-"), InlineData("bytes=500-600"), InlineData(null)]
    public async Task What_is_not_there_is_refused_and_the_connection_stays(string? range)
    {
        using var offered = _partials.Offer(_file.Sha1, new("a.bin", 1000, new Arrived(_file.Bytes)));
        var answer = await Ask("GET", range);
        Assert.Equal((416, "bytes 0-299,700-799", "bytes */1000"), (answer.Status, answer.Headers["X-Available-Ranges"], answer.Headers["Content-Range"]));
        Assert.Equal(206, (await Ask("GET", "bytes=0-0")).Status);
        Assert.Equal("100", (await Ask("HEAD", "bytes=0-99")).Headers["Content-Length"]);
    }

    [Fact]
    public async Task It_takes_a_slot_and_is_gone_when_it_is_no_longer_offered()
    {
        using (_partials.Offer(_file.Sha1, new("a.bin", 1000, new Arrived(_file.Bytes))))
        {
            using var second = _partials.Offer(_file.Sha1, new("b.bin", 1, new Arrived([])));
            await Ask("GET", "bytes=0-0");
            Assert.Equal(404, (await Named()).Status);
        }

        Assert.True(Assert.Single(_port.Files.Ended).WillWantMore);
        Assert.Equal(404, (await Ask("GET", "bytes=0-0")).Status);
    }

    [Fact]
    public async Task A_download_is_sent_on_while_it_runs_when_that_is_wanted()
    {
        await using var source = await OpenPort.Start(front: static front => front with { Rate = new RateLimit(20_000, TimeProvider.System) });
        using var downloads = new TemporaryFolder();
        var file = source.Share("a.bin", 200_000);
        var settings = PeerSettings.Reference().Downloads with {
            Folder = downloads.Path, Max = 8, ConnectTimeout = TimeSpan.FromSeconds(60), StallTimeout = TimeSpan.FromSeconds(60), ProgressInterval = TimeSpan.Zero, MaxRate = 0,
        };
        var fetcher = new HttpFetcher(settings, TimeProvider.System, _partials);
        using var stopping = new CancellationTokenSource();
        var begun = new TaskCompletionSource();
        var fetching = fetcher.FetchAsync(
            new(new DownloadTarget("a.bin", 200_000, file.Sha1, file.Sha256), new DownloadSource(source.Url("/get/1/a.bin")), null),
            how => { if (how.Bytes > 0) begun.TrySetResult(); },
            stopping.Token);
        await begun.Task.WaitAsync(TimeSpan.FromSeconds(60));
        await _client.Send($"GET /uri-res/N2R?{file.Sha1.Urn} HTTP/1.1\r\nHost: x\r\nRange: bytes=10-19\r\n\r\n");
        var answer = await _client.ReadAnswer();
        Assert.Equal((206, "bytes 10-19/200000"), (answer.Status, answer.Headers["Content-Range"]));
        Assert.Equal(file.Bytes[10..20], answer.Body);
        await stopping.CancelAsync();
        Assert.Equal(DownloadFailure.Cancelled, Assert.IsType<FetchFailed>(await fetching).Failure);
        Assert.Null(_partials.Find(file.Sha1));
    }

    private async Task<RawAnswer> Ask(string method, string? range)
    {
        await _client.Send($"{method} /uri-res/N2R?{_file.Sha1.Urn} HTTP/1.1\r\nHost: x\r\n{(range is null ? "" : $"Range: {range}\r\n")}\r\n");
        return await _client.ReadAnswer(hasBody: method == "GET");
    }

    private async Task<RawAnswer> Named()
    {
        await _client.Send("GET /get/1/a.bin HTTP/1.1\r\nHost: x\r\nRange: bytes=0-0\r\n\r\n");
        return await _client.ReadAnswer();
    }

    /// <summary>The first 300 bytes, and 100 later on.</summary>
    private sealed class Arrived(byte[] bytes) : IPartialContent
    {
        public ImmutableArray<ByteRange> Available => [new(0, 300), new(700, 100)];

        public ValueTask<int> ReadAsync(Memory<byte> portion, long at, CancellationToken stopping)
        {
            bytes.AsSpan((int)at, portion.Length).CopyTo(portion.Span);
            return new(portion.Length);
        }
    }
}
