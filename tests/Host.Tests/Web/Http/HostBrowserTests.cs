using System.Buffers;
using System.Collections.Concurrent;
using PeerActors.Actors.Peer;
using PeerActors.Host.Tests.Composition;
using PeerActors.Host.Web.Http;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Router;
using PeerActors.Messages.Wire.Gnutella;

namespace PeerActors.Host.Tests.Web.Http;

public sealed class HostBrowserTests : IAsyncDisposable
{
    private const string Head = "HTTP/1.1 200 OK\nContent-Type: application/x-gnutella-packets\nConnection: close\n";
    private static readonly PeerSettings Defaults = TestSettings.Default;

    private readonly ScriptedSharer _host = new();
    private readonly ConcurrentQueue<QueryHit> _heard = new();

    public async ValueTask DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task A_peer_lists_what_another_one_shares()
    {
        await using var port = await OpenPort.Start();
        for (var i = 1u; i <= 300; i++) port.Files.Add(new TestFile(10, (int)i).WriteTo(port.PathOf($"file {i}.bin"), i));

        Assert.Null(await Browse(port.Port.Address));

        var files = _heard.SelectMany(static hit => hit.ReadFiles()).ToArray();
        Assert.Equal(Enumerable.Range(1, 300).Select(static i => $"file {i}.bin"), files.Select(static file => file.Name));
        Assert.All(files, static file => Assert.NotNull(file.Sha1));
        Assert.Contains("429", await Browse(port.Port.Address), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_heard_before_a_host_breaks_off_is_told_and_the_rest_is_missed()
    {
        var hit = Hit("blue.flac");
        _host.Then(Head, [.. hit, .. hit[..30]]);

        Assert.EndsWith("ended its list within a query hit.", await Browse(), StringComparison.Ordinal);
        Assert.Single(_heard);
        Assert.StartsWith("GET / HTTP/1.1", Assert.Single(_host.Heads), StringComparison.Ordinal);
        Assert.Contains("Accept: application/x-gnutella-packets\r\n", _host.Heads[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("HTTP/1.1 403 No", "answered 403")]
    [InlineData("HTTP/1.1 301 Moved\nLocation: http://127.0.0.1:1/", "answered 301")]
    [InlineData("HTTP/1.1 200 OK\nContent-Type: text/html", "text/html instead of application/x-gnutella-packets")]
    [InlineData("HTTP/1.1 200 OK\nContent-Type: application/x-gnutella-packets\nContent-Encoding: deflate", "not asked for")]
    [InlineData("SSH-2.0-OpenSSH_9.2", "cannot be asked")]
    public async Task A_host_that_gives_no_list_is_told_of(string head, string problem)
    {
        _host.Then(head, Hit("never.flac"));
        Assert.Contains(problem, await Browse(), StringComparison.Ordinal);
        Assert.Empty(_heard);
    }

    [Fact]
    public async Task A_list_that_never_ends_does_at_the_bound()
    {
        _host.Then(Head, [.. Enumerable.Repeat(Hit("again.flac"), 4000).SelectMany(static hit => hit)]);
        var problem = await Browse(maxBytes: 64 * 1024);
        Assert.Contains("longer than 65,536 bytes; the rest was not read (searches.max-browse)", problem, StringComparison.Ordinal);
        Assert.True(_heard.Count < 4000);
    }

    [Fact]
    public async Task A_hit_that_announces_more_than_is_allowed_ends_the_list_before_anything_is_taken_for_it()
    {
        var hit = Hit("huge.flac");
        hit[21] = 0x7F;
        _host.Then(Head, hit);
        Assert.Contains("links.max-payload", await Browse(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_listens_there()
    {
        PeerAddress gone;
        await using (var host = new ScriptedSharer()) gone = AddressOf(host);
        Assert.Contains("cannot be asked", await Browse(gone), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_gives_up_is_not_kept_by_a_host_that_says_nothing_more()
    {
        _host.ThenSilent(Head, Hit("first.flac"));
        using var stopping = new CancellationTokenSource();
        var browsing = Browse(stopping: stopping.Token);
        await _host.Waits.Task;
        await stopping.CancelAsync();
        Assert.Equal("It was given up.", await browsing);
    }

    [Fact]
    public async Task A_host_that_says_nothing_more_is_left()
    {
        _host.ThenSilent(Head, Hit("first.flac"));
        Assert.Contains("downloads.stall-timeout", await Browse(stall: TimeSpan.FromMilliseconds(50)), StringComparison.Ordinal);
    }

    private static PeerAddress AddressOf(ScriptedSharer host) => new(0x7F000001, (ushort)host.Url.Port);

    private static byte[] Hit(string name)
    {
        var hit = (QueryHit)QueryHit.Create(new(1, 1), 1, new(0x7F000001, 7000), 512, [new(new(1), 10, name, new Sha1Hash(1, 1, 1), null)], new ServentId(3, 3));
        var bytes = new ArrayBufferWriter<byte>();
        DescriptorWriter.Instance.Write(hit, bytes);
        return bytes.WrittenSpan.ToArray();
    }

    private async Task<string?> Browse(PeerAddress? host = null, int maxBytes = 1 << 20, TimeSpan? stall = null, CancellationToken stopping = default)
    {
        using var browser = new HostBrowser(
            Defaults.Downloads with { StallTimeout = stall ?? Defaults.Downloads.StallTimeout }, maxBytes, Defaults.Links.MaxPayload);
        return await browser.BrowseAsync(host ?? AddressOf(_host), _heard.Enqueue, stopping);
    }
}
