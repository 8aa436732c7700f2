using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using PeerActors.Host.Web;
using PeerActors.Messages.Identity;

namespace PeerActors.Host.Tests.Web.Http;

public sealed class FileServingTests : IAsyncLifetime
{
    private readonly HttpClient _http = new();
    private OpenPort _port = null!;

    public async Task InitializeAsync() => _port = await OpenPort.Start();

    public async Task DisposeAsync()
    {
        _http.Dispose();
        await _port.DisposeAsync();
    }

    [Theory]
    [InlineData("/get/1/song%20one.mp3")]
    [InlineData("/get/1/song%20one.mp3/")]
    [InlineData("/get/4294967295/song%20one.mp3")]
    public async Task A_file_is_served_by_name_and_described(string target)
    {
        var file = _port.Share("song one.mp3", 5000);
        using var answer = await _http.GetAsync(_port.Url(target));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(file.Bytes, await answer.Content.ReadAsByteArrayAsync());
        Assert.Equal(5000, answer.Content.Headers.ContentLength);
        Assert.Equal("audio/mpeg", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal($"\"{file.Sha256}\"", answer.Headers.ETag!.ToString());
        Assert.Equal("bytes", answer.Headers.AcceptRanges.ToString());
        Assert.Equal(file.Sha1.Urn, answer.Headers.GetValues("X-Gnutella-Content-URN").Single());
        Assert.Equal(file.ReprDigest, answer.Headers.GetValues("Repr-Digest").Single());
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("attachment; filename*=UTF-8''song%20one.mp3", answer.Content.Headers.ContentDisposition!.ToString());
        Assert.NotNull(answer.Content.Headers.LastModified);
        Assert.Equal("PeerActors", Assert.Single(answer.Headers.Server).Product!.Name);
    }

    [Fact]
    public async Task A_file_is_served_by_its_content_in_either_case_and_percent_encoded()
    {
        var file = _port.Share("a.bin", 100);
        foreach (var target in new[] { $"/uri-res/N2R?{file.Sha1.Urn}", $"/uri-res/n2r?{file.Sha1.Urn.ToLowerInvariant()}", $"/uri-res/N2R?urn%3Asha1%3A{file.Sha1}" })
            Assert.Equal(file.Bytes, await _http.GetByteArrayAsync(_port.Url(target)));
        using var other = await _http.GetAsync(_port.Url($"/uri-res/N2R?{new Sha1Hash(1, 2, 3).Urn}"));
        Assert.Equal(HttpStatusCode.NotFound, other.StatusCode);
    }

    [Theory, InlineData("page.html"), InlineData("image.svg"), InlineData("code.js"), InlineData("none"), InlineData("sheet.xhtml")]
    public async Task What_a_browser_would_run_is_plain_bytes(string name)
    {
        _port.Share(name, 10);
        using var answer = await _http.GetAsync(_port.Url($"/get/1/{name}"));
        Assert.Equal("application/octet-stream", answer.Content.Headers.ContentType!.ToString());
    }

    [Fact]
    public async Task Head_says_what_get_would_and_sends_no_body()
    {
        var file = _port.Share("a.bin", 70_000);
        using var client = await _port.Connect();
        await client.Send("HEAD /get/1/a.bin HTTP/1.1\r\nHost: x\r\n\r\nGET /get/1/a.bin HTTP/1.1\r\nHost: x\r\n\r\n");
        var head = await client.ReadAnswer(hasBody: false);
        var get = await client.ReadAnswer();
        Assert.Equal(file.Bytes, get.Body);
        Assert.Equal(get.Headers.Where(NotDate), head.Headers.Where(NotDate));

        static bool NotDate(KeyValuePair<string, string> header) => header.Key != "Date";
    }

    [Theory]
    [InlineData("bytes=0-0", 0, 1)]
    [InlineData("bytes=10-19", 10, 10)]
    [InlineData("bytes=9990-20000", 9990, 10)]
    [InlineData("bytes=100-", 100, 9900)]
    [InlineData("bytes=-7", 9993, 7)]
    [InlineData("bytes=-20000", 0, 10_000)]
    public async Task One_range_is_answered_with_those_bytes(string range, int from, int length)
    {
        var file = _port.Share("a.bin", 10_000);
        using var answer = await Get("/get/1/a.bin", ("Range", range));
        Assert.Equal(HttpStatusCode.PartialContent, answer.StatusCode);
        Assert.Equal($"bytes {from}-{from + length - 1}/10000", answer.Content.Headers.ContentRange!.ToString());
        Assert.Equal(file.Bytes[from..(from + length)], await answer.Content.ReadAsByteArrayAsync());
        Assert.Equal(file.ReprDigest, answer.Headers.GetValues("Repr-Digest").Single());
    }

    [Fact]
    public async Task Several_ranges_are_answered_as_parts_of_the_announced_length()
    {
        var file = _port.Share("a.bin", 10_000);
        using var client = await _port.Connect();
        await client.Send("GET /get/1/a.bin HTTP/1.1\r\nHost: x\r\nRange: bytes=0-1, 5-5, -2\r\n\r\nGET /get/1/a.bin HTTP/1.1\r\nHost: x\r\n\r\n");
        var answer = await client.ReadAnswer();
        Assert.Equal(206, answer.Status);
        var boundary = answer.Headers["Content-Type"].Split("boundary=")[1];
        var latin1 = Encoding.Latin1;
        var expected = new[] { (0, 2), (5, 1), (9998, 2) }.Select(part =>
            $"\r\n--{boundary}\r\nContent-Type: application/octet-stream\r\nContent-Range: bytes {part.Item1}-{part.Item1 + part.Item2 - 1}/10000\r\n\r\n"
            + latin1.GetString(file.Bytes, part.Item1, part.Item2));
        Assert.Equal(string.Concat(expected) + $"\r\n--{boundary}--\r\n", latin1.GetString(answer.Body));
        Assert.Equal(file.Bytes, (await client.ReadAnswer()).Body);
    }

    [Fact]
    public async Task A_range_beyond_the_end_is_refused_with_the_size()
    {
        _port.Share("a.bin", 100);
        using var answer = await Get("/get/1/a.bin", ("Range", "bytes=100-"));
        Assert.Equal(HttpStatusCode.RequestedRangeNotSatisfiable, answer.StatusCode);
        Assert.Equal("bytes */100", answer.Content.Headers.ContentRange!.ToString());
    }

    [Theory, InlineData("bytes=5-2"), InlineData("bytes=x"), InlineData("lines=1-2"), InlineData("bytes=")]
    public async Task A_range_that_makes_no_sense_is_not_heeded(string range)
    {
        var file = _port.Share("a.bin", 100);
        using var answer = await Get("/get/1/a.bin", ("Range", range));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(file.Bytes, await answer.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task Conditions_on_the_version_are_kept()
    {
        var file = _port.Share("a.bin", 100);
        var (same, other) = ($"\"{file.Sha256}\"", "\"another\"");
        Assert.Equal(304, await Status(("If-None-Match", same)));
        Assert.Equal(200, await Status(("If-None-Match", other)));
        Assert.Equal(412, await Status(("If-Match", other)));
        Assert.Equal(200, await Status(("If-Match", same)));
        Assert.Equal(206, await Status(("If-Range", same), ("Range", "bytes=1-2")));
        Assert.Equal(200, await Status(("If-Range", other), ("Range", "bytes=1-2")));
        Assert.Equal(412, await Status(("If-Unmodified-Since", "Thu, 01 Jan 1970 00:00:00 GMT")));
        Assert.Equal(304, await Status(("If-Modified-Since", "Fri, 01 Jan 2100 00:00:00 GMT")));
    }

    [Theory]
    [InlineData("/get/1/../../etc/passwd", 404)]
    [InlineData("/get/1/%2e%2e%2f%2e%2e%2fsecret.txt", 404)]
    [InlineData("/get/1/..%2fsecret.txt", 404)]
    [InlineData("/get/1/..%5csecret.txt", 404)]
    [InlineData("/get/1/..\\secret.txt", 404)]
    [InlineData("/get/1/%252e%252e%252fsecret.txt", 404)]
    [InlineData("/get/1//etc/passwd", 404)]
    [InlineData("/get/1/..", 404)]
    [InlineData("/get/1/.", 404)]
    [InlineData("/get/1/", 404)]
    [InlineData("/get/1", 404)]
    [InlineData("/get/-1/a.bin", 404)]
    [InlineData("/get/4294967296/a.bin", 404)]
    [InlineData("/get/x/a.bin", 404)]
    [InlineData("/get/1/%ff%fe", 404)]
    [InlineData("/get/1/%c0%ae%c0%ae%c0%afsecret.txt", 404)]
    [InlineData("/get/1/a.bin%", 404)]
    [InlineData("/get/1/a.bin%00", 400)]
    [InlineData("/get/1/a.bin%00.txt", 400)]
    [InlineData("/get/1/a.bin\0", 400)]
    [InlineData("/uri-res/N2R?urn:sha1:../../secret.txt", 404)]
    [InlineData("/etc/passwd", 404)]
    [InlineData("*", 405)]
    public async Task Nothing_outside_the_library_can_be_reached(string target, int status)
    {
        _port.Share("a.bin", 10);
        File.WriteAllText(_port.Folder["secret.txt"], "secret");
        using var client = await _port.Connect();
        await client.Send($"GET {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        var answer = await client.ReadTextToEnd();
        Assert.StartsWith($"HTTP/1.1 {status} ", answer, StringComparison.Ordinal);
        Assert.Equal(0, _port.Counters[PortCount.FilesServed]);
    }

    [Theory, InlineData("POST"), InlineData("PUT"), InlineData("DELETE"), InlineData("OPTIONS"), InlineData("PROPFIND")]
    public async Task Other_methods_are_refused_naming_those_allowed(string method)
    {
        using var client = await _port.Connect();
        await client.Send($"{method} /get/1/a.bin HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n");
        var answer = await client.ReadAnswer();
        Assert.Equal((405, "GET, HEAD"), (answer.Status, answer.Headers["Allow"]));
    }

    [Theory, InlineData("gone"), InlineData("longer"), InlineData("touched"), InlineData("pipe"), InlineData("folder")]
    public async Task A_file_that_is_gone_or_changed_is_not_served_and_looked_at_again(string how)
    {
        _port.Share("a.bin", 100);
        var path = _port.PathOf("a.bin");
        if (how is "gone" or "pipe" or "folder") File.Delete(path);
        if (how == "folder") Directory.CreateDirectory(path);
        if (how == "pipe") await Process.Start("mkfifo", [path]).WaitForExitAsync();
        if (how == "longer") File.AppendAllText(path, "more");
        if (how == "touched") File.SetLastWriteTimeUtc(path, DateTime.UnixEpoch);
        using var answer = await Get("/get/1/a.bin");
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.DoesNotContain(_port.Folder.Path, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(1, _port.Files.Rescans);
        Assert.Equal(1, _port.Counters[PortCount.FilesVanished]);
    }

    [Fact]
    public async Task A_file_that_becomes_shorter_while_it_is_sent_breaks_the_connection_off()
    {
        const int Length = 64 << 20;
        _port.Share("big.bin", Length);
        using var client = await _port.Connect();
        await client.Send("GET /get/1/big.bin HTTP/1.1\r\nHost: x\r\n\r\n");
        await client.ReadExactly(1000);
        // Nobody buffers 64 MiB on the way, so the server still has to read most of it.
        using (var file = new FileStream(_port.PathOf("big.bin"), FileMode.Open, FileAccess.Write, FileShare.ReadWrite)) file.SetLength(1000);
        Assert.InRange((await client.ReadToEnd()).Length, 1, Length - 1);
        Assert.Equal(1, _port.Counters[PortCount.BrokenOff]);
        Assert.Equal(1, _port.Files.Rescans);
    }

    [Fact]
    public async Task A_library_that_does_not_answer_is_said_to_be_busy()
    {
        _port.Files.Failure = new TimeoutException();
        using var answer = await Get("/get/1/a.bin");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Equal(1, _port.Counters[PortCount.LookupsFailed]);
    }

    [Fact]
    public async Task A_large_file_arrives_as_it_is()
    {
        var file = _port.Share("big.bin", 64 << 20);
        using var answer = await _http.GetAsync(_port.Url("/get/1/big.bin"), HttpCompletionOption.ResponseHeadersRead);
        using var sha256 = SHA256.Create();
        var hash = await sha256.ComputeHashAsync(await answer.Content.ReadAsStreamAsync());
        Assert.Equal(file.Sha256, Sha256Hash.Read(hash));
    }

    [Fact]
    public async Task An_empty_file_is_served()
    {
        _port.Share("empty", 0);
        using var answer = await Get("/get/1/empty");
        Assert.Equal((HttpStatusCode.OK, 0L), (answer.StatusCode, answer.Content.Headers.ContentLength));
    }

    [Fact]
    public async Task A_name_in_any_script_is_found()
    {
        var file = _port.Share("Größe – 日本語 #1 100%.bin", 10);
        Assert.Equal(file.Bytes, await _http.GetByteArrayAsync(_port.Url("/get/1/" + Uri.EscapeDataString("Größe – 日本語 #1 100%.bin"))));
    }

    private async Task<int> Status(params (string Name, string Value)[] headers)
    {
        using var answer = await Get("/get/1/a.bin", headers);
        return (int)answer.StatusCode;
    }

    private Task<HttpResponseMessage> Get(string target, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, _port.Url(target));
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return _http.SendAsync(request);
    }
}
