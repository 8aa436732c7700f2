using Akka.Actor;
using PeerActors.Actors.Peer;
using PeerActors.Actors.Shares;
using PeerActors.Actors.Tests.Access;
using PeerActors.Messages.Access;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Router;
using PeerActors.Messages.Shares;
using PeerActors.TestKit;
using static PeerActors.Actors.Tests.Shares.Samples;

namespace PeerActors.Actors.Tests.Shares;

public sealed class LibraryActorTests : IAsyncLifetime
{
    private readonly ActorSystem _system = ActorSystem.Create("library", "akka { loglevel = OFF\n stdout-loglevel = OFF }");
    private readonly FakeShareDisk _disk = new();
    private readonly FakeHashStore _store = new();
    private readonly TestProbe _router;
    private readonly TestProbe _asker;
    private readonly TestProbe _failures;
    private readonly TestProbe _denials;
    private AccessPolicy _policy = AccessPolicy.OfNewPeer;
    private long _lastRequest;

    public LibraryActorTests() => (_router, _asker, _failures, _denials) = (TestProbe.In(_system), TestProbe.In(_system), TestProbe.In(_system), TestProbe.In(_system));

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _system.Terminate();

    [Fact]
    public async Task Remembered_files_are_offered_at_once_and_the_others_one_by_one_as_they_are_hashed()
    {
        var (old, one, two) = (File("/music/old"), File("/music/one"), File("/music/two"));
        var library = await Open([Hash(old)], old, one, two);
        await _router.ExpectMsg<ShareSize>(size => size is { Files: 1, Bytes: 100 });

        var first = await _disk.NextHashing();
        Assert.Equal(one, first.File);
        first.Done();
        await _router.ExpectMsg<ShareSize>(size => size is { Files: 2, Bytes: 200 });
        (await _disk.NextHashing()).Done();
        await _router.ExpectMsg<ShareSize>(size => size is { Files: 3, Bytes: 300 });

        var status = await Status(library);
        Assert.Equal((3, 300L, 0, 0L), (status.Files, status.Bytes, status.WaitingToHash, status.BytesToHash));
        Assert.Equal((2L, 1L), (status.HashedFiles, status.RememberedFiles));
        Assert.Equal(1, _disk.MostAtOnce);
        Assert.True(_disk.NoOtherHashing);
    }

    [Fact]
    public async Task One_file_in_the_place_of_another_of_its_size_is_told_too()
    {
        var (record, book) = (File("/music/a"), File("/books/b"));
        var library = Start(LibrarySettings);
        (await _store.NextLoad()).SetResult([Hash(record), Hash(book)]);
        (await _disk.NextListing()).Answer.SetResult(new([record], [new("/books", "It cannot be read just now.")], 0));
        var before = await _router.ExpectMsg<ShareSize>(static size => size is { Files: 1, Bytes: 100 });

        library.Tell(Rescan.Instance);
        (await _disk.NextListing()).Found(book);
        await _router.ExpectMsg<ShareSize>(size => size is { Files: 1, Bytes: 100 } && size != before);
    }

    [Fact]
    public async Task Progress_of_a_hash_is_seen_in_the_status()
    {
        var library = await Open([], File("/music/a", size: 1000), File("/music/b", size: 50));
        var hashing = await _disk.NextHashing();
        hashing.Progress(700);
        await AwaitStatus(library, status => status is { WaitingToHash: 2, BytesToHash: 350 });
        hashing.Done();
        await AwaitStatus(library, status => status is { WaitingToHash: 1, BytesToHash: 50 });
        hashing.Progress(900);
        (await _disk.NextHashing()).Progress(20);
        await AwaitStatus(library, status => status is { WaitingToHash: 1, BytesToHash: 30 });
    }

    [Fact]
    public async Task Hashes_are_stored_while_the_next_ones_gather_and_what_is_gone_is_forgotten()
    {
        var gone = File("/music/gone");
        var library = await Open([Hash(gone)], File("/music/1"), File("/music/2"), File("/music/3"));
        var forgetting = await _store.NextSave();
        Assert.Equal(gone.Path, Assert.Single(forgetting.Forgotten));
        for (var i = 0; i < 3; i++) (await _disk.NextHashing()).Done();
        await AwaitStatus(library, status => status.Files == 3);
        forgetting.Answer.SetResult();
        var batch = await _store.NextSave();
        Assert.Equal(["/music/1", "/music/2", "/music/3"], batch.Hashes.Select(hash => hash.File.Path));
        Assert.Empty(batch.Forgotten);
    }

    [Fact]
    public async Task Queries_are_answered_in_one_batch_with_hits_for_those_that_match()
    {
        var file = File("/music/Blue Train.flac");
        var library = await Open([Hash(file)], file);
        await _router.ExpectMsg<ShareSize>();
        _router.Send(library, new LookUpQueries([Query("blue", hops: 2), Query("giant steps"), UrnQuery("", Hash(file).Sha1.Urn)]));
        var answer = await _router.ExpectMsg<QueriesLookedUp>();
        Assert.Equal((3, 2), (answer.Count, answer.Hits.Length));
        Assert.Equal((Query("blue").Id, (byte)4), (answer.Hits[0].Id, answer.Hits[0].Ttl));
        Assert.Equal(new HitFile(new(1), 100, "Blue Train.flac", Hash(file).Sha1, Hash(file).Sha256), Assert.Single(answer.Hits[1].ReadFiles()));
        var status = await Status(library);
        Assert.Equal((3L, 2L), (status.QueriesLookedUp, status.QueriesMatched));
    }

    [Fact]
    public async Task Files_are_found_by_name_and_by_hash_and_each_answer_repeats_its_request()
    {
        var file = File("/music/a");
        var library = await Open([Hash(file)], file);
        await _router.ExpectMsg<ShareSize>();
        _asker.Send(library, new FindFileByName(new(7), new(99), "a"));
        await _asker.ExpectMsg<FileFound>(found => found.Request == new RequestId(7) && found.File.Path == file.Path);
        _asker.Send(library, new FindFileByHash(new(8), Hash(file).Sha1));
        await _asker.ExpectMsg<FileFound>(found => found.Request == new RequestId(8) && found.File.Path == file.Path);
        _asker.Send(library, new FindFileByName(new(9), new(1), "b"));
        await _asker.ExpectMsg<FileNotFound>(missing => missing.Request == new RequestId(9));
        _asker.Send(library, new FindFileByHash(new(10), new(1, 1, 1)));
        await _asker.ExpectMsg<FileNotFound>(missing => missing.Request == new RequestId(10));
    }

    [Fact]
    public async Task Questions_are_answered_while_the_library_still_loads()
    {
        var library = Start();
        await _store.NextLoad();
        _router.Send(library, new LookUpQueries([Query("blue")]));
        await _router.ExpectMsg<QueriesLookedUp>(answer => answer is { Count: 1, Hits.Length: 0 });
        Assert.Equal(0, (await Status(library)).Files);
        Assert.True(_disk.NoOtherListing);
    }

    [Fact]
    public async Task Whoever_asks_for_a_look_while_one_is_under_way_gets_exactly_one_more()
    {
        var library = Start();
        (await _store.NextLoad()).SetResult([]);
        var first = await _disk.NextListing();
        for (var i = 0; i < 5; i++) library.Tell(Rescan.Instance);
        await Status(library);
        Assert.True(_disk.NoOtherListing);

        first.Found(File("/music/a"));
        var second = await _disk.NextListing();
        (await _disk.NextHashing()).Done();
        await AwaitStatus(library, status => status.Files == 1);
        second.Found();
        await AwaitStatus(library, status => status.Files == 0);
        Assert.True(_disk.NoOtherListing);

        library.Tell(Rescan.Instance);
        (await _disk.NextListing()).Found();
    }

    [Fact]
    public async Task Many_changes_are_followed_by_one_look_once_they_settle()
    {
        var library = await Open([]);
        var changed = await _disk.NextWatch();
        for (var i = 0; i < 1000; i++) changed();
        (await _disk.NextListing()).Found(File("/music/new"));
        (await _disk.NextHashing()).Done();
        await AwaitStatus(library, status => status.Files == 1);
        Assert.True(_disk.NoOtherListing);
    }

    [Fact]
    public async Task The_folders_are_looked_through_at_intervals_even_when_no_change_was_told()
    {
        await Open([], LibrarySettings with { RescanInterval = TimeSpan.FromMilliseconds(20) });
        for (var i = 0; i < 3; i++) (await _disk.NextListing()).Found();
    }

    [Fact]
    public async Task A_look_that_fails_leaves_what_is_offered_and_the_next_one_is_taken()
    {
        var file = File("/music/a");
        var library = await Open([Hash(file)], file);
        library.Tell(Rescan.Instance);
        (await _disk.NextListing()).Answer.SetException(new IOException("No such device."));
        library.Tell(Rescan.Instance);
        await AwaitStatus(library, status => status.Files == 1);
        (await _disk.NextListing()).Found();
        await AwaitStatus(library, status => status.Files == 0);
    }

    [Fact]
    public async Task A_file_that_cannot_be_hashed_is_a_problem_and_the_next_is_hashed()
    {
        var library = await Open([], File("/music/bad"), File("/music/worse"), File("/music/good"));
        (await _disk.NextHashing()).Failed("It vanished.");
        (await _disk.NextHashing()).Answer.SetException(new InvalidOperationException("Surprise."));
        (await _disk.NextHashing()).Done();
        var status = await AwaitStatus(library, status => status.Files == 1);
        Assert.Equal(["/music/bad", "/music/worse"], status.Problems.Select(problem => problem.Path));
        Assert.Contains("Surprise", status.Problems[1].Why);
    }

    [Fact]
    public async Task A_store_that_cannot_be_read_is_a_problem_and_files_are_hashed_anew()
    {
        var library = Start();
        (await _store.NextLoad()).SetException(new IOException("disk I/O error."));
        (await _disk.NextListing()).Found(File("/music/a"));
        (await _disk.NextHashing()).Done();
        var problem = Assert.Single((await AwaitStatus(library, status => status.Files == 1)).Problems);
        Assert.Equal("/data/peer.db", problem.Path);
        Assert.All((string[])["could not be loaded", "disk I/O error", "hashed anew", "--data"], words => Assert.Contains(words, problem.Why));
        (await _store.NextSave()).Answer.SetResult();
        await AwaitStatus(library, status => status.Problems.IsEmpty);
        _failures.ExpectNoMsg();
    }

    [Fact]
    public async Task A_store_that_takes_nothing_is_a_problem_and_gets_everything_when_it_takes_again()
    {
        var library = await Open([], LibrarySettings with { RescanInterval = TimeSpan.FromMilliseconds(50) }, File("/music/a"), File("/music/b"), File("/music/c"));
        (await _disk.NextHashing()).Done();
        (await _store.NextSave()).Answer.SetException(new StorageUnavailable("could not be saved", new IOException("The disk is full.")));
        (await _disk.NextHashing()).Done();
        (await _disk.NextHashing()).Done();
        var problem = Assert.Single((await AwaitStatus(library, status => status is { Files: 3, Problems.IsEmpty: false })).Problems);
        Assert.Equal("/data/peer.db", problem.Path);
        Assert.All((string[])["The disk is full.", "shares.rescan-interval", "--data"], words => Assert.Contains(words, problem.Why));

        var again = await _store.NextSave();
        again.Answer.SetException(new IOException("Still full."));
        await AwaitStatus(library, status => status.Problems.Any(problem => problem.Why.Contains("Still full.")));
        var last = await _store.NextSave();
        Assert.Equal(["/music/a", "/music/b", "/music/c"], last.Hashes.Select(hash => hash.File.Path).Order(StringComparer.Ordinal));
        last.Answer.SetResult();
        await AwaitStatus(library, status => status is { Files: 3, Problems.IsEmpty: true });
        _failures.ExpectNoMsg();
    }

    [Fact]
    public async Task A_store_that_takes_nothing_is_left_alone_for_a_while()
    {
        var library = await Open([], File("/music/a"), File("/music/b"));
        (await _disk.NextHashing()).Done();
        (await _store.NextSave()).Answer.SetException(new IOException("The disk is full."));
        await AwaitStatus(library, status => !status.Problems.IsEmpty);
        (await _disk.NextHashing()).Done();
        library.Tell(Rescan.Instance);
        (await _disk.NextListing()).Found(File("/music/a"), File("/music/b"));
        await AwaitStatus(library, status => status.Files == 2);
        Assert.True(_store.NoOtherSave);
        Assert.True(await library.GracefulStop(TestProbe.Patience));
        Assert.Equal(2, (await _store.NextSave()).Hashes.Length);
    }

    [Fact]
    public async Task What_was_begun_before_a_restart_is_dropped_when_it_ends_after_it()
    {
        var library = await Open([], File("/music/a"), File("/music/b"));
        (await _disk.NextHashing()).Done();
        var late = await _disk.NextHashing();
        library.Tell(Rescan.Instance);
        var lateListing = await _disk.NextListing();
        library.Tell(Guard.Hurt);
        await _failures.ExpectMsg<ActorKilledException>();

        (await _store.NextLoad()).SetResult([]);
        Assert.True(lateListing.Stopping.IsCancellationRequested);
        (await _disk.NextListing()).Found(File("/music/b"));
        var again = await _disk.NextHashing();
        lateListing.Found(File("/music/b"), File("/music/late"));
        late.Done();
        late.Progress(99);
        var status = await Status(library);
        Assert.Equal((0, 100L), (status.Files, status.BytesToHash));
        again.Done();
        await AwaitStatus(library, after => after is { Files: 1, WaitingToHash: 0 });
        Assert.True(_disk.NoOtherHashing);
    }

    [Fact]
    public async Task A_library_that_stops_ends_its_watch_and_its_look()
    {
        var library = Start();
        (await _store.NextLoad()).SetResult([]);
        var listing = await _disk.NextListing();
        Assert.True(await library.GracefulStop(TestProbe.Patience));
        Assert.True(_disk.WatchEnded);
        Assert.True(listing.Stopping.IsCancellationRequested);
    }

    [Fact]
    public async Task A_library_that_stops_still_stores_the_hashes_that_had_gathered()
    {
        var library = await Open([], File("/music/a"), File("/music/b"));
        (await _disk.NextHashing()).Done();
        var first = await _store.NextSave();
        (await _disk.NextHashing()).Done();
        await AwaitStatus(library, status => status.Files == 2);
        Assert.True(await library.GracefulStop(TestProbe.Patience));
        Assert.Equal("/music/a", Assert.Single(first.Hashes).File.Path);
        Assert.Equal("/music/b", Assert.Single((await _store.NextSave()).Hashes).File.Path);
    }

    [Fact]
    public async Task Files_are_browsed_as_files_and_as_hits()
    {
        var library = await Open([Hash(File("/music/a")), Hash(File("/music/b"))], File("/music/a"), File("/music/b"));
        await AwaitStatus(library, status => status.Files == 2);
        _asker.Send(library, new BrowseFiles(new(77), default));
        var page = await _asker.ExpectMsg<FilesBrowsed>(page => page.Request == new RequestId(77));
        Assert.Equal(["a", "b"], page.Files.Select(static file => file.Name));
        Assert.Equal(["a", "b"], page.Hits.Single().ReadFiles().Select(static file => file.Name));
        Assert.Null(page.Next);
    }

    [Fact]
    public async Task What_one_asker_tells_of_others_the_next_asker_hears_and_hits_say()
    {
        var file = File("/music/train");
        var library = await Open([Hash(file)], file);
        await AwaitStatus(library, status => status.Files == 1);
        var (asker, alternate) = (TransferAsker.Of(PeerAddress.Loopback, null), new PeerAddress(PeerAddress.Loopback, 7001));
        _asker.Send(library, new ExchangeAlternates(new(1), Hash(file).Sha1, asker, [alternate], []));
        await _asker.ExpectMsg<AlternatesTold>();
        _asker.Send(library, new ExchangeAlternates(new(2), Hash(file).Sha1, asker, [], []));
        Assert.Equal<PeerAddress>([alternate], (await _asker.ExpectMsg<AlternatesTold>()).Alternates);
        _asker.Send(library, new UploadsStand(IsBusy: true, HasUploaded: true));
        _asker.Send(library, new LookUpQueries([Query("train")]));
        var hit = (await _asker.ExpectMsg<QueriesLookedUp>()).Hits.Single();
        Assert.Equal<PeerAddress>([alternate], hit.ReadFiles().Single().Alternates);
        Assert.True(hit.ReadTrailer()!.IsBusy);
    }

    [Fact]
    public async Task A_file_that_strangers_may_not_have_is_not_there_for_them_and_the_denial_is_told_with_its_rule()
    {
        var alice = PeerId.Of("alice"u8);
        var rules = AccessRules.None
            .After(new RuleMade(new(1, Allows: false, Anyone.Instance, AccessVerbs.Read | AccessVerbs.List | AccessVerbs.Search, ResourcePath.Of("/shares/public/music/private"), null)))
            .After(new RuleMade(new(2, Allows: true, new OnePeer(alice), AccessVerbs.Read | AccessVerbs.Search, ResourcePath.Of("/shares/public/music/private"), null)));
        _policy = new(Resources.StandingRules(lists: true), rules, System.Collections.Immutable.ImmutableDictionary<PeerId, Acquaintance>.Empty);
        var (open, hidden) = (File("/music/train"), File("/music/private/monk"));
        var library = await Open([Hash(open), Hash(hidden)], open, hidden);
        await _router.ExpectMsg<ShareSize>(static size => size with { Generation = 0 } == new ShareSize(1, 100));

        _asker.Send(library, new FindFileByHash(new(1), Hash(hidden).Sha1));
        await _asker.ExpectMsg<FileNotFound>();
        var denied = await _denials.ExpectMsg<AccessDenied>();
        Assert.Equal((AccessVerbs.Read, "/shares/public/music/private/monk", 1L), (denied.Verb, $"{denied.Resource}", denied.Verdict.Rule!.Number));
        _asker.Send(library, new FindFileByName(new(2), new(2), "monk"));
        await _asker.ExpectMsg<FileNotFound>();
        _asker.Send(library, new FindFileByHash(new(3), Hash(hidden).Sha1) { Asker = alice });
        await _asker.ExpectMsg<FileFound>();
        _asker.Send(library, new LookUpQueries([Query("monk")]));
        Assert.Empty((await _asker.ExpectMsg<QueriesLookedUp>()).Hits);
        _asker.Send(library, new LookUpQueries([Query("monk")]) { Asker = alice });
        Assert.Single((await _asker.ExpectMsg<QueriesLookedUp>()).Hits);
        _asker.Send(library, new BrowseFiles(new(4), default));
        Assert.Equal("train", Assert.Single((await _asker.ExpectMsg<FilesBrowsed>()).Files).Name);
        Assert.Equal(2, (await Status(library)).Files);
    }

    [Fact]
    public async Task When_nothing_may_be_listed_that_is_said_and_told()
    {
        _policy = new(Resources.StandingRules(lists: false), AccessRules.None, System.Collections.Immutable.ImmutableDictionary<PeerId, Acquaintance>.Empty);
        var library = await Open([Hash(File("/music/train"))], File("/music/train"));
        await _router.ExpectMsg<ShareSize>();
        _asker.Send(library, new BrowseFiles(new(4), default));
        var browsed = await _asker.ExpectMsg<FilesBrowsed>();
        Assert.Equal((true, 0), (browsed.IsDenied, browsed.Files.Length));
        Assert.Equal(AccessVerbs.List, (await _denials.ExpectMsg<AccessDenied>()).Verb);
    }

    private IActorRef Start(ShareSettings? settings = null)
    {
        var access = _system.ActorOf(StandInAccessActor.For(_policy, _denials.Ref));
        var props = LibraryActor.For(settings ?? LibrarySettings, Alternates, _disk, _store, new(Self, OwnAddress), TimeProvider.System, _router.Ref, access);
        return _system.ActorOf(Props.Create(() => new Guard(props, _failures.Ref)));
    }

    private async Task<IActorRef> Open(RememberedHash[] remembered, params FoundFile[] files) => await Open(remembered, LibrarySettings, files);

    private async Task<IActorRef> Open(RememberedHash[] remembered, ShareSettings settings, params FoundFile[] files)
    {
        var library = Start(settings);
        (await _store.NextLoad()).SetResult([.. remembered]);
        (await _disk.NextListing()).Found(files);
        return library;
    }

    private async Task<LibraryStatus> Status(IActorRef library)
    {
        var request = new RequestId(++_lastRequest);
        _asker.Send(library, new GetLibraryStatus(request));
        return await _asker.ExpectMsg<LibraryStatus>(status => status.Request == request);
    }

    /// <summary>Asks until the answer fits. What the library does meanwhile runs on its own; each question waits for its answer.</summary>
    private async Task<LibraryStatus> AwaitStatus(IActorRef library, Func<LibraryStatus, bool> fits)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var status = await Status(library);
            if (fits(status)) return status;
            Assert.True(TimeProvider.System.GetElapsedTime(started) < TestProbe.Patience, $"It never came so far; last seen: {status}");
        }
    }

    /// <summary>Restarts the library as the peer does, and tells why.</summary>
    private sealed class Guard : UntypedActor
    {
        public static readonly object Hurt = new();

        private readonly IActorRef _library;
        private readonly IActorRef _failures;

        public Guard(Props library, IActorRef failures) => (_library, _failures) = (Context.ActorOf(library), failures);

        protected override void OnReceive(object message) => _library.Forward(message == Hurt ? Kill.Instance : message);

        protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(failure =>
        {
            _failures.Tell(failure);
            return failure is ActorKilledException ? Directive.Restart : Directive.Stop;
        });
    }
}
