using System.Buffers;
using PeerActors.Messages.Router;
using PeerActors.Messages.Wire;
using PeerActors.Messages.Wire.Gnutella;

namespace PeerActors.Interop.Curl;

/// <summary>The list of files, asked for with curl from several addresses of this machine.</summary>
public class BrowseTests(SharingPeer peer) : IClassFixture<SharingPeer>
{
    private const string Packets = "Accept: application/x-gnutella-packets";

    [Theory]
    [InlineData("127.0.0.2", "--no-buffer")]
    [InlineData("127.0.0.3", "--compressed")]
    public async Task A_servent_gets_the_files_as_query_hits(string from, string option)
    {
        // Curl undoes chunks, and deflate where it asked for it.
        var bytes = (await CurlRun.Of("--interface", from, option, "--header", Packets, Url)).Bytes;
        var input = new ReadOnlySequence<byte>(bytes);
        Assert.Equal(ReadAnswer.Message, new DescriptorReader(64 * 1024).Read(ref input, out var descriptor, out _));
        var hit = Assert.IsType<QueryHit>(descriptor);
        Assert.Equal([SharingPeer.Name, SharingPeer.Other], hit.ReadFiles().Select(static file => file.Name).Order(StringComparer.Ordinal));
        Assert.Equal((peer.Address, "PACT", true), (hit.Address.ToString(), hit.ReadTrailer()!.Vendor.ToString(), hit.ReadTrailer()!.ListsFiles));
        Assert.True(input.IsEmpty);
    }

    [Fact]
    public async Task A_browser_gets_a_page_whose_links_bring_the_files()
    {
        var page = (await CurlRun.Of("--interface", "127.0.0.4", Url)).Text;
        var links = page.Split("href=\"")[1..].Select(static part => part.Split('"')[0]).ToArray();
        Assert.Equal(2, links.Length);
        var sizes = new List<int>();
        foreach (var link in links) sizes.Add((await CurlRun.Of($"http://{peer.Address}{link}")).Bytes.Length);
        Assert.Equal([peer.OtherBytes.Length, peer.Bytes.Length], sizes.Order());
    }

    [Fact]
    public async Task A_second_list_too_soon_is_refused_with_the_time_to_wait()
    {
        Assert.Equal("HTTP/1.1 200 OK", (await CurlRun.Of("--interface", "127.0.0.5", "--include", Url)).Head.Status);
        var (status, headers) = (await CurlRun.Of("--interface", "127.0.0.5", "--include", "--header", Packets, Url)).Head;
        Assert.Equal("HTTP/1.1 429 Too Many Requests", status);
        Assert.InRange(int.Parse(headers["Retry-After"], System.Globalization.CultureInfo.InvariantCulture), 1, 30);
    }

    private string Url => $"http://{peer.Address}/";
}
