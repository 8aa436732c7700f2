using PeerActors.Host.Web.Http;
using PeerActors.Messages.Shares;

namespace PeerActors.Host.Tests.Web.Http;

public sealed class DiskTroubleTests
{
    private const string Target = "/folder/file.bin";

    [Theory, InlineData(28), InlineData(122), InlineData(unchecked((int)0x80070070))]
    public void A_full_disk_is_known_on_every_system(int hresult) => Expect(DownloadFailure.DiskFull, new IOException("no space", hresult), "/folder");

    [Theory, InlineData(11), InlineData(unchecked((int)0x80070020))]
    public void A_locked_file_is_another_download(int hresult) => Expect(DownloadFailure.CannotStore, new IOException("busy", hresult), "Another download");

    [Fact]
    public void Everything_else_names_the_path()
    {
        Expect(DownloadFailure.CannotStore, new UnauthorizedAccessException("no"), Target);
        Expect(DownloadFailure.CannotStore, new DirectoryNotFoundException("no"), "/folder does not exist");
        Expect(DownloadFailure.CannotStore, new IOException("read-only file system", 30), Target);
    }

    private static void Expect(DownloadFailure failure, Exception cause, string text)
    {
        Assert.True(DiskTrouble.Is(cause));
        var failed = DiskTrouble.Describe(cause, Target);
        Assert.Equal((failure, false), (failed.Failure, failed.OtherSourceMayHelp));
        Assert.Contains(text, failed.Detail, StringComparison.Ordinal);
    }
}
