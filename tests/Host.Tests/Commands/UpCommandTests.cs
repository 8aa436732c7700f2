using System.Text.Json.Nodes;
using PeerActors.Host.Composition;
using PeerActors.Host.Tests.Composition;
using PeerActors.Messages.Links;

namespace PeerActors.Host.Tests.Commands;

public sealed class UpCommandTests : IDisposable
{
    private readonly ScratchFolder _scratch = new();
    private readonly FakeHost _host = new();

    private string Data => _scratch.In("data");

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task With_json_it_says_up_then_what_happens_then_left()
    {
        await using var run = Up("--json");

        var up = JsonNode.Parse(await run.Out.NextLine())!.AsObject();
        Assert.Equal(["event", "peer", "id", "address", "admin", "name"], up.Select(property => property.Key));
        Assert.Equal(("up", "127.0.0.1:6346", "alice"), ((string?)up["event"], (string?)up["address"], (string?)up["name"]));
        Assert.Equal(AdminFile.Read(Data).Url, (string?)up["admin"]);

        _host.Happenings.Writer.TryWrite(new LinkHappened(new LinkOpened(new(1), TestSettings.Loopback(9), LinkDirection.Outbound, TimeSpan.FromMilliseconds(5), NeighbourTraits.Legacy)));
        Assert.Equal("""{"event":"linkOpened","link":1,"remote":"127.0.0.1:9","direction":"outbound","greetingMilliseconds":5}""", await run.Out.NextLine());
        _host.Happenings.Writer.TryWrite(new LinkHappened(new LinkClosed(
            new(1), TestSettings.Loopback(9), LinkDirection.Outbound, LinkCloseReason.ConnectionLost, "reset", Carried: true)));
        Assert.Equal(
            """{"event":"linkClosed","link":1,"remote":"127.0.0.1:9","direction":"outbound","reason":"connectionLost","detail":"reset","carried":true}""",
            await run.Out.NextLine());
        _host.Happenings.Writer.TryWrite(new LibraryReady(3, 99));
        Assert.Equal("""{"event":"libraryReady","files":3,"bytes":99}""", await run.Out.NextLine());

        run.Stop();
        Assert.Equal("""{"event":"left","links":2,"hostsSaved":7,"problems":[]}""", await run.Out.NextLine());
        Assert.Equal((0, ""), (await run.Exit, run.Error.All));
    }

    [Fact]
    public async Task After_leaving_nothing_of_the_run_is_left_but_the_id()
    {
        await using var run = Up();
        await run.Out.NextLine();

        run.Stop();

        Assert.Equal(0, await run.Exit);
        Assert.True(_host.Disposed);
        Assert.Equal(["identity.pem", "peer.lock", "person.key", "person.proof", "servent.id"], Directory.GetFiles(Data).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        DataFolder.Open(Data).Dispose();
    }

    [Fact]
    public async Task For_people_it_speaks_in_sentences()
    {
        await using var run = Up("--name", "alice [bold]");

        Assert.Equal(
            $"alice [bold] is up on 127.0.0.1:6346 as peer {_host.Peer.Id}; it takes commands on {AdminFile.Read(Data).Url}", await run.Out.NextLine());
        run.Stop();
        Assert.Equal("Left in order: said Bye to 2 neighbours, stored 7 hosts.", await run.Out.NextLine());
    }

    [Fact]
    public async Task For_people_a_failed_dial_is_told_only_of_peers_they_named()
    {
        await using var run = Up("--join", "127.0.0.1:9");
        await run.Out.NextLine();

        Happens(new LinkClosed(new(1), TestSettings.Loopback(8), LinkDirection.Outbound, LinkCloseReason.DialFailed, "unheard", Carried: false));
        Happens(new LinkClosed(new(2), TestSettings.Loopback(9), LinkDirection.Outbound, LinkCloseReason.DialFailed, "refused\u001b[0m", Carried: false));
        Assert.Equal("No link to 127.0.0.1:9 (dial failed: refused\ufffd[0m)", await run.Out.NextLine());
        Happens(new LinkClosed(new(3), TestSettings.Loopback(8), LinkDirection.Inbound, LinkCloseReason.ByeReceived, "leaving", Carried: true));
        Assert.Equal("Link 3 to 127.0.0.1:8 is closed (bye received: leaving)", await run.Out.NextLine());
    }

    [Fact]
    public async Task Options_reach_the_peer()
    {
        Directory.CreateDirectory(_scratch.In("a"));
        Directory.CreateDirectory(_scratch.In("b"));
        await using var run = Up(
            "--name", "bob", "--listen", "0.0.0.0:0", "--share", _scratch.In("a"), "--share", _scratch.In("b"), "--join", "127.0.0.1:1", "localhost:2");
        await run.Out.NextLine();

        var settings = _host.Setup!.Settings;
        Assert.Equal(("bob", "0.0.0.0:0"), (settings.Name, settings.Listen.ToString()));
        Assert.Equal([_scratch.In("a"), _scratch.In("b")], settings.Shares.Folders.AsEnumerable());
        Assert.Equal([TestSettings.Loopback(1), TestSettings.Loopback(2)], settings.Join.AsEnumerable());
        Assert.Equal(Data, _host.Setup.Data.Path);
    }

    [Fact]
    public async Task A_missing_share_is_named_and_nothing_is_made()
    {
        await using var run = Up("--share", _scratch.In("gone"), "--json");

        Assert.Equal(1, await run.Exit);
        Assert.Contains(_scratch.In("gone"), run.Error.All, StringComparison.Ordinal);
        Assert.Equal(("", false), (run.Out.All, Directory.Exists(Data)));
    }

    [Fact]
    public async Task Every_problem_with_the_settings_is_told_on_a_line_of_its_own()
    {
        await using var run = CommandRun.Start(_host.Seams with { LoadSettings = _ => throw new StartFailed(["one", "two"]) }, ["up", "--data", Data]);

        Assert.Equal(1, await run.Exit);
        Assert.Equal(["one", "two"], run.Error.Lines);
    }

    [Fact]
    public async Task A_second_peer_in_the_same_folder_fails_and_harms_nothing()
    {
        await using var first = Up();
        await first.Out.NextLine();
        await using var second = CommandRun.Start(new FakeHost().Seams, ["up", "--data", Data]);

        Assert.Equal(1, await second.Exit);
        Assert.Contains("in use by another peer", second.Error.All, StringComparison.Ordinal);
        AdminFile.Read(Data);
    }

    [Fact]
    public async Task A_peer_that_fails_in_the_open_ends_the_program()
    {
        await using var run = Up("--json");
        await run.Out.NextLine();

        _host.Fail(new InvalidOperationException("the router broke"));

        Assert.Equal(1, await run.Exit);
        Assert.Contains("the router broke", run.Error.All, StringComparison.Ordinal);
        Assert.Equal((true, false), (_host.Disposed, File.Exists(AdminFile.PathIn(Data))));
    }

    [Fact]
    public async Task State_that_could_not_be_saved_is_a_failure()
    {
        _host.Left = _host.Left with { Problems = ["the disk is full"] };
        await using var run = Up();
        await run.Out.NextLine();

        run.Stop();

        Assert.Equal((1, "the disk is full\n"), (await run.Exit, run.Error.All));
    }

    [Fact]
    public async Task A_peer_that_cannot_leave_in_order_says_so()
    {
        _host.LeavingFails = new TimeoutException("no answer");
        await using var run = Up();
        await run.Out.NextLine();

        run.Stop();

        Assert.Equal(1, await run.Exit);
        Assert.Contains("could not leave in order", run.Error.All, StringComparison.Ordinal);
    }

    private CommandRun Up(params string[] more) => CommandRun.Start(_host.Seams, ["up", "--data", Data, .. more]);

    private void Happens(ILinkEvent what) => _host.Happenings.Writer.TryWrite(new LinkHappened(what));
}
