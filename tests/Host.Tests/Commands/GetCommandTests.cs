using System.Text.Json.Nodes;
using PeerActors.Host.Tests.Admin;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Shares;

namespace PeerActors.Host.Tests.Commands;

public sealed class GetCommandTests : WithRunningPeer
{
    private static readonly Uri Source = new("http://127.0.0.1:7001/get/42/a");
    private const VerifiedHashes Both = VerifiedHashes.Sha1 | VerifiedHashes.Sha256;
    private static readonly Sha256Hash Sha256 = new(1, 2, 3, 4);

    [Fact]
    public async Task It_ends_with_path_size_hash_and_whether_it_was_verified()
    {
        Gateway.Remembered = FakeGateway.Hit(5, "a");
        Tell(Progress(0), Progress(1000), Finished(Both));

        await using var run = await Run("get", "5");

        Assert.Equal((0, ""), (await run.Exit, run.Error.All));
        Assert.Equal("Fetching http://127.0.0.1:7001/get/42/a", run.Out.Lines[0]);
        Assert.Contains("file    /downloads/a\n", run.Out.All, StringComparison.Ordinal);
        Assert.Contains("size    2048 bytes (2.0 KiB)\n", run.Out.All, StringComparison.Ordinal);
        Assert.Contains($"sha256  {Sha256} (verified)\n", run.Out.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_of_which_no_hash_was_known_is_said_to_be_unverified()
    {
        Tell(Finished(VerifiedHashes.None));

        await using var run = await Run("get", "http://127.0.0.1:7001/get/42/a");

        Assert.Contains("not verified", run.Out.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_the_hash_that_was_compared_is_said_to_be_verified()
    {
        Tell(Finished(VerifiedHashes.Sha1));
        Tell(Finished(VerifiedHashes.Sha1));

        await using var run = await Run("get", "http://127.0.0.1:7001/get/42/a");
        Assert.Contains($"sha1    {default(Sha1Hash)} (verified)\n", run.Out.All, StringComparison.Ordinal);
        Assert.Contains($"sha256  {Sha256} (not verified: nobody had stated it)\n", run.Out.All, StringComparison.Ordinal);

        await using var json = await Run("get", "http://127.0.0.1:7001/get/42/a", "--json");
        Assert.Equal(["sha1"], JsonNode.Parse(json.Out.Lines[0])!["verified"]!.AsArray().Select(one => (string?)one));
    }

    [Theory]
    [InlineData(0, "it does not tell at which place")]
    [InlineData(3, "number 3")]
    public async Task A_place_in_the_sharers_queue_is_told_as_far_as_it_is_known(int place, string told)
    {
        Tell(Progress(0) with { QueuePosition = place }, Finished(Both));

        await using var run = await Run("get", "http://127.0.0.1:7001/get/42/a");

        Assert.Contains("Waiting in the sharer's queue", run.Out.Lines[1], StringComparison.Ordinal);
        Assert.Contains(told, run.Out.Lines[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2000, 100)]
    [InlineData(1, 1)]
    public async Task In_a_pipe_there_is_at_most_one_line_of_progress_per_second(int millisecondsBetween, int lines)
    {
        Tell([.. Enumerable.Range(0, 100).Select(Progress), Finished(Both)]);

        await using var run = await CommandRun.ToEnd(
            ["get", "http://127.0.0.1:7001/get/42/a", "--data", Data], clock: new ManualClock(TimeSpan.FromMilliseconds(millisecondsBetween)));

        Assert.Equal(lines, run.Out.Lines.Count(line => line.Contains(" of 2.0 KiB (", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task On_a_terminal_there_is_a_bar()
    {
        Tell(Progress(0), Progress(1024), Finished(Both));

        await using var run = await RunOnTerminal("get", "http://127.0.0.1:7001/get/42/a");

        Assert.Equal(0, await run.Exit);
        Assert.Contains("100%", run.Out.All, StringComparison.Ordinal);
        Assert.Contains("2.0 KiB", run.Out.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_json_there_is_one_object_per_line_and_nothing_else()
    {
        Tell(Progress(7), Finished(Both));

        await using var run = await Run("get", "http://127.0.0.1:7001/get/42/a", "--json");

        Assert.Equal(["progress", "finished"], run.Out.Lines.Select(line => (string?)JsonNode.Parse(line)!["event"]));
        Assert.Equal(Sha256.ToString(), (string?)JsonNode.Parse(run.Out.Lines[1])!["sha256"]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_failed_download_is_told_with_its_reason(bool json)
    {
        Tell(new DownloadFailed(new(1), DownloadFailure.WrongHash, "sha1 differs\u001b[0m"));

        await using var run = await Run(["get", "http://127.0.0.1:7001/get/42/a", .. json ? (string[])["--json"] : []]);

        Assert.Equal((1, "The download failed (wrong hash): sha1 differs\ufffd[0m\n"), (await run.Exit, run.Error.All));
        Assert.Equal(json ? 1 : 0, run.Out.Lines.Length);
    }

    [Fact]
    public async Task A_hit_that_nobody_remembers_is_a_failure()
    {
        await using var run = await Run("get", "77");

        Assert.Equal((1, ""), (await run.Exit, run.Out.All));
        Assert.Contains("Hit 77 is not known", run.Error.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_path_is_made_absolute_here()
    {
        Tell(Finished(Both));

        await using var run = await Run("get", "http://127.0.0.1:7001/get/42/a", "--out", "some.file");

        Assert.Equal(Path.GetFullPath("some.file"), Assert.Single(Gateway.Downloads).Path);
    }

    [Fact]
    public async Task A_folder_is_no_path_for_a_file()
    {
        await using var run = await Run("get", "1", "--out", Scratch);

        Assert.Equal(2, await run.Exit);
        Assert.Empty(Gateway.Downloads);
    }

    [Fact]
    public async Task A_signal_gives_the_download_up_at_the_peer()
    {
        await using var run = CommandRun.Start(new FakeHost().Seams, ["get", "http://127.0.0.1:7001/get/42/a", "--json", "--data", Data]);
        Tell(Progress(1));
        await run.Out.NextLine();

        run.Stop();

        Assert.Equal(1, await run.Exit);
        await Gateway.Over.Task.WaitAsync(TimeSpan.FromSeconds(30));
    }

    private static DownloadProgressed Progress(int bytes) => new(new(1), bytes, 2048, Source);

    private static DownloadFinished Finished(VerifiedHashes verified) => new(new(1), "/downloads/a", 2048, 0, default, Sha256, verified);

    private void Tell(params IDownloadEvent[] events) => Assert.All(events, told => Assert.True(Gateway.DownloadEvents.Writer.TryWrite(told)));
}
