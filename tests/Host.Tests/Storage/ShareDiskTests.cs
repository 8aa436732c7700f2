using System.Diagnostics;
using System.Net.Sockets;
using System.Security.Cryptography;
using PeerActors.Actors.Shares;
using PeerActors.Host.Storage;
using PeerActors.Messages.Identity;
using PeerActors.TestKit;

namespace PeerActors.Host.Tests.Storage;

public sealed class ShareDiskTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly TempFolder _outside = new();
    private readonly ShareDisk _disk;

    public ShareDiskTests() => _disk = new(_folder["data"]);

    public void Dispose()
    {
        _folder.Dispose();
        _outside.Dispose();
    }

    [Fact]
    public async Task Every_file_is_listed_with_its_size_and_time_in_the_order_of_names()
    {
        string[] names = ["B", "a b\n\\\"%2F.txt", "b", "sub/1", "sub/deep/er/2", "sub2/x", "é", "🎷"];
        foreach (var name in names) _folder.Write("share/" + name, name);
        var time = new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc).AddTicks(1234567);
        File.SetLastWriteTimeUtc(_folder["share/b"], time);

        var listing = await List(_folder["share"]);
        Assert.Equal(["B", "a b\n\\\"%2F.txt", "b", "é", "🎷", "sub/1", "sub/deep/er/2", "sub2/x"], Names(listing));
        Assert.Empty(listing.Problems);
        Assert.Equal(new FoundFile(_folder["share/b"], 1, new(time)), listing.Files[2]);
    }

    [Fact]
    public async Task Hidden_files_and_files_still_being_fetched_are_left_out()
    {
        foreach (var name in (string[])["seen", ".hidden", ".git/config", "film.mkv.part", "FILM.PART", "party"]) _folder.Write("share/" + name, "x");
        Assert.Equal(["party", "seen"], Names(await List(_folder["share"])));
    }

    [Fact]
    public async Task Links_are_followed_to_files_inside_only_and_never_round_in_circles()
    {
        _folder.Write("share/real/file", "inside");
        _outside.Write("secret/file", "outside");
        _folder.Folder("share/a");
        Link("share/a/circle", "..");
        Link("share/a/self", "self");
        Link("share/again", _folder["share/real"]);
        Link("share/alias", "a/../real/file");
        Link("share/dangling", "nowhere");
        Link("share/out", _outside["secret"]);
        Link("share/out-file", _outside["secret/file"]);
        Link("share/sly", "again/../../../" + Path.GetFileName(_outside.Path) + "/secret/file");

        var listing = await List(_folder["share"]);
        Assert.Equal(["alias", "real/file"], Names(listing));
        Assert.Equal(6, listing.Files[0].Size);
        Assert.Equal(["a/self", "dangling", "out", "out-file", "sly"], listing.Problems.Select(problem => Below(problem.Path)).Order(StringComparer.Ordinal));
        Assert.Contains(listing.Problems, problem => Below(problem.Path) == "out-file" && problem.Why.Contains("leads out of the shared folders"));
    }

    [Fact]
    public async Task A_link_from_one_shared_folder_into_another_is_followed()
    {
        _outside.Write("file", "x");
        _folder.Folder("share");
        Link("share/alias", _outside["file"]);
        var listing = await List(_folder["share"], _outside.Path);
        Assert.Equal([_folder["share/alias"], _outside["file"]], listing.Files.Select(file => file.Path));
    }

    [Fact]
    public async Task A_shared_folder_may_itself_be_a_link()
    {
        _outside.Write("music/a", "x");
        Link("share", _outside["music"]);
        var listing = await List(_folder["share"]);
        Assert.Equal(["a"], Names(listing));
        Assert.Empty(listing.Problems);
    }

    [Fact]
    public async Task A_folder_shared_twice_or_within_another_is_listed_once()
    {
        _folder.Write("share/sub/a", "x");
        Assert.Equal(["sub/a"], Names(await List(_folder["share"], _folder["share"] + "/", _folder["share/sub"])));
        Assert.Equal(["sub/a"], Names(await List(_folder["share/sub"], _folder["share"])));
    }

    [Fact]
    public async Task The_peers_own_data_folder_is_not_shared_with_the_folder_around_it()
    {
        _folder.Write("data/admin.json", "token");
        _folder.Write("data/downloads/song", "x");
        _folder.Write("song", "x");
        Link("alias", "data/admin.json");
        var listing = await List(_folder.Path);
        Assert.Equal([_folder["song"]], listing.Files.Select(file => file.Path));
        Assert.Contains("leads out of", Assert.Single(listing.Problems).Why);

        Assert.Contains("own data folder", Assert.Single((await List(_folder["data"])).Problems).Why);
        Assert.Equal(_folder["data/downloads/song"], Assert.Single((await List(_folder["data/downloads"])).Files).Path);
    }

    [Fact]
    public async Task A_shared_folder_that_is_missing_or_a_file_is_a_problem_and_the_others_are_listed()
    {
        _folder.Write("share/a", "x");
        var listing = await List(_folder["missing"], _folder["share/a"], _folder["share"]);
        Assert.Equal(["a"], Names(listing));
        Assert.Equal([_folder["missing"], _folder["share/a"]], listing.Problems.Select(problem => problem.Path));
        Assert.All(listing.Problems, problem => Assert.Contains("shares.folders", problem.Why));
    }

    [Fact]
    public async Task Files_beyond_the_bound_are_counted_and_always_the_same_ones_are_left_out()
    {
        for (var i = 0; i < 20; i++) _folder.Write($"share/{i % 3}/{i:d2}", "x");
        var listing = await _disk.ListAsync([_folder["share"]], 8, default);
        Assert.Equal(12, listing.LeftOut);
        Assert.Equal(["0/00", "0/03", "0/06", "0/09", "0/12", "0/15", "0/18", "1/01"], Names(listing));
    }

    [Fact]
    public async Task Pipes_and_sockets_are_not_files_and_an_empty_file_is()
    {
        _folder.Write("share/empty", "");
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(_folder["share/socket"]));
        await Shell("mkfifo pipe");
        var listing = await List(_folder["share"]);
        Assert.Equal(["empty"], Names(listing));
        Assert.Equal(["pipe", "socket"], listing.Problems.Select(problem => Below(problem.Path)));
        Assert.All(listing.Problems, problem => Assert.Contains("not a file", problem.Why));
        var outcome = await _disk.HashAsync(listing.Files[0], static _ => { }, default);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData([])), outcome.Sha256.ToString());
    }

    [Fact]
    public async Task A_file_folder_or_link_whose_name_is_not_UTF8_is_a_problem_that_says_so_and_a_real_replacement_character_is_none()
    {
        _folder.Write("share/good \uFFFD name", "x");
        await Shell("""printf x > "$(printf 'bad\377\376 song')" && mkdir "$(printf 'dir\351')" && ln -s 'good' "$(printf 'link\351')" """);
        var listing = await List(_folder["share"]);
        await Shell("rm -r bad* dir* link*");
        Assert.Equal(["good \uFFFD name"], Names(listing));
        Assert.Equal(["bad\uFFFD\uFFFD song", "dir\uFFFD", "link\uFFFD"], listing.Problems.Select(problem => Below(problem.Path)).Order(StringComparer.Ordinal));
        Assert.All(listing.Problems, problem => Assert.Contains("not UTF-8", problem.Why));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1 << 20)]
    [InlineData((20 << 20) + 3)]
    public async Task Both_hashes_are_those_of_the_whole_file(int size)
    {
        var content = new byte[size];
        new Random(size).NextBytes(content);
        _folder.Folder("share");
        File.WriteAllBytes(_folder["share/a"], content);
        var file = Assert.Single((await List(_folder["share"])).Files);
        var told = new List<long>();
        var outcome = await _disk.HashAsync(file, told.Add, default);
        Assert.Null(outcome.Problem);
        Assert.Equal(Sha1Hash.Read(SHA1.HashData(content)), outcome.Sha1);
        Assert.Equal(Sha256Hash.Read(SHA256.HashData(content)), outcome.Sha256);
        Assert.Equal(size >> 23, told.Count);
        Assert.Equal(told.Order(), told);
    }

    [Fact]
    public async Task A_file_that_vanished_changed_or_became_a_folder_is_not_hashed_and_says_so()
    {
        foreach (var name in (string[])["gone", "grown", "touched", "turned"]) _folder.Write("share/" + name, "content");
        var files = (await List(_folder["share"])).Files;
        File.Delete(files[0].Path);
        File.AppendAllText(files[1].Path, "more");
        File.SetLastWriteTimeUtc(files[2].Path, files[2].Modified.UtcDateTime.AddSeconds(1));
        File.Delete(files[3].Path);
        Directory.CreateDirectory(files[3].Path);
        var problems = new List<string?>();
        foreach (var file in files)
        {
            var outcome = await _disk.HashAsync(file, static _ => { }, default);
            Assert.Equal((null, null, file), (outcome.Sha1, outcome.Sha256, outcome.File));
            problems.Add(outcome.Problem);
        }

        Assert.Contains("vanished", problems[0]);
        Assert.Contains("7 bytes and has 11", problems[1]);
        Assert.Contains("written at", problems[2]);
        Assert.Contains("vanished", problems[3]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_file_that_changes_while_it_is_read_is_not_hashed(bool grows)
    {
        _folder.Folder("share");
        File.WriteAllBytes(_folder["share/a"], new byte[24 << 20]);
        var file = Assert.Single((await List(_folder["share"])).Files);
        var outcome = await _disk.HashAsync(file, _ => Change(), default);
        Assert.Null(outcome.Sha1);
        Assert.Contains("changed while it was read", outcome.Problem);

        void Change()
        {
            if (grows) File.AppendAllText(file.Path, "x");
            else File.SetLastWriteTimeUtc(file.Path, file.Modified.UtcDateTime.AddSeconds(1));
        }
    }

    [Fact]
    public async Task Hashing_stops_when_the_peer_does()
    {
        _folder.Folder("share");
        File.WriteAllBytes(_folder["share/a"], new byte[24 << 20]);
        var file = Assert.Single((await List(_folder["share"])).Files);
        using var stopping = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _disk.HashAsync(file, _ => stopping.Cancel(), stopping.Token));
    }

    [Fact]
    public async Task A_change_below_a_shared_folder_is_told_and_our_own_writing_is_not()
    {
        _folder.Folder("share/deep");
        _folder.Folder("share/data");
        var (disk, told) = (new ShareDisk(_folder["share/data"]), new Recorder<int>());
        using var watch = disk.Watch([_folder["share"]], () => told.Add(1));
        await disk.ListAsync([_folder["share"]], 100, default);
        _folder.Write("share/data/peer.db-wal", "x");
        _folder.Write("share/film.mkv.part", "x");
        _folder.Write("share/.hidden", "x");
        _folder.Write("share/deep/new", "x");
        await told.WaitFor(_ => true);

        var before = told.SoFar.Count;
        File.Delete(_folder["share/deep/new"]);
        await told.WaitFor(_ => true, before);
    }

    [Fact]
    public async Task A_folder_that_comes_later_is_watched_from_the_next_look_on()
    {
        var told = new Recorder<int>();
        using var watch = _disk.Watch([_folder["share"]], () => told.Add(1));
        Assert.Single((await List(_folder["share"])).Problems);
        _folder.Folder("share");
        Assert.Empty((await List(_folder["share"])).Problems);
        _folder.Write("share/new", "x");
        await told.WaitFor(_ => true);
    }

    private Task<FolderListing> List(params string[] folders) => _disk.ListAsync([.. folders], 1000, default);

    /// <summary>Runs shell commands in the shared folder: the base library writes names in UTF-8 only, and cannot remove others.</summary>
    private async Task Shell(string commands)
    {
        using var shell = Process.Start("sh", ["-c", "cd \"$1\" && " + commands, "sh", _folder["share"]]);
        await shell.WaitForExitAsync();
        Assert.Equal(0, shell.ExitCode);
    }

    private string[] Names(FolderListing listing) => [.. listing.Files.Select(file => Below(file.Path))];

    private string Below(string path) => Path.GetRelativePath(_folder["share"], path);

    private void Link(string name, string target) => File.CreateSymbolicLink(_folder[name], target);
}
