using PeerActors.Host.Web.Http;

namespace PeerActors.Host.Tests.Web.Http;

public sealed class ByteRangesTests
{
    [Theory]
    [InlineData("bytes=0-", 100, "0+100")]
    [InlineData("BYTES=0-0", 100, "0+1")]
    [InlineData("bytes=99-99", 100, "99+1")]
    [InlineData("bytes=50-1000", 100, "50+50")]
    [InlineData("bytes=-1", 100, "99+1")]
    [InlineData("bytes=-101", 100, "0+100")]
    [InlineData("bytes=0-0,100-,5-6", 100, "0+1 5+2")]
    [InlineData("bytes=0-49,50-99", 100, "0+50 50+50")]
    [InlineData("bytes=0-9223372036854775807", 100, "0+100")]
    public void Ranges_within_the_file_are_taken(string header, long size, string parts) =>
        Assert.Equal(parts, string.Join(' ', Assert.IsType<SomeRanges>(ByteRanges.Read(header, size)).Parts.Select(part => $"{part.From}+{part.Length}")));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("bytes")]
    [InlineData("bytes=")]
    [InlineData("bytes=a-b")]
    [InlineData("bytes=9-8")]
    [InlineData("bytes=--5")]
    [InlineData("bytes=0-99999999999999999999")]
    [InlineData("seconds=0-1")]
    [InlineData("bytes=0-60,40-99")]
    public void What_makes_no_sense_or_too_much_of_an_answer_is_the_whole(string? header) => Assert.IsType<WholeFile>(ByteRanges.Read(header, 100));

    [Theory, InlineData("bytes=100-", 100), InlineData("bytes=100-200,300-", 100), InlineData("bytes=-0", 100), InlineData("bytes=0-", 0), InlineData("bytes=-5", 0)]
    public void What_lies_beyond_the_end_is_no_range(string header, long size) => Assert.IsType<NoSuchRange>(ByteRanges.Read(header, size));

    [Fact]
    public void More_parts_than_the_bound_are_the_whole()
    {
        Assert.IsType<SomeRanges>(ByteRanges.Read(Parts(ByteRanges.MostParts), 1000));
        Assert.IsType<WholeFile>(ByteRanges.Read(Parts(ByteRanges.MostParts + 1), 1000));

        static string Parts(int count) => "bytes=" + string.Join(',', Enumerable.Range(0, count).Select(at => $"{at}-{at}"));
    }
}
