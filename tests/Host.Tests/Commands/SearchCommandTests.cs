using System.Text.Json.Nodes;
using PeerActors.Host.Tests.Admin;
using PeerActors.Messages.Identity;
using PeerActors.Messages.Shares;

namespace PeerActors.Host.Tests.Commands;

public sealed class SearchCommandTests : WithRunningPeer
{
    private const string HostileName = "\u001b[2J\u001b]0;owned\u0007[red]blue[/] \u202egnp.exe\u009b1m\r\nforged";

    [Fact]
    public async Task Hits_come_with_their_numbers_and_at_the_end_how_many_and_why()
    {
        Tell(new SearchStarted(new(1), 2), FakeGateway.Hit(5, "blue-train.flac"), FakeGateway.Hit(6, "train.txt"), End(2, SearchEnd.EnoughHits));

        await using var run = await Run("search", "blue", "train", "--for", "3s", "--hits", "2");

        Assert.Equal((0, ""), (await run.Exit, run.Error.All));
        Assert.Equal((SearchTerms.OfWords("blue train"), TimeSpan.FromSeconds(3), 2), Assert.Single(Gateway.Searches));
        Assert.Equal("Asking 2 neighbours.", run.Out.Lines[0]);
        Assert.Equal("   5    30.0 MiB   2 hops  127.0.0.1:7001         blue-train.flac", run.Out.Lines[1]);
        Assert.Contains("sha1 -  sha256 -  peer 00000000000000ab00000000000000cd  index 42", run.Out.Lines[2], StringComparison.Ordinal);
        Assert.Equal("2 hits: as many as were wanted (--hits 2).", run.Out.Lines[^1]);
    }

    [Theory, InlineData("1.5m", 90), InlineData("250ms", 0.25), InlineData("7", 7), InlineData("1h", 3600)]
    public async Task A_time_may_have_a_unit(string time, double seconds)
    {
        Tell(End(0, SearchEnd.TimeOver));

        await using var run = await Run("search", "blue", "--for", time);

        Assert.Equal((0, TimeSpan.FromSeconds(seconds)), (await run.Exit, Assert.Single(Gateway.Searches).Duration));
    }

    [Fact]
    public async Task What_looks_like_a_hash_is_searched_as_one()
    {
        Tell(End(0, SearchEnd.TimeOver));

        await using var run = await Run("search", "blue", "URN:SHA1:PLSTHIPQGSSZTS5FJUPAKUZWUGYQYPFB");

        Assert.Equal(0, await run.Exit);
        var terms = Assert.Single(Gateway.Searches).Terms;
        Assert.Equal(("blue", "urn:sha1:PLSTHIPQGSSZTS5FJUPAKUZWUGYQYPFB"), (terms.Words, Assert.Single(terms.Hashes).Urn));
    }

    [Theory, InlineData("0.0.0.0:0"), InlineData("127.0.0.1:0"), InlineData("0.0.0.0:80")]
    public async Task A_hit_whose_sharer_cannot_be_dialled_is_marked(string text)
    {
        Assert.True(PeerAddress.TryParse(text, out var address));
        Tell(FakeGateway.Hit(5, "blue-train.flac", address: address), FakeGateway.Hit(6, "train.txt"), End(2, SearchEnd.TimeOver));

        await using var run = await Run("search", "train");

        Assert.Contains($"{text,-21}  cannot be fetched  blue-train.flac", run.Out.Lines[0], StringComparison.Ordinal);
        Assert.DoesNotContain("cannot be fetched", run.Out.Lines[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hit_is_printed_before_the_search_is_over()
    {
        var run = CommandRun.Start(new FakeHost().Seams, ["search", "a", "--json", "--data", Data]);
        await using (run)
        {
            Tell(FakeGateway.Hit(1, "a"));
            Assert.Equal(1, (long)JsonNode.Parse(await run.Out.NextLine())!["hit"]!);
            Tell(End(1, SearchEnd.TimeOver));
            Assert.Equal(0, await run.Exit);
        }
    }

    [Fact]
    public async Task With_json_there_is_one_object_per_line_and_nothing_else()
    {
        Tell(new SearchStarted(new(1), 2), FakeGateway.Hit(5, HostileName), End(1, SearchEnd.TimeOver));

        await using var run = await Run("search", "blue", "--json");

        Assert.Equal(["searchStarted", "hit", "searchFinished"], run.Out.Lines.Select(line => (string?)JsonNode.Parse(line)!["event"]));
        Assert.Equal(HostileName, (string?)JsonNode.Parse(run.Out.Lines[1])!["name"]);
        Assert.All(run.Out.All, c => Assert.True(c is '\n' or (>= ' ' and < '\u007f')));
    }

    [Fact]
    public async Task A_hostile_name_does_nothing_to_a_pipe()
    {
        Tell(FakeGateway.Hit(5, HostileName), End(1, SearchEnd.TimeOver));

        await using var run = await Run("search", "blue");

        Assert.EndsWith("\ufffd[2J\ufffd]0;owned\ufffd[red]blue[/] \ufffdgnp.exe\ufffd1m\ufffd\ufffdforged", run.Out.Lines[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hostile_name_does_nothing_to_a_terminal()
    {
        Tell(FakeGateway.Hit(5, HostileName), End(1, SearchEnd.TimeOver));

        await using var run = await RunOnTerminal("search", "blue");

        Assert.Equal(0, await run.Exit);
        var text = string.Concat(run.Out.Lines);
        Assert.DoesNotContain("\u001b[2J", text, StringComparison.Ordinal);
        Assert.DoesNotContain("\u001b]", text, StringComparison.Ordinal);
        Assert.DoesNotContain('\u009b', text);
        Assert.DoesNotContain('\u202e', text);
        Assert.Contains("[red]blue[/]", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_search_without_hits_is_no_failure()
    {
        Tell(new SearchStarted(new(1), 1), End(0, SearchEnd.TimeOver));

        await using var run = await Run("search", "blue");

        Assert.Equal((0, "No hits: the time is over (--for 10 s)."), (await run.Exit, run.Out.Lines[^1]));
    }

    [Theory]
    [InlineData(SearchEnd.Refused, "peer.searches.max-hits")]
    [InlineData(SearchEnd.NoLinks, "no neighbour")]
    public async Task A_search_that_was_not_made_is_a_failure(SearchEnd end, string because)
    {
        Tell(new SearchFinished(new(1), 0, end, "max is 5; see peer.searches.max-hits"));

        await using var run = await Run("search", "blue");

        Assert.Equal((1, ""), (await run.Exit, run.Out.All));
        Assert.Contains(because, run.Error.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Words_may_look_like_files_and_options()
    {
        Tell(End(0, SearchEnd.TimeOver));

        await using var run = await CommandRun.ToEnd(["search", "--data", Data, "--", "@home", "--json", "-x"]);

        Assert.Equal("@home --json -x", Assert.Single(Gateway.Searches).Terms.Words);
    }

    [Fact]
    public async Task A_signal_ends_the_search_at_the_peer()
    {
        await using var run = CommandRun.Start(new FakeHost().Seams, ["search", "a", "--json", "--data", Data]);
        Tell(new SearchStarted(new(1), 1));
        await run.Out.NextLine();

        run.Stop();

        Assert.Equal((1, "Stopped.\n"), (await run.Exit, run.Error.All));
        await Gateway.Over.Task.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task A_peer_that_leaves_during_a_search_is_said_to_have_left()
    {
        await using var run = CommandRun.Start(new FakeHost().Seams, ["search", "a", "--json", "--data", Data]);
        Tell(new SearchStarted(new(1), 1));
        await run.Out.NextLine();

        await StopPeer();

        Assert.Equal((1, "The peer ended before the search did.\n"), (await run.Exit, run.Error.All));
    }

    private static SearchFinished End(int hits, SearchEnd why) => new(new(1), hits, why, null);

    private void Tell(params ISearchEvent[] events) => Assert.All(events, told => Assert.True(Gateway.SearchEvents.Writer.TryWrite(told)));
}
