using System.Runtime.CompilerServices;
using PeerActors.TestKit.Processes;

namespace PeerActors.Scenarios.Processes;

/// <summary><c>peer scenario run</c> in a process of its own.</summary>
public class ScenarioRunTests
{
    [Fact]
    public async Task The_same_file_and_seed_give_the_same_trace_in_two_processes_and_another_seed_another()
    {
        await using var peers = new PeerProcesses();
        var runs = await Task.WhenAll(Run(peers, 7), Run(peers, 7), Run(peers, 8));
        Assert.Equal(runs[0][^1].String("trace"), runs[1][^1].String("trace"));
        Assert.NotEqual(runs[0][^1].String("trace"), runs[2][^1].String("trace"));
        Assert.Contains(runs[0], static line => line.Event == "note" && line.String("what").StartsWith("09 to 11", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_not_as_expected_fails_the_command_and_tells_how_to_repeat_it()
    {
        await using var peers = new PeerProcesses();
        var file = peers["mine.conf"];
        await File.WriteAllTextAsync(file, "scenario { peers = [alice, bob], steps = [ { at = 1s, expect-links = 1, of = alice } ] }");
        var ended = await peers.Run("scenario", "run", file, "--seeds", "3..5");
        Assert.Equal(1, ended.Code);
        Assert.Contains($"{file}:1:70: alice has 0 links at 1 s; expected 1.", ended.Errors, StringComparison.Ordinal);
        Assert.Contains($"peer scenario run {file} --seed 3", ended.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("scenario { peers = [alice], steps = [ { at = 1s, crash = bob } ] }", "mine.conf:1:58", 1)]
    [InlineData("scenario {", "mine.conf:1:11", 1)]
    public async Task A_mistake_in_the_file_is_told_with_its_place(string text, string place, int code)
    {
        await using var peers = new PeerProcesses();
        await File.WriteAllTextAsync(peers["mine.conf"], text);
        var ended = await peers.Run("scenario", "run", peers["mine.conf"]);
        Assert.Equal(code, ended.Code);
        Assert.Contains(place, ended.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Seeds_the_wrong_way_round_are_wrong_usage()
    {
        await using var peers = new PeerProcesses();
        var ended = await peers.Run("scenario", "run", "mine.conf", "--seeds", "9..1");
        Assert.Equal(2, ended.Code);
        Assert.Contains("1..100", ended.Errors, StringComparison.Ordinal);
    }

    private static async Task<IReadOnlyList<OutputLine>> Run(PeerProcesses peers, int seed)
    {
        var file = Path.GetFullPath(Path.Combine(Here(), "../../../config/scenarios/gnutella-walkthrough.conf"));
        var ended = await peers.Run("scenario", "run", file, "--seed", $"{seed}", "--json");
        Assert.True(ended.Code == 0, ended.ToString());
        return ended.Told;
    }

    private static string Here([CallerFilePath] string here = "") => Path.GetDirectoryName(here)!;
}
