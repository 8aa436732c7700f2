using PeerActors.Actors.Simulation.Scripts;
using PeerActors.Actors.Simulation.Shrinking;

namespace PeerActors.Actors.Tests.Simulation.Shrinking;

public class ScriptShrinkerTests
{
    private const int Seed = 7;

    /// <summary>Eight peers, fifteen faults and what heals them, and searches. Who crashes was dialled and is dialled again, so that sound peers are whole again at the end.</summary>
    private const string LongDay =
        """
        scenario {
          description = "A long day."
          peers = [a, b, c, d, e, f, g, h]
          links = ["a – b – c – d", "a – d", "e – f – g", "e – h", "c – e", "c – h"]
          steps = [
            { at = 1s, say = "A long day begins." }
            { at = 1s, share = "blue.mp3", by = d }
            { at = 1s, share = "red.mp3", by = g }
            { at = 1s, share = "green.mp3", by = h }
            { at = 20s, search = "blue", by = a, expect = 1 }
            { at = 40s, slow = "e f", bytes-per-second = 300B }
            { at = 50s, firewall = "e h" }
            { at = 60s, crash = "g h" }
            { at = 80s, restart = "g h" }
            { at = 90s, cut = "b – c" }
            { at = 95s, disk-fails = b }
            { at = 100s, cut-one-way = "h – g" }
            { at = 110s, search = "green", by = e, expect-least = 0 }
            { at = 120s, partition = "a b c d | e f g h" }
            { at = 150s, crash = d }
            { at = 170s, restart = d }
            { at = 180s, disk-works = b }
            { at = 200s, slow = "e f", bytes-per-second = 0B }
            { at = 200s, unfirewall = "e h" }
            { at = 210s, heal-all = true }
            { at = 15m, search = "blue", by = a, expect = 1 }
          ]
        }
        """;

    [Fact]
    public void A_planted_bug_of_a_long_day_is_reduced_to_five_steps_or_fewer_which_fail_still()
    {
        var script = Read(LongDay);
        Assert.Empty(Fail(script, Sound));
        var failure = Fail(script, Forgetful).First(static f => f.Contains("search", StringComparison.Ordinal));

        var shrunk = new ScriptShrinker(Seed, 1000, Forgetful).Shrink(script, failure, static _ => { }, default);
        Assert.True(shrunk is { ByFaults: true, IsMinimal: true, Steps: <= 5, Peers: <= 3 }, shrunk.Text);
        Assert.Contains(failure, Fail(Read(shrunk.Text), Forgetful));
        Assert.Empty(Fail(Read(shrunk.Text), Sound));
    }

    [Fact]
    public void Churn_is_reduced_to_the_crash_that_it_takes()
    {
        var script = Read("scenario { peers = [a, b, c], links = [\"a – b – c\"], churn { mean-up = 1m, mean-down = 10s, spare = \"a c\" }, steps = [ { at = 1s, share = blue, by = c }, { at = 10m, search = blue, by = a, expect = 1 } ] }");
        var failure = Assert.Single(Fail(script, Forgetful));
        var shrunk = new ScriptShrinker(Seed, 1000, Forgetful).Shrink(script, failure, static _ => { }, default);
        Assert.True(shrunk is { ByFaults: true, Steps: <= 4 }, shrunk.Text);
        Assert.Contains("crash = b", shrunk.Text, StringComparison.Ordinal);
        Assert.Contains("restart = b", shrunk.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void What_fails_without_faults_is_said_to_and_loses_only_those()
    {
        var script = Read("scenario { peers = [a, b], links = [\"a – b\"], steps = [ { at = 1s, crash = b }, { at = 5s, search = blue, by = a, expect = 1 } ] }");
        var shrunk = new ScriptShrinker(Seed, 100, Sound).Shrink(script, Assert.Single(Fail(script, Sound)), static _ => { }, default);
        Assert.False(shrunk.ByFaults);
        Assert.Equal((1, 2), (shrunk.Steps, shrunk.Peers));
    }

    [Theory]
    [InlineData("cut = \"a – b\"", "heal = \"b – a\"", true)]
    [InlineData("cut-one-way = \"a – b\"", "heal-all = true", true)]
    [InlineData("partition = \"a | b\"", "heal-all = true", true)]
    [InlineData("partition = \"a | b\"", "heal = \"a – b\"", false)]
    [InlineData("crash = a", "restart = a", true)]
    [InlineData("crash = a", "restart = b", false)]
    [InlineData("slow = a, bytes-per-second = 1B", "slow = a, bytes-per-second = 0B", true)]
    public void What_heals_a_fault_goes_with_it(string fault, string healing, bool heals)
    {
        var steps = Read($"scenario {{ peers = [a, b], steps = [ {{ at = 1s, {fault} }}, {{ at = 2s, {healing} }} ] }}").Steps;
        Assert.Equal(heals, steps[1].Words.Heals(steps[0].Words));
    }

    [Theory]
    [InlineData("gnutella-walkthrough.conf")]
    [InlineData("churn.conf")]
    [InlineData("partition.conf")]
    [InlineData("slow-host.conf")]
    [InlineData("firewalled-sharer.conf")]
    public void A_scenario_that_was_written_says_the_same_when_it_is_read(string file)
    {
        var written = ScriptWriter.Write(Unrolling.Of(Scripts.ScenarioFileTests.Read(file), Seed));
        Assert.Equal(written, ScriptWriter.Write(Unrolling.Of(Read(written), Seed)));
    }

    private static Script Read(string text)
    {
        var read = ScriptReader.ReadText(text, "t");
        Assert.Empty(read.Messages);
        return read.Script!;
    }

    private static ScriptRun Sound(Script script, int seed) => new(script, seed, static (_, _, _) => { });

    private static ScriptRun Forgetful(Script script, int seed) => new(script, seed, static (_, _, _) => { }, ForgetfulRouter.For);

    private static List<string> Fail(Script script, Func<Script, int, ScriptRun> kind)
    {
        using var run = kind(script, Seed);
        run.ToEnd();
        return [.. run.Failures.Select(static f => f.Of)];
    }
}
