using PeerActors.Actors.Shares;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Shares;

namespace PeerActors.Actors.Tests.Shares.Downloads;

public sealed class DownloadPlanTests
{
    [Fact]
    public void A_sharer_of_wrong_content_is_not_asked_under_another_url()
    {
        var next = Assert.IsType<TrySource>(Plan("http://10.0.0.1:1/a", "http://10.0.0.1:1/b", "http://10.0.0.1:2/a", "http://10.0.0.1:1/c").After(Failed(DownloadFailure.WrongHash), cancelled: false));
        Assert.Equal("http://10.0.0.1:2/a", next.Plan.Source.Url.AbsoluteUri);
        var end = Assert.IsType<DownloadFailed>(Assert.IsType<EndDownload>(next.Plan.After(Failed(DownloadFailure.Unreachable), cancelled: false)).Last);
        Assert.Equal((DownloadFailure.Unreachable, "2 sources were tried; the last: what"), (end.Failure, end.Detail));
    }

    [Fact]
    public void Wrong_content_from_the_only_sharer_ends_the_download()
    {
        var end = Assert.IsType<EndDownload>(Plan("http://10.0.0.1:1/a", "http://10.0.0.1:1/b").After(Failed(DownloadFailure.WrongHash), cancelled: false));
        Assert.Equal((DownloadFailure.WrongHash, "what"), (Assert.IsType<DownloadFailed>(end.Last).Failure, ((DownloadFailed)end.Last).Detail));
    }

    [Theory, InlineData(DownloadFailure.NotThere), InlineData(DownloadFailure.Refused), InlineData(DownloadFailure.BadAnswer)]
    public void Whatever_else_fails_may_go_well_under_another_url(DownloadFailure failure)
    {
        var next = Assert.IsType<TrySource>(Plan("http://10.0.0.1:1/a", "http://10.0.0.1:1/b").After(Failed(failure), cancelled: false));
        Assert.Equal("http://10.0.0.1:1/b", next.Plan.Source.Url.AbsoluteUri);
    }

    private static FetchFailed Failed(DownloadFailure failure) => new(failure, "what", OtherSourceMayHelp: true);

    private static DownloadPlan Plan(params string[] urls) => new(
        new StartDownload(new TransferId(1), new DownloadTarget("a", 1, null, null), [.. urls.Select(static url => new DownloadSource(new Uri(url)))], "/a"), Attempt: 0);
}
