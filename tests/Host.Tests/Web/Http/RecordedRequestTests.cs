using System.Globalization;
using System.Text;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Shares;

namespace PeerActors.Host.Tests.Web.Http;

/// <summary>Requests that were recorded, sent byte for byte; our answers are held to those of the servent (see vectors/gnutella/README.md).</summary>
public sealed class RecordedRequestTests : IAsyncLifetime
{
    private const string Text = "alpha test document number 1 served by instance A\n";
    private OpenPort _port = null!;

    public async Task InitializeAsync()
    {
        _port = await OpenPort.Start();
        Share(7, "alpha_document_1.txt", Text);
        Share(42, "wombats1 ballad 607.txt", "another");
    }

    public async Task DisposeAsync() => await _port.DisposeAsync();

    [Theory]
    [InlineData("http_get_10_ua")]
    [InlineData("http_get_noua")]
    [InlineData("http_get_11_range")]
    [InlineData("http_get_wrongidx")]
    [InlineData("http_get_idx0")]
    [InlineData("http_head_n2r")]
    public async Task We_answer_as_the_servent_did(string name)
    {
        var theirs = Parse(Bytes($"{name}.resp"));
        var ours = await Answer(Bytes($"{name}.req"), hasBody: name != "http_head_n2r");
        Assert.Equal(theirs.Status, ours.Status);
        foreach (var header in (string[])["Content-Length", "Content-Range", "X-Gnutella-Content-URN", "Connection"])
            Assert.Equal(theirs.Headers.GetValueOrDefault(header), ours.Headers.GetValueOrDefault(header));
        Assert.Equal(theirs.Body, ours.Body);
    }

    [Theory, InlineData("http_get_slash_10", 200), InlineData("http_get_slash_ua", 206)]
    public async Task The_slash_of_0_4_is_accepted_where_the_servent_refuses_it(string name, int status)
    {
        Assert.Equal(404, Parse(Bytes($"{name}.resp")).Status);
        var ours = await Answer(Bytes($"{name}.req"));
        Assert.Equal((status, Text), (ours.Status, Encoding.Latin1.GetString(ours.Body)));
    }

    [Fact]
    public async Task A_number_with_another_name_finds_nothing_as_at_the_servent()
    {
        Assert.Equal(404, Parse(Bytes("push_idx_get.s2c")).Status);
        var ours = await Answer(Bytes("push_idx_get.c2s"));
        Assert.Equal(404, ours.Status);
        Assert.Contains("index/name mismatch", Encoding.UTF8.GetString(ours.Body), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_of_no_method_that_we_know_brings_no_file()
    {
        using var client = await _port.Connect();
        await client.Send(Bytes("http_unknown_verb.req"));
        client.EndSending();
        Assert.DoesNotContain("200 OK", await client.ReadTextToEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_servent_asks_when_it_downloads_brings_the_file_and_keeps_the_connection()
    {
        using var client = await _port.Connect();
        for (var i = 0; i < 2; i++)
        {
            await client.Send(Bytes("dl_s1_giv_http.req0"));
            var answer = await client.ReadAnswer();
            Assert.Equal((200, "another"), (answer.Status, answer.Text));
            Assert.Equal("browse/1.0, queue/1.0", answer.Headers["X-Features"]);
        }
    }

    [Fact]
    public async Task A_hash_that_is_not_shared_is_not_found()
    {
        using var client = await _port.Connect();
        await client.Send(Bytes("dl_s2_direct_http.req0"));
        Assert.Equal(404, (await client.ReadAnswer()).Status);
    }

    [Fact]
    public async Task Browsing_answers_once_in_query_hits_and_then_refuses_as_the_servent_does()
    {
        var (hits, page) = (await ToEnd(Bytes("http_browse_qhits.req")), await ToEnd(Bytes("http_browse_html.req")));
        var (theirHits, theirPage) = (Parse(Bytes("http_browse_qhits.resp")), Parse(Bytes("http_browse_html.resp")));
        Assert.Equal((theirHits.Status, theirPage.Status), (hits.Status, page.Status));
        foreach (var header in (string[])["Content-Type", "Transfer-Encoding", "Connection"]) Assert.Equal(theirHits.Headers[header], hits.Headers[header]);
    }

    private static byte[] Bytes(string name) => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "vectors", "gnutella", "http", name + ".bin"));

    /// <summary>A head and all that follows it.</summary>
    private static RawAnswer Parse(byte[] bytes)
    {
        var end = bytes.AsSpan().IndexOf("\r\n\r\n"u8);
        var lines = Encoding.Latin1.GetString(bytes, 0, end).Split("\r\n");
        var headers = lines[1..].Select(static line => line.Split(": ", 2)).ToDictionary(static parts => parts[0], static parts => parts[1], StringComparer.OrdinalIgnoreCase);
        return new(int.Parse(lines[0].Split(' ')[1], CultureInfo.InvariantCulture), headers, bytes[(end + 4)..]);
    }

    private async Task<RawAnswer> Answer(byte[] request, bool hasBody = true)
    {
        using var client = await _port.Connect();
        await client.Send(request);
        return await client.ReadAnswer(hasBody);
    }

    private async Task<RawAnswer> ToEnd(byte[] request)
    {
        using var client = await _port.Connect();
        await client.Send(request);
        return Parse(await client.ReadToEnd());
    }

    private void Share(uint index, string name, string text)
    {
        var path = _port.PathOf(name);
        File.WriteAllText(path, text);
        var bytes = File.ReadAllBytes(path);
        _port.Files.Add(new SharedFile(
            new FileIndex(index), path, name, bytes.Length, new DateTimeOffset(File.GetLastWriteTimeUtc(path)),
            Sha1Hash.Read(System.Security.Cryptography.SHA1.HashData(bytes)), Sha256Hash.Read(System.Security.Cryptography.SHA256.HashData(bytes))));
    }
}
