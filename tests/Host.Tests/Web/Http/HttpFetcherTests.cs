using System.Collections.Concurrent;
using PeerActors.Actors.Peer;
using PeerActors.Actors.Shares;
using PeerActors.Host.Web.Http;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Shares;
using PeerActors.Messages.Wire.Gnutella;

namespace PeerActors.Host.Tests.Web.Http;

public sealed class HttpFetcherTests : IAsyncLifetime
{
    private const int Size = 1_000_000;
    private const string Whole = "HTTP/1.1 200 OK\nContent-Length: 1000000";

    private readonly TemporaryFolder _folder = new();
    private readonly ScriptedSharer _sharer = new();
    private readonly TestFile _file = new(Size);
    private readonly ConcurrentQueue<(long Bytes, long? Total)> _progress = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _sharer.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_whole_file_is_stored_under_its_name_and_verified()
    {
        _sharer.Then(Whole, _file.Bytes);
        var done = await Succeed(Known);
        Assert.Equal(new Fetched(_folder["file.bin"], Size, 0, _file.Sha1, _file.Sha256, VerifiedHashes.Sha1 | VerifiedHashes.Sha256), done);
        AssertStored();
        Assert.DoesNotContain("Range:", _sharer.Heads[0], StringComparison.Ordinal);
        Assert.Equal((0, Size), _progress.First());
    }

    [Fact]
    public async Task Without_any_hash_the_file_is_stored_but_not_called_verified()
    {
        _sharer.Then(Whole, _file.Bytes);
        Assert.Equal(VerifiedHashes.None, (await Succeed(Unknown)).Verified);
        AssertStored();
    }

    [Fact]
    public async Task A_hash_that_the_sharer_states_is_compared()
    {
        _sharer.Then($"{Whole}\nX-Gnutella-Content-URN: {_file.Sha1.Urn}\nRepr-Digest: {_file.ReprDigest}", _file.Bytes);
        Assert.Equal(VerifiedHashes.Sha1 | VerifiedHashes.Sha256, (await Succeed(Unknown)).Verified);
    }

    [Fact]
    public async Task Only_the_hash_that_somebody_named_counts_as_verified()
    {
        _sharer.Then(Whole, _file.Bytes);
        Assert.Equal(VerifiedHashes.Sha1, (await Succeed(Known with { Sha256 = null })).Verified);
        Assert.Equal(VerifiedHashes.Sha1, (await Succeed(Known with { Sha256 = null })).Verified);
        Assert.Single(_sharer.Heads);
    }

    [Theory, InlineData("X-Gnutella-Content-URN"), InlineData("Repr-Digest")]
    public async Task Content_that_is_not_what_the_sharer_states_leaves_nothing(string header)
    {
        var other = new TestFile(10, seed: 2);
        _sharer.Then($"{Whole}\n{header}: {(header == "Repr-Digest" ? other.ReprDigest : other.Sha1.Urn)}", _file.Bytes);
        await Fail(Unknown, DownloadFailure.WrongHash);
        Assert.Empty(_folder.Names);
    }

    [Fact]
    public async Task Content_that_is_not_what_was_asked_for_leaves_nothing()
    {
        _sharer.Then(Whole, new TestFile(Size, seed: 2).Bytes);
        var failed = await Fail(Known, DownloadFailure.WrongHash);
        Assert.True(failed.OtherSourceMayHelp);
        Assert.Empty(_folder.Names);
    }

    [Fact]
    public async Task A_sharer_that_states_another_content_is_not_listened_to_and_costs_us_nothing()
    {
        await BreakAfter(400_000);
        _sharer.Then($"HTTP/1.1 206 Partial Content\nContent-Range: bytes 400000-999999/1000000\nRepr-Digest: {new TestFile(10, 2).ReprDigest}");
        await Fail(Known, DownloadFailure.WrongHash);
        Assert.Equal(400_000, new FileInfo(Partial()).Length);
    }

    [Fact]
    public async Task A_broken_download_goes_on_where_it_was()
    {
        await BreakAfter(400_000);
        Assert.False(File.Exists(_folder["file.bin"]));
        _sharer.Then("HTTP/1.1 206 Partial Content\nContent-Range: bytes 400000-999999/1000000\nContent-Length: 600000", _file.Bytes[400_000..]);
        var done = await Succeed(Known);
        Assert.Equal(400_000, done.ResumedFrom);
        Assert.Contains("Range: bytes=400000-", _sharer.Heads[1], StringComparison.Ordinal);
        AssertStored();
    }

    [Theory]
    [InlineData("ETag: \"v1\"", "\"v1\"")]
    [InlineData("Last-Modified: Sat, 01 Mar 2025 10:00:00 GMT\nDate: Sun, 02 Mar 2025 10:00:00 GMT", "Sat, 01 Mar 2025 10:00:00 GMT")]
    public async Task Without_any_hash_a_broken_download_goes_on_with_the_version_it_began(string version, string asked)
    {
        await BreakUnknownAfter(400_000, version);
        _sharer.Then($"HTTP/1.1 206 Partial Content\nContent-Range: bytes 400000-999999/1000000\n{version}", _file.Bytes[400_000..]);
        Assert.Equal(400_000, (await Succeed(Unknown)).ResumedFrom);
        Assert.Contains("Range: bytes=400000-", _sharer.Heads[1], StringComparison.Ordinal);
        Assert.Contains($"If-Range: {asked}\r\n", _sharer.Heads[1], StringComparison.Ordinal);
        AssertStored();
    }

    [Theory]
    [InlineData("ETag: \"v2\"")]
    [InlineData("X-No-Tag: 1")]
    public async Task Without_any_hash_a_part_of_another_version_is_not_joined_to_the_first(string version)
    {
        await BreakUnknownAfter(400_000, "ETag: \"v1\"");
        var changed = new TestFile(Size, seed: 2);
        _sharer.Then($"HTTP/1.1 206 Partial Content\nContent-Range: bytes 400000-999999/1000000\n{version}", changed.Bytes[400_000..]).Then(Whole, changed.Bytes);
        Assert.Equal(0, (await Succeed(Unknown)).ResumedFrom);
        Assert.DoesNotContain("Range:", _sharer.Heads[2], StringComparison.Ordinal);
        Assert.Equal(["file.bin"], _folder.Names);
        Assert.Equal(changed.Bytes, File.ReadAllBytes(_folder["file.bin"]));
    }

    [Theory]
    [InlineData("X-No-Tag: 1")]
    [InlineData("ETag: W/\"v1\"")]
    [InlineData("Last-Modified: Sun, 02 Mar 2025 09:59:30 GMT\nDate: Sun, 02 Mar 2025 10:00:00 GMT")]
    public async Task Without_any_hash_and_without_a_version_a_download_begins_anew(string version)
    {
        await BreakUnknownAfter(400_000, version);
        _sharer.Then(Whole, _file.Bytes);
        Assert.Equal(0, (await Succeed(Unknown)).ResumedFrom);
        Assert.DoesNotContain("Range:", _sharer.Heads[1], StringComparison.Ordinal);
        AssertStored();
    }

    [Fact]
    public async Task A_second_version_that_breaks_off_is_noted_in_place_of_the_first()
    {
        await BreakUnknownAfter(400_000, "ETag: \"v1\"");
        await BreakUnknownAfter(300_000, "ETag: \"v2\"");
        _sharer.Then("HTTP/1.1 206 Partial Content\nContent-Range: bytes 300000-999999/1000000\nETag: \"v2\"", _file.Bytes[300_000..]);
        Assert.Equal(300_000, (await Succeed(Unknown)).ResumedFrom);
        Assert.Contains("If-Range: \"v2\"", _sharer.Heads[2], StringComparison.Ordinal);
        AssertStored();
    }

    [Fact]
    public async Task A_sharer_that_knows_no_ranges_sends_the_whole_again()
    {
        await BreakAfter(400_000);
        _sharer.Then(Whole, _file.Bytes);
        Assert.Equal(0, (await Succeed(Known)).ResumedFrom);
        AssertStored();
    }

    [Fact]
    public async Task A_range_that_the_sharer_refuses_starts_the_download_anew()
    {
        await BreakAfter(400_000);
        _sharer.Then("HTTP/1.1 416 Range Not Satisfiable\nContent-Range: bytes */1000000\nContent-Length: 0").Then(Whole, _file.Bytes);
        Assert.Equal(0, (await Succeed(Known)).ResumedFrom);
        Assert.DoesNotContain("Range:", _sharer.Heads[2], StringComparison.Ordinal);
        AssertStored();
    }

    [Fact]
    public async Task A_partial_file_that_is_complete_and_right_needs_no_sharer()
    {
        await BreakAfter(400_000);
        File.WriteAllBytes(Partial(), _file.Bytes);
        Assert.Equal(Size, (await Succeed(Known)).ResumedFrom);
        Assert.Single(_sharer.Heads);
        AssertStored();
    }

    [Theory, InlineData(Size), InlineData(Size + 5)]
    public async Task A_partial_file_that_cannot_become_right_is_begun_anew(int length)
    {
        await BreakAfter(400_000);
        File.WriteAllBytes(Partial(), new byte[length]);
        _sharer.Then(Whole, _file.Bytes);
        Assert.Equal(0, (await Succeed(Known)).ResumedFrom);
        AssertStored();
    }

    [Fact]
    public async Task A_spoilt_partial_file_is_found_out_and_removed()
    {
        await BreakAfter(400_000);
        File.WriteAllBytes(Partial(), new byte[400_000]);
        _sharer.Then("HTTP/1.1 206 Partial Content\nContent-Range: bytes 400000-999999/1000000", _file.Bytes[400_000..]);
        var failed = await Fail(Known, DownloadFailure.WrongHash);
        Assert.Contains("earlier try", failed.Detail, StringComparison.Ordinal);
        Assert.Empty(_folder.Names);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\nContent-Length: 999999")]
    [InlineData("HTTP/1.1 200 OK\nContent-Length: 1000001")]
    [InlineData("HTTP/1.1 206 Partial Content\nContent-Range: bytes 1-999999/1000000")]
    [InlineData("HTTP/1.1 206 Partial Content\nContent-Range: bytes 0-4000/1000000")]
    [InlineData("HTTP/1.1 206 Partial Content")]
    [InlineData("HTTP/1.1 200 OK\nContent-Length: 1000000\nContent-Encoding: gzip")]
    [InlineData("HTTP/1.1 302 Found\nLocation: http://127.0.0.1:1/\nContent-Length: 0")]
    [InlineData("HTTP/1.1 204 No Content")]
    [InlineData("SSH-2.0-OpenSSH")]
    public async Task An_answer_that_makes_no_sense_is_no_file(string head)
    {
        _sharer.Then(head);
        await Fail(Known, DownloadFailure.BadAnswer);
        Assert.Empty(_folder.Names);
    }

    [Theory]
    [InlineData("Content-Length: -5")]
    [InlineData("Content-Length: +5")]
    [InlineData("Content-Length: 5 bytes")]
    [InlineData("Content-Length: 99999999999999999999999")]
    [InlineData("Content-Length: 3\nContent-Length: 5")]
    [InlineData("Content-Length: 3, 5")]
    public async Task A_length_that_tells_no_length_is_no_file(string header)
    {
        _sharer.Then($"HTTP/1.1 200 OK\n{header}", "abcde"u8.ToArray());
        var failed = await Fail(Unknown, DownloadFailure.BadAnswer);
        Assert.Contains("Content-Length", failed.Detail, StringComparison.Ordinal);
        Assert.Empty(_folder.Names);
    }

    [Fact]
    public async Task The_same_length_twice_is_one_length()
    {
        _sharer.Then($"{Whole}\nContent-Length: 1000000", _file.Bytes);
        await Succeed(Unknown);
        AssertStored();
    }

    [Theory]
    [InlineData("bytes 399999-999999/1000000")]
    [InlineData("bytes 400000-404000/1000000")]
    [InlineData("bytes 400000-999999/2000000")]
    [InlineData("bytes 400000-1999999/2000000")]
    [InlineData("furlongs 400000-999999/1000000")]
    public async Task A_range_other_than_asked_for_leaves_the_partial_file_alone(string range)
    {
        await BreakAfter(400_000);
        _sharer.Then($"HTTP/1.1 206 Partial Content\nContent-Range: {range}", _file.Bytes);
        await Fail(Known, DownloadFailure.BadAnswer);
        Assert.Equal(_file.Bytes[..400_000], File.ReadAllBytes(Partial()));
    }

    [Fact]
    public async Task A_file_that_comes_in_pieces_is_put_together()
    {
        _sharer.Then("HTTP/1.1 206 Partial Content\nContent-Range: bytes 0-524287/1000000\nContent-Length: 524288", _file.Bytes[..524_288])
            .Then("HTTP/1.1 206 Partial Content\nContent-Range: bytes 524288-999999/1000000\nContent-Length: 475712", _file.Bytes[524_288..]);
        Assert.Equal(0, (await Succeed(Known)).ResumedFrom);
        AssertStored();
        Assert.Contains("Range: bytes=524288-\r\n", _sharer.Heads[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pieces_that_nothing_holds_together_are_not_joined()
    {
        _sharer.Then("HTTP/1.1 206 Partial Content\nContent-Range: bytes 0-524287/1000000\nContent-Length: 524288", _file.Bytes[..524_288]);
        await Fail(Unknown, DownloadFailure.BadAnswer);
    }

    [Fact]
    public async Task Pieces_of_one_stated_content_are_joined_and_those_of_another_are_not()
    {
        var first = $"HTTP/1.1 206 Partial Content\nContent-Range: bytes 0-524287/1000000\nContent-Length: 524288\nX-Gnutella-Content-URN: {_file.Sha1.Urn}";
        var second = "HTTP/1.1 206 Partial Content\nContent-Range: bytes 524288-999999/1000000\nContent-Length: 475712\nX-Gnutella-Content-URN: ";
        _sharer.Then(first, _file.Bytes[..524_288]).Then(second + new TestFile(10, 2).Sha1.Urn, _file.Bytes[524_288..]);
        await Fail(Unknown, DownloadFailure.WrongHash);
        _sharer.Then(first, _file.Bytes[..524_288]).Then(second + _file.Sha1.Urn, _file.Bytes[524_288..]);
        Assert.Equal(VerifiedHashes.Sha1, (await Succeed(Unknown)).Verified);
        AssertStored();
    }

    [Fact]
    public async Task A_busy_sharer_says_when_to_come_again_and_who_else_has_it()
    {
        _sharer.Then("HTTP/1.1 503 Busy\nRetry-After: 90\nX-Alt: 10.0.0.1:6346, 10.0.0.2\nX-Falt: 00000000000000010000000000000002;fwt/1;10.0.0.3:5\nContent-Length: 0");
        var failed = await Fail(Known, DownloadFailure.Refused);
        Assert.Equal(TimeSpan.FromSeconds(90), failed.RetryAfter);
        Assert.Equal([new(0x0A000001, 6346), new(0x0A000002, 6346)], failed.Alternates.Order());
        Assert.Equal(new FirewalledLocation(new(1, 2), [new(0x0A000003, 5)]), Assert.Single(failed.Firewalled));
        Assert.Contains("X-Features: fwalt/0.1\r\n", _sharer.Heads[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task While_another_source_is_untried_nobody_stays_in_a_queue()
    {
        _sharer.Then("HTTP/1.1 503 Queued\nX-Queue: position=3,length=5,limit=1,pollMin=45,pollMax=120\nContent-Length: 0");
        var failed = Assert.IsType<FetchFailed>(await Fetch(Order(Known) with { StaysInQueue = false }));
        Assert.Equal((DownloadFailure.Refused, TimeSpan.FromSeconds(45)), (failed.Failure, failed.RetryAfter));
        Assert.Contains("number 3", failed.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sharer_that_tells_no_place_is_not_said_to_have_told_number_0()
    {
        _sharer.Then("HTTP/1.1 503 Busy\nX-Queued: ID=00112233445566778899aabbccddeeff; position=0\nContent-Length: 0");
        var failed = Assert.IsType<FetchFailed>(await Fetch(Order(Known) with { StaysInQueue = false }));
        Assert.Contains("in its queue, at a place that it does not tell", failed.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_stays_in_a_queue_longer_than_allowed()
    {
        _sharer.Then("HTTP/1.1 503 Queued\nX-Queue: position=3,length=5,limit=1,pollMin=45,pollMax=120\nContent-Length: 0");
        var failed = Assert.IsType<FetchFailed>(await Fetch(Order(Known), Settings with { MaxQueueWait = TimeSpan.FromSeconds(44) }));
        Assert.Contains("downloads.max-queue-wait", failed.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sharer_is_told_of_others_good_and_bad()
    {
        _sharer.Then(Whole, _file.Bytes);
        Assert.IsType<Fetched>(await Fetch(Order(Known) with { GoodSources = [new(0x0A000001, 6346), new(0x0A000002, 1)], BadSources = [new(0x0A000003, 2)] }));
        Assert.Contains("X-Alt: 10.0.0.1:6346, 10.0.0.2:1\r\n", _sharer.Heads[0], StringComparison.Ordinal);
        Assert.Contains("X-NAlt: 10.0.0.3:2\r\n", _sharer.Heads[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_head_without_end_is_not_read_to_its_end()
    {
        _sharer.Then($"{Whole}\nX-Long: {new string('x', 100_000)}", _file.Bytes);
        await Fail(Known, DownloadFailure.BadAnswer);
    }

    [Fact]
    public async Task What_a_sharer_says_instead_of_HTTP_is_told_in_short_and_without_what_a_terminal_obeys()
    {
        _sharer.Then($"\e[2Jowned {new string('x', 10_000)}", _file.Bytes);
        var failed = await Fail(Known, DownloadFailure.BadAnswer);
        Assert.InRange(failed.Detail.Length, 1, 500);
        Assert.DoesNotContain('\e', failed.Detail);
    }

    [Theory]
    [InlineData("Content-Length: 2000000", "announces 2,000,000 bytes")]
    [InlineData("Connection: close", "announced no length, and sends more than 1,500,000 bytes")]
    public async Task More_than_the_largest_file_is_not_taken_whatever_was_announced(string head, string told)
    {
        _sharer.Then($"HTTP/1.1 200 OK\n{head}", [.. _file.Bytes, .. _file.Bytes]);
        var failed = Assert.IsType<FetchFailed>(await Fetch(Order(Unknown with { Size = null }), Settings with { MaxSize = 1_500_000 }));
        Assert.Equal(DownloadFailure.BadAnswer, failed.Failure);
        Assert.Contains(told, failed.Detail, StringComparison.Ordinal);
        Assert.Contains("downloads.max-size", failed.Detail, StringComparison.Ordinal);
        Assert.All(_folder.Names, name => Assert.Equal(0, new FileInfo(_folder[name]).Length));
    }

    [Fact]
    public async Task Bytes_beyond_the_size_are_not_taken()
    {
        _sharer.Then("HTTP/1.1 200 OK\nConnection: close", [.. _file.Bytes, .. _file.Bytes]);
        await Fail(Known, DownloadFailure.BadAnswer);
        Assert.InRange(new FileInfo(Partial()).Length, 1, Size);
    }

    [Fact]
    public async Task A_sharer_that_falls_silent_is_given_up_naming_the_setting()
    {
        _sharer.ThenSilent(Whole, _file.Bytes[..1000]);
        var failed = await Fail(Known, DownloadFailure.Stalled, Settings with { StallTimeout = TimeSpan.FromMilliseconds(200) });
        Assert.Contains("downloads.stall-timeout", failed.Detail, StringComparison.Ordinal);
        Assert.Equal(1000, new FileInfo(Partial()).Length);
    }

    [Fact]
    public async Task A_sharer_that_never_answers_is_given_up_naming_the_setting()
    {
        _sharer.ThenSilent();
        var failed = await Fail(Known, DownloadFailure.Unreachable, Settings with { ConnectTimeout = TimeSpan.FromMilliseconds(200) });
        Assert.Contains("downloads.connect-timeout", failed.Detail, StringComparison.Ordinal);
        Assert.Empty(_folder.Names);
    }

    [Theory, InlineData(404, DownloadFailure.NotThere), InlineData(410, DownloadFailure.NotThere), InlineData(503, DownloadFailure.Refused), InlineData(403, DownloadFailure.Refused)]
    public async Task A_sharer_that_says_no_is_understood(int status, DownloadFailure failure)
    {
        _sharer.Then($"HTTP/1.1 {status} No\nContent-Length: 3", "no\n"u8.ToArray());
        var failed = await Fail(Known, failure);
        Assert.Contains($"{status}", failed.Detail, StringComparison.Ordinal);
        Assert.True(failed.OtherSourceMayHelp);
        Assert.Empty(_folder.Names);
    }

    [Fact]
    public async Task Nobody_there_is_unreachable()
    {
        Uri url;
        await using (var gone = new ScriptedSharer()) url = gone.Url;
        var failed = Assert.IsType<FetchFailed>(await Fetch(Order(Known) with { Source = new DownloadSource(url) }));
        Assert.Equal(DownloadFailure.Unreachable, failed.Failure);
    }

    [Theory, InlineData("https://127.0.0.1/a"), InlineData("ftp://127.0.0.1/a"), InlineData("file:///etc/passwd")]
    public async Task Only_http_is_fetched(string url)
    {
        var failed = Assert.IsType<FetchFailed>(await Fetch(Order(Known) with { Source = new DownloadSource(new Uri(url)) }));
        Assert.Equal(DownloadFailure.NotStarted, failed.Failure);
    }

    [Fact]
    public async Task A_download_given_up_keeps_what_had_arrived()
    {
        using var stopping = new CancellationTokenSource();
        _sharer.ThenSilent(Whole, _file.Bytes[..1000]);
        var fetching = Fetch(Order(Known), stopping: stopping.Token);
        await _sharer.Waits.Task;
        await stopping.CancelAsync();
        Assert.Equal(DownloadFailure.Cancelled, Assert.IsType<FetchFailed>(await fetching).Failure);
    }

    [Fact]
    public async Task A_file_that_is_there_already_and_right_needs_no_sharer()
    {
        File.WriteAllBytes(_folder["file.bin"], _file.Bytes);
        var done = await Succeed(Known);
        Assert.Equal(VerifiedHashes.Sha1 | VerifiedHashes.Sha256, done.Verified);
        Assert.Empty(_sharer.Heads);
        AssertStored();
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task A_file_that_is_there_already_and_something_else_is_left_alone(bool sameSize)
    {
        File.WriteAllBytes(_folder["file.bin"], new byte[sameSize ? Size : 3]);
        foreach (var target in new[] { Known, Unknown })
        {
            var failed = await Fail(target, DownloadFailure.CannotStore);
            Assert.Contains("--out", failed.Detail, StringComparison.Ordinal);
            Assert.False(failed.OtherSourceMayHelp);
        }

        Assert.Equal(["file.bin"], _folder.Names);
        Assert.Equal(new byte[sameSize ? Size : 3], File.ReadAllBytes(_folder["file.bin"]));
    }

    [Fact]
    public async Task A_file_that_appears_meanwhile_is_not_overwritten()
    {
        _sharer.Then(Whole, _file.Bytes);
        var fetcher = new HttpFetcher(Settings, TimeProvider.System);
        var failed = Assert.IsType<FetchFailed>(await fetcher.FetchAsync(Order(Known), _ => File.WriteAllText(_folder["file.bin"], "mine"), CancellationToken.None));
        Assert.Equal(DownloadFailure.CannotStore, failed.Failure);
        Assert.Equal("mine", File.ReadAllText(_folder["file.bin"]));
    }

    [Fact]
    public async Task A_sharer_with_which_we_are_through_is_not_kept_waiting_for_another_request()
    {
        _sharer.ThenOpen(Whole, _file.Bytes);
        await Succeed(Known);
        await _sharer.HungUp.Task.WaitAsync(TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task Two_downloads_to_one_path_do_not_meet()
    {
        using var stopping = new CancellationTokenSource();
        var other = new HttpFetcher(Settings, TimeProvider.System);
        var fetcher = new HttpFetcher(Settings, TimeProvider.System);
        _sharer.ThenSilent(Whole, _file.Bytes[..1000]);
        var first = fetcher.FetchAsync(Order(Known), _ => { }, stopping.Token);
        await _sharer.Waits.Task;

        foreach (var second in new[] { fetcher, other })
        {
            var failed = Assert.IsType<FetchFailed>(await second.FetchAsync(Order(Known), _ => { }, CancellationToken.None));
            Assert.Equal(DownloadFailure.CannotStore, failed.Failure);
            Assert.Contains("Another download is writing", failed.Detail, StringComparison.Ordinal);
        }

        await stopping.CancelAsync();
        Assert.Equal(DownloadFailure.Cancelled, Assert.IsType<FetchFailed>(await first).Failure);
    }

    [Fact]
    public async Task Places_that_cannot_be_written_are_named()
    {
        File.WriteAllText(_folder["plain"], "");
        foreach (var path in new[] { _folder["missing/file.bin"], _folder["plain/file.bin"], _folder.Path, _folder["a\0b"] })
        {
            var failed = Assert.IsType<FetchFailed>(await Fetch(Order(Known) with { Path = path }));
            Assert.Equal((DownloadFailure.CannotStore, false), (failed.Failure, failed.OtherSourceMayHelp));
            Assert.Contains(path.Contains('\0') ? "NUL" : Path.GetDirectoryName(path)!, failed.Detail, StringComparison.Ordinal);
            Assert.Contains("--out", failed.Detail, StringComparison.Ordinal);
        }

        Assert.Empty(_sharer.Heads);
    }

    [Fact]
    public async Task A_full_disk_is_named()
    {
        // On Linux this device is full whenever it is written to.
        File.CreateSymbolicLink(PartialFile.PathFor(_folder["file.bin"], Known, _sharer.Url), "/dev/full");
        _sharer.Then(Whole, _file.Bytes);
        var failed = await Fail(Known, DownloadFailure.DiskFull);
        Assert.Contains(_folder.Path, failed.Detail, StringComparison.Ordinal);
        Assert.False(failed.OtherSourceMayHelp);
    }

    [Fact]
    public async Task Without_a_path_the_cleaned_name_goes_into_the_download_folder_which_is_made()
    {
        _sharer.Then(Whole, _file.Bytes);
        var settings = Settings with { Folder = _folder["new/downloads"] };
        var done = Assert.IsType<Fetched>(await Fetch(Order(Known with { Name = "../../etc/passwd" }) with { Path = null }, settings));
        Assert.Equal(Path.Combine(settings.Folder, "_.._etc_passwd"), done.Path);
    }

    private DownloadTarget Known => new("file.bin", Size, _file.Sha1, _file.Sha256);

    private static DownloadTarget Unknown => new("file.bin", null, null, null);

    private DownloadSettings Settings => PeerSettings.Reference().Downloads with
    {
        Folder = _folder.Path,
        ConnectTimeout = TimeSpan.FromSeconds(60),
        StallTimeout = TimeSpan.FromSeconds(60),
        ProgressInterval = TimeSpan.FromMilliseconds(1),
        MaxRate = 0,
    };

    private FetchOrder Order(DownloadTarget target) => new(target, new DownloadSource(_sharer.Url), _folder["file.bin"]);

    private async Task<FetchOutcome> Fetch(FetchOrder order, DownloadSettings? settings = null, CancellationToken stopping = default) =>
        await new HttpFetcher(settings ?? Settings, TimeProvider.System).FetchAsync(order, how => _progress.Enqueue((how.Bytes, how.Total)), stopping);

    private async Task<Fetched> Succeed(DownloadTarget target) => Assert.IsType<Fetched>(await Fetch(Order(target)));

    private async Task<FetchFailed> Fail(DownloadTarget target, DownloadFailure failure, DownloadSettings? settings = null)
    {
        var failed = Assert.IsType<FetchFailed>(await Fetch(Order(target), settings));
        Assert.Equal(failure, failed.Failure);
        return failed;
    }

    /// <summary>A first try that ends early.</summary>
    private async Task BreakAfter(int bytes)
    {
        _sharer.Then(Whole, _file.Bytes[..bytes]);
        await Fail(Known, DownloadFailure.Unreachable);
        Assert.Equal(bytes, new FileInfo(Partial()).Length);
    }

    /// <summary>A first try without any hash that ends early.</summary>
    private async Task BreakUnknownAfter(int bytes, string version)
    {
        _sharer.Then($"{Whole}\n{version}", _file.Bytes[..bytes]);
        await Fail(Unknown, DownloadFailure.Unreachable);
        Assert.Equal(bytes, new FileInfo(PartialFile.PathFor(_folder["file.bin"], Unknown, _sharer.Url)).Length);
    }

    private string Partial() => _folder[Assert.Single(_folder.Names)];

    private void AssertStored()
    {
        Assert.Equal(["file.bin"], _folder.Names);
        Assert.Equal(_file.Bytes, File.ReadAllBytes(_folder["file.bin"]));
    }
}
