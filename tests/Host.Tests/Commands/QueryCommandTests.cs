using System.Text.Json.Nodes;
using PeerActors.Host.Composition;
using PeerActors.Host.Tests.Admin;
using PeerActors.Host.Tests.Composition;
using PeerActors.Messages.HostCatcher;
using PeerActors.Messages.Links;
using PeerActors.Messages.Shares;

namespace PeerActors.Host.Tests.Commands;

public sealed class QueryCommandTests : WithRunningPeer
{
    [Fact]
    public async Task Status_is_one_object_or_a_page()
    {
        await using var json = await Run("status", "--json");
        await using var plain = await Run("status");
        await using var terminal = await RunOnTerminal("status");

        Assert.Equal((0, 0, 0), (await json.Exit, await plain.Exit, await terminal.Exit));
        Assert.Equal("alice", (string?)JsonNode.Parse(Assert.Single(json.Out.Lines))!["name"]);
        Assert.Contains("library       3 files, 4.0 KiB\n", plain.Out.All, StringComparison.Ordinal);
        Assert.Contains("received      query hit 4\n", plain.Out.All, StringComparison.Ordinal);
        Assert.Contains("dropped       too many hops 1\n", plain.Out.All, StringComparison.Ordinal);
        Assert.Contains("peer links    0 of 0 peers linked, 0 messages kept; none\n", plain.Out.All, StringComparison.Ordinal);
        Assert.Contains("services      2 exported, 0 peers, 0 B waiting, 700 B kept\n", plain.Out.All, StringComparison.Ordinal);
        Assert.Contains("messages      not allowed 5\n", plain.Out.All, StringComparison.Ordinal);
        Assert.Contains("3 files, 4.0 KiB", terminal.Out.All, StringComparison.Ordinal);
        Assert.Equal("", json.Error.All + plain.Error.All + terminal.Error.All);
    }

    [Fact]
    public async Task A_problem_with_a_hostile_path_is_shown_whole_and_harmless()
    {
        var path = "/music/\u001b]0;owned\u0007[red]" + new string('x', 300);
        Gateway.LibraryToTell = Gateway.LibraryToTell with { Problems = [new(path, "unreadable")] };

        await using var plain = await Run("status");
        await using var terminal = await RunOnTerminal("status");

        Assert.Contains(path.Replace('\u001b', '\ufffd').Replace('\u0007', '\ufffd'), plain.Out.All, StringComparison.Ordinal);
        Assert.DoesNotContain('\u0007', terminal.Out.All);
        Assert.DoesNotContain("\u001b]0;", terminal.Out.All, StringComparison.Ordinal);
        Assert.Contains("[red]", terminal.Out.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Links_are_a_line_each()
    {
        LinkView Link(long id) => new(
            new(id), TestSettings.Loopback(50000), null, LinkDirection.Inbound, LinkState.Carrying, FakeGateway.Started, new(1000, 2048, 3, 4, 5, 6, 0, 0), null);
        Gateway.LinksToTell = Gateway.LinksToTell with { Links = [Link(1), Link(12)] };

        await using var json = await Run("links", "--json");
        await using var plain = await Run("links");

        Assert.Equal([1L, 12L], json.Out.Lines.Select(line => (long)JsonNode.Parse(line)!["link"]!));
        Assert.Equal(3, plain.Out.Lines.Length);
        Assert.Matches("^12    127.0.0.1:50000  -           inbound    carrying  .*  -     -        1,000 \\(2.0 KiB\\)  3 \\(4 B\\)  -         5        6       -$", plain.Out.Lines[2]);
    }

    [Fact]
    public async Task A_link_tells_what_the_neighbour_is_and_how_well_each_direction_deflates()
    {
        var traits = new NeighbourTraits { Mode = PeerMode.Leaf, OwnMode = PeerMode.Ultrapeer, Agent = "gtk-\u001b[2Jgnutella/1.2.3", DeflatesIn = true, DeflatesOut = true, Degree = 32 };
        LinkView Link(long id, NeighbourTraits told, LinkTraffic traffic) => new(
            new(id), TestSettings.Loopback(50000), null, LinkDirection.Inbound, LinkState.Carrying, FakeGateway.Started, traffic, told);
        Gateway.LinksToTell = Gateway.LinksToTell with
        {
            Links =
            [
                Link(1, traits, new(10, 1000, 3, 500, 0, 0, 400, 190)), Link(2, traits with { DeflatesIn = false }, new(1, 100, 0, 0, 0, 0, 0, 0)),
                Link(3, NeighbourTraits.Legacy, LinkTraffic.None),
            ],
        };

        await using var json = await Run("links", "--json");
        await using var plain = await Run("links");

        var first = JsonNode.Parse(json.Out.Lines[0])!;
        Assert.Equal((400, 190), ((long)first["deflatedIn"]!, (long)first["deflatedOut"]!));
        Assert.Equal(
            ("0.6", "leaf", "ultrapeer", 32, true),
            ((string?)first["traits"]!["dialect"], (string?)first["traits"]!["mode"], (string?)first["traits"]!["ownMode"], (int)first["traits"]!["degree"]!, (bool)first["traits"]!["deflatesIn"]!));
        Assert.Contains("leaf   0.6      10 (1000 B)", plain.Out.Lines[1], StringComparison.Ordinal);
        Assert.EndsWith("in 40 %, out 38 %  0        0       gtk-\ufffd[2Jgnutella/1.2.3", plain.Out.Lines[1], StringComparison.Ordinal);
        Assert.Contains("in -, out -", plain.Out.Lines[2], StringComparison.Ordinal);
        Assert.Matches("plain  0.4 .* -  .* -$", plain.Out.Lines[3]);
    }

    [Fact]
    public async Task What_full_queues_dropped_is_told_by_class()
    {
        var traffic = new LinkTraffic(0, 0, 0, 0, 1005, 6, 0, 0) { Classes = LinkTraffic.None.Classes.Add(TrafficClass.Queries, new(9, 1000, 6)).Add(TrafficClass.Pings, new(0, 5, 0)) };
        Gateway.LinksToTell = Gateway.LinksToTell with { Links = [new(new(1), TestSettings.Loopback(50000), null, LinkDirection.Inbound, LinkState.Carrying, FakeGateway.Started, traffic, null)] };

        await using var plain = await Run("links");

        Assert.Contains("  1,005 (queries 1,000, pings 5)  6", plain.Out.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bans_are_a_line_each_with_the_reason()
    {
        await using var none = await Run("links", "--bans");
        Gateway.BansToTell = Gateway.BansToTell with { Bans = [new("10.0.0.9", "more pings\u0007 than 2 in a second", DateTimeOffset.MaxValue)] };

        await using var json = await Run("links", "--bans", "--json");
        await using var plain = await Run("links", "--bans");

        Assert.Equal("No address is barred.\n", none.Out.All);
        Assert.Equal("10.0.0.9", (string?)JsonNode.Parse(Assert.Single(json.Out.Lines))!["host"]);
        Assert.Matches("^10\\.0\\.0\\.9  .* d .* h  more pings\ufffd than 2 in a second$", plain.Out.Lines[1]);
    }

    [Fact]
    public async Task No_links_is_a_sentence_for_people_and_nothing_for_programs()
    {
        await using var json = await Run("links", "--json");
        await using var plain = await Run("links");

        Assert.Equal(("", 0), (json.Out.All, await json.Exit));
        Assert.Equal("No links. 0 links opened so far; closed: none.\n", plain.Out.All);
    }

    [Fact]
    public async Task Hosts_are_a_line_each()
    {
        Gateway.HostsToTell = Gateway.HostsToTell with
        {
            Hosts = [new(TestSettings.Loopback(6347), HostSource.Joined, FakeGateway.Started, 2, 1024, 3, 0, FakeGateway.Started) { Mode = PeerMode.Ultrapeer }],
        };

        await using var json = await Run("hosts", "--json");
        await using var plain = await Run("hosts");

        Assert.Equal("joined", (string?)JsonNode.Parse(Assert.Single(json.Out.Lines))!["source"]);
        Assert.Matches("^127.0.0.1:6347  ultrapeer  joined      .* ago  2 files, 1.0 MiB  3       0       never dialled  any time$", plain.Out.Lines[1]);
    }

    [Fact]
    public async Task A_host_tells_where_it_was_learned_and_how_it_fared_in_words()
    {
        var now = DateTimeOffset.UtcNow;
        Gateway.HostsToTell = Gateway.HostsToTell with
        {
            Hosts =
            [
                new(TestSettings.Loopback(6347), HostSource.Neighbour, now, 2, 1024, 3, 2, now.AddHours(1))
                {
                    FirstSource = HostSource.WebCache, FailuresInAll = 5,
                    LastTrial = new(HostOutcome.Refused, "it answered \"GNUTELLA 503 Too many links\"", now.AddMinutes(-2)),
                },
            ],
        };

        await using var json = await Run("hosts", "--json");
        await using var plain = await Run("hosts");
        await using var terminal = await RunOnTerminal("hosts");

        var host = JsonNode.Parse(Assert.Single(json.Out.Lines))!;
        Assert.Equal(("webCache", "neighbour", 5, "refused"), ((string?)host["firstSource"], (string?)host["source"], (int)host["failuresInAll"]!, (string?)host["lastTrial"]!["outcome"]));
        Assert.Contains("web cache, then neighbour", plain.Out.Lines[1], StringComparison.Ordinal);
        Assert.Matches("3 {7}5, 2 since linked  refused 2 min \\d+ s ago: it answered \"GNUTELLA 503 Too many links\"  in ", plain.Out.Lines[1]);
        Assert.Contains("503", terminal.Out.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Web_caches_follow_the_hosts_and_tell_how_they_answered()
    {
        var now = DateTimeOffset.UtcNow;
        Gateway.HostsToTell = Gateway.HostsToTell with
        {
            Caches =
            [
                new(new("http://cache.example/gwc"), now.AddMinutes(-3), 0, 2, "it answered 503", now.AddHours(2)),
                new(new("https://other.example/"), null, 0, 0, "", DateTimeOffset.MinValue),
            ],
        };

        await using var json = await Run("hosts", "--json");
        await using var plain = await Run("hosts");

        Assert.Equal(["http://cache.example/gwc", "https://other.example/"], json.Out.Lines.Select(line => (string?)JsonNode.Parse(line)!["cache"]));
        Assert.Matches("^Web cache http://cache.example/gwc: asked 3 min .* ago, it answered 503; next in 1 h 59 min\\.$", plain.Out.Lines[1]);
        Assert.Equal("Web cache https://other.example/: not asked so far.", plain.Out.Lines[2]);
    }

    [Fact]
    public async Task Without_a_running_peer_the_folder_and_the_way_out_are_named()
    {
        await StopPeer();

        foreach (var command in (string[][])[["status"], ["links"], ["hosts"], ["search", "a"], ["get", "1"]])
        {
            await using var run = await Run([.. command, "--json"]);
            Assert.Equal((1, ""), (await run.Exit, run.Out.All));
            Assert.Contains($"peer up --data {Data}", run.Error.All, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_peer_that_no_longer_answers_is_named_with_its_address_and_process()
    {
        var access = AdminFile.Read(Data);
        await StopPeer();
        AdminFile.Write(Data, access);

        await using var run = await Run("status");

        Assert.Equal(1, await run.Exit);
        Assert.Contains($"names {access.Url} and process {access.Pid}", run.Error.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_of_another_run_is_said_to_be_one()
    {
        AdminFile.Write(Data, AdminFile.Read(Data) with { Token = "old" });

        await using var run = await Run("search", "a");

        Assert.Equal(1, await run.Exit);
        Assert.Contains("refused the token", run.Error.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_room_that_does_not_answer_is_a_failure_with_its_setting()
    {
        Gateway.Failure = new TimeoutException("Timeout after 5 s");

        await using var run = await Run("links");

        Assert.Equal(1, await run.Exit);
        Assert.Contains("peer.ask-timeout", run.Error.All, StringComparison.Ordinal);
    }
}
