using System.Net;
using PeerActors.Host.Web.Http;
using PeerActors.Messages.Shares;

namespace PeerActors.Host.Tests.Web.Http;

public sealed class SharerAnswerTests
{
    [Theory]
    [InlineData(0, null, null, null)]
    [InlineData(0, 100L, null, 100L)]
    [InlineData(0, null, 100L, 100L)]
    [InlineData(40, 100L, 100L, 100L)]
    public void The_whole_is_taken_from_the_start(long have, long? length, long? wanted, long? total) =>
        Assert.Equal(new TakeBody(0, total), new SharerAnswer(HttpStatusCode.OK, length, null, IsEncoded: false).Judge(have, wanted));

    [Theory]
    [InlineData(60L, 100L, 100L)]
    [InlineData(null, 100L, null)]
    [InlineData(60L, null, 100L)]
    [InlineData(null, null, null)]
    public void A_part_is_taken_from_where_it_was_asked_for(long? length, long? stated, long? wanted) =>
        Assert.Equal(new TakeBody(40, 100), Part(new StatedRange(40, 99, stated), length).Judge(have: 40, wanted));

    [Theory]
    [InlineData(39, 99, 100L, null)]
    [InlineData(40, 98, 100L, null)]
    [InlineData(40, 99, 101L, null)]
    [InlineData(40, 199, 200L, null)]
    [InlineData(40, 99, null, 61L)]
    public void A_part_that_was_not_asked_for_is_a_bad_answer(long from, long to, long? stated, long? length) =>
        Assert.Equal(DownloadFailure.BadAnswer, Assert.IsType<FailFetch>(Part(new StatedRange(from, to, stated), length).Judge(have: 40, wanted: 100)).Failure);

    [Theory, InlineData(0), InlineData(5000)]
    public void A_part_may_end_before_the_file_does(long have) => Assert.Equal(
        new TakeBody(have, 100_000) { PartEnd = have + 5000 }, Part(new StatedRange(have, have + 4999, 100_000), 5000).Judge(have, wanted: 100_000));

    [Fact]
    public void A_refused_range_starts_anew_only_where_a_range_was_asked_for()
    {
        var refused = new SharerAnswer(HttpStatusCode.RequestedRangeNotSatisfiable, 0, null, IsEncoded: false);
        Assert.IsType<StartAnew>(refused.Judge(have: 40, wanted: 100));
        Assert.Equal(DownloadFailure.Refused, Assert.IsType<FailFetch>(refused.Judge(have: 0, wanted: 100)).Failure);
    }

    private static SharerAnswer Part(StatedRange range, long? length) => new(HttpStatusCode.PartialContent, length, range, IsEncoded: false);
}
