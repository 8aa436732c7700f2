using PeerActors.TestKit.Processes;

namespace PeerActors.Scenarios.Processes;

/// <summary>What keeps a peer from coming up, or a command from running, is said on standard error, and by the exit code.</summary>
public class RefusedStartTests
{
    [Fact]
    public async Task A_data_folder_in_use_is_refused_and_names_the_folder_and_the_process()
    {
        await using var peers = new PeerProcesses();
        var alice = await peers.Up("alice");
        Refused(await peers.Run("up", "--data", alice.Data, "--listen", "127.0.0.1:0", "--json"), alice.Data, $"process {alice.Program.Id} ", "--data");
        Assert.Equal(alice.Id, (await alice.Status()).String("peer"));
    }

    [Fact]
    public async Task The_folder_of_a_peer_that_was_killed_is_free()
    {
        await using var peers = new PeerProcesses();
        var alice = await peers.Up("alice");
        await alice.Program.Kill();
        var status = await alice.Run("status");
        Assert.Contains($"left behind by process {alice.Program.Id}", status.Errors, StringComparison.Ordinal);
        Assert.Equal(alice.Id, (await peers.Up("alice")).Id);
    }

    [Fact]
    public async Task A_busy_port_is_refused_and_names_the_address_and_the_setting()
    {
        await using var peers = new PeerProcesses();
        var alice = await peers.Up("alice");
        Refused(
            await peers.Run("up", "--data", peers["bob"], "--listen", alice.Address, "--json"),
            alice.Address, "another program uses that port", "--listen", "peer.listen");
        Assert.Equal(alice.Id, (await alice.Status()).String("peer"));
    }

    [Theory]
    [InlineData("peer {\n  links {\n    max = 99999\n  }\n}\n", ":3:11: ", "peer.links.max", "99999", "1 to 1000")]
    [InlineData("peer {\n  links {\n    maxx = 9\n  }\n}\n", ":3:5: ", "peer.links.maxx", "peer.links.max")]
    [InlineData("peer {\n  links {\n    max = many\n  }\n}\n", ":3:11: ", "peer.links.max", "many", "integer")]
    [InlineData("peer {\n  links {\n    max = 9\n  }\n", ":5:1: ", "peer", "the end of the file", "'}'")]
    public async Task A_bad_configuration_is_refused_and_names_place_key_and_what_is_allowed(string text, params string[] named)
    {
        await using var peers = new PeerProcesses();
        var file = peers["peer.conf"];
        await File.WriteAllTextAsync(file, text);
        Refused(await peers.Run("up", "--config", file, "--data", peers["alice"], "--json"), [file + named[0], .. named[1..]]);
        Assert.False(Directory.Exists(peers["alice"]), "a peer that does not start leaves no data folder");
    }

    [Fact]
    public async Task A_bad_environment_variable_is_refused_by_its_name()
    {
        await using var peers = new PeerProcesses();
        peers.Settings["PEER_LINKS_MAX"] = "0";
        Refused(await peers.Run("up", "--data", peers["alice"], "--json"), "PEER_LINKS_MAX", "1 to 1000");
    }

    [Theory]
    [InlineData("frob")]
    [InlineData("up", "--listen", "nowhere", "--json")]
    [InlineData("search", "--json")]
    [InlineData("get", "ftp://127.0.0.1/", "--json")]
    public async Task Wrong_usage_has_an_exit_code_of_its_own(params string[] arguments)
    {
        await using var peers = new PeerProcesses();
        var ended = await peers.Run(arguments);
        Assert.Equal((2, 0), (ended.Code, ended.Lines.Count));
        Assert.Contains("--help", ended.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_data_folder_that_cannot_be_made_or_written_is_refused_by_name()
    {
        await using var peers = new PeerProcesses();
        await File.WriteAllTextAsync(peers["file"], "");

        // Nobody writes below a file or in /proc, root neither.
        foreach (var folder in new[] { peers["file"], Path.Combine(peers["file"], "below"), "/proc/peer-data", "/proc/self" })
            Refused(await peers.Run("up", "--data", folder, "--listen", "127.0.0.1:0", "--json"), "data folder", folder, "--data");
    }

    private static void Refused(Ended ended, params string[] named)
    {
        Assert.True(ended.Code == 1 && ended.Lines.Count == 0, ended.ToString());
        Assert.All(named, text => Assert.Contains(text, ended.Errors, StringComparison.Ordinal));
        Assert.DoesNotContain("   at ", ended.Errors, StringComparison.Ordinal);
    }
}
