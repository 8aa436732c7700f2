using Akka.Actor;
using PeerActors.Actors.Shares;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Router;
using PeerActors.Messages.Shares;
using PeerActors.TestKit;

namespace PeerActors.Actors.Tests.Shares;

public sealed class SearchesActorTests : IAsyncLifetime
{
    private static readonly SearchSettings Settings = new()
    {
        MaxDuration = TimeSpan.FromMinutes(10), MaxHits = 100, MaxRunning = 3, MaxWordsLength = 60, MaxBrowse = 1 << 20, RememberedHits = 4,
    };

    private static readonly ServentId Carol = new(3, 3);
    private static readonly PeerAddress CarolsPort = new(0x7F000001, 7000);

    private readonly ActorSystem _system = ActorSystem.Create("searches", "akka { loglevel = OFF\n stdout-loglevel = OFF }");
    private readonly TestProbe _router;
    private readonly TestProbe _asker;
    private readonly IActorRef _searches;
    private readonly FakeBrowser _browser = new();

    public SearchesActorTests()
    {
        (_router, _asker) = (TestProbe.In(_system), TestProbe.In(_system));
        _searches = _system.ActorOf(SearchesActor.For(Settings, _router.Ref, _browser));
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _system.Terminate();

    [Fact]
    public async Task A_search_goes_out_and_each_file_that_comes_home_is_told_once()
    {
        await Start(1);
        Return(1, hops: 2, Named(1, "blue train.flac"), Named(2, "blue\ngiant"));
        var first = await _asker.ExpectMsg<SearchHit>();
        Assert.Equal(
            new SearchHit(new(1), new(1), Carol, CarolsPort, new(1), "blue train.flac", 10, new Sha1Hash(1, 1, 1), null, HopsTravelled: 3, 512),
            first);
        await _asker.ExpectMsg<SearchHit>(hit => hit is { Hit.Value: 2, Name: "blue\ngiant" });

        Return(1, hops: 4, Named(1, "blue train.flac"), Named(1, "other name"));
        await _asker.ExpectMsg<SearchHit>(hit => hit is { Hit.Value: 3, Name: "other name", HopsTravelled: 5 });
    }

    [Fact]
    public async Task Files_of_a_browsed_host_are_hits_to_fetch_from_where_it_answered_whatever_address_it_names()
    {
        var dialled = new PeerAddress(0x7F000002, 7777);
        _asker.Send(_searches, new StartBrowse(new(9), dialled, Wanted: 10));
        await _asker.ExpectMsg<SearchStarted>();
        var (host, heard, _) = await _browser.Asked.Reader.ReadAsync();
        Assert.Equal(dialled, host);

        heard((QueryHit)QueryHit.Create(new(7, 7), 1, CarolsPort, 512, [Named(1, "blue train.flac")], Carol));
        var hit = await _asker.ExpectMsg<SearchHit>();
        Assert.Equal((dialled, "blue train.flac", false), (hit.Address, hit.Name, hit.MustPush));
        _browser.Ended.SetResult(null);
        await _asker.ExpectMsg<SearchFinished>(end => end is { Search.Value: 9, HitCount: 1, End: SearchEnd.ToldAll });

        _asker.Send(_searches, new RecallHit(new(1), hit.Hit));
        await _asker.ExpectMsg<HitRecalled>(recalled => recalled.Hit == hit);
        _router.ExpectNoMsg();
    }

    [Fact]
    public async Task A_browse_that_its_asker_leaves_is_given_up()
    {
        _asker.Send(_searches, new StartBrowse(new(9), CarolsPort, Wanted: 10));
        await _asker.ExpectMsg<SearchStarted>();
        var (_, _, stopping) = await _browser.Asked.Reader.ReadAsync();
        var givenUp = new TaskCompletionSource();
        stopping.Register(givenUp.SetResult);

        _asker.Send(_searches, new StopSearch(new(9)));

        await _asker.ExpectMsg<SearchFinished>(end => end.End == SearchEnd.Stopped);
        await givenUp.Task.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Browsing_ends_with_what_the_host_did_wrong_and_nobody_is_dialled_where_nobody_can_be()
    {
        _asker.Send(_searches, new StartBrowse(new(9), CarolsPort, Wanted: 10));
        await _asker.ExpectMsg<SearchStarted>();
        _browser.Ended.SetResult("it broke off");
        await _asker.ExpectMsg<SearchFinished>(end => end is { End: SearchEnd.NotTold, Detail: "it broke off" });

        _asker.Send(_searches, new StartBrowse(new(10), new(0, 80), Wanted: 10));
        await _asker.ExpectMsg<SearchFinished>(end => end.End == SearchEnd.Refused && end.Detail!.Contains("0.0.0.0:80", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_search_ends_when_it_has_enough_hits_and_what_comes_later_is_dropped()
    {
        await Start(1, maxHits: 2);
        Return(1, hops: 0, Named(1, "a"), Named(2, "b"), Named(3, "c"));
        await _asker.ExpectMsg<SearchHit>();
        await _asker.ExpectMsg<SearchHit>();
        await _asker.ExpectMsg<SearchFinished>(end => end is { HitCount: 2, End: SearchEnd.EnoughHits });
        await _router.ExpectMsg<HitTaken>();
        await _router.ExpectMsg<ForgetQuery>(forget => forget.Search == new SearchId(1));
        Return(1, hops: 0, Named(4, "d"));
        await ExpectNothingMore();
    }

    [Fact]
    public async Task Every_hit_that_the_router_brings_is_answered_with_its_bytes_also_when_its_search_is_over()
    {
        await Start(1, maxHits: 1);
        var last = Return(1, hops: 0, Named(1, "a"), Named(2, "b"));
        await _router.ExpectMsg<HitTaken>(taken => taken.Bytes == last.Payload.Length);
        await _asker.ExpectMsg<SearchHit>();
        await _asker.ExpectMsg<SearchFinished>(end => end.End == SearchEnd.EnoughHits);
        await _router.ExpectMsg<ForgetQuery>();
        var late = Return(1, hops: 0, Named(3, "a longer name"));
        await _router.ExpectMsg<HitTaken>(taken => taken.Bytes == late.Payload.Length);
        Assert.True(late.Payload.Length < last.Payload.Length);
        var unknown = Return(99, hops: 0, Named(3, "c"));
        await _router.ExpectMsg<HitTaken>(taken => taken.Bytes == unknown.Payload.Length);
    }

    [Fact]
    public async Task A_search_ends_when_its_time_is_over()
    {
        await Start(1, duration: TimeSpan.FromSeconds(1));
        await _asker.ExpectMsg<SearchFinished>(end => end is { HitCount: 0, End: SearchEnd.TimeOver });
        await _router.ExpectMsg<ForgetQuery>();
    }

    [Fact]
    public async Task A_search_ends_when_it_is_stopped_and_stopping_it_again_says_nothing()
    {
        await Start(1);
        _asker.Send(_searches, new StopSearch(new(1)));
        await _asker.ExpectMsg<SearchFinished>(end => end.End == SearchEnd.Stopped);
        await _router.ExpectMsg<ForgetQuery>();
        _asker.Send(_searches, new StopSearch(new(1)));
        _asker.Send(_searches, new StopSearch(new(99)));
        _router.Send(_searches, new QuerySent(new(1), 4));
        await ExpectNothingMore();
    }

    [Fact]
    public async Task A_search_without_a_neighbour_ends_at_once()
    {
        _asker.Send(_searches, Search(1));
        await _router.ExpectMsg<SendQuery>();
        _router.Reply(new QuerySent(new(1), 0));
        await _asker.ExpectMsg<SearchStarted>(started => started.Links == 0);
        await _asker.ExpectMsg<SearchFinished>(end => end.End == SearchEnd.NoLinks);
    }

    [Theory]
    [InlineData(" - ! \n", 10, 5, "holds no word")]
    [InlineData("ääääääääääääääääääääääääääääääX", 10, 5, "searches.max-words-length")]
    [InlineData("blue", 0, 5, "searches.max-duration")]
    [InlineData("blue", 601, 5, "searches.max-duration")]
    [InlineData("blue", 10, 0, "searches.max-hits")]
    [InlineData("blue", 10, 101, "searches.max-hits")]
    public async Task A_search_that_makes_no_sense_is_refused_with_the_bound_and_its_setting(string words, int seconds, int maxHits, string detail)
    {
        _asker.Send(_searches, new StartSearch(new(5), SearchTerms.OfWords(words), TimeSpan.FromSeconds(seconds), maxHits));
        var refused = await _asker.ExpectMsg<SearchFinished>();
        Assert.Equal((new SearchId(5), 0, SearchEnd.Refused), (refused.Search, refused.HitCount, refused.End));
        Assert.Contains(detail, refused.Detail);
        await ExpectNothingMore();
        _router.ExpectNoMsg();
    }

    [Fact]
    public async Task A_search_by_hash_alone_tells_only_files_that_state_the_hash()
    {
        _asker.Send(_searches, new StartSearch(new(1), new("", [new(2, 1, 1)]), TimeSpan.FromMinutes(1), 5));
        var sent = await _router.ExpectMsg<SendQuery>();
        Assert.Equal(("", new Sha1Hash(2, 1, 1), 5), (sent.Text, Assert.Single(sent.Hashes), sent.Wanted));
        Return(1, hops: 0, Named(1, "another"), Named(2, "the one"), new HitFile(new(3), 10, "states none", null, null));
        await _asker.ExpectMsg<SearchHit>(hit => hit.Name == "the one");
        await ExpectNothingMore();
    }

    [Fact]
    public async Task A_search_by_words_and_a_hash_tells_whatever_comes()
    {
        _asker.Send(_searches, new StartSearch(new(1), new("blue train", [new(2, 1, 1)]), TimeSpan.FromMinutes(1), 5));
        await _router.ExpectMsg<SendQuery>(sent => sent is { Text: "blue train", Hashes.Length: 1 });
        Return(1, hops: 0, Named(1, "another"));
        await _asker.ExpectMsg<SearchHit>(hit => hit.Name == "another");
    }

    [Theory]
    [InlineData("", 2, "searches.max-words-length")]
    [InlineData(" - ", 1, "holds no word")]
    public async Task A_search_by_hash_is_refused_when_it_is_too_long_or_its_words_hold_none(string words, int hashes, string detail)
    {
        var terms = new SearchTerms(words, [.. Enumerable.Range(1, hashes).Select(static i => new Sha1Hash((ulong)i, 0, 0))]);
        _asker.Send(_searches, new StartSearch(new(5), terms, TimeSpan.FromMinutes(1), 5));
        await _asker.ExpectMsg<SearchFinished>(end => end.End == SearchEnd.Refused && end.Detail!.Contains(detail));
    }

    [Fact]
    public async Task No_more_searches_run_at_once_than_the_setting_allows()
    {
        for (var i = 1; i <= 3; i++) await Start(i);
        _asker.Send(_searches, Search(4));
        await _asker.ExpectMsg<SearchFinished>(end => end.Search == new SearchId(4) && end.Detail!.Contains("searches.max-running"));
        _asker.Send(_searches, new StopSearch(new(2)));
        await _asker.ExpectMsg<SearchFinished>(end => end.Search == new SearchId(2));
        await _router.ExpectMsg<ForgetQuery>();
        await Start(4);
    }

    [Fact]
    public async Task A_number_that_is_in_use_is_refused_and_the_search_that_has_it_goes_on()
    {
        await Start(1);
        var other = TestProbe.In(_system);
        other.Send(_searches, Search(1));
        await other.ExpectMsg<SearchFinished>(end => end.End == SearchEnd.Refused);
        Return(1, hops: 0, Named(1, "a"));
        await _asker.ExpectMsg<SearchHit>();
        other.ExpectNoMsg();
    }

    [Fact]
    public async Task The_searches_of_an_asker_that_is_gone_are_stopped_and_others_are_not()
    {
        var gone = TestProbe.In(_system);
        await Start(1);
        gone.Send(_searches, Search(2));
        await _router.ExpectMsg<SendQuery>();
        _system.Stop(gone.Ref);
        await _router.ExpectMsg<ForgetQuery>(forget => forget.Search == new SearchId(2));
        Return(1, hops: 0, Named(1, "a"));
        await _asker.ExpectMsg<SearchHit>();
    }

    [Fact]
    public async Task The_newest_hits_can_be_named_later_and_older_ones_are_forgotten()
    {
        await Start(1);
        Return(1, hops: 0, [.. Enumerable.Range(1, 6).Select(i => Named((uint)i, $"file {i}"))]);
        for (var i = 1; i <= 6; i++) await _asker.ExpectMsg<SearchHit>();
        Assert.Null(await Recall(0));
        Assert.Null(await Recall(2));
        Assert.Equal("file 3", (await Recall(3))!.Name);
        Assert.Equal("file 6", (await Recall(6))!.Name);
        Assert.Null(await Recall(7));
    }

    [Fact]
    public async Task A_hit_is_recalled_with_others_of_the_same_content_nearer_ones_first()
    {
        await Start(1);
        var same = new Sha1Hash(7, 7, 7);
        foreach (var (peer, hops) in (ReadOnlySpan<(ulong, byte)>)[(1, 0), (2, 4), (3, 1)])
            _router.Send(_searches, new HitReturned(new(1), (QueryHit)QueryHit.Create(new(1, 1), 3, CarolsPort, 512, [new(new(1), 10, $"of {peer}", same, null)], new(peer, 0)).WithCount(2, hops)));
        Return(1, hops: 0, Named(9, "other"));
        for (var i = 0; i < 4; i++) await _asker.ExpectMsg<SearchHit>();
        _asker.Send(_searches, new RecallHit(new(5), new(1)));
        var recalled = await _asker.ExpectMsg<HitRecalled>();
        Assert.Equal(["of 3", "of 2"], recalled.Others.Select(static other => other.Name));
    }

    [Fact]
    public async Task Hits_of_a_content_are_recalled_whichever_search_brought_them_one_for_each_sharer()
    {
        var same = new Sha1Hash(7, 7, 7);
        await Start(1);
        await Start(2);
        foreach (var (search, peer, hops) in (ReadOnlySpan<(long, ulong, byte)>)[(1, 1, 3), (2, 1, 2), (2, 2, 0)])
        {
            _router.Send(_searches, new HitReturned(new(search), (QueryHit)QueryHit.Create(
                new(1, 1), 3, CarolsPort, 512, [new(new(1), 10, $"{search} of {peer}", same, null), Named(9, "other")], new(peer, 0)).WithCount(2, hops)));
        }

        for (var i = 0; i < 6; i++) await _asker.ExpectMsg<SearchHit>();
        _asker.Send(_searches, new RecallHitsOfContent(new(5), same));
        var recalled = await _asker.ExpectMsg<HitsOfContentRecalled>(answer => answer.Request == new RequestId(5));
        Assert.Equal(["2 of 2", "2 of 1"], recalled.Hits.Select(static hit => hit.Name));
    }

    [Fact]
    public async Task What_a_sharer_says_of_itself_stands_in_the_hit()
    {
        await Start(1);
        PeerAddress proxy = new(0x0A00_0002, 6346);
        _router.Send(_searches, new HitReturned(new(1), QueryHit.Create(
            new(1, 1), 3, CarolsPort, 512, [Named(1, "a") with { Alternates = [proxy] }], Carol, new HitTrailer { Vendor = VendorCode.Ours, MustPush = true, PushProxies = [proxy] })));
        var hit = await _asker.ExpectMsg<SearchHit>();
        Assert.Equal((true, proxy, proxy), (hit.MustPush, Assert.Single(hit.PushProxies), Assert.Single(hit.Alternates)));
    }

    [Fact]
    public async Task Askers_are_told_when_the_room_closes()
    {
        await Start(1);
        _system.Stop(_searches);
        await _asker.ExpectMsg<SearchFinished>(end => end.End == SearchEnd.Stopped && end.Detail is not null);
        await _router.ExpectMsg<ForgetQuery>();
    }

    private static StartSearch Search(long id, int maxHits = 100, TimeSpan? duration = null) =>
        new(new(id), SearchTerms.OfWords("blue train"), duration ?? TimeSpan.FromMinutes(1), maxHits);

    private static HitFile Named(uint index, string name) => new(new(index), 10, name, new Sha1Hash(index, 1, 1), null);

    private async Task Start(long id, int maxHits = 100, TimeSpan? duration = null)
    {
        _asker.Send(_searches, Search(id, maxHits, duration));
        await _router.ExpectMsg<SendQuery>(query => query == new SendQuery(new(id), "blue train", [], maxHits));
        _router.Reply(new QuerySent(new(id), 2));
        await _asker.ExpectMsg<SearchStarted>(started => started == new SearchStarted(new(id), 2));
    }

    private QueryHit Return(long search, byte hops, params HitFile[] files)
    {
        var hit = (QueryHit)QueryHit.Create(new(1, 1), 7, CarolsPort, 512, files, Carol).WithCount(5, hops);
        _router.Send(_searches, new HitReturned(new(search), hit));
        return hit;
    }

    private async Task<SearchHit?> Recall(long hit)
    {
        _asker.Send(_searches, new RecallHit(new(hit), new(hit)));
        return (await _asker.ExpectMsg<HitRecalled>(recalled => recalled.Request == new RequestId(hit))).Hit;
    }

    /// <summary>The answer to a question is the next thing told, so nothing was told before it.</summary>
    private async Task ExpectNothingMore() => await Recall(-1);
}
