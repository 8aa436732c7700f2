using System.Buffers;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using PeerActors.Host.Web;
using PeerActors.Host.Web.Http;
using PeerActors.Messages.Router;
using PeerActors.Messages.Wire;
using PeerActors.Messages.Wire.Gnutella;

namespace PeerActors.Host.Tests.Web.Http;

public sealed class BrowseTests
{
    private const string Packets = "application/x-gnutella-packets";

    [Theory, InlineData(false), InlineData(true)]
    public async Task A_servent_gets_every_file_as_query_hits_deflated_when_it_likes(bool deflates)
    {
        await using var port = await OpenPort.Start();
        for (var i = 1u; i <= 5; i++) port.Files.Add(new TestFile(10, (int)i).WriteTo(port.PathOf($"file {i}.bin"), i));
        using var http = new HttpClient();
        using var answer = await Get(http, port, $"text/html, {Packets}", deflates ? "deflate" : null);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(Packets, answer.Content.Headers.ContentType!.ToString());
        Assert.True(answer.Headers.TransferEncodingChunked);
        Assert.Equal(deflates ? ["deflate"] : [], answer.Content.Headers.ContentEncoding);
        var bytes = await answer.Content.ReadAsByteArrayAsync();
        if (deflates) bytes = Inflate(bytes);
        var files = Hits(bytes).SelectMany(static hit => hit.ReadFiles()).ToArray();
        Assert.Equal(Enumerable.Range(1, 5).Select(static i => $"file {i}.bin"), files.Select(static file => file.Name));
        Assert.All(files, static file => Assert.NotNull(file.Sha1));
        Assert.Equal(1, port.Counters[PortCount.Browses]);
    }

    [Fact]
    public async Task A_browser_gets_a_page_in_which_names_are_text_and_links_work()
    {
        const string Name = "<script src='x'> & \"Ñ\" 100%.bin";
        await using var port = await OpenPort.Start();
        var file = new TestFile(1234);
        port.Files.Add(file.WriteTo(port.PathOf("plain")) with { Name = Name });
        using var http = new HttpClient();
        using var answer = await Get(http, port, "text/html,application/xhtml+xml,*/*;q=0.8");
        Assert.Equal("text/html; charset=utf-8", answer.Content.Headers.ContentType!.ToString());
        Assert.Equal("default-src 'none'", answer.Headers.GetValues("Content-Security-Policy").Single());
        var page = await answer.Content.ReadAsStringAsync();
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
        Assert.Contains("&lt;script src", page, StringComparison.Ordinal);
        Assert.Contains("1,234 bytes", page, StringComparison.Ordinal);
        Assert.Contains("<p>1 files.</p>", page, StringComparison.Ordinal);
        var link = page.Split("href=\"")[1].Split('"')[0];
        Assert.Equal(file.Bytes, await http.GetByteArrayAsync(port.Url(WebUtility.HtmlDecode(link))));
    }

    [Fact]
    public async Task A_second_list_to_one_address_comes_too_soon_in_whatever_form()
    {
        await using var port = await OpenPort.Start();
        using var http = new HttpClient();
        using (var head = await http.SendAsync(new(HttpMethod.Head, port.Url("/")))) Assert.Equal(HttpStatusCode.OK, head.StatusCode);
        using (var first = await Get(http, port, Packets)) Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        using var second = await Get(http, port, "text/html");
        Assert.Equal(HttpStatusCode.TooManyRequests, second.StatusCode);
        Assert.InRange(second.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 30);
        Assert.Equal(1, port.Counters[PortCount.BrowsesRefused]);
    }

    [Fact]
    public async Task A_list_ends_at_its_bound_and_says_so()
    {
        await using var port = await OpenPort.Start(front: static front => front with { Browse = front.Browse with { MaxFiles = 2 } });
        for (var i = 1u; i <= 5; i++) port.Files.Add(new TestFile(10).WriteTo(port.PathOf($"{i}"), i));
        using var http = new HttpClient();
        using var answer = await Get(http, port, "text/html");
        Assert.Contains("<p>2 files, and more that are not listed.</p>", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory, InlineData(true, "image/png", 406), InlineData(false, Packets, 403), InlineData(false, "text/html", 403)]
    public async Task Nothing_is_listed_in_other_forms_or_when_that_is_off(bool isOn, string accept, int status)
    {
        await using var port = await OpenPort.Start(front: front => front with { Browse = front.Browse with { Enabled = isOn } });
        port.Share("a.bin", 10);
        using var http = new HttpClient();
        using var answer = await Get(http, port, accept);
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.DoesNotContain("a.bin", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public void Turns_come_back_with_time_and_the_oldest_is_forgotten_at_the_bound()
    {
        var turns = new BrowseTurns(TimeSpan.FromSeconds(30), most: 2);
        Assert.Null(turns.Take(1, TimeSpan.Zero));
        Assert.Equal(TimeSpan.FromSeconds(20), turns.Take(1, TimeSpan.FromSeconds(10)));
        Assert.Null(turns.Take(1, TimeSpan.FromSeconds(30)));
        Assert.Null(turns.Take(2, TimeSpan.FromSeconds(31)));
        Assert.Null(turns.Take(3, TimeSpan.FromSeconds(32)));
        Assert.Null(turns.Take(1, TimeSpan.FromSeconds(33)));
        Assert.NotNull(turns.Take(3, TimeSpan.FromSeconds(34)));
        Assert.Null(new BrowseTurns(TimeSpan.Zero, 1).Take(1, TimeSpan.Zero));
    }

    private static async Task<HttpResponseMessage> Get(HttpClient http, OpenPort port, string accept, string? encoding = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, port.Url("/"));
        request.Headers.TryAddWithoutValidation("Accept", accept);
        if (encoding is not null) request.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue(encoding));
        return await http.SendAsync(request);
    }

    private static byte[] Inflate(byte[] bytes)
    {
        using var whole = new MemoryStream();
        using (var inflating = new ZLibStream(new MemoryStream(bytes), CompressionMode.Decompress)) inflating.CopyTo(whole);
        return whole.ToArray();
    }

    private static IEnumerable<QueryHit> Hits(byte[] bytes)
    {
        var input = new ReadOnlySequence<byte>(bytes);
        var reader = new DescriptorReader(64 * 1024);
        while (reader.Read(ref input, out var descriptor, out _) == ReadAnswer.Message) yield return Assert.IsType<QueryHit>(descriptor);
        Assert.True(input.IsEmpty);
    }
}
