using System.Text;
using PeerActors.Messages.Router;

namespace PeerActors.Interop.Gnutella;

/// <summary>HTTP requests that were once asked of a real servent, asked of our peer, which shares the same files.</summary>
public class RecordedRequestTests
{
    [Theory]
    [InlineData("http_get_noua")]
    [InlineData("http_get_idx0")]
    [InlineData("http_get_wrongidx")]
    [InlineData("http_get_10_ua")]
    [InlineData("http_get_11_range")]
    [InlineData("http_head_n2r")]
    public async Task The_answer_is_the_servents(string request)
    {
        var theirs = HttpAnswer.Read(Recording.Bytes($"http/{request}.resp"))!;
        await using var peer = await RecordedShare.Start();
        var ours = await Ask(peer, request);
        Assert.Equal((theirs.Status, Encoding.UTF8.GetString(theirs.Body)), (ours.Status, Encoding.UTF8.GetString(ours.Body)));
        foreach (var header in (string[])["Content-Length", "Content-Range", "X-Gnutella-Content-URN"])
            Assert.Equal(theirs.Headers.GetValueOrDefault(header), ours.Headers.GetValueOrDefault(header));
    }

    /// <summary>Here we part from the servent, which answers 404: the seed's own requests end in a slash.</summary>
    [Theory, InlineData("http_get_slash_ua", 206), InlineData("http_get_slash_10", 200)]
    public async Task A_slash_at_the_end_does_no_harm(string request, int status)
    {
        Assert.Equal(404, HttpAnswer.Read(Recording.Bytes($"http/{request}.resp"))!.Status);
        await using var peer = await RecordedShare.Start();
        var ours = await Ask(peer, request);
        Assert.Equal((status, RecordedShare.Files["alpha_document_1.txt"]), (ours.Status, Encoding.UTF8.GetString(ours.Body)));
    }

    [Fact]
    public async Task A_browser_of_our_host_finds_all_files_and_is_told_when_it_comes_too_often()
    {
        await using var peer = await RecordedShare.Start();
        var ours = await Ask(peer, "http_browse_qhits");
        Assert.Equal((200, "application/x-gnutella-packets"), (ours.Status, ours.Headers["Content-Type"]));
        var names = Recording.Of(Chunks.Join(ours.Body)).All<QueryHit>().SelectMany(static h => h.ReadFiles()).Select(static f => f.Name).ToHashSet();
        Assert.Superset(RecordedShare.Files.Keys.Append("alpha_bigfile.bin").ToHashSet(), names);
        Assert.Equal(429, HttpAnswer.Read(Recording.Bytes("http/http_browse_html.resp"))!.Status);
        Assert.Equal(429, (await Ask(peer, "http_browse_qhits")).Status);
    }

    [Fact]
    public async Task A_request_by_hash_with_all_that_a_servent_sends_along_is_answered()
    {
        const string text = "found by what it holds\n";
        await using var peer = await RecordedShare.Start(null, ("verse.txt", text));
        var file = await peer.Gateway.FindFile(new(0), "verse.txt");
        var request = Encoding.Latin1.GetString(Recording.Bytes("http/dl_s2_direct_http.req0")).Replace("UVEUEP5AD6E63KO6M3AZPLXWORPC3UEM", $"{file!.Sha1}", StringComparison.Ordinal);
        using var wire = await Wire.To(peer.Address);
        await wire.Send(Encoding.Latin1.GetBytes(request));
        var answer = await wire.ReadHttp();
        Assert.Equal((200, text), (answer.Status, Encoding.UTF8.GetString(answer.Body)));
    }

    private static async Task<HttpAnswer> Ask(RecordedShare peer, string request)
    {
        using var wire = await Wire.To(peer.Address);
        await wire.Send(Recording.Bytes($"http/{request}.req"));
        return HttpAnswer.Read(await wire.ReadToEnd())!;
    }
}
