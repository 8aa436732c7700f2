using PeerActors.Actors.HostCatcher;
using PeerActors.Actors.Peer;
using PeerActors.Messages.HostCatcher;

namespace PeerActors.Actors.Tests.HostCatcher;

public sealed class WebCacheBookTests
{
    private static readonly Uri One = new("http://one.example/gwc");
    private static readonly Uri Two = new("http://two.example/gwc");
    private static readonly DateTimeOffset Noon = new(2000, 3, 14, 12, 0, 0, TimeSpan.Zero);
    private static readonly HostSettings Settings = PeerSettings.Reference().Hosts with { WebCaches = [One, Two, One], WebCachePatience = TimeSpan.FromSeconds(15) };

    [Fact]
    public void A_cache_is_asked_only_after_there_was_nobody_to_offer_for_long_enough()
    {
        var book = WebCacheBook.Empty(Settings).Offered(any: false, Noon);
        Assert.Equal(2, book.Caches.Length);
        Assert.Null(book.NextToAsk(Noon.AddSeconds(14), 0));
        Assert.Equal(One, book.NextToAsk(Noon.AddSeconds(15), 0)!.Url);
        Assert.Equal(Two, book.NextToAsk(Noon.AddSeconds(15), 0.999999)!.Url);
        book = book.Offered(any: true, Noon.AddSeconds(14)).Offered(any: false, Noon.AddSeconds(14));
        Assert.Null(book.NextToAsk(Noon.AddSeconds(20), 0));
        Assert.NotNull(book.NextToAsk(Noon.AddSeconds(29), 0));
    }

    [Fact]
    public void A_cache_is_never_asked_twice_within_the_interval_and_the_next_one_waits_too()
    {
        var book = WebCacheBook.Empty(Settings).Offered(any: false, Noon).Asked(One, Noon.AddMinutes(1));
        Assert.Null(book.NextToAsk(Noon.AddMinutes(1).AddSeconds(14), 0));
        Assert.Equal(Two, book.NextToAsk(Noon.AddMinutes(1).AddSeconds(15), 0)!.Url);
        book = book.Answered(One, new([new(0x0A000001, 1)], null, null), Noon.AddMinutes(1)).Asked(Two, Noon.AddMinutes(2));
        Assert.Null(book.NextToAsk(Noon.AddMinutes(60).AddSeconds(59), 0));
        Assert.Equal(One, book.NextToAsk(Noon.AddMinutes(61), 0)!.Url);
        Assert.Equal((1, 0, "it named 1 host"), (book.Caches[0].Hosts, book.Caches[0].Failures, book.Caches[0].Words));
    }

    [Fact]
    public void A_cache_that_fails_waits_longer_each_time_up_to_the_limit_and_a_good_answer_forgives()
    {
        var book = WebCacheBook.Empty(Settings with { WebCacheBackoffMax = TimeSpan.FromHours(5) });
        foreach (var hours in (int[])[2, 4, 5, 5])
        {
            book = book.Asked(One, Noon).Answered(One, CacheAnswer.Failed("it answered 503"), Noon);
            Assert.Equal(Noon.AddHours(hours), book.Caches[0].NotBefore);
        }

        Assert.Equal((4, "it answered 503"), (book.Caches[0].Failures, book.Caches[0].Words));
        book = book.Asked(One, Noon).Answered(One, new([], null, "be nice"), Noon);
        Assert.Equal((0, "it named 0 hosts, and said \"be nice\"", Noon.AddHours(1)), (book.Caches[0].Failures, book.Caches[0].Words, book.Caches[0].NotBefore));
    }

    [Fact]
    public void Only_a_cache_that_has_answered_is_vouched_for_and_never_to_itself()
    {
        var book = WebCacheBook.Empty(Settings).Asked(One, Noon);
        Assert.Null(book.Vouched(Two));
        book = book.Answered(One, new([], null, null), Noon);
        Assert.Equal(One, book.Vouched(Two));
        Assert.Null(book.Vouched(One));
        Assert.Null(book.Answered(One, CacheAnswer.Failed("gone"), Noon).Vouched(Two));
    }
}
