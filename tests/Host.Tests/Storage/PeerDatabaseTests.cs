using System.Collections.Immutable;
using Dapper;
using Microsoft.Data.Sqlite;
using PeerActors.Actors.Peer;
using PeerActors.Actors.Shares;
using PeerActors.Host.Storage;
using PeerActors.Messages.Access;
using PeerActors.Messages.HostCatcher;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Links;

namespace PeerActors.Host.Tests.Storage;

public sealed class PeerDatabaseTests : IDisposable
{
    private static readonly DateTimeOffset Time = new DateTimeOffset(2026, 5, 6, 7, 8, 9, TimeSpan.FromHours(2)).AddTicks(1234567);
    private readonly TempFolder _folder = new();

    private string FilePath => _folder[PeerDatabase.FileName];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_was_saved_is_there_after_the_file_was_closed_and_opened_again()
    {
        ImmutableArray<KnownHost> hosts = [Host(3), Host(1), Host(2)];
        ImmutableArray<RememberedHash> hashes = [Hash("/a/b'\"\n\\%_ é e\u0301"), Hash("/a/日本 😀"), Hash("/a")];
        using (var database = PeerDatabase.Open(_folder.Path))
        {
            Assert.Empty(await new SqliteHostStore(database).LoadAsync(default));
            Assert.Empty(await new SqliteHashStore(database).LoadAsync(default));
            await new SqliteHostStore(database).SaveAsync([Host(9)], default);
            await new SqliteHostStore(database).SaveAsync(hosts, default);
            await new SqliteHashStore(database).SaveAsync(hashes, [], default);
        }

        Assert.False(File.Exists(FilePath + "-wal"));
        using var again = PeerDatabase.Open(_folder.Path);
        Assert.Equal(hosts.AsEnumerable(), await new SqliteHostStore(again).LoadAsync(default));
        Assert.Equal(hashes.OrderBy(hash => hash.File.Path, StringComparer.Ordinal), (await new SqliteHashStore(again).LoadAsync(default)).OrderBy(hash => hash.File.Path, StringComparer.Ordinal));
    }

    [Fact]
    public async Task When_web_caches_were_asked_is_kept()
    {
        ImmutableArray<KnownCache> caches =
        [
            new(new("http://a.example/gwc"), Time.ToUniversalTime(), 20, 0, "it named 20 hosts", Time.AddHours(1).ToUniversalTime()),
            new(new("https://b.example/"), null, 0, 3, "", DateTimeOffset.MinValue),
        ];
        using (var database = PeerDatabase.Open(_folder.Path))
        {
            await new SqliteHostStore(database).SaveCachesAsync(caches, default);
            await new SqliteHostStore(database).SaveCachesAsync(caches, default);
        }

        using var again = PeerDatabase.Open(_folder.Path);
        Assert.Equal(caches.AsEnumerable(), await new SqliteHostStore(again).LoadCachesAsync(default));
    }

    [Fact]
    public async Task A_hash_is_replaced_and_a_forgotten_path_is_gone()
    {
        using var database = PeerDatabase.Open(_folder.Path);
        var store = new SqliteHashStore(database);
        await store.SaveAsync([Hash("/a"), Hash("/b"), Hash("/c")], [], default);
        var changed = Hash("/b") with { File = new("/b", 999, Time) };
        await store.SaveAsync([changed], ["/a", "/never-there"], default);
        Assert.Equal([changed, Hash("/c")], (await store.LoadAsync(default)).OrderBy(hash => hash.File.Path, StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_save_is_done_wholly_or_not_at_all()
    {
        using var database = PeerDatabase.Open(_folder.Path);
        var store = new SqliteHostStore(database);
        await store.SaveAsync([Host(1)], default);
        await database.RunAsync("a trigger", connection => connection.Execute("CREATE TRIGGER full BEFORE INSERT ON hosts WHEN new.files = 3 BEGIN SELECT RAISE(ABORT, 'no room'); END"), default);
        var failure = await Assert.ThrowsAsync<StorageUnavailable>(() => store.SaveAsync([Host(2), Host(3)], default));
        Assert.Contains(FilePath, failure.Message);
        Assert.Contains("no room", failure.Message);
        Assert.Equal(Host(1), Assert.Single(await store.LoadAsync(default)));
    }

    [Fact]
    public async Task Many_callers_at_once_take_turns()
    {
        using var database = PeerDatabase.Open(_folder.Path);
        var store = new SqliteHashStore(database);
        await Task.WhenAll(Enumerable.Range(0, 50).Select(i => store.SaveAsync([Hash($"/{i}"), Hash($"/x{i}")], [], default)));
        Assert.Equal(100, (await store.LoadAsync(default)).Length);
    }

    [Fact]
    public async Task Work_asked_for_before_the_end_is_done_in_order_and_work_given_up_is_not()
    {
        using var stopping = new CancellationTokenSource();
        using var gate = new ManualResetEventSlim();
        var database = PeerDatabase.Open(_folder.Path);
        var done = new List<int>();
        var works = new List<Task<int>>
        {
            database.RunAsync("first", _ =>
            {
                gate.Wait();
                done.Add(1);
                return 1;
            }, default),
        };
        works.Add(database.RunAsync<int>("given up", _ => throw new InvalidOperationException("It ran."), stopping.Token));
        for (var i = 2; i <= 20; i++)
        {
            var number = i;
            works.Add(database.RunAsync("later", _ =>
            {
                done.Add(number);
                return number;
            }, default));
        }

        await stopping.CancelAsync();
        gate.Set();
        database.Dispose();
        Assert.Equal(Enumerable.Range(1, 20), done);
        Assert.True(works[1].IsCanceled);
    }

    [Fact]
    public async Task What_was_saved_survives_a_process_that_ends_without_closing_the_file()
    {
        using var other = new TempFolder();
        using (var database = PeerDatabase.Open(_folder.Path))
        {
            await new SqliteHashStore(database).SaveAsync([Hash("/a")], [], default);
            foreach (var file in Directory.GetFiles(_folder.Path)) File.Copy(file, other[Path.GetFileName(file)]);
        }

        Assert.True(new FileInfo(other[PeerDatabase.FileName + "-wal"]).Length > 0);
        using var again = PeerDatabase.Open(other.Path);
        Assert.Equal(Hash("/a"), Assert.Single(await new SqliteHashStore(again).LoadAsync(default)));
    }

    [Fact]
    public void The_files_are_readable_by_their_owner_only_even_when_they_were_not_before()
    {
        if (OperatingSystem.IsWindows()) return;
        File.WriteAllText(FilePath, "");
        File.SetUnixFileMode(FilePath, (UnixFileMode)Convert.ToInt32("644", 8));
        using var database = PeerDatabase.Open(_folder.Path);
        foreach (var file in Directory.GetFiles(_folder.Path, PeerDatabase.FileName + "*"))
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        Assert.True(File.Exists(FilePath + "-wal"));
    }

    [Fact]
    public void A_file_of_a_newer_program_is_refused_and_left_as_it_is()
    {
        PeerDatabase.Open(_folder.Path).Dispose();
        Change("PRAGMA user_version = 99");
        var failure = Assert.Throws<StorageUnavailable>(() => PeerDatabase.Open(_folder.Path));
        Assert.Contains(FilePath, failure.Message);
        Assert.Contains("layout 99", failure.Message);
        using var connection = Connect();
        Assert.Equal(99, connection.ExecuteScalar<long>("PRAGMA user_version"));
    }

    [Fact]
    public async Task A_file_of_the_first_layout_is_brought_up_to_date_with_what_is_in_it()
    {
        PeerDatabase.Open(_folder.Path).Dispose();
        Change(
            """
            DROP TABLE hosts;
            DROP TABLE webCaches;
            DROP TABLE buddies;
            DROP TABLE invitations;
            DROP TABLE accessRules;
            DROP TABLE accessGroups;
            DROP TABLE serviceStreams;
            DROP TABLE serviceOutbox;
            DROP TABLE serviceTaken;
            DROP TABLE ownPresence;
            DROP TABLE circles;
            CREATE TABLE hosts (
                rank INTEGER PRIMARY KEY, address TEXT NOT NULL UNIQUE, source TEXT NOT NULL, heard INTEGER NOT NULL, files INTEGER NOT NULL,
                kilobytes INTEGER NOT NULL, successes INTEGER NOT NULL, failures INTEGER NOT NULL, notBefore INTEGER NOT NULL) STRICT;
            INSERT INTO hosts VALUES (1, '10.0.0.1:6001', 'Neighbour', 5, 1, 2, 3, 4, 6);
            PRAGMA user_version = 1;
            """);
        using var database = PeerDatabase.Open(_folder.Path);
        var host = Assert.Single(await new SqliteHostStore(database).LoadAsync(default));
        Assert.Equal((HostSource.Neighbour, HostSource.Neighbour, 3, 4, 4), (host.Source, host.FirstSource, host.Successes, host.Failures, host.FailuresInAll));
        Assert.Null(host.LastTrial);
    }

    [Fact]
    public async Task Access_rules_and_groups_are_kept_whole_and_no_number_is_given_twice()
    {
        var alice = new OnePeer(PeerId.Of("alice"u8));
        AccessChange[] changes =
        [
            new RuleMade(new(1, Allows: false, Anyone.Instance, AccessVerbs.Read | AccessVerbs.List, ResourcePath.Of("/shares/public/100%25 'mine'/日本"), Time)),
            new RuleMade(new(2, Allows: true, new Group("band"), AccessVerbs.Invoke, ResourcePath.Root, Expires: null)),
            new RuleMade(new(3, Allows: true, alice, AccessVerbs.Admin, ResourcePath.Of("/a"), Expires: null)),
            new MemberCame("band", alice), new MemberCame("band", new OnePerson(PeerId.Of("ann"u8))), new MemberCame("other", alice),
            new RulesEnded([3]), new MemberWent("other", alice), new MemberCame("band", alice),
        ];
        var expected = changes.Aggregate(AccessRules.None, static (all, change) => all.After(change));
        using (var database = PeerDatabase.Open(_folder.Path))
        {
            Assert.Equal(0, (await new SqliteAccessStore(database).LoadAsync(default)).LastNumber);
            foreach (var change in changes) await new SqliteAccessStore(database).SaveAsync(change, default);
        }

        using var again = PeerDatabase.Open(_folder.Path);
        var kept = await new SqliteAccessStore(again).LoadAsync(default);
        Assert.Equal(expected.Own.AsEnumerable(), kept.Own);
        Assert.Equal((3L, "band"), (kept.LastNumber, Assert.Single(kept.Groups).Key));
        Assert.True(expected.Groups["band"].SetEquals(kept.Groups["band"]));
    }

    [Fact]
    public async Task A_change_that_must_not_be_lost_is_made_wholly_or_not_at_all()
    {
        using var database = PeerDatabase.Open(_folder.Path);
        var store = new SqliteAccessStore(database);
        var rule = new AccessRule(1, Allows: true, Anyone.Instance, AccessVerbs.Read, ResourcePath.Root, Expires: null);
        await store.SaveAsync(new RuleMade(rule), default);
        await Assert.ThrowsAsync<StorageUnavailable>(() => store.SaveAsync(new RuleMade(rule), default));
        await Assert.ThrowsAsync<StorageUnavailable>(() => database.ChangeAsync("a change", static (connection, transaction) =>
        {
            connection.Execute("DELETE FROM accessRules", transaction: transaction);
            throw new IOException("no room");
        }, default));
        Assert.Equal(rule, Assert.Single((await store.LoadAsync(default)).Own));
        Assert.Equal(1, await database.RunAsync("a look", static connection => connection.ExecuteScalar<long>("PRAGMA synchronous"), default));
    }

    [Fact]
    public void A_copy_is_made_before_the_layout_changes_and_the_newest_is_kept()
    {
        PeerDatabase.Open(_folder.Path).Dispose();
        Assert.Empty(Directory.GetFiles(_folder.Path, "*.layout-*"));
        File.WriteAllText(FilePath + ".layout-1", "of long ago");
        Change("DROP TABLE buddies; DROP TABLE invitations; DROP TABLE accessRules; DROP TABLE accessGroups; DROP TABLE serviceStreams; DROP TABLE serviceOutbox; DROP TABLE serviceTaken; DROP TABLE ownPresence; DROP TABLE circles; INSERT INTO webCaches VALUES ('http://a/', NULL, 0, 0, '', 0); PRAGMA user_version = 4;");

        PeerDatabase.Open(_folder.Path).Dispose();
        var copy = Assert.Single(Directory.GetFiles(_folder.Path, "*.layout-*"));
        Assert.Equal(FilePath + ".layout-4", copy);
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(copy));
        using var connection = new SqliteConnection($"Data Source={copy};Pooling=False");
        connection.Open();
        Assert.Equal((4, 1), (connection.ExecuteScalar<long>("PRAGMA user_version"), connection.ExecuteScalar<long>("SELECT count(*) FROM webCaches")));
        PeerDatabase.Open(_folder.Path).Dispose();
        Assert.Single(Directory.GetFiles(_folder.Path, "*.layout-*"));
    }

    [Fact]
    public void Without_a_copy_the_layout_is_left_as_it_is()
    {
        PeerDatabase.Open(_folder.Path).Dispose();
        Change("DROP TABLE buddies; DROP TABLE invitations; DROP TABLE accessRules; DROP TABLE accessGroups; DROP TABLE serviceStreams; DROP TABLE serviceOutbox; DROP TABLE serviceTaken; DROP TABLE ownPresence; DROP TABLE circles; PRAGMA user_version = 4;");
        Directory.CreateDirectory(FilePath + ".layout-4");
        File.WriteAllText(Path.Combine(FilePath + ".layout-4", "in the way"), "");
        Assert.Contains("no copy of it could be made", Assert.Throws<StorageUnavailable>(() => PeerDatabase.Open(_folder.Path)).Message, StringComparison.Ordinal);
        using var connection = Connect();
        Assert.Equal(4, connection.ExecuteScalar<long>("PRAGMA user_version"));
    }

    [Fact]
    public void A_database_that_is_not_a_peers_is_refused()
    {
        Change("CREATE TABLE recipes (name TEXT)");
        var failure = Assert.Throws<StorageUnavailable>(() => PeerDatabase.Open(_folder.Path));
        Assert.Contains($"{FilePath} is a database, but not a peer's", failure.Message);
    }

    [Fact]
    public void A_file_that_is_no_database_is_named_and_left_as_it_is()
    {
        var garbage = new byte[8192];
        new Random(1).NextBytes(garbage);
        File.WriteAllBytes(FilePath, garbage);
        var failure = Assert.Throws<StorageUnavailable>(() => PeerDatabase.Open(_folder.Path));
        Assert.Contains($"{FilePath} is damaged or is not a peer's database", failure.Message);
        Assert.Equal(garbage, File.ReadAllBytes(FilePath));
    }

    [Fact]
    public async Task Damage_from_an_unclean_end_is_found_at_the_start()
    {
        using var other = new TempFolder();
        using (var database = PeerDatabase.Open(_folder.Path))
        {
            var store = new SqliteHashStore(database);
            await store.SaveAsync([.. Enumerable.Range(0, 2000).Select(i => Hash($"/some/long/enough/path/{i}"))], [], default);
            await database.RunAsync("a checkpoint", connection => connection.Execute("PRAGMA wal_checkpoint(FULL)"), default);
            await store.SaveAsync([Hash("/later")], [], default);
            foreach (var file in Directory.GetFiles(_folder.Path)) File.Copy(file, other[Path.GetFileName(file)]);
        }

        using (var file = new FileStream(other[PeerDatabase.FileName], FileMode.Open))
        {
            var zeros = new byte[4096];
            for (var page = 20; page < 30; page++)
            {
                file.Position = page * zeros.Length;
                file.Write(zeros);
            }
        }

        var failure = Assert.Throws<StorageUnavailable>(() => PeerDatabase.Open(other.Path));
        Assert.Contains($"{other[PeerDatabase.FileName]} is damaged", failure.Message);
    }

    [Fact]
    public void A_folder_that_is_not_there_is_a_clear_failure()
    {
        var failure = Assert.Throws<StorageUnavailable>(() => PeerDatabase.Open(_folder["missing"]));
        Assert.Contains(Path.Combine(_folder["missing"], PeerDatabase.FileName), failure.Message);
    }

    [Fact]
    public async Task Work_asked_for_after_the_end_is_refused_with_the_files_name()
    {
        var database = PeerDatabase.Open(_folder.Path);
        database.Dispose();
        database.Dispose();
        var failure = await Assert.ThrowsAsync<StorageUnavailable>(() => new SqliteHostStore(database).LoadAsync(default));
        Assert.Contains(FilePath, failure.Message);
    }

    [Fact]
    public async Task A_table_that_was_tampered_with_is_a_failure_of_storage()
    {
        using var database = PeerDatabase.Open(_folder.Path);
        await database.RunAsync("a change", connection => connection.Execute(
            "INSERT INTO hosts (address, source, heard, files, kilobytes, successes, failures, notBefore) VALUES ('nowhere', 'Pong', 0, 0, 0, 0, 0, 0)"), default);
        var failure = await Assert.ThrowsAsync<StorageUnavailable>(() => new SqliteHostStore(database).LoadAsync(default));
        Assert.Contains("nowhere", failure.Message);
    }

    private static KnownHost Host(uint number) => new(
        new(0x0A000000 + number, (ushort)(6000 + number)), HostSource.Neighbour, Time.ToUniversalTime(), number, uint.MaxValue, 4, 5, Time.AddSeconds(number).ToUniversalTime())
    {
        FirstSource = HostSource.WebCache, FailuresInAll = 9, Mode = number == 2 ? null : PeerMode.Ultrapeer,
        LastTrial = number == 2 ? null : new(HostOutcome.Refused, "503 Too many … \"'", Time.ToUniversalTime()),
    };

    private static RememberedHash Hash(string path) => new(
        new(path, path.Length, Time.ToUniversalTime()), new((ulong)path.Length, ulong.MaxValue, 3), new(ulong.MaxValue, 0, 7, (ulong)path.Length));

    private SqliteConnection Connect()
    {
        var connection = new SqliteConnection($"Data Source={FilePath};Pooling=False");
        connection.Open();
        return connection;
    }

    private void Change(string sql)
    {
        using var connection = Connect();
        connection.Execute(sql);
    }
}
