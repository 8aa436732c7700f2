using System.Text.Json.Nodes;
using PeerActors.Host.Tests.Admin;
using PeerActors.Host.Tests.Composition;
using PeerActors.Messages.Shares;

namespace PeerActors.Host.Tests.Commands;

public sealed class BrowseCommandTests : WithRunningPeer
{
    [Fact]
    public async Task The_files_of_a_host_are_listed_and_numbered_for_get()
    {
        Tell(new SearchStarted(new(1), 1), FakeGateway.Hit(5, "blue-train.flac"), new SearchFinished(new(1), 1, SearchEnd.ToldAll, null));

        await using var run = await Run("browse", "127.0.0.1:7001");

        Assert.Equal((0, ""), (await run.Exit, run.Error.All));
        Assert.Equal((TestSettings.Loopback(7001), 1000), Assert.Single(Gateway.Browses));
        Assert.Equal("   5    30.0 MiB   2 hops  127.0.0.1:7001         blue-train.flac", run.Out.Lines[0]);
        Assert.Equal("1 file: all that 127.0.0.1:7001 lists.", run.Out.Lines[^1]);
    }

    [Fact]
    public async Task A_list_that_ends_at_the_number_wanted_says_so()
    {
        Tell(new SearchFinished(new(1), 2, SearchEnd.EnoughHits, null));

        await using var run = await Run("browse", "127.0.0.1:7001", "--hits", "2");

        Assert.Equal((0, "2 files: as many as were wanted (--hits 2)."), (await run.Exit, run.Out.Lines[^1]));
    }

    [Fact]
    public async Task A_host_that_tells_nothing_is_a_failure_with_what_was_seen()
    {
        Tell(new SearchFinished(new(1), 0, SearchEnd.NotTold, "127.0.0.1:7001 answered 403, and lists nothing."));

        await using var run = await Run("browse", "127.0.0.1:7001", "--json");

        Assert.Equal(1, await run.Exit);
        Assert.Contains("127.0.0.1:7001 answered 403, and lists nothing.", run.Error.All, StringComparison.Ordinal);
        Assert.Equal("notTold", JsonNode.Parse(Assert.Single(run.Out.Lines))!["end"]!.GetValue<string>());
    }

    private void Tell(params ISearchEvent[] events)
    {
        foreach (var e in events) Gateway.SearchEvents.Writer.TryWrite(e);
    }
}
