using System.Globalization;
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

    [Fact]
    public async Task A_trace_for_which_there_is_no_room_is_told_in_a_sentence()
    {
        await using var peers = new PeerProcesses();
        await File.WriteAllTextAsync(peers["mine.conf"], "scenario { peers = [alice, bob], links = [\"alice – bob\"] }");
        var ended = await peers.Run("scenario", "run", peers["mine.conf"], "--trace", "/dev/full");
        Assert.Equal(1, ended.Code);
        Assert.StartsWith("--trace: /dev/full cannot be written: ", ended.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", ended.Errors, StringComparison.Ordinal);
    }

    /// <summary>The environment variable PEER_DETERMINISM_RUNS asks for more runs in each of the two processes, such as 50.</summary>
    [Fact]
    public async Task A_hundred_peers_that_come_and_go_have_one_trace_in_every_run_of_two_processes_and_another_seed_another()
    {
        const string Hundred =
            """
            scenario {
              count = 100, shape = regular, degree = 4, dialect = "0.6", end = 40s
              churn { mean-up = 1m, mean-down = 10s, spare = "p0 p50" }
              steps = [ { at = 1s, share = blue.mp3, by = p50 }, { at = 20s, search = blue, by = p0, for = 2s } ]
            }
            """;
        var runs = int.Parse(Environment.GetEnvironmentVariable("PEER_DETERMINISM_RUNS") ?? "2", CultureInfo.InvariantCulture);
        await using var peers = new PeerProcesses();
        await File.WriteAllTextAsync(peers["hundred.conf"], Hundred);
        var traces = await Task.WhenAll(Traces(7, runs), Traces(7, runs), Traces(8, 1));
        Assert.Equal((runs, runs), (traces[0].Length, traces[1].Length));
        var one = Assert.Single(traces[0].Concat(traces[1]).Distinct(StringComparer.Ordinal));
        Assert.NotEqual(one, Assert.Single(traces[2]));

        async Task<string[]> Traces(int seed, int times)
        {
            var program = peers.Start(["scenario", "run", peers["hundred.conf"], "--seed", $"{seed}", "--repeat", $"{times}", "--json"]);
            for (var run = 1; run <= times; run++) await program.WaitFor("end", line => line.Number("run") == run);
            var ended = await program.End();
            Assert.True(ended.Code == 0, ended.ToString());
            return [.. ended.Told.Where(static line => line.Event == "end").Select(static line => line.String("trace"))];
        }
    }

    [Fact]
    public async Task What_is_not_as_expected_is_reduced_to_a_file_that_is_not_either()
    {
        await using var peers = new PeerProcesses();
        await File.WriteAllTextAsync(peers["mine.conf"], """
            scenario {
              peers = [a, b, c, d]
              links = ["a – b – c – d"]
              steps = [
                { at = 1s, share = blue.mp3, by = b }
                { at = 10s, slow = d, bytes-per-second = 300B }
                { at = 20s, cut = "c – d" }
                { at = 58s, crash = b }
                { at = 60s, search = blue, by = a, expect = 1 }
              ]
            }
            """);
        var ended = await peers.Run("scenario", "run", peers["mine.conf"], "--seed", "3", "--shrink", "--json");
        Assert.Equal(1, ended.Code);
        var shrunk = ended.Told[^1];
        Assert.Equal(("shrunk", 3, 2, true), (shrunk.Event, shrunk.Number("steps"), shrunk.Number("peers"), shrunk["byFaults"].GetBoolean()));
        var again = await peers.Run("scenario", "run", shrunk.String("path"), "--seed", "3");
        Assert.Equal(1, again.Code);
        Assert.Contains("a searched for \"blue\" at 60 s and found 0; expected 1", again.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_run_that_is_asked_to_end_by_a_signal_or_by_ctrl_c_says_how_far_it_came(bool byControlC)
    {
        await using var peers = new PeerProcesses();
        await File.WriteAllTextAsync(peers["long.conf"], "scenario { peers = [a, b], links = [\"a – b\"], end = 100000h }");
        var program = peers.Start(["scenario", "run", peers["long.conf"], "--seed", "3", "--json"], PeerProgram.HearsInterrupts);
        await program.WaitFor("note");
        if (byControlC) program.PressControlC();
        else program.AskToEnd();
        var ended = await program.End();
        Assert.Equal(1, ended.Code);
        Assert.Contains("Stopped with seed 3 at ", ended.Errors, StringComparison.Ordinal);
        Assert.Contains("the run was to end at 360000000 s", ended.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pipe_into_which_nobody_writes_holds_no_run_that_is_asked_to_end()
    {
        await using var peers = new PeerProcesses();
        using (var mkfifo = System.Diagnostics.Process.Start("mkfifo", [peers["pipe.conf"]])) await mkfifo.WaitForExitAsync();
        var program = peers.Start(["scenario", "run", peers["pipe.conf"]]);

        // It opens once the program reads.
        await using var silent = await Task.Run(() => new FileStream(peers["pipe.conf"], FileMode.Open, FileAccess.Write)).WaitAsync(PeerProgram.Patience);
        program.AskToEnd();
        var ended = await program.End();
        Assert.Equal((1, $"Stopped while {peers["pipe.conf"]} was read; its end has not come."), (ended.Code, ended.Errors.Trim()));
    }

    [Fact]
    public async Task A_run_that_does_not_come_to_rest_ends_at_its_bound_and_names_the_busiest_actors()
    {
        await using var peers = new PeerProcesses();
        await File.WriteAllTextAsync(peers["restless.conf"], """
            scenario {
              count = 30, shape = regular, degree = 6, max-runs-per-instant = 1000
              link { latency = 0s, jitter = 0s }
            }
            """);
        var ended = await peers.Run("scenario", "run", peers["restless.conf"], "--seed", "3");
        Assert.Equal(1, ended.Code);
        Assert.Contains("does not come to rest: actors ran 1,000 times at ", ended.Errors, StringComparison.Ordinal);
        Assert.Contains("(max-runs-per-instant). The busiest of late: /user/p", ended.Errors, StringComparison.Ordinal);
        Assert.Contains("links (", ended.Errors, StringComparison.Ordinal);
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

    [Theory]
    [InlineData("--seeds", "9..1", "1..100")]
    [InlineData("--seed", "-1", "a whole number from 0 to")]
    [InlineData("--repeat", "0", "a whole number from 1 to 10000")]
    [InlineData("--repeat", "many", "a whole number from 1 to 10000")]
    public async Task Numbers_that_are_none_are_wrong_usage(string option, string value, string allowed)
    {
        await using var peers = new PeerProcesses();
        var ended = await peers.Run("scenario", "run", "mine.conf", option, value);
        Assert.Equal(2, ended.Code);
        Assert.Contains(allowed, ended.Errors, StringComparison.Ordinal);
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
