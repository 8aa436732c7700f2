namespace PeerActors.Interop.Curl;

/// <summary>Files fetched with curl as any browser or servent would fetch them.</summary>
public class FetchTests(SharingPeer peer) : IClassFixture<SharingPeer>
{
    [Theory, InlineData(""), InlineData("/")]
    public async Task A_file_comes_by_number_and_name_byte_for_byte(string end)
    {
        Assert.Equal(peer.Bytes, (await CurlRun.Of(peer.Url() + end)).Bytes);
    }

    [Fact]
    public async Task A_file_comes_by_its_hash()
    {
        Assert.Equal(peer.Bytes, (await CurlRun.Of($"http://{peer.Address}/uri-res/N2R?urn:sha1:{peer.Sha1}")).Bytes);
    }

    [Fact]
    public async Task Head_tells_what_get_would_send_and_sends_nothing()
    {
        var (status, headers) = (await CurlRun.Of("--head", peer.Url())).Head;
        Assert.Equal("HTTP/1.1 200 OK", status);
        Assert.Equal(("3000001", "bytes"), (headers["Content-Length"], headers["Accept-Ranges"]));
        Assert.Equal($"urn:sha1:{peer.Sha1}", headers["X-Gnutella-Content-URN"]);
        Assert.StartsWith("attachment; filename*=UTF-8''Blue%20Train", headers["Content-Disposition"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Head_and_ranges_work_by_hash_as_well()
    {
        var url = $"http://{peer.Address}/uri-res/N2R?urn:sha1:{peer.Sha1}";
        var (status, headers) = (await CurlRun.Of("--head", url)).Head;
        Assert.Equal(("HTTP/1.1 200 OK", "3000001", $"urn:sha1:{peer.Sha1}"), (status, headers["Content-Length"], headers["X-Gnutella-Content-URN"]));
        Assert.Equal(peer.Bytes[5..15], (await CurlRun.Of("--range", "5-14", url)).Bytes);
    }

    [Fact]
    public async Task Who_else_has_a_file_is_told_from_one_asker_to_the_next()
    {
        string[] Asking(string alternate) => ["--head", "--header", alternate, "--header", "X-Node: 127.0.0.1:7001", peer.Url(SharingPeer.Other)];
        Assert.False((await CurlRun.Of(Asking("X-Alt: 127.0.0.1:7001, 127.0.0.1:7002"))).Head.Headers.ContainsKey("X-NAlt"));
        Assert.Equal("127.0.0.1:7002", (await CurlRun.Of(Asking("X-Queue: 1.0"))).Head.Headers["X-Alt"]);
        Assert.False((await CurlRun.Of(Asking("X-NAlt: 127.0.0.1:7002"))).Head.Headers.ContainsKey("X-Alt"));
    }

    [Theory]
    [InlineData("0-99", 0, 100)]
    [InlineData("2999900-", 2_999_900, 101)]
    [InlineData("-5", 2_999_996, 5)]
    [InlineData("1000-99999999", 1000, 2_999_001)]
    public async Task A_range_comes_as_asked_for(string range, int from, int count)
    {
        Assert.Equal(peer.Bytes[from..(from + count)], (await CurlRun.Of("--range", range, peer.Url())).Bytes);
        var (status, headers) = (await CurlRun.Of("--range", range, "--include", peer.Url())).Head;
        Assert.Equal(("HTTP/1.1 206 Partial Content", $"bytes {from}-{from + count - 1}/3000001"), (status, headers["Content-Range"]));
    }

    [Fact]
    public async Task A_range_behind_the_end_is_refused_with_the_size()
    {
        var (status, headers) = (await CurlRun.Of("--range", "3000001-", "--include", peer.Url())).Head;
        Assert.Equal(("HTTP/1.1 416 Range Not Satisfiable", "bytes */3000001"), (status, headers["Content-Range"]));
    }

    [Theory, InlineData(1), InlineData(1_234_567), InlineData(3_000_000)]
    public async Task A_fetch_broken_off_is_resumed_to_the_same_bytes(int have)
    {
        var path = peer.Fresh();
        await File.WriteAllBytesAsync(path, peer.Bytes[..have]);
        var size = (await CurlRun.Of("--continue-at", "-", "--output", path, "--write-out", "%{http_code} %{size_download}", peer.Url())).Text;
        Assert.Equal($"206 {peer.Bytes.Length - have}", size);
        Assert.Equal(peer.Bytes, await File.ReadAllBytesAsync(path));
    }

    [Fact]
    public async Task An_unchanged_file_is_not_sent_again()
    {
        var etag = peer.Fresh();
        await CurlRun.Of("--etag-save", etag, "--output", peer.Fresh(), peer.Url());
        const string Told = "%{http_code} %{size_download}";
        Assert.Equal("304 0", (await CurlRun.Of("--etag-compare", etag, "--write-out", Told, peer.Url())).Text);
        Assert.Equal("304 0", (await CurlRun.Of("--header", "If-None-Match: *", "--write-out", Told, peer.Url())).Text);
        Assert.Equal("200 3000001", (await CurlRun.Of("--header", "If-None-Match: \"other\"", "--output", peer.Fresh(), "--write-out", Told, peer.Url())).Text);
        Assert.Equal("304 0", (await CurlRun.Of("--time-cond", DateTimeOffset.UtcNow.AddHours(1).ToString("R"), "--write-out", Told, peer.Url())).Text);
    }

    [Fact]
    public async Task Http_1_0_gets_its_file_and_a_closed_connection()
    {
        var answer = await CurlRun.Of("--http1.0", "--include", peer.Url(SharingPeer.Other));
        Assert.StartsWith("HTTP/1.1 200 OK", answer.Head.Status, StringComparison.Ordinal);
        Assert.Equal("close", answer.Head.Headers["Connection"]);
        Assert.Equal(peer.OtherBytes, answer.Bytes[^peer.OtherBytes.Length..]);
    }

    [Fact]
    public async Task Two_files_come_over_one_connection()
    {
        var (one, two) = (peer.Fresh(), peer.Fresh());
        var told = await CurlRun.Of("--write-out", "%{num_connects} ", "--output", one, peer.Url(), "--output", two, peer.Url(SharingPeer.Other));
        Assert.Equal("1 0 ", told.Text);
        Assert.Equal(peer.Bytes, await File.ReadAllBytesAsync(one));
        Assert.Equal(peer.OtherBytes, await File.ReadAllBytesAsync(two));
    }
}
