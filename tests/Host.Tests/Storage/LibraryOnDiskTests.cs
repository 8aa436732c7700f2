using Akka.Actor;
using Dapper;
using PeerActors.Actors.Shares;
using PeerActors.Host.Storage;
using PeerActors.Host.Tests.Composition;
using PeerActors.Messages.Access;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Router;
using PeerActors.Messages.Shares;
using PeerActors.TestKit;

namespace PeerActors.Host.Tests.Storage;

/// <summary>The library on a real disk, with a real store, through restarts.</summary>
public sealed class LibraryOnDiskTests : IAsyncLifetime
{
    private readonly TempFolder _folder = new();
    private readonly ActorSystem _system = ActorSystem.Create("library", "akka { loglevel = OFF\n stdout-loglevel = OFF }");

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _system.Terminate();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_restart_does_not_hash_what_has_not_changed_and_notices_what_has()
    {
        foreach (var name in (string[])["same", "changed", "gone"]) _folder.Write("share/" + name, name);
        await using (var first = Start())
        {
            var status = await first.Await(status => status.Files == 3);
            Assert.Equal((3L, 0L), (status.HashedFiles, status.RememberedFiles));
        }

        File.WriteAllText(_folder["share/changed"], "something else");
        File.Delete(_folder["share/gone"]);
        _folder.Write("share/new", "new");
        await using (var second = Start())
        {
            var status = await second.Await(status => status.Files == 3);
            Assert.Equal((2L, 1L), (status.HashedFiles, status.RememberedFiles));
            Assert.Null(await second.Find("gone"));
            Assert.Equal(14, (await second.Find("changed"))!.Size);
        }

        await using var third = Start();
        var last = await third.Await(status => status.Files == 3);
        Assert.Equal((0L, 3L), (last.HashedFiles, last.RememberedFiles));
    }

    [Fact]
    public async Task Changes_are_noticed_while_the_peer_runs()
    {
        _folder.Write("share/one", "1");
        await using var library = Start();
        await library.Await(status => status.Files == 1);
        var one = await library.Find("one");

        _folder.Write("share/deep/two", "22");
        await library.Await(status => status is { Files: 2, Bytes: 3 });
        _folder.Write("share/deep/two", "333");
        await library.Await(status => status is { Files: 2, Bytes: 4 });
        File.Move(_folder["share/deep/two"], _folder["share/three"]);
        await library.Await(status => status is { Files: 2, WaitingToHash: 0 } && library.Find("three").Result is not null);
        Assert.Null(await library.Find("two"));
        Assert.Equal(one, await library.Find("one"));
        Directory.Delete(_folder["share"], recursive: true);
        var empty = await library.Await(status => status.Files == 0);
        Assert.Contains("does not exist", Assert.Single(empty.Problems).Why);
    }

    [Fact]
    public async Task A_database_that_is_full_stops_nothing_and_takes_every_hash_once_there_is_room()
    {
        for (var i = 0; i < 100; i++) _folder.Write($"share/{i:d3}", "x");
        await using (var full = Start(rescan: TimeSpan.FromMilliseconds(200), maxPages: 1))
        {
            var status = await full.Await(status => status is { Files: 100, Problems.IsEmpty: false });
            var problem = Assert.Single(status.Problems);
            Assert.Equal(_folder["data/peer.db"], problem.Path);
            Assert.Contains("database or disk is full", problem.Why);
            await full.AllowPages(100_000);
            await full.Await(status => status is { Files: 100, Problems.IsEmpty: true });
        }

        await using var next = Start();
        var last = await next.Await(status => status.Files == 100);
        Assert.Equal((0L, 100L), (last.HashedFiles, last.RememberedFiles));
    }

    private RunningLibrary Start(TimeSpan? rescan = null, int? maxPages = null) => new(_system, _folder, rescan ?? TimeSpan.FromHours(1), maxPages);

    private sealed class RunningLibrary : IAsyncDisposable
    {
        private readonly PeerDatabase _database;
        private readonly IActorRef _library;
        private readonly ActorSystem _system;

        public RunningLibrary(ActorSystem system, TempFolder folder, TimeSpan rescan, int? maxPages)
        {
            var settings = new ShareSettings
            {
                Folders = [folder["share"]],
                RescanInterval = rescan,
                SettleTime = TimeSpan.FromMilliseconds(50),
                MaxFiles = 100,
                MaxFileSize = 1000,
                MaxProblems = 10,
                MaxHitsPerQuery = 64,
                MaxViews = 4,
                MaxHitPayload = 8192,
                Speed = 1,
                SharePartial = false,
            };
            _system = system;
            _database = PeerDatabase.Open(folder.Folder("data"));
            // In order: the library's own work comes after it. A file that is as large already keeps its size and grows no more.
            if (maxPages is { } pages) _ = AllowPages(pages);
            _library = system.ActorOf(LibraryActor.For(
                settings, TestSettings.Default.Alternates, new ShareDisk(folder["data"]), new SqliteHashStore(_database), new Sharer(new ServentId(1, 2), new PeerAddress(0x7F000001, 1)), TimeProvider.System,
                TestProbe.In(system).Ref, TestProbe.In(system).Ref));
            _library.Tell(new AccessChanged(AccessPolicy.OfNewPeer));
        }

        /// <summary>Bounds the database file, as a disk without room does.</summary>
        public Task<int> AllowPages(int pages) => _database.RunAsync("a bound", connection => connection.ExecuteScalar<int>($"PRAGMA max_page_count = {pages}"), default);

        public async Task<LibraryStatus> Await(Func<LibraryStatus, bool> fits)
        {
            var started = TimeProvider.System.GetTimestamp();
            while (true)
            {
                var status = await Ask<LibraryStatus>(new GetLibraryStatus(new(1)));
                if (fits(status)) return status;
                Assert.True(TimeProvider.System.GetElapsedTime(started) < TestProbe.Patience, $"It never came so far; last seen: {status} {string.Join(", ", status.Problems)}");
            }
        }

        public async Task<SharedFile?> Find(string name) => (await Ask<object>(new FindFileByName(new(2), default, name)) as FileFound)?.File;

        /// <summary>Stops the room and closes the database, as a peer that leaves does; a save under way is finished first.</summary>
        public async ValueTask DisposeAsync()
        {
            await _library.GracefulStop(TestProbe.Patience);
            _database.Dispose();
        }

        private async Task<T> Ask<T>(object question)
        {
            var asker = TestProbe.In(_system);
            asker.Send(_library, question);
            var answer = await asker.ExpectMsg<T>();
            _system.Stop(asker.Ref);
            return answer;
        }
    }
}
