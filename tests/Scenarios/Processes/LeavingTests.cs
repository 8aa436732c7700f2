using PeerActors.TestKit.Processes;

namespace PeerActors.Scenarios.Processes;

public class LeavingTests
{
    [Fact]
    public async Task Sigterm_says_bye_and_the_next_run_remembers_hosts_and_hashes()
    {
        await using var peers = new PeerProcesses();
        Noise.Write(Path.Combine(peers.ShareOf("bob"), "blue train.flac"), 100_000);
        var alice = await peers.Up("alice");
        var bob = await peers.Up("bob", join: alice);
        await bob.Offers(1);
        Assert.Equal((1L, 0L), Hashes(await bob.Status()));

        bob.Program.AskToEnd();
        var ended = await bob.Program.End();

        Assert.Equal((0, ""), (ended.Code, ended.Errors));
        var left = ended.Told[^1];
        Assert.Equal(("left", 1L, 1L, 0), (left.Event, left.Number("links"), left.Number("hostsSaved"), left["problems"].GetArrayLength()));
        var closed = await alice.WaitFor("linkClosed");
        Assert.Equal("byeReceived", closed.String("reason"));
        Assert.StartsWith("Bye 200 ", closed.String("detail"), StringComparison.Ordinal);

        var again = await peers.Up("bob");
        await again.Offers(1);
        Assert.Equal(bob.Id, again.Id);
        Assert.Equal((0L, 1L), Hashes(await again.Status()));
        Assert.Equal(alice.Address, Assert.Single(await again.Ask("hosts")).String("address"));
    }

    [Fact]
    public async Task A_peer_that_left_takes_no_commands_and_its_folder_is_free()
    {
        await using var peers = new PeerProcesses();
        var alice = await peers.Up("alice");
        alice.Program.AskToEnd();
        Assert.Equal(0, (await alice.Program.End()).Code);

        var status = await alice.Run("status");
        Assert.Equal(1, status.Code);
        Assert.Contains($"No peer runs for the data folder {alice.Data}", status.Errors, StringComparison.Ordinal);
        Assert.Equal(alice.Id, (await peers.Up("alice")).Id);
    }

    private static (long Hashed, long Remembered) Hashes(OutputLine status) =>
        (status["library"].GetProperty("hashedFiles").GetInt64(), status["library"].GetProperty("rememberedFiles").GetInt64());
}
