using System.Collections.Immutable;
using PeerActors.Actors.Peer;
using PeerActors.Actors.Shares;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Shares;
using PeerActors.Messages.Wire.Gnutella;

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

    [Fact]
    public void A_source_that_another_names_is_tried_after_those_that_were_known_and_once_only()
    {
        var plan = Plan("http://10.0.0.1:1/a", "http://10.0.0.1:2/a");
        var second = Assert.IsType<TrySource>(plan.After(Failed(DownloadFailure.NotThere) with { Alternates = [At("10.0.0.3:3"), At("10.0.0.3:3")] }, cancelled: false)).Plan;
        Assert.Equal("http://10.0.0.1:2/a", second.Source.Url.AbsoluteUri);
        var third = Assert.IsType<TrySource>(second.After(Failed(DownloadFailure.NotThere) with { Alternates = [At("10.0.0.3:3")] }, cancelled: false)).Plan;
        Assert.Equal($"http://10.0.0.3:3/uri-res/N2R?{Sha1.Urn}", third.Source.Url.AbsoluteUri);
        Assert.IsType<EndDownload>(third.After(Failed(DownloadFailure.NotThere), cancelled: false));
    }

    [Theory]
    [InlineData("http://198.51.100.1:1/a", "10.0.0.3:3")]
    [InlineData("http://198.51.100.1:1/a", "127.0.0.1:3")]
    [InlineData("http://10.0.0.1:1/a", "127.0.0.1:3")]
    [InlineData("http://somewhere:1/a", "192.168.0.3:3")]
    public void A_source_that_another_names_and_that_is_nearer_than_the_other_is_not_dialled(string from, string named) => Assert.IsType<EndDownload>(
        Plan(from).After(Failed(DownloadFailure.NotThere) with { Alternates = [At(named)] }, cancelled: false));

    [Fact]
    public void The_next_sharer_is_told_which_others_are_good_and_which_are_not()
    {
        var first = Plan("http://10.0.0.1:1/a", "http://10.0.0.2:2/a", "http://10.0.0.3:3/a");
        var second = Assert.IsType<TrySource>(first.After(Failed(DownloadFailure.Stalled) with { Brought = true }, cancelled: false)).Plan;
        Assert.Equal(([At("10.0.0.1:1")], []), (second.Fetch.GoodSources.AsEnumerable(), second.Fetch.BadSources.AsEnumerable()), SameAddresses);
        var third = Assert.IsType<TrySource>(second.After(Failed(DownloadFailure.NotThere), cancelled: false)).Plan;
        Assert.Equal(([At("10.0.0.1:1")], [At("10.0.0.2:2")]), (third.Fetch.GoodSources.AsEnumerable(), third.Fetch.BadSources.AsEnumerable()), SameAddresses);
    }

    [Fact]
    public void What_was_learned_of_the_sources_is_told_at_the_end_where_the_content_is_known()
    {
        var last = Assert.IsType<TrySource>(Plan("http://10.0.0.1:1/a", "http://10.0.0.2:2/a").After(Failed(DownloadFailure.WrongHash), cancelled: false)).Plan;
        var end = Assert.IsType<EndDownload>(last.After(Failed(DownloadFailure.Unreachable), cancelled: false));
        Assert.Equal([At("10.0.0.1:1"), At("10.0.0.2:2")], end.Tried!.Bad.AsEnumerable());
        Assert.Empty(end.Tried.Good);
    }

    [Fact]
    public void A_busy_source_is_asked_again_a_bounded_number_of_times_and_never_later_than_allowed()
    {
        var busy = Failed(DownloadFailure.Refused) with { RetryAfter = TimeSpan.FromDays(1) };
        var step = Plan("http://10.0.0.1:1/a").After(busy, cancelled: false);
        for (var tries = 0; tries < 2; tries++)
        {
            var wait = Assert.IsType<WaitForSource>(step);
            Assert.Equal(TimeSpan.FromMinutes(5), wait.Wait);
            step = wait.Plan.After(busy, cancelled: false);
        }

        Assert.IsType<EndDownload>(step);
    }

    [Fact]
    public void A_sharer_that_was_pushed_in_vain_is_not_pushed_for_another_url()
    {
        var push = new PushRoute(new(1, 2), new(3), []);
        var plan = DownloadPlan.Begin(Order([.. new[] { "http://10.0.0.1:1/a", "http://10.0.0.1:1/b", "http://10.0.0.2:1/a" }.Select(url =>
            new DownloadSource(new Uri(url)) { MustPush = url.Contains("0.1:", StringComparison.Ordinal), Push = url.Contains("0.1:", StringComparison.Ordinal) ? push : null })]), Settings);
        Assert.True(plan.Current.ByPush);
        var next = Assert.IsType<TrySource>(plan.AfterRefusal(new(new(0), PushFailure.RouteLost, "lost"))).Plan;
        Assert.Equal(("http://10.0.0.2:1/a", false), (next.Source.Url.AbsoluteUri, next.Current.ByPush));
    }

    [Fact]
    public void Others_that_must_be_pushed_are_sources_and_their_proxies_lie_no_nearer_than_who_names_them()
    {
        var named = new FirewalledLocation(new(1, 2), [At("9.9.9.9:1"), At("192.168.1.1:1")]);
        var next = Assert.IsType<TrySource>(Plan("http://8.8.8.8:1/a").After(Failed(DownloadFailure.NotThere) with { Firewalled = [named, named] }, cancelled: false)).Plan;
        Assert.True(next.Current.ByPush);
        Assert.Equal(new PushRoute(new(1, 2), default, [At("9.9.9.9:1")]), next.Source.Push);
        Assert.Contains(Sha1.Urn, next.Source.Url.AbsoluteUri, StringComparison.Ordinal);
        Assert.IsType<EndDownload>(next.AfterRefusal(new(new(1), PushFailure.HostDown, "down")));
    }

    private static bool SameAddresses((IEnumerable<PeerAddress>, IEnumerable<PeerAddress>) one, (IEnumerable<PeerAddress>, IEnumerable<PeerAddress>) other) =>
        one.Item1.SequenceEqual(other.Item1) && one.Item2.SequenceEqual(other.Item2);

    private static readonly Sha1Hash Sha1 = new(1, 2, 3);

    private static DownloadSettings Settings => PeerSettings.Reference().Downloads with { MaxRetries = 2, MaxRetryWait = TimeSpan.FromMinutes(5) };

    private static PeerAddress At(string text) => PeerAddress.TryParse(text, out var address) ? address : throw new FormatException(text);

    private static StartDownload Order(ImmutableArray<DownloadSource> sources) => new(new TransferId(1), new DownloadTarget("a", 1, Sha1, null), sources, "/a");

    private static DownloadPlan Plan(params string[] urls) => DownloadPlan.Begin(Order([.. urls.Select(static url => new DownloadSource(new Uri(url)))]), Settings);
}
