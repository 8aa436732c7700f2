using PeerActors.Actors.Peer;
using PeerActors.Actors.Shares;
using PeerActors.Host.Web.Http;
using PeerActors.Messages.Shares;

namespace PeerActors.Host.Tests.Web.Http;

/// <summary>Our fetcher against our own port.</summary>
public sealed class FetchFromPortTests
{
    [Theory, InlineData(0), InlineData(1), InlineData(64 << 20)]
    public async Task A_file_goes_from_one_peer_to_another(int length)
    {
        await using var port = await OpenPort.Start();
        using var downloads = new TemporaryFolder();
        var file = port.Share("a file.bin", length);
        var fetcher = new HttpFetcher(Settings(downloads), TimeProvider.System);
        var order = new FetchOrder(new DownloadTarget("a file.bin", length, null, null), new DownloadSource(port.Url("/get/1/a%20file.bin")), Path: null);
        var done = Assert.IsType<Fetched>(await fetcher.FetchAsync(order, _ => { }, CancellationToken.None));
        Assert.Equal(new Fetched(downloads["a file.bin"], length, 0, file.Sha1, file.Sha256, VerifiedHashes.Sha1 | VerifiedHashes.Sha256), done);
        Assert.Equal(["a file.bin"], downloads.Names);
        Assert.Equal(file.Bytes, await File.ReadAllBytesAsync(done.Path));
    }

    [Fact]
    public async Task A_download_given_up_midway_is_finished_later()
    {
        const int Length = 64 << 20;
        await using var port = await OpenPort.Start();
        using var downloads = new TemporaryFolder();
        var file = port.Share("a.bin", Length);
        var fetcher = new HttpFetcher(Settings(downloads), TimeProvider.System);
        var order = new FetchOrder(
            new DownloadTarget("a.bin", Length, file.Sha1, file.Sha256), new DownloadSource(port.Url($"/uri-res/N2R?{file.Sha1.Urn}")), Path: null);

        using var stopping = new CancellationTokenSource();
        var failed = await fetcher.FetchAsync(order, how => { if (how.Bytes > 0) stopping.Cancel(); }, stopping.Token);
        Assert.Equal(DownloadFailure.Cancelled, Assert.IsType<FetchFailed>(failed).Failure);

        var done = Assert.IsType<Fetched>(await fetcher.FetchAsync(order, _ => { }, CancellationToken.None));
        Assert.InRange(done.ResumedFrom, 1, Length - 1);
        Assert.Equal(file.Bytes, await File.ReadAllBytesAsync(done.Path));
    }

    private static DownloadSettings Settings(TemporaryFolder downloads) => PeerSettings.Reference().Downloads with
    {
        Folder = downloads.Path,
        ConnectTimeout = TimeSpan.FromSeconds(60),
        StallTimeout = TimeSpan.FromSeconds(60),
        ProgressInterval = TimeSpan.Zero,
        MaxRate = 0,
    };
}
